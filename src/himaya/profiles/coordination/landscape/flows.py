"""The flows of a register, the bodies they join, and what really came in under each.

Traffic is what is tied to a flow: reports due, and meetings whose minutes were sent. Beside it
stand the working copies that its receivers took of the register it is taken from, for whoever
manages that register.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from himaya.datasets.models import Dataset
from himaya.engines.tabular import fold
from himaya.gate.decisions import visible_to
from himaya.gate.seats import ActingSeat
from himaya.kernel.verbs import Verb
from himaya.people.models import Seat
from himaya.profiles.coordination.response.rounds import ANSWERED, EXCUSED
from himaya.records.derive import acronyms_in
from himaya.records.due import closed
from himaya.records.models import Link, Record
from himaya.records.titles import title_of
from himaya.releases.models import Release

MOST = 60  # flows in one picture: more are lines that nobody can follow
DUE_IN_FLOW, MINUTES_IN_FLOW = "due_in_flow", "minutes_in_flow"
ENDS = ("flow_from", "flow_to")
ENDS_SAID = ("from_node", "to_node")  # the questions that name them in words
RUNNING = frozenset({"working", "late"})
_HELD = frozenset({"held", "minuted"})
_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Body:
    """Where a flow begins or ends; `key` tells bodies apart, `is_known` those of the register."""

    key: str
    name: str
    is_known: bool = True


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


@dataclass(frozen=True, slots=True)
class Taken:
    """Working copies that the receivers took within a year of the register a flow is taken from."""

    copies: int
    last: date | None


def flows_of(seat: ActingSeat, dataset: Dataset) -> list[Record]:
    """The flows in sight that have not ended, one more than `MOST` at most. One query."""
    rows = Record.objects.filter(dataset=dataset).exclude(status="ended")
    whole = visible_to(rows, seat).select_related(
        "operation", "agency", "dataset__system", "version", "head__version", "head__sealed_for"
    )
    whole = whole.prefetch_related("version__questions", "head__version__questions")
    return list(whole.order_by("made_at", "pk")[: MOST + 1])


class Bodies:
    """Groups of the register, told apart by their entries: by a relation, else by their name."""

    def __init__(self, seat: ActingSeat, flows: Sequence[Record]) -> None:
        rows = Record.objects.filter(dataset__profile="coordination_group").exclude(closed())
        groups = visible_to(rows, seat).select_related("head", "version")
        found = list(groups.prefetch_related("version__questions"))
        bodies = {one.pk: Body(f"#{one.ref}", title_of(one)) for one in found}
        links = Link.objects.filter(relation__in=ENDS, source__in=flows, target__in=list(bodies))
        self._tied = {(link.source_id, link.relation): bodies[link.target_id] for link in links}
        self._named: dict[str, list[Body]] = {}
        for body in bodies.values():
            self._named.setdefault(fold(body.name), []).append(body)

    def at(self, flow: Record, end: str, words: str) -> Body:
        """The body at one of the `ENDS`. A name that several groups bear is no group's."""
        if (tied := self._tied.get((flow.pk, end))) is not None:
            return tied
        named = self._named.get(fold(words), [])
        return named[0] if len(named) == 1 else Body(fold(words), words, is_known=False)


def traffic_of(seat: ActingSeat, flows: Sequence[Record], today: date) -> Mapping[int, Traffic]:
    """By flow, of the reports due and meetings in the seat's sight. One query."""
    reports = visible_to(Record.objects.filter(period_end__gte=today - _YEAR), seat)
    links = Link.objects.filter(
        relation__in=(DUE_IN_FLOW, MINUTES_IN_FLOW), target__in=flows, source__in=reports
    )
    found: dict[int, list[tuple[bool, date | None]]] = {}
    for link in links.select_related("source__head"):
        of_flow = found.setdefault(link.target_id, [])
        if link.relation == MINUTES_IN_FLOW:
            of_flow += _minutes(link.source)
        else:
            of_flow += _report(link.source, today)
    return {flow: _traffic(rows) for flow, rows in found.items()}


def _report(one: Record, today: date) -> list[tuple[bool, date | None]]:
    if one.status in ANSWERED:
        return [(True, one.period_end)]
    is_late = one.status != EXCUSED and one.deadline is not None and one.deadline < today
    return [(False, None)] if is_late else []


def _minutes(meeting: Record) -> list[tuple[bool, date | None]]:
    if meeting.status not in _HELD or meeting.head is None:
        return []
    sent = meeting.head.answers.get("minutes_sent_on")
    return [(bool(sent), date.fromisoformat(str(sent)) if sent else None)]


def _traffic(rows: Sequence[tuple[bool, date | None]]) -> Traffic:
    answered = [day for came, day in rows if came]
    last = max((day for day in answered if day is not None), default=None)
    return Traffic(len(rows), len(answered), last)


def taken_of(
    seat: ActingSeat, flows: Mapping[int, Mapping[str, object]], today: date
) -> Mapping[int, Taken]:
    """By flow, from its answers, of registers that the seat manages. Three queries.

    How many and when is told, never by whom or for what. Without receivers that the operation
    knows, everybody's copies count.
    """
    wanted = {pk: fold(str(said["register"])) for pk, said in flows.items() if said.get("register")}
    if not wanted:
        return {}
    registers: dict[str, set[int]] = {}
    for dataset in visible_to(Dataset.objects.all(), seat, Verb.DATASET_MANAGE):
        for name in {dataset.code, *dataset.names.values()}:
            registers.setdefault(fold(name), set()).add(dataset.pk)
    seats = dict(
        Seat.objects.filter(operation=seat.operation).values_list("ref", "agency__acronym")
    )
    copies = list(
        Release.objects.filter(
            operation=seat.operation, dataset__isnull=False, made_at__date__gte=today - _YEAR
        ).values_list("dataset", "made_by", "made_at")
    )
    found = {}
    for pk, name in wanted.items():
        if name not in registers:
            continue
        receivers = acronyms_in(flows[pk].get("partner") or "") & set(seats.values())
        days = [
            at.date()
            for dataset, made_by, at in copies
            if dataset in registers[name] and (not receivers or seats.get(made_by) in receivers)
        ]
        found[pk] = Taken(len(days), max(days, default=None))
    return found
