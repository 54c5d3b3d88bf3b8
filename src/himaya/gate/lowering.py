"""Lowering a sensitivity: the owner asks with a reason, a reviewer grants it, it is used once.

Requirements (protocol.md, Sensitivity: anyone with edit rights may raise it; lowering needs owner,
reviewer and reason):
1. Asker and reviewer are two persons, and the reviewer sees the thing.
2. What was granted is what may be done: exactly those changes (from what, to what), once, within
   thirty days, and while the thing is what the reviewer saw.
3. Whatever lowers calls `spend_lowering` in its own transaction; without leave it refuses.
"""

from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet

from himaya.gate.decisions import log, require, visible_to
from himaya.gate.models import Lowering
from himaya.gate.seats import ActingSeat
from himaya.gate.things import kind_named, kind_of
from himaya.kernel import clock
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.tenancy.models import OfOperation

VALID_FOR = timedelta(days=30)


def open_lowerings() -> QuerySet[Lowering]:
    """Requests that wait for a reviewer or, granted, to be used."""
    return Lowering.objects.filter(closed_at__isnull=True, expires_at__gt=clock.now())


def lowering_of(thing: OfOperation, scope: str = "") -> Lowering | None:
    """The open request about a thing."""
    return _about(thing, scope).order_by("-asked_at").first()


def ask_lowering(
    *,
    seat: ActingSeat,
    thing: OfOperation,
    changes: Mapping[str, str],
    reason: str,
    scope: str = "",
) -> Lowering:
    """Ask a reviewer; an earlier request about the same thing goes. Raises Problem(NOT_ALLOWED)."""
    require(seat, Verb.LEVEL_LOWER, thing)
    now = clock.now()
    with transaction.atomic():
        _about(thing, scope).update(closed_at=now)
        asked = Lowering.objects.create(
            operation=seat.operation,
            kind=kind_of(type(thing)).name,
            thing=thing.ref,
            scope=scope,
            changes=dict(changes),
            reason=reason,
            asked_by=seat.ref,
            asked_by_account=seat.account,
            asked_at=now,
            expires_at=now + VALID_FOR,
        )
        log(seat, Verb.LEVEL_LOWER, thing, fields=tuple(changes), note="asked")
    return asked


def review_lowering(
    *, seat: ActingSeat, thing: OfOperation, grant: bool, remark: str = "", scope: str = ""
) -> Lowering:
    """As second person, grant or refuse what waits.

    Raises `Problem`: NOT_ALLOWED, SECOND_FACTOR_NEEDED, TWO_PERSONS_NEEDED for who asked,
    ALREADY_DONE when nothing waits any more.
    """
    require(seat, Verb.LEVEL_REVIEW, thing)
    if not seat.second_factor:
        raise Problem(Code.SECOND_FACTOR_NEEDED, status=403)
    with transaction.atomic():
        waiting = _about(thing, scope).select_for_update().filter(reviewed_at__isnull=True).first()
        if waiting is None:
            raise Problem(Code.ALREADY_DONE)
        if waiting.asked_by_account == seat.account:
            raise Problem(Code.TWO_PERSONS_NEEDED, status=403)
        waiting.reviewed_by, waiting.reviewed_at = seat.ref, clock.now()
        waiting.granted, waiting.remark = grant, remark
        waiting.closed_at = None if grant else clock.now()
        waiting.save(update_fields=["reviewed_by", "reviewed_at", "granted", "remark", "closed_at"])
        log(seat, Verb.LEVEL_REVIEW, thing, note="granted" if grant else "refused")
    return waiting


def spend_lowering(thing: OfOperation, changes: Mapping[str, str], scope: str = "") -> None:
    """Use the leave for exactly these changes; call inside the transaction that makes them.

    Raises Problem(LEVEL_LOWERED), naming them, where there is none.
    """
    granted = _about(thing, scope).select_for_update().filter(granted=True).first()
    if granted is None or granted.changes != dict(changes):
        raise Problem(Code.LEVEL_LOWERED, status=422, questions=sorted(changes))
    granted.closed_at = clock.now()
    granted.save(update_fields=["closed_at"])


def forget_lowerings(thing: OfOperation) -> None:
    """The thing is another than the one that leave was asked for: what is open is over."""
    _about(thing, "").update(closed_at=clock.now())


def to_review(seat: ActingSeat) -> list[tuple[Lowering, OfOperation]]:
    """What waits for a reviewer and is about a thing the seat may review, oldest first."""
    waiting = (
        open_lowerings()
        .filter(operation=seat.operation, reviewed_at__isnull=True)
        .exclude(asked_by_account=seat.account)
        .order_by("asked_at")
    )
    by_kind: dict[str, list[Lowering]] = {}
    for one in waiting:
        by_kind.setdefault(one.kind, []).append(one)
    found: list[tuple[Lowering, OfOperation]] = []
    for kind, several in by_kind.items():
        model = kind_named(kind).model
        every = model._default_manager  # noqa: SLF001 - Django's documented API
        rows = every.filter(ref__in=[one.thing for one in several])
        open_to = visible_to(rows, seat, Verb.LEVEL_REVIEW)
        seen = {row.ref: row for row in open_to if isinstance(row, OfOperation)}
        found += [(one, seen[one.thing]) for one in several if one.thing in seen]
    return sorted(found, key=lambda pair: pair[0].asked_at)


def _about(thing: OfOperation, scope: str) -> QuerySet[Lowering]:
    kind = kind_of(type(thing)).name
    return open_lowerings().filter(kind=kind, thing=thing.ref, scope=scope)
