"""What a record's columns take from its answers, found by meaning and never by question name."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from himaya.instruments.models import Question, Version

# means -> column. Only top-level questions count; a repeat has many answers and no one column.
_DATES = {"period.start": "period_start", "period.end": "period_end", "deadline": "deadline"}


def key_meaning(version: Version, means: str) -> str:
    """The key of the first top-level question with that meaning, or ""."""
    for question in version.questions.all():
        if question.means == means and not question.repeat:
            return question.key
    return ""


def derived_columns(version: Version, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Columns of Record by name. A question that is missing leaves its column at the default."""
    columns: dict[str, Any] = {
        "area": "",
        "period_start": None,
        "period_end": None,
        "deadline": None,
    }
    for question in version.questions.all():
        if question.repeat or question.is_sealed:
            continue
        value = answers.get(question.key)
        if value in (None, ""):
            continue
        _take(columns, question, value)
    columns["can_be_late"] = columns["deadline"] is not None
    return columns


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
