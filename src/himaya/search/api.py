"""API of the room: finding what one may see."""

from typing import Any

from ninja import Query, Router

from himaya.gate.api_routes import Page, operation, page_of
from himaya.gate.pages import SeatRequest
from himaya.kernel.verbs import Verb
from himaya.search.models import Entry
from himaya.search.pacing import on_the_beat
from himaya.search.queries import FACETS, Asked, Sight, answer
from himaya.search.schemas import Asking, HitOut

router = Router(tags=["search"])


@operation(router, "GET", "/search", Verb.SEARCH_USE, out=Page[HitOut])
def search(
    request: SeatRequest,
    wanted: Query[Asking],
) -> dict[str, Any]:
    """Things that hold all the words, folded (accents, Arabic letter forms, capitals).

    Words in quotation marks have to stand together. At most the newest 5,000 are listed.
    """
    narrowed = {name: value for name in FACETS if (value := getattr(wanted, name))}
    with on_the_beat():
        things = answer(Sight.of(request.seat), Asked(wanted.q, narrowed)).things
        return page_of(Entry.objects.filter(group="", thing__in=things), wanted)
