"""API of the room: admin units, sites and population groups."""

from typing import Any

from ninja import Path, Query, Router, Schema, Status

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
from himaya.places.actions import (
    amend_population_group,
    amend_site,
    create_population_group,
    create_site,
    import_units,
)
from himaya.places.boundaries import UnitRow, orphans
from himaya.places.forms import PopulationGroupForm, SiteForm
from himaya.places.models import AdminUnit, PopulationGroup, Site
from himaya.places.queries import current_units, editions
from himaya.places.schemas import (
    AdminUnitOut,
    GroupChangeIn,
    GroupIn,
    PopulationGroupOut,
    SiteChangeIn,
    SiteIn,
    SiteOut,
    UnitsIn,
    UnitSlice,
    UnitsOut,
)

router = Router(tags=["places"])

UNIT = Verb.ADMIN_UNIT_VIEW
GROUP = Verb.POPULATION_GROUP_VIEW


@operation(router, "GET", "/admin-units", UNIT, "admin_unit", out=Page[AdminUnitOut])
def list_admin_units(
    request: SeatRequest,
    wanted: Query[UnitSlice],
) -> dict[str, Any]:
    """Admin units, all editions unless one is asked for."""
    units = visible_to(AdminUnit.objects.select_related("parent"), request.seat)
    if wanted.level is not None:
        units = units.filter(level=wanted.level)
    if wanted.parent:
        units = units.filter(parent__ref=wanted.parent)
    if wanted.edition:
        units = units.filter(edition=wanted.edition)
    return page_of(units, wanted)


@operation(router, "GET", "/admin-units/{ref}", UNIT, "admin_unit", out=AdminUnitOut)
def get_admin_unit(request: SeatRequest, ref: Path[Ref]) -> AdminUnit:
    """One admin unit."""
    return visible_or_404(request, AdminUnit.objects.select_related("parent"), ref=ref)


@operation(router, "GET", "/sites", Verb.SITE_VIEW, "site", out=Page[SiteOut])
def list_sites(request: SeatRequest, part: Query[Slice]) -> dict[str, Any]:
    """Sites, without those kept secret (safe houses)."""
    sites = Site.objects.filter(is_secret=False).select_related("unit")
    return page_of(visible_to(sites, request.seat), part)


@operation(router, "GET", "/sites/{ref}", Verb.SITE_VIEW, "site", out=SiteOut)
def get_site(request: SeatRequest, ref: Path[Ref]) -> Site:
    """One site; secret ones do not exist here."""
    sites = Site.objects.filter(is_secret=False).select_related("unit")
    return visible_or_404(request, sites, ref=ref)


@operation(
    router, "GET", "/population-groups", GROUP, "population_group", out=Page[PopulationGroupOut]
)
def list_population_groups(request: SeatRequest, part: Query[Slice]) -> dict[str, Any]:
    """The groups that figures are about."""
    return page_of(visible_to(PopulationGroup.objects.all(), request.seat), part)


@operation(router, "POST", "/admin-units", Verb.ADMIN_UNIT_MANAGE, out=UnitsOut, status=201)
def post_admin_units(request: SeatRequest, body: UnitsIn) -> Status[dict[str, int]]:
    """Bring units into an edition of the boundaries, by p-code; again changes nothing.

    A parent is in the same body or stands in the edition already.
    """
    seat = request.seat
    require(seat, Verb.ADMIN_UNIT_MANAGE, seat.operation)
    units = [
        UnitRow(
            one.pcode, one.level, {str(code): name for code, name in one.names.items()}, one.parent
        )
        for one in body.units
    ]
    _refuse_unsound(body, units, seat)
    done = import_units(
        seat=seat,
        edition=body.edition,
        units=units,
        valid_from=body.valid_from,
        closes=body.closes,
    )
    return Status(201, {"added": done.added, "amended": done.amended, "same": done.same})


