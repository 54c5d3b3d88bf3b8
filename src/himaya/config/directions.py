"""Every text that a page sends, without characters that turn the direction of what is beside it.

At the door, so that no form and no room has to think of it; the API's bodies and the answers of
imports pass the same engine (`gate.api_routes.In`, `engines.xlsform`).
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, QueryDict

from himaya.engines.directions import calm
from himaya.gate.middleware import API


def calm_directions(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Clean what was posted. Passwords stay as typed: nobody reads them."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and not request.path.startswith(API):
            request.POST = _calm(request.POST)  # type: ignore[assignment]  # Django sets it so too
        return get_response(request)

    return middleware


def _calm(posted: QueryDict) -> QueryDict:
    kept = posted.copy()
    for name, values in posted.lists():
        if "password" not in name:
            kept.setlist(name, [calm(value) for value in values])
    kept._mutable = False  # noqa: SLF001 - as Django leaves it
    return kept
