"""How a file of a record is sent to be read in place."""

from django.http import HttpResponse

from himaya.files.showing import PDF
from himaya.records.opening import Shown

# Browsers show a PDF with a viewer of their own, which a sandbox would keep from starting.
_IN_A_SANDBOX = "default-src 'none'; frame-ancestors 'none'; sandbox"
_IN_A_VIEWER = "default-src 'none'; frame-ancestors 'none'; object-src 'self'"


def in_place(shown: Shown) -> HttpResponse:
    """The answer in which nothing of the file can run, and whose type no browser guesses."""
    response = HttpResponse(shown.content, content_type=shown.media_type)
    response["Content-Disposition"] = f'inline; filename="{shown.name}"'
    policy = _IN_A_VIEWER if shown.media_type == PDF else _IN_A_SANDBOX
    response["Content-Security-Policy"] = policy
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
