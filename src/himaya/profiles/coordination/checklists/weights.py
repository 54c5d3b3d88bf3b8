"""Weights of selection criteria: those of one programme and version make a hundred together.

System 85.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from himaya.gate.decisions import HIGH, authorize, visible_to
from himaya.gate.seats import ActingSeat
from himaya.kernel.verbs import Verb
from himaya.profiles.coordination.checklists.declaration import SELECTION
from himaya.records.models import Record
from himaya.records.queries import withheld_paths, without

_GONE = ("superseded", "withdrawn")
_WHOLE = 100


def weights_of_record(seat: ActingSeat, record: Record) -> Mapping[str, Any]:
    """Part of a criterion's page: what the weights in sight make. Empty for other records.

    Criteria without a weight are counted and weigh nothing. Two queries.
    """
    if record.dataset.profile != SELECTION.code:
        return {}
    own = _open(record, seat)
    programme, version = own.get("programme"), own.get("version")
    if not programme or not version:
        return {}
    rows = Record.objects.filter(
        dataset__profile=SELECTION.code,
        operation=record.operation_id,
        is_withdrawn=False,
        level__lt=HIGH,
        head__answers__programme=programme,
        head__answers__version=version,
    ).exclude(status__in=_GONE)
    whole = visible_to(rows, seat).select_related(
        "operation", "agency", "dataset__system", "version", "head__version"
    )
    found = list(whole.prefetch_related("version__questions", "head__version__questions"))
    weights = [_open(one, seat).get("weight") for one in found]
    known = [Fraction(str(one)) for one in weights if isinstance(one, int | float)]
    total = sum(known, Fraction(0))
    return {
        "criteria": len(found),
        "total": float(total),
        "is_whole": total == _WHOLE,
        "are_weighed": bool(known),
    }


def _open(record: Record, seat: ActingSeat) -> dict[str, Any]:
    """The answers that are open to the seat; opens no seal."""
    if record.head is None:
        return {}
    decision = authorize(seat, Verb.RECORD_VIEW, record)
    return without(record.head.answers, withheld_paths(record.head.version, decision))
