"""How the file of a release is handed over: to be kept, never to be run or guessed at."""

from django.http import HttpResponse

from himaya.files.actions import name_of, read_file
from himaya.files.models import StoredFile


def as_attachment(stored: StoredFile) -> HttpResponse:
    """The content in clear, under the neutral name it was made with."""
    return bytes_as_attachment(read_file(stored), name_of(stored), stored.media_type)


def bytes_as_attachment(content: bytes, name: str, media_type: str) -> HttpResponse:
    """A file that was made to be handed out and is kept nowhere; `name` has no quotes."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response
