"""Reading seats: what a person may act as, and the value that the gate decides with."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import Q, QuerySet, prefetch_related_objects

from himaya.gate.policies import policy_for
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.kernel.problems import Code, Problem
from himaya.people.models import (
    Account,
    Agency,
    EndRequest,
    FactorReset,
    Invitation,
    ResetLink,
    Role,
    Seat,
)
from himaya.places.models import AdminUnit
from himaya.places.queries import below, current_units
from himaya.tenancy.models import Operation

IDLE_DAYS = 90  # an unused access expires (protocol.md, Seats: idle expiry)
REVIEW_DAYS = 91  # quarterly (protocol.md, Seats)
MODERATE = 2  # from this level up a workspace counts towards the cap
HIGH = 3  # from this level up a second factor is never optional


def unended_seats() -> QuerySet[Seat]:
    """Seats that neither ended nor ran out, covers aside: what "has an access already" means."""
    return Seat.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=clock.today()),
        ended_at__isnull=True,
        stands_in_for__isnull=True,
    )


def lapsed_seats() -> QuerySet[Seat]:
    """Seats that ran out by their date without being ended."""
    return Seat.objects.filter(ended_at__isnull=True, valid_until__lt=clock.today())


def usable_seats() -> QuerySet[Seat]:
    """Seats that may be taken today: not ended, within their dates, not idle for too long."""
    today = clock.today()
    return Seat.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=today),
        Q(last_used_on__isnull=True) | Q(last_used_on__gte=today - timedelta(days=IDLE_DAYS)),
        ended_at__isnull=True,
        valid_from__lte=today,
        account__is_active=True,
    )


def open_seats(account: Account) -> QuerySet[Seat]:
    """The seats the account may take today."""
    return (
        usable_seats()
        .filter(account=account)
        .select_related("operation", "agency", "account")
        .order_by("operation__slug", "agency__acronym", "pk")
    )


def counted_seats(agency: Agency) -> int:
    """How much of its cap an agency uses: accesses and invitations of Moderate and above."""
    # Closed accounts and the seat of the command line are no persons.
    people = unended_seats().filter(agency=agency, account__is_active=True)
    held = people.filter(access_level__gte=MODERATE).count()
    asked = pending_invitations().filter(
        agency=agency, access_level__gte=MODERATE, replaces__isnull=True
    )
    return held + asked.count()


def pending_invitations() -> QuerySet[Invitation]:
    """Invitations that could still be accepted."""
    return Invitation.objects.filter(accepted_at__isnull=True, expires_at__gt=clock.now())


def usable_invitation(secret_hash: str, *, lock: bool = False) -> Invitation:
    """The pending invitation of a link. Raises `Problem(INVITATION_SPENT)` (410)."""
    found = (
        pending_invitations()
        .select_related("operation", "agency", "replaces__agency", "replaces__operation")
        .filter(secret_hash=secret_hash)
    )
    invitation = (found.select_for_update(of=("self",)) if lock else found).first()
    if invitation is None or _is_overtaken(invitation):
        raise Problem(Code.INVITATION_SPENT, status=410)
    return invitation


def _is_overtaken(invitation: Invitation) -> bool:
    """Whether the access that was to be handed over has ended meanwhile."""
    return invitation.replaces is not None and invitation.replaces.ended_at is not None


def usable_reset_link(secret_hash: str, *, lock: bool = False) -> ResetLink:
    """The unused reset link. Raises `Problem(LINK_SPENT)` (410)."""
    found = ResetLink.objects.select_related("account").filter(
        secret_hash=secret_hash,
        used_at__isnull=True,
        expires_at__gt=clock.now(),
        account__is_active=True,
    )
    link = (found.select_for_update(of=("self",)) if lock else found).first()
    if link is None:
        raise Problem(Code.LINK_SPENT, status=410)
    return link


def open_factor_resets() -> QuerySet[FactorReset]:
    """Requests to take a second factor away that still wait for a second person."""
    return FactorReset.objects.filter(_waits())


def open_end_requests() -> QuerySet[EndRequest]:
    """Requests to end the access of who oversees that still wait for a second person."""
    return EndRequest.objects.filter(_waits())


def _waits() -> Q:
    return Q(withdrawn_at__isnull=True, confirmed_at__isnull=True, expires_at__gt=clock.now())


def coordinators(operation_id: int) -> QuerySet[Seat]:
    """Seats that keep an operation coordinated: its own, not covers, not ended."""
    return unended_seats().filter(operation_id=operation_id, role=Role.COORDINATOR)


def needs_second_factor(seat: Seat) -> bool:
    """Whether the seat may be used only after a second factor: by setting, and from High up."""
    return seat.access_level >= HIGH or (
        settings.HIMAYA_SECOND_FACTOR and seat.operation.second_factor_required
    )


def covered_areas(seat: Seat) -> frozenset[str]:
    """P-codes of the seat's areas and of every unit below them. One query per level.

    What an ended edition had below the same codes counts too, where the present one knows the
    code no more: what was recorded there is still found from the area around it.
    """
    bound = list(seat.areas.values_list("pk", "pcode", "edition"))
    found = below({pk: pcode for pk, pcode, _ in bound})
    units = AdminUnit.objects.filter(operation=seat.operation_id)
    codes = [pcode for _, pcode, _ in bound]
    before = units.filter(pcode__in=codes, valid_to__isnull=False).exclude(
        pk__in=[pk for pk, _, _ in bound]
    )
    lapsed = below(dict(before.values_list("pk", "pcode"))) - found
    if lapsed:
        known = units.filter(pcode__in=lapsed, edition__in={edition for _, _, edition in bound})
        found |= lapsed - set(known.values_list("pcode", flat=True))
    return frozenset(found)


def acting_seat(seat: Seat, *, second_factor: bool, door: str = "page") -> ActingSeat:
    """The seat as the gate decides with it. Four queries; build it once per request.

    A hand-over costs one more for each holder before.
    """
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
        systems=workspaces_of_agency(seat.agency),
        in_place_of=_in_place_of(seat),
        second_factor=second_factor,
        door=door,
        policy=policy_for(seat.operation),
    )


def _in_place_of(seat: Seat) -> frozenset[str]:
    """Refs of the seats before this one, and of the one it covers with those before it."""
    found: set[str] = set()
    wanted = [key for key in (seat.took_over_from_id, seat.stands_in_for_id) if key is not None]
    while wanted:
        rows = Seat.objects.filter(pk__in=wanted).values_list("ref", "took_over_from_id")
        steps = [(ref, before) for ref, before in rows if ref not in found]
        found.update(ref for ref, _ in steps)
        wanted = [before for _, before in steps if before is not None]
    return frozenset(found)


def workspaces_of_agency(agency: Agency) -> frozenset[str]:
    """Refs of the information systems that the agency owns or whose workspace it belongs to."""
    member = agency.workspaces.order_by().values_list("ref", flat=True)
    owner = agency.owned_systems.order_by().values_list("ref", flat=True)
    return frozenset(member.union(owner))


@dataclass(frozen=True, slots=True)
class AreaDoubt:
    """An access whose areas a new edition of the boundaries left in doubt, and what is known."""

    seat: Seat
    ended: list[AdminUnit]  # its areas of editions no longer in force
    beside: list[AdminUnit]  # areas that came new beside its own


def area_doubts(operation: Operation, seats: Iterable[Seat]) -> list[AreaDoubt]:
    """What a person needs to decide about areas in doubt. A few queries, however many."""
    listed = list(seats)
    if not listed:
        return []
    prefetch_related_objects(listed, "areas__parent")
    now = current_units(operation)
    ended = AdminUnit.objects.filter(operation=operation, valid_to__isnull=False)
    parents = {area.parent.pcode for one in listed for area in one.areas.all() if area.parent}
    fresh: dict[str, list[AdminUnit]] = {}
    rows = now.filter(parent__pcode__in=parents).exclude(pcode__in=ended.values("pcode"))
    for unit in rows.select_related("parent"):
        fresh.setdefault(unit.parent.pcode if unit.parent else "", []).append(unit)
    return [_doubt_of(one, fresh) for one in listed]


def _doubt_of(seat: Seat, fresh: Mapping[str, list[AdminUnit]]) -> AreaDoubt:
    held = list(seat.areas.all())
    around = dict.fromkeys(area.parent.pcode for area in held if area.parent)
    return AreaDoubt(
        seat,
        [area for area in held if area.valid_to is not None],
        [unit for code in around for unit in fresh.get(code, []) if unit not in held],
    )
