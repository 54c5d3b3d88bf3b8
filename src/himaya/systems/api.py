"""API of the room: information systems."""

from collections.abc import Mapping
from typing import Any

from ninja import Path, Query, Router, Status

from himaya.gate.api_routes import (
    FieldsRefused,
    Page,
    Ref,
    Slice,
    as_posted,
    operation,
    page_of,
    sound,
)
from himaya.gate.decisions import require, visible_to
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.gate.seats import ActingSeat
from himaya.kernel.verbs import Verb
from himaya.places.queries import current_units
from himaya.systems.actions import amend_system, create_system
from himaya.systems.forms import SystemForm
from himaya.systems.models import InformationSystem
from himaya.systems.schemas import SystemChangeIn, SystemIn, SystemOut

router = Router(tags=["systems"])
_whole = InformationSystem.objects.select_related("agency", "operation").prefetch_related(
    "members", "areas", "related__target"
)

_STANDARD = {"state": "active", "level": 2, "retention_months": 60}  # as the page proposes


@operation(router, "GET", "/systems", Verb.SYSTEM_VIEW, "system", out=Page[SystemOut])
def list_systems(request: SeatRequest, part: Query[Slice]) -> dict[str, Any]:
    """The information systems of the operation."""
    return page_of(visible_to(_whole.all(), request.seat), part)


@operation(router, "GET", "/systems/{ref}", Verb.SYSTEM_VIEW, "system", out=SystemOut)
def get_system(request: SeatRequest, ref: Path[Ref]) -> InformationSystem:
    """One information system."""
    return visible_or_404(request, _whole.all(), ref=ref)


@operation(router, "POST", "/systems", Verb.SYSTEM_CREATE, out=SystemOut, status=201)
def post_system(request: SeatRequest, body: SystemIn) -> Status[InformationSystem]:
    """A new information system."""
    require(request.seat, Verb.SYSTEM_CREATE, request.seat.operation)
    form = _form(request.seat, body.dict(exclude_unset=True), _STANDARD)
    system = create_system(
        seat=request.seat,
        agency=form.cleaned_data["agency"],
        code=form.cleaned_data["code"],
        **form.columns(),
    )
    return Status(201, _whole.get(pk=system.pk))


@operation(router, "POST", "/systems/{ref}/changes", Verb.SYSTEM_MANAGE, "system", out=SystemOut)
def post_system_change(
    request: SeatRequest, ref: Path[Ref], body: SystemChangeIn
) -> InformationSystem:
    """Change a system; code and owner stay. `null` empties a field, a missing one stays."""
    system = visible_or_404(request, _whole.all(), ref=ref)
    require(request.seat, Verb.SYSTEM_MANAGE, system)
    given = body.dict(exclude_unset=True)
    form = _form(request.seat, given, SystemForm.initial_of(system), system)
    amend_system(seat=request.seat, system=system, changes=form.columns())
    return _whole.get(pk=system.pk)


def _form(
    seat: ActingSeat,
    given: dict[str, Any],
    standing: Mapping[str, Any],
    system: InformationSystem | None = None,
) -> SystemForm:
    """The page's form with what stands and what the body gives; areas by p-code."""
    values = {**standing, **as_posted(given)}
    if "areas" in given:
        values["areas"] = _area_refs(seat, given["areas"] or [])
    return sound(SystemForm(values, seat=seat, system=system))


def _area_refs(seat: ActingSeat, pcodes: list[str]) -> list[str]:
    units = current_units(seat.operation).filter(pcode__in=pcodes, level__lte=2)
    found = dict(units.values_list("pcode", "ref"))
    if set(pcodes) - set(found):
        raise FieldsRefused([("areas", "invalid_choice")])
    return list(found.values())
