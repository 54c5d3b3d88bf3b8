"""Keeping the file that a form version was read from."""

from himaya.files.actions import store_file
from himaya.files.models import StoredFile
from himaya.gate.seats import ActingSeat


def store_form(seat: ActingSeat, file_name: str, content: bytes) -> StoredFile:
    """The file as it came; a pasted form has no name of its own."""
    return store_file(
        operation=seat.operation,
        made_by=seat.ref,
        kind=StoredFile.Kind.FORM,
        name=file_name or "form.md",
        content=content,
        media_type="application/octet-stream",
        level=1,
    )
