"""How the file of a release is handed over: to be kept, never to be run or guessed at."""

from django.http import HttpResponse

from himaya.files.actions import name_of, read_file
from himaya.files.models import StoredFile


def as_attachment(stored: StoredFile) -> HttpResponse:
    """The content in clear, under the neutral name it was made with."""
    response = HttpResponse(read_file(stored), content_type=stored.media_type)
    response["Content-Disposition"] = f'attachment; filename="{name_of(stored)}"'
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response
