"""API of the room: who am I here, and which agencies take part."""

from typing import Any

from django.utils.translation import gettext, pgettext
from ninja import Path, Query, Router

from himaya.gate.api_routes import Page, Ref, Slice, operation, page_of
from himaya.gate.decisions import visible_to
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.gate.seats import ActingSeat
from himaya.kernel.verbs import Verb
from himaya.people.models import Agency, Role
from himaya.people.schemas import AgencyOut, MeOut

router = Router(tags=["people"])


@operation(router, "GET", "/me", Verb.OPERATION_VIEW, out=MeOut)
def get_me(request: SeatRequest) -> dict[str, Any]:
    """Whose access this token carries, and how far it reaches."""
    seat = request.seat
    return {
        "seat": seat.ref,
        "agency": seat.agency,
        "role": seat.role,
        "level": seat.level,
        "everywhere": seat.everywhere,
        "areas": sorted(seat.areas),
        "workspaces": sorted(seat.systems),
        "verbs": sorted(seat.verbs or ()),
        "operation": seat.operation,
        "words": in_words(seat),
    }


def in_words(seat: ActingSeat) -> str:
    """The access as a sentence: a level is never a bare number to a person (words.md)."""
    levels = {
        1: pgettext("sensitivity", "Low/No"),
        2: pgettext("sensitivity", "Moderate"),
        3: pgettext("sensitivity", "High"),
        4: pgettext("sensitivity", "Severe"),
    }
    return gettext(
        "Your access to %(operation)s for %(agency)s: %(role)s, sensitivity up to %(level)s."
    ) % {
        "operation": seat.operation,
        "agency": Agency.objects.get(ref=seat.agency),
        "role": Role(seat.role).label,
        "level": levels[seat.level],
    }


@operation(router, "GET", "/agencies", Verb.AGENCY_VIEW, "agency", out=Page[AgencyOut])
def list_agencies(request: SeatRequest, part: Query[Slice]) -> dict[str, Any]:
    """The agencies of the operation."""
    return page_of(visible_to(Agency.objects.prefetch_related("aliases"), request.seat), part)


@operation(router, "GET", "/agencies/{ref}", Verb.AGENCY_VIEW, "agency", out=AgencyOut)
def get_agency(request: SeatRequest, ref: Path[Ref]) -> Agency:
    """One agency."""
    return visible_or_404(request, Agency.objects.prefetch_related("aliases"), ref=ref)
