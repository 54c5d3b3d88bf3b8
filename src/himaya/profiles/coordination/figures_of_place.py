"""What the population figures in sight say of a place, for plans and targets that rest on them."""

from dataclasses import dataclass
from datetime import date

from django.utils.dateparse import parse_date

from himaya.gate.decisions import authorize, visible_to
from himaya.gate.seats import ActingSeat
from himaya.kernel.verbs import Verb
from himaya.records.models import Record

_UNSAID = ("draft", "returned")
_ALL = {"sex": "t", "age_bracket": "all_ages"}


@dataclass(frozen=True, slots=True)
class Known:
    """One figure of all sexes and ages; `persons` None where it is too small to be said."""

    ref: str
    source: str
    group: str  # code
    day: date | None
    persons: int | None


def known_of(seat: ActingSeat, record: Record) -> Known | None:
    """What one population figure says; None where it is of a part, or no number."""
    answers = record.head.answers if record.head else {}
    persons = answers.get("persons")
    if any(answers.get(key) not in (wanted, None, "") for key, wanted in _ALL.items()):
        return None
    if isinstance(persons, bool) or not isinstance(persons, int):
        return None
    least = authorize(seat, Verb.RECORD_VIEW, record).min_cell
    return Known(
        record.ref,
        str(answers.get("source_organisation") or ""),
        str(answers.get("population_group") or ""),
        parse_date(str(answers.get("as_of") or "")),
        None if 0 < persons < least else persons,
    )


def figures_of(seat: ActingSeat, operation: int, area: str) -> list[Known]:
    """The newest figure of each source and group for a place. One query."""
    rows = Record.objects.filter(
        operation=operation, dataset__profile="population_figure", area=area, is_withdrawn=False
    ).exclude(status__in=_UNSAID)
    whole = visible_to(rows, seat).select_related("head", "agency", "dataset__system", "operation")
    newest: dict[tuple[str, str], Known] = {}
    for record in whole.order_by("pk"):
        one = known_of(seat, record)
        if one is None:
            continue
        before = newest.get((one.source, one.group))
        if before is None or (one.day or date.min) >= (before.day or date.min):
            newest[one.source, one.group] = one
    return list(newest.values())
