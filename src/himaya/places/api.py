"""API of the room: admin units, sites and population groups."""

from typing import Any

from ninja import Path, Query, Router

from himaya.gate.api_routes import Page, Ref, Slice, operation, page_of
from himaya.gate.decisions import visible_to
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.kernel.verbs import Verb
from himaya.places.models import AdminUnit, PopulationGroup, Site
from himaya.places.schemas import AdminUnitOut, PopulationGroupOut, SiteOut, UnitSlice

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
