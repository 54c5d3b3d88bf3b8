"""API of indicators: their figures as the page shows them."""

from ninja import Path, Router

from himaya.gate.api_routes import Ref, operation
from himaya.gate.decisions import require
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.kernel.verbs import Verb
from himaya.profiles.coordination.indicators.queries import indicators, standing
from himaya.profiles.coordination.indicators.schemas import IndicatorFiguresOut

router = Router(tags=["records"])


@operation(
    router, "GET", "/records/{ref}/figures", Verb.RECORD_VIEW, "record", out=IndicatorFiguresOut
)
def get_figures(request: SeatRequest, ref: Path[Ref]) -> IndicatorFiguresOut:
    """The figures of an indicator by period and partner, put together by its declared rules.

    Of reports in sight, less those that are due or sent back. 404 for a record of another register.
    """
    record = visible_or_404(request, indicators(), ref=ref)
    require(request.seat, Verb.RECORD_VIEW, record)
    found, _others = standing(record, request.seat)
    return IndicatorFiguresOut.shown(record.ref, found)
