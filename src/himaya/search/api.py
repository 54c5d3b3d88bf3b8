"""API of the room: finding what one may see."""

from typing import Any

from ninja import Query, Router

from himaya.gate.api_routes import Page, operation, page_of
from himaya.gate.pages import SeatRequest
from himaya.kernel.verbs import Verb
from himaya.search.queries import found
from himaya.search.schemas import Asked, HitOut

router = Router(tags=["search"])


@operation(router, "GET", "/search", Verb.SEARCH_USE, out=Page[HitOut])
def search(
    request: SeatRequest,
    wanted: Query[Asked],
) -> dict[str, Any]:
    """Things that hold all the words, folded (accents, Arabic letter forms, capitals)."""
    return page_of(found(request.seat, wanted.q), wanted)
