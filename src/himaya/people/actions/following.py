"""Accesses follow their areas into a new edition of the boundaries.

Requirements:
1. An access bound to an area whose p-code lives on is bound to that area of the new edition.
2. Where the code is gone, the access keeps the old area and with it sight of what was recorded
   there; where new areas have come beside it, it may have been split. In both cases the access is
   listed for a person to decide (access review): nothing is guessed from names or outlines.
3. Whoever brings the edition in changes no access of the own: it is listed too.
"""

from collections.abc import Iterable

from django.db.models import Q

from himaya.gate.decisions import log, require
from himaya.gate.seats import ActingSeat
from himaya.kernel.verbs import Verb
from himaya.people.models import Invitation, Seat
from himaya.people.queries import pending_invitations
from himaya.places.following import Followed
from himaya.places.models import AdminUnit


def follow_edition(seat: ActingSeat, edition: str) -> Followed:
    """Bind open accesses and waiting invitations to the areas of the new edition, by p-code.

    Raises `Problem(NOT_ALLOWED)`.
    """
    require(seat, Verb.ADMIN_UNIT_MANAGE, seat.operation)
    ended = _ended(seat, edition)
    bound = Seat.areas.through.objects.filter(adminunit__in=ended)
    seats = Seat.objects.select_for_update(of=("self",)).filter(
        operation=seat.operation,
        ended_at__isnull=True,
        everywhere=False,
        pk__in=bound.values("seat_id"),
    )
    news = _News(seat, edition)
    done = Followed()
    for one in seats.prefetch_related("areas").select_related("account"):
        if one.account.ref == seat.account:
            done += Followed(0, _doubt(one))
        else:
            done += _follow_one(seat, one, news)
    _take_invitations_along(seat, ended, news)
    return done


def _ended(seat: ActingSeat, edition: str) -> list[int]:
    """Areas of earlier editions that accesses or invitations are still bound to."""
    old = AdminUnit.objects.filter(operation=seat.operation, valid_to__isnull=False).exclude(
        edition=edition
    )
    by_seat = Seat.areas.through.objects.filter(adminunit__in=old).values("adminunit_id")
    by_offer = Invitation.areas.through.objects.filter(adminunit__in=old).values("adminunit_id")
    bound = old.filter(Q(pk__in=by_seat) | Q(pk__in=by_offer))
    return list(bound.values_list("pk", flat=True))


class _News:
    """What the new edition makes of old areas. Two queries for all of them."""

    def __init__(self, seat: ActingSeat, edition: str) -> None:
        units = AdminUnit.objects.filter(operation=seat.operation)
        new = units.filter(edition=edition)
        self._by_code = {unit.pcode: unit for unit in new.only("pk", "pcode", "parent_id")}
        known = set(
            units.exclude(edition=edition)
            .filter(valid_to__isnull=False)
            .values_list("pcode", flat=True)
        )
        # Under these areas stand some that no edition had before.
        self._grown = {
            unit.parent_id for code, unit in self._by_code.items() if code not in known
        } - {None}

    def of(self, areas: Iterable[AdminUnit]) -> tuple[list[AdminUnit], bool]:
        """The areas as they are now, and whether a person has to look at them."""
        now, in_doubt = [], False
        for area in areas:
            heir = area if area.valid_to is None else self._by_code.get(area.pcode)
            now.append(heir or area)
            in_doubt = in_doubt or heir is None or heir.parent_id in self._grown
        return now, in_doubt


def _follow_one(seat: ActingSeat, one: Seat, news: _News) -> Followed:
    held = list(one.areas.all())
    now, in_doubt = news.of(held)
    moved = {area.pk for area in now} != {area.pk for area in held}
    if moved:
        one.areas.set(now)
        log(seat, Verb.ADMIN_UNIT_MANAGE, one, fields=("areas",), note="new_edition")
    return Followed(int(moved), _doubt(one) if in_doubt else 0)


def _doubt(one: Seat) -> int:
    """List an access for a decision; a leave cover follows what is decided about its access."""
    return Seat.objects.filter(pk=one.pk, stands_in_for__isnull=True).update(areas_in_doubt=True)


def _take_invitations_along(seat: ActingSeat, ended: list[int], news: _News) -> None:
    bound = Invitation.areas.through.objects.filter(adminunit__in=ended)
    waiting = pending_invitations().filter(
        operation=seat.operation, pk__in=bound.values("invitation_id")
    )
    for invitation in waiting.prefetch_related("areas"):
        now, _in_doubt = news.of(invitation.areas.all())
        invitation.areas.set(now)
