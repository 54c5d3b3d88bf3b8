"""Spellings that a person decided to mean an area."""

from django.db import transaction

from himaya.engines.tabular import fold
from himaya.gate.decisions import log, require
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.places.models import AdminUnit, PlaceAlias


def decide_name(*, seat: ActingSeat, words: str, unit: AdminUnit, within: str = "") -> PlaceAlias:
    """Remember that a spelling means a unit, for every import from now on.

    A decision about the same spelling is taken back by it. `within`: p-code of the area in which
    it means this unit; "" wherever it stands. Raises `Problem(NOT_ALLOWED)`.
    """
    require(seat, Verb.ADMIN_UNIT_MANAGE, seat.operation)
    spelled = fold(words)
    if not spelled:
        raise Problem(Code.SHAPE_REFUSED, status=422)
    now = clock.now()
    with transaction.atomic():
        before = PlaceAlias.objects.filter(
            operation=seat.operation, folded=spelled, within=within, taken_back_at__isnull=True
        )
        before.update(taken_back_at=now, taken_back_by=seat.ref)
        alias = PlaceAlias.objects.create(
            operation=seat.operation,
            words=" ".join(words.split())[:200],
            folded=spelled[:200],
            within=within,
            pcode=unit.pcode,
            decided_by=seat.ref,
            decided_at=now,
        )
        log(seat, Verb.ADMIN_UNIT_MANAGE, unit, note="name_decided")
    return alias


def take_back_name(*, seat: ActingSeat, alias: PlaceAlias) -> None:
    """Let a decision hold no longer. Raises `Problem`: NOT_ALLOWED, ALREADY_DONE."""
    require(seat, Verb.ADMIN_UNIT_MANAGE, seat.operation)
    with transaction.atomic():
        rows = PlaceAlias.objects.filter(
            pk=alias.pk, operation=seat.operation, taken_back_at__isnull=True
        )
        if not rows.update(taken_back_at=clock.now(), taken_back_by=seat.ref):
            raise Problem(Code.ALREADY_DONE, status=409)
        log(seat, Verb.ADMIN_UNIT_MANAGE, seat.operation, note="name_taken_back")
