"""Reading the reports of indicators: only those in sight, and only what they show openly."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_date

from himaya.datasets.models import Dataset
from himaya.engines.adding import Figure
from himaya.gate.decisions import HIGH, authorize, log, visible_to
from himaya.gate.seats import ActingSeat
from himaya.kernel.verbs import Verb
from himaya.profiles.coordination.indicators.declaration import INDICATOR_REPORT, REPORT_OF
from himaya.records.models import Involvement, Link, Record
from himaya.records.queries import closed_questions
from himaya.records.registers.maps.counting import least_cell
from himaya.records.registers.register import Register
from himaya.records.registers.views import whole_datasets

# Handed in and not sent back; what is due or sent back is nobody's word yet.
COUNTED = frozenset({"submitted", "accepted", "locked"})
LOCKED = "locked"
FIGURE, NOT_REPORTED, NOT_ASSESSED = "figure", "not_reported", "not_assessed"
SPLITS = ("girls", "boys", "women", "men")
_CODE = "indicator_code"
_READ = (
    _CODE,
    "agency",
    "area",
    "start",
    "end",
    "reported",
    "value_kind",
    "value",
    "numerator",
    "denominator",
    "overlap",
    *SPLITS,
)


@dataclass(frozen=True, slots=True)
class Report:
    """One report: whose, of what place and period, how it stands, and its figure if it has one.

    `state` is figure, not_reported or not_assessed of what was handed in, else due or sent_back.
    """

    partner: str
    place: str
    span: tuple[date, date]
    status: str
    state: str
    figure: Figure | None
    overlap: str
    splits: Mapping[str, Fraction]  # of its figure, by SPLITS; what is not given is missing


@dataclass(frozen=True, slots=True)
class Reports:
    """The reports of several indicators by their key. `closed`: left out, marked too strictly."""

    by_indicator: Mapping[int, Sequence[Report]]
    least: int
    closed: int


def reports_of(indicators: Collection[Record], seat: ActingSeat) -> Reports:
    """All reports in sight, by their relation to an indicator, else by its code.

    A constant number of queries for each register of reports, however many reports there are.
    """
    codes: dict[str, list[int]] = {}
    for one in indicators:
        if code := _code(one):
            codes.setdefault(code, []).append(one.pk)
    found: dict[int, list[Report]] = {one.pk: [] for one in indicators}
    least = closed = 0
    for dataset in _registers(seat):
        register = Register.of(dataset, seat)
        decision = authorize(seat, Verb.DATASET_VIEW, dataset)
        records = _named(dataset, seat, indicators, codes)
        least = max(least, least_cell(register, records, decision))
        shut = closed_questions().filter(repeat="", key__in=_READ)
        shut = shut.filter(version__instrument=dataset.instrument_id)
        open_ones = records.exclude(version__in=shut.values("version"))
        closed += records.count() - _read(open_ones, indicators, codes, found)
        if (decision.allowed and decision.log) or open_ones.filter(level__gte=HIGH).exists():
            log(seat, Verb.RECORD_VIEW, dataset, fields=_READ, note="figures")
    return Reports(found, least, closed)


def _registers(seat: ActingSeat) -> Iterator[Dataset]:
    """Every register of reports: which of their records are read, each record's own rules say."""
    wanted = whole_datasets().filter(profile=INDICATOR_REPORT.code, version__isnull=False)
    yield from wanted.filter(operation=seat.operation).order_by("pk")


def _code(indicator: Record) -> str:
    return str(indicator.head.answers.get("code") or "") if indicator.head else ""


def _named(
    dataset: Dataset,
    seat: ActingSeat,
    indicators: Collection[Record],
    codes: Mapping[str, Sequence[int]],
) -> QuerySet[Record]:
    """Reports that are related to one of them, or name its code and are related to no other."""
    links = Link.objects.filter(relation=REPORT_OF, source__dataset=dataset)
    related = links.filter(target__in=[one.pk for one in indicators])
    by_code = Q(**{f"head__answers__{_CODE}__in": list(codes)}) & ~Q(pk__in=links.values("source"))
    records = Record.objects.filter(dataset=dataset, is_withdrawn=False)
    return visible_to(records, seat).filter(Q(pk__in=related.values("source")) | by_code)


def _read(
    records: QuerySet[Record],
    indicators: Collection[Record],
    codes: Mapping[str, Sequence[int]],
    found: Mapping[int, list[Report]],
) -> int:
    """Put the reports to their indicators; returns how many records were read. Three queries."""
    rows = list(records.order_by("pk").values_list("pk", "status", "head__answers"))
    targets = [one.pk for one in indicators]
    links = Link.objects.filter(relation=REPORT_OF, source__in=records.values("pk"))
    related: dict[int, list[int]] = {}
    for source, target in links.filter(target__in=targets).values_list("source", "target"):
        related.setdefault(source, []).append(target)
    named = Involvement.objects.filter(record__in=records.values("pk"), means="agency")
    acronyms: dict[int, str] = dict(named.values_list("record", "agency__acronym"))
    for pk, status, answers in rows:
        report = _report(status, answers or {}, acronyms.get(pk, ""))
        of = related.get(pk) or codes[str((answers or {}).get(_CODE))]
        if report is not None:
            for indicator in of:
                found[indicator].append(report)
    return len(rows)


def _report(status: str, answers: Mapping[str, Any], acronym: str) -> Report | None:
    """The report; None for one without days, which the form does not let through."""
    start, end = (parse_date(str(answers.get(key) or "")) for key in ("start", "end"))
    if start is None or end is None:
        return None
    partner = acronym or str(answers.get("agency") or "")
    place = str(answers.get("area") or "")
    state, figure = _state(status, answers), None
    if state == FIGURE:
        figure = Figure(
            start=start,
            end=end,
            place=place,
            partner=partner,
            value=number_of(answers.get("value")) or Fraction(0),
            numerator=number_of(answers.get("numerator")),
            denominator=number_of(answers.get("denominator")),
            running={"cumulative": True, "period": False}.get(str(answers.get("value_kind"))),
        )
    overlap = str(answers.get("overlap") or "")
    splits = {
        key: number
        for key in SPLITS
        if figure is not None and (number := number_of(answers.get(key))) is not None
    }
    return Report(partner, place, (start, end), status, state, figure, overlap, splits)


def _state(status: str, answers: Mapping[str, Any]) -> str:
    if status not in COUNTED:
        return status
    told = str(answers.get("reported") or NOT_REPORTED)
    if told == "zero" or (told == "reported" and number_of(answers.get("value")) is not None):
        return FIGURE
    return NOT_ASSESSED if told == NOT_ASSESSED else NOT_REPORTED


def number_of(answer: object) -> Fraction | None:
    """Exactly what was written: 0.1 is a tenth."""
    if isinstance(answer, bool) or not isinstance(answer, int | float):
        return None
    return Fraction(str(answer))
