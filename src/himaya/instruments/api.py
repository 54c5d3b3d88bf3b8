"""API of the room: instruments, their versions, and what answers must look like."""

from typing import Annotated, Any

from ninja import Field, Path, Query, Router

from himaya.gate.api_routes import Page, Ref, Slice, operation, page_of
from himaya.gate.decisions import visible_to
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.instruments.models import Instrument, Version
from himaya.instruments.schemas import InstrumentOut, VersionDetail, VersionOut
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb

router = Router(tags=["instruments"])
_whole = Instrument.objects.select_related("system", "agency").prefetch_related("versions")
VIEW = Verb.INSTRUMENT_VIEW
Number = Annotated[int, Field(ge=1, le=32767)]


@operation(router, "GET", "/instruments", VIEW, "instrument", out=Page[InstrumentOut])
def list_instruments(request: SeatRequest, part: Query[Slice]) -> dict[str, Any]:
    """The instruments within sight."""
    return page_of(visible_to(_whole.all(), request.seat), part)


@operation(router, "GET", "/instruments/{ref}", VIEW, "instrument", out=InstrumentOut)
def get_instrument(request: SeatRequest, ref: Path[Ref]) -> Instrument:
    """One instrument."""
    return visible_or_404(request, _whole.all(), ref=ref)


@operation(router, "GET", "/instruments/{ref}/versions", VIEW, "instrument", out=Page[VersionOut])
def list_versions(request: SeatRequest, ref: Path[Ref], part: Query[Slice]) -> dict[str, Any]:
    """The versions of an instrument, oldest first."""
    instrument = visible_or_404(request, Instrument.objects.all(), ref=ref)
    return page_of(Version.objects.filter(instrument=instrument), part)


@operation(
    router, "GET", "/instruments/{ref}/versions/{number}", VIEW, "instrument", out=VersionDetail
)
def get_version(request: SeatRequest, ref: Path[Ref], number: Path[Number]) -> Version:
    """One version with its definition and the JSON Schema that answers follow."""
    instrument = visible_or_404(request, Instrument.objects.all(), ref=ref)
    version = instrument.versions.filter(number=number).prefetch_related("questions").first()
    if version is None:
        raise Problem(Code.NOT_FOUND, status=404)
    return version
