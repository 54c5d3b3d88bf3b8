"""Pages travel compressed: whoever pays for each kilobyte gets a quarter of them.

Compressing what holds a secret beside what a stranger chose leaks by its length (BREACH). Here the
session cookie is SameSite=Lax, so that no foreign page can ask in a person's name and measure the
answer; the form token is masked anew each time; and Django adds a length of random bytes.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

_WORDS = ("text/html", "text/calendar", "application/json", "application/problem+json")


def compress_pages(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Compress pages, calendars and JSON; files are packed already, static ones by whitenoise."""
    gzip = GZipMiddleware(get_response)

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if response.headers.get("Content-Type", "").startswith(_WORDS):
            return gzip.process_response(request, response)
        return response

    return middleware
