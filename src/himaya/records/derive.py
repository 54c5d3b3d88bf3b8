"""What a record's columns take from its answers, found by meaning and never by question name."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from himaya.instruments.models import Question, Version
from himaya.instruments.queries import form_of

# Meanings that name agencies taking part: what "mine" and "who does what" read.
INVOLVEMENTS = ("agency", "agency.partner")
# means -> column. Only top-level questions count; a repeat has many answers and no one column.
_DATES = {"period.start": "period_start", "period.end": "period_end", "deadline": "deadline"}
_TAKEN = frozenset({"area", "date", "status", *_DATES})


@dataclass(frozen=True, slots=True)
class _Marks:
    """The questions of a version that columns and agencies are taken from."""

    keys: Mapping[str, str]  # meaning -> key of the first top-level question with it
    columns: tuple[Question, ...]
    agencies: tuple[Question, ...]


def _marks(version: Version) -> _Marks:
    """Looked up once for all records of a loaded version."""
    kept: _Marks | None = version.__dict__.get("_derive_kept")
    if kept is None:
        questions = list(version.questions.all())
        outside = [one for one in questions if not one.repeat]
        kept = version.__dict__["_derive_kept"] = _Marks(
            {one.means: one.key for one in reversed(outside)},
            tuple(one for one in outside if one.means in _TAKEN and not one.is_sealed),
            tuple(one for one in questions if one.means in INVOLVEMENTS and not one.is_sealed),
        )
    return kept


def key_meaning(version: Version, means: str) -> str:
    """The key of the first top-level question with that meaning, or ""."""
    return _marks(version).keys.get(means, "")


def derived_columns(version: Version, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Columns of Record by name. A question that is missing leaves its column at the default."""
    columns: dict[str, Any] = {
        "area": "",
        "period_start": None,
        "period_end": None,
        "deadline": None,
    }
    for question in _marks(version).columns:
        value = answers.get(question.key)
        if value in (None, ""):
            continue
        _take(columns, question, value)
    columns["can_be_late"] = columns["deadline"] is not None and not _never_late(version, answers)
    return columns


def _never_late(version: Version, answers: Mapping[str, Any]) -> bool:
    """Whether the chosen kind of deadline can never be late: its choice says so as data."""
    key = key_meaning(version, "deadline.kind")
    if not key:
        return False
    form = form_of(version)
    choices = form.choices.get(form.by_name[key].list_name, ())
    return any(
        choice.name == answers.get(key) and choice.extra.get("can_be_late") == "no"
        for choice in choices
    )


def involved_acronyms(version: Version, answers: Mapping[str, Any]) -> dict[str, set[str]]:
    """Acronyms by meaning ("agency", "agency.partner") from every question that names agencies."""
    found: dict[str, set[str]] = {}
    for question in _marks(version).agencies:
        for value in values_at(answers, question.path):
            found.setdefault(question.means, set()).update(acronyms_in(value))
    return found


def acronyms_in(value: Any) -> set[str]:  # noqa: ANN401 - an answer
    """The acronyms that an answer names, with commas or spaces between."""
    return set(str(value).replace(",", " ").split())


def values_at(answers: Mapping[str, Any], path: str) -> Iterator[Any]:
    """Every answer under a dotted path, through repeats; nothing for missing ones."""
    head, _, rest = path.partition(".")
    value = answers.get(head)
    if value is None:
        return
    if not rest:
        yield value
    elif isinstance(value, list):
        for row in value:
            yield from values_at(row, rest)


def _take(columns: dict[str, Any], question: Question, value: Any) -> None:  # noqa: ANN401 - an answer
    if question.means == "area" and not columns["area"]:
        columns["area"] = str(value)
    elif question.means in _DATES:
        columns[_DATES[question.means]] = date.fromisoformat(str(value)[:10])
    elif question.means == "date" and columns["period_start"] is None:
        day = date.fromisoformat(str(value)[:10])
        columns["period_start"] = columns["period_end"] = day
    elif question.means == "status":
        columns["status"] = str(value)
