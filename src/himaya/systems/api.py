"""API of the room: information systems."""

from typing import Any

from ninja import Path, Query, Router

from himaya.gate.api_routes import Page, Ref, Slice, operation, page_of
from himaya.gate.decisions import visible_to
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.kernel.verbs import Verb
from himaya.systems.models import InformationSystem
from himaya.systems.schemas import SystemOut

router = Router(tags=["systems"])
_whole = InformationSystem.objects.select_related("agency").prefetch_related("members", "areas")


@operation(router, "GET", "/systems", Verb.SYSTEM_VIEW, "system", out=Page[SystemOut])
def list_systems(request: SeatRequest, part: Query[Slice]) -> dict[str, Any]:
    """The information systems of the operation."""
    return page_of(visible_to(_whole.all(), request.seat), part)


@operation(router, "GET", "/systems/{ref}", Verb.SYSTEM_VIEW, "system", out=SystemOut)
def get_system(request: SeatRequest, ref: Path[Ref]) -> InformationSystem:
    """One information system."""
    return visible_or_404(request, _whole.all(), ref=ref)
