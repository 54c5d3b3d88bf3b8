"""API of population figures: their sources as the page shows them."""

from ninja import Path, Router

from himaya.gate.api_routes import Ref, operation
from himaya.gate.decisions import require
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.kernel.verbs import Verb
from himaya.profiles.categories.population.schemas import SourcesOut
from himaya.profiles.categories.population.sources import population_figures, sources_of
from himaya.profiles.categories.population.spread import spread_of

router = Router(tags=["records"])


@operation(router, "GET", "/records/{ref}/sources", Verb.RECORD_VIEW, "record", out=SourcesOut)
def get_sources(request: SeatRequest, ref: Path[Ref]) -> SourcesOut:
    """All sources in sight of a population figure's place and group, with their differences.

    Also over the parts of a larger area.

    404 for a record of another register.
    """
    record = visible_or_404(request, population_figures(), ref=ref)
    require(request.seat, Verb.RECORD_VIEW, record)
    found = sources_of(record, request.seat)
    return SourcesOut.shown(found, spread_of(record, found.base, request.seat))