def _refuse_unsound(body: UnitsIn, units: list[UnitRow], seat: ActingSeat) -> None:
    """What the page says of a table's rows: two units of one p-code, a parent that is nowhere."""
    refused = []
    if body.closes and (body.valid_from is None or body.closes == body.edition):
        refused.append(("closes", "invalid"))
    if body.closes and body.closes not in editions(seat.operation):
        refused.append(("closes", "invalid_choice"))
    places = {unit.pcode: n for n, unit in reversed(list(enumerate(units)))}
    refused += [
        (f"units.{n}.pcode", "repeated") for n, one in enumerate(units) if places[one.pcode] != n
    ]
    known = AdminUnit.objects.filter(operation=seat.operation, edition=body.edition)
    hanging = orphans(units, known.values_list("pcode", flat=True))
    refused += [(f"units.{places[one.pcode]}.parent", "unknown") for one in hanging]
    if refused:
        raise FieldsRefused(refused)


@operation(router, "POST", "/sites", Verb.SITE_MANAGE, out=SiteOut, status=201)
def post_site(request: SeatRequest, body: SiteIn) -> Status[Site]:
    """Add a site. Secret ones (safe houses) are added on the page only."""
    require(request.seat, Verb.SITE_MANAGE, request.seat.operation)
    units = current_units(request.seat.operation)
    form = sound(SiteForm(as_posted(body.dict()), units=units))
    site = create_site(seat=request.seat, names=form.names, **form.given)
    return Status(201, site)


@operation(router, "POST", "/sites/{ref}/changes", Verb.SITE_MANAGE, "site", out=SiteOut)
def post_site_change(request: SeatRequest, ref: Path[Ref], body: SiteChangeIn) -> Site:
    """Change a site: `null` empties a field, a missing one stays; sensitivity only rises here."""
    sites = Site.objects.filter(is_secret=False).select_related("unit", "operation")
    site = visible_or_404(request, sites, ref=ref)
    standing = {name: getattr(site, name) for name in ("code", "kind", "level")}
    standing |= {"latitude": site.latitude, "longitude": site.longitude, "pcode": site.unit.pcode}
    values = {**as_posted({**standing, "names": site.names}), **_given(body)}
    form = sound(SiteForm(values, units=current_units(request.seat.operation)))
    changes = {**form.given, "names": form.names}
    return amend_site(seat=request.seat, site=site, changes=changes)


def _given(body: Schema) -> dict[str, Any]:
    return as_posted(body.dict(exclude_unset=True))


@operation(
    router,
    "POST",
    "/population-groups",
    Verb.POPULATION_GROUP_MANAGE,
    out=PopulationGroupOut,
    status=201,
)
def post_population_group(request: SeatRequest, body: GroupIn) -> Status[PopulationGroup]:
    """Add a group that figures are about."""
    require(request.seat, Verb.POPULATION_GROUP_MANAGE, request.seat.operation)
    form = sound(PopulationGroupForm(as_posted(body.dict())))
    group = create_population_group(
        seat=request.seat,
        code=form.cleaned_data["code"],
        names=form.names,
        definition=form.cleaned_data["definition"],
    )
    return Status(201, group)


@operation(
    router,
    "POST",
    "/population-groups/{ref}/changes",
    Verb.POPULATION_GROUP_MANAGE,
    "population_group",
    out=PopulationGroupOut,
)
def post_population_group_change(
    request: SeatRequest, ref: Path[Ref], body: GroupChangeIn
) -> PopulationGroup:
    """Change names and definition; the code stays, since answers hold it."""
    group = visible_or_404(request, PopulationGroup.objects.select_related("operation"), ref=ref)
    standing = as_posted({"definition": group.definition, "names": group.names})
    form = sound(PopulationGroupForm.of(group, {**standing, **_given(body)}))
    return amend_population_group(
        seat=request.seat,
        group=group,
        names=form.names,
        definition=form.cleaned_data["definition"],
    )
