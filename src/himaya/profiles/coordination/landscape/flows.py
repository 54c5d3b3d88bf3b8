"""The flows of a register, and what really came in under each: reports due that are tied to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from himaya.datasets.models import Dataset
from himaya.gate.decisions import visible_to
from himaya.gate.seats import ActingSeat
from himaya.profiles.coordination.response.rounds import ANSWERED, EXCUSED
from himaya.records.models import Link, Record

MOST = 60  # flows in one picture: more are lines that nobody can follow
DUE_IN_FLOW = "due_in_flow"
RUNNING = frozenset({"working", "late"})
_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Traffic:
    """What came in under a flow within a year: reports `answered` of those `due`, and the last."""

    due: int = 0
    answered: int = 0
    last: date | None = None

    @property
    def is_silent(self) -> bool:
        """Whether something was due and nothing came."""
        return bool(self.due) and not self.answered


def flows_of(seat: ActingSeat, dataset: Dataset) -> list[Record]:
    """The flows in sight that have not ended, one more than `MOST` at most. One query."""
    rows = Record.objects.filter(dataset=dataset).exclude(status="ended")
    whole = visible_to(rows, seat).select_related(
        "operation", "agency", "dataset__system", "version", "head__version", "head__sealed_for"
    )
    whole = whole.prefetch_related("version__questions", "head__version__questions")
    return list(whole.order_by("made_at", "pk")[: MOST + 1])


def traffic_of(seat: ActingSeat, flows: Sequence[Record], today: date) -> Mapping[int, Traffic]:
    """By flow, of the reports due in the seat's sight. One query."""
    reports = visible_to(Record.objects.filter(period_end__gte=today - _YEAR), seat)
    links = Link.objects.filter(relation=DUE_IN_FLOW, target__in=flows, source__in=reports)
    found: dict[int, list[tuple[str, date | None, date | None]]] = {}
    for link in links.select_related("source"):
        one = link.source
        found.setdefault(link.target_id, []).append((one.status, one.deadline, one.period_end))
    return {flow: _traffic(rows, today) for flow, rows in found.items()}


def _traffic(rows: Sequence[tuple[str, date | None, date | None]], today: date) -> Traffic:
    answered = [end for status, _, end in rows if status in ANSWERED]
    passed = [
        status
        for status, deadline, _ in rows
        if status not in ANSWERED
        and status != EXCUSED
        and deadline is not None
        and deadline < today
    ]
    last = max((end for end in answered if end is not None), default=None)
    return Traffic(len(answered) + len(passed), len(answered), last)
