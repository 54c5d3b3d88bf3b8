"""Changing an open access in place: as what, how far, where and until when.

Requirements (protocol.md, Seats):
1. Nobody gives more than the own level, and nobody amends an access they could take themselves:
   the own one, one they cover, or the cover of it.
2. An operation keeps a coordinator, and the agency's cap holds.
3. What hangs on the access follows in the same step: leave covers take its role and reach and do
   not outlast it, tokens that the amended access could not make are revoked, and a hand-over that
   waits has to be made again, since it carries what was before.
4. The access of a data protection focal point may come to reach further here, never less: taking
   it away needs two persons (actions.oversight).
"""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db import transaction

from himaya.gate.decisions import could_ever, log, require
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.people.actions.grants import require_grantable
from himaya.people.actions.seats import close_seat
from himaya.people.models import Agency, Role, Seat, Token
from himaya.people.queries import (
    MODERATE,
    acting_seat,
    coordinators,
    counted_seats,
    pending_invitations,
    unended_seats,
)
from himaya.people.tokens import highest_cap
from himaya.places.models import AdminUnit
from himaya.tenancy.models import Operation


def amend_seat(
    *,
    seat: ActingSeat,
    target: Seat,
    role: str,
    access_level: int,
    everywhere: bool,
    areas: Iterable[AdminUnit] = (),
    clusters: Iterable[str] = (),
    valid_until: date | None = None,
) -> Seat:
    """Give an open access another role, level, reach or end; as it stands, nothing is written.

    Raises `Problem`: NOT_ALLOWED, NOT_ONESELF, ROLE_RESERVED, LEVEL_TOO_HIGH,
    SECOND_FACTOR_NEEDED, ALREADY_DONE when it has ended, COVER_FOLLOWS, LAST_COORDINATOR,
    SEAT_CAP, TWO_PERSONS_NEEDED.
    """
    require(seat, Verb.SEAT_INVITE, target)
    _refuse_own(seat, target)
    # Also what is taken away: a reserved role is not a focal point's to change.
    require_grantable(seat, target.agency, target.role, 1)
    require_grantable(seat, target.agency, role, access_level)
    places = [] if everywhere else sorted(areas, key=lambda area: area.pk)
    with transaction.atomic():
        # The rows that end_seat and invite lock, in this order.
        Operation.objects.select_for_update().get(pk=target.operation_id)
        Agency.objects.select_for_update().get(pk=target.agency_id)
        target = Seat.objects.select_related("account", "agency__operation", "operation").get(
            pk=target.pk
        )
        _refuse_settled(target)
        wanted: dict[str, object] = {
            "role": role,
            "access_level": access_level,
            "everywhere": everywhere,
            "clusters": sorted(clusters),
            "valid_until": valid_until,
        }
        changed = _changed(target, wanted, places)
        if not changed:
            return target
        _refuse_without_coordinator(target, role, valid_until)
        _refuse_less_oversight(target, wanted, places)
        _refuse_above_cap(target, access_level)
        # Before the seat, as an accepted invitation takes the two rows in this order.
        pending_invitations().filter(replaces=target).update(expires_at=clock.now())
        Seat.objects.filter(pk=target.pk).update(**wanted, areas_in_doubt=False)
        target.areas.set(places)
        target.refresh_from_db()
        for one in [target, *_covers_following(target, wanted, places)]:
            _revoke_beyond(seat, one)
        log(
            seat,
            Verb.SEAT_INVITE,
            target,
            fields=changed,
            note=f"amended_level_{access_level}_{role}",
        )
    return target


def _refuse_own(seat: ActingSeat, target: Seat) -> None:
    covers = Seat.objects.filter(stands_in_for=target, ended_at__isnull=True)
    if target.account.ref == seat.account or covers.filter(account__ref=seat.account).exists():
        raise Problem(Code.NOT_ONESELF)


def _refuse_settled(target: Seat) -> None:
    if target.ended_at is not None:
        raise Problem(Code.ALREADY_DONE)
    if target.stands_in_for_id is not None:
        raise Problem(Code.COVER_FOLLOWS)


def _changed(
    target: Seat, wanted: Mapping[str, object], places: list[AdminUnit]
) -> tuple[str, ...]:
    now = {
        name: sorted(target.clusters) if name == "clusters" else getattr(target, name)
        for name in wanted
    }
    names = [name for name, value in wanted.items() if now[name] != value]
    held = set(target.areas.values_list("pk", flat=True))
    return (*names, "areas") if held != {area.pk for area in places} else tuple(names)


def _refuse_without_coordinator(target: Seat, role: str, valid_until: date | None) -> None:
    """The last coordinator keeps the role, and gets no earlier end."""
    if target.role != Role.COORDINATOR:
        return
    if coordinators(target.operation_id).exclude(pk=target.pk).exists():
        return
    ends_earlier = (valid_until or date.max) < (target.valid_until or date.max)
    if role != Role.COORDINATOR or ends_earlier:
        raise Problem(Code.LAST_COORDINATOR)


def _refuse_less_oversight(
    target: Seat, wanted: Mapping[str, object], places: list[AdminUnit]
) -> None:
    if not target.oversees:
        return
    until = wanted["valid_until"]
    ends_earlier = isinstance(until, date) and until < (target.valid_until or date.max)
    held = set(target.areas.values_list("pk", flat=True))
    reaches_less = not wanted["everywhere"] and (
        target.everywhere or not held <= {area.pk for area in places}
    )
    reads_less = int(str(wanted["access_level"])) < target.access_level
    if wanted["role"] != target.role or ends_earlier or reaches_less or reads_less:
        raise Problem(Code.TWO_PERSONS_NEEDED, status=403)


def _refuse_above_cap(target: Seat, access_level: int) -> None:
    counts = unended_seats().filter(pk=target.pk, access_level__gte=MODERATE).exists()
    if access_level < MODERATE or counts or not target.account.is_active:
        return
    if counted_seats(target.agency) >= target.operation.seat_cap:
        raise Problem(Code.SEAT_CAP)


def _covers_following(
    target: Seat, wanted: Mapping[str, object], places: list[AdminUnit]
) -> list[Seat]:
    """Bring the leave covers in step; one that would begin after the end is ended."""
    followed = []
    for cover in target.covers.filter(ended_at__isnull=True).select_related(
        "account", "agency", "operation"
    ):
        until = min(cover.valid_until or date.max, target.valid_until or date.max)
        if until < cover.valid_from:
            close_seat(cover)
            continue
        changes = {**wanted, "valid_until": until}
        Seat.objects.filter(pk=cover.pk).update(**changes)
        cover.areas.set(places)
        cover.refresh_from_db()
        followed.append(cover)
    return followed


def _revoke_beyond(seat: ActingSeat, one: Seat) -> None:
    """End the tokens that the access, as it is now, could not make. Loudly: none is narrowed."""
    acting = acting_seat(one, second_factor=True)
    may_make = could_ever(acting, Verb.TOKEN_MANAGE, "operation")
    limit = highest_cap(acting) if may_make else 0
    beyond = Token.objects.filter(seat=one, revoked_at__isnull=True, level_cap__gt=limit)
    for token in beyond.select_related("operation"):
        log(seat, Verb.TOKEN_MANAGE, token, note="revoked_with_access")
    beyond.update(revoked_at=clock.now())
