"""What was reported on an activity planned: the two parts of the 5W side by side.

System 70. Reports relate to the activity (`reports_on`). People reached in several periods may be
the same people: the highest of one period stands, never a sum.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from himaya.gate.decisions import HIGH, authorize, visible_to
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.kernel.verbs import Verb
from himaya.profiles.coordination.response.declaration import ACTIVITY_PLANNED
from himaya.records.history import status_label
from himaya.records.models import Record
from himaya.records.queries import withheld_paths, without
from himaya.records.titles import title_of

REPORTS_ON = "reports_on"
MOST = 12  # reports listed, the newest
_STOPPED = frozenset({"suspended", "cancelled"})


def reported_on(seat: ActingSeat, record: Record) -> Mapping[str, Any]:
    """Part of an activity's page: its reports in sight, and the most it reached in one period.

    Empty for records of other registers. What is High is on its own page only. Three queries.
    """
    if record.dataset.profile != ACTIVITY_PLANNED.code:
        return {}
    rows = Record.objects.filter(
        links_out__relation=REPORTS_ON, links_out__target=record, is_withdrawn=False, level__lt=HIGH
    ).select_related("operation", "agency", "dataset__system", "version", "head__version")
    whole = rows.prefetch_related("version__questions", "head__version__questions")
    found = list(visible_to(whole, seat).order_by("-period_end", "-pk")[:MOST])
    reached = {one.pk: _number(one, "reached", seat) for one in found}
    known = [number for number in reached.values() if number is not None]
    return {
        "is_asked": True,
        "reports": [
            {
                "ref": one.ref,
                "title": title_of(one),
                "end": one.period_end,
                "reached": reached[one.pk],
                "status": status_label(one, one.status),
                "is_outside": _is_outside(one, record),
            }
            for one in found
        ],
        "most": max(known, default=None),
        "targeted": _number(record, "targeted", seat),
        "is_silent": not found and _has_begun(record, clock.today()),
    }


def _number(record: Record, key: str, seat: ActingSeat) -> int | None:
    if record.head is None:
        return None
    decision = authorize(seat, Verb.RECORD_VIEW, record)
    answers = without(record.head.answers, withheld_paths(record.head.version, decision))
    value = answers.get(key)
    return value if isinstance(value, int) else None


def _is_outside(report: Record, planned: Record) -> bool:
    """Whether a report's days and those of the activity have none in common."""
    days = (report.period_start, report.period_end, planned.period_start, planned.period_end)
    if any(day is None for day in days):
        return False
    begins, ends, first, last = (day for day in days if day is not None)
    return ends < first or begins > last


def _has_begun(record: Record, today: date) -> bool:
    begun = record.period_start is not None and record.period_start < today
    return begun and record.status not in _STOPPED
