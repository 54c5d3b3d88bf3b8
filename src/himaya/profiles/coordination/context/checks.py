"""Risk analysis first: whether a valid one stands for the place where somebody will collect.

Systems 33, 35, 36. The page of an assessment or a monitoring exercise that is planned or goes on
says so. It refuses nothing: who may not see analyses, which are High, must not learn from a
refusal that there is none.
"""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from himaya.gate.decisions import HIGH, visible_to
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.places.queries import editions, unit_chains
from himaya.profiles.coordination.context.declaration import CONTEXT, HAZARD, NOTICE
from himaya.records.models import Record
from himaya.records.titles import title_of

_COLLECTS = frozenset({"assessment", "monitoring_exercise"})
_AHEAD = frozenset({"planned", "ongoing"})
_VALID = "endorsed"
_MOST = 5  # warnings listed
# What warns whoever goes there, in the states in which it does.
_WARNS = {
    NOTICE.code: ("in_force",),
    HAZARD.code: ("reported", "handed_over", "surveyed"),
}


def risk_of_record(seat: ActingSeat, record: Record) -> Mapping[str, Any]:
    """Part of a record's page: the analysis in sight for its place, and what warns of going there.

    `analysis` is None where none is valid today; empty for records that collect nothing. Reads no
    answer of an analysis, only that it is there. Up to six queries.
    """
    if record.dataset.profile not in _COLLECTS or record.status not in _AHEAD or not record.area:
        return {}
    above = _above(record)
    nearest = valid_analyses(seat, record)
    wider = [record.area, *above.get(record.area, ())]
    inside = [code for code, line in above.items() if record.area in line]
    rows = Record.objects.filter(operation=record.operation_id, is_withdrawn=False)
    return {
        "is_asked": True,
        "analysis": nearest[0] if nearest else None,
        "warnings": _warnings(rows.filter(area__in=[*wider, *inside]), seat),
    }


def valid_analyses(seat: ActingSeat, record: Record, *, going: bool = False) -> list[Record]:
    """Analyses in sight and in force of the record's place or one it lies in, the nearest first.

    `going`: only those that do not forbid collecting there. Three queries.
    """
    above = _above(record)
    wider = [record.area, *above.get(record.area, ())]
    valid = Record.objects.filter(
        operation=record.operation_id,
        is_withdrawn=False,
        dataset__profile=CONTEXT.code,
        status=_VALID,
        area__in=wider,
        deadline__gte=clock.today(),
    )
    if going:
        valid = valid.filter(head__answers__go__in=("go", "with_conditions"))
    return sorted(visible_to(valid, seat), key=lambda one: wider.index(one.area))


def _above(record: Record) -> Mapping[str, tuple[str, ...]]:
    named = editions(record.operation)
    chains = unit_chains(record.operation, named[0]) if named else ()
    return {one.pcode: one.above for one in chains}


def _warnings(rows: QuerySet[Record], seat: ActingSeat) -> list[dict[str, str]]:
    """Notices in force today and hazards that stand, as far as they are in sight.

    What is High is named by its register: reading its heading would be a reading to note.
    """
    stands = Q()
    for code, states in _WARNS.items():
        stands |= Q(dataset__profile=code, status__in=states)
    ended = Q(dataset__profile=NOTICE.code, period_end__lt=clock.today())
    found = visible_to(rows.filter(stands).exclude(ended), seat).select_related(
        "dataset", "head", "version"
    )
    whole = found.prefetch_related("version__questions").order_by("-period_start", "-pk")
    return [
        {
            "ref": one.ref,
            "title": title_of(one) if one.level < HIGH else "",
            "register": str(one.dataset),
        }
        for one in whole[:_MOST]
    ]
