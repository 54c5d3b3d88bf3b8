"""Reading seats: what a person may act as, and the value that the gate decides with."""

from datetime import timedelta

from django.db.models import Q, QuerySet

from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.people.models import Account, Seat
from himaya.places.models import AdminUnit

IDLE_DAYS = 90  # an unused access expires (protocol.md, Seats: idle expiry)


def open_seats(account: Account) -> QuerySet[Seat]:
    """The seats the account may take today."""
    today = clock.today()
    return (
        Seat.objects.filter(account=account, ended_at__isnull=True, valid_from__lte=today)
        .filter(Q(valid_until__isnull=True) | Q(valid_until__gte=today))
        .filter(
            Q(last_used_on__isnull=True) | Q(last_used_on__gte=today - timedelta(days=IDLE_DAYS))
        )
        .select_related("operation", "agency", "account")
        .order_by("operation__slug", "agency__acronym")
    )


def covered_areas(seat: Seat) -> frozenset[str]:
    """P-codes of the seat's areas and of every unit below them. One query per level."""
    frontier = list(seat.areas.values_list("pk", "pcode"))
    found = {pcode for _, pcode in frontier}
    while frontier:
        frontier = list(
            AdminUnit.objects.filter(parent__in=[pk for pk, _ in frontier]).values_list(
                "pk", "pcode"
            )
        )
        found.update(pcode for _, pcode in frontier)
    return frozenset(found)


def acting_seat(seat: Seat, *, second_factor: bool, door: str = "page") -> ActingSeat:
    """The seat as the gate decides with it. Three queries; build it once per request."""
    return ActingSeat(
        ref=seat.ref,
        account=seat.account.ref,
        operation=seat.operation,
        agency=seat.agency.ref,
        agency_id=seat.agency_id,
        role=seat.role,
        level=seat.access_level,
        everywhere=seat.everywhere,
        areas=frozenset() if seat.everywhere else covered_areas(seat),
        systems=workspaces_of(seat),
        second_factor=second_factor,
        door=door,
    )


def workspaces_of(seat: Seat) -> frozenset[str]:
    """Refs of the information systems whose workspace the seat's agency belongs to."""
    member = seat.agency.workspaces.order_by().values_list("ref", flat=True)
    owner = seat.agency.owned_systems.order_by().values_list("ref", flat=True)
    return frozenset(member.union(owner))
