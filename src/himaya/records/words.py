"""Answers in words, for reading: labels of choices, dates in the reader's way."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format, localize, time_format

from himaya.engines.xlsform import Form, Question, text_in
from himaya.engines.xlsform.model import FILE_TYPES
from himaya.records.derive import values_at

# Meanings whose answers are codes of areas: one, or several with spaces between.
AREAS = frozenset({"area", "area.other"})
NO_NAMES: Mapping[str, str] = MappingProxyType({})


def question_label(form: Form, asked: Question, language: str) -> str:
    """The question in the reader's language, without answers filled into it."""
    return text_in(asked.labels, language, form.default_language) or asked.name


def in_words(
    form: Form,
    asked: Question,
    value: Any,  # noqa: ANN401 - an answer
    language: str,
    names: Mapping[str, str] = NO_NAMES,
) -> str:
    """One answer as a person reads it. `names`: of files by reference, of areas by code."""
    if value in (None, "", []):
        return ""
    if asked.list_name:
        chosen = value if isinstance(value, list) else [value]
        return ", ".join(_choice(form, asked.list_name, str(one), language) for one in chosen)
    if asked.type in FILE_TYPES:
        return names.get(str(value), "")
    if asked.means in AREAS and isinstance(value, str):
        return _places(value, names)
    if isinstance(value, list):
        return "; ".join(_point(one) for one in value)
    if isinstance(value, Mapping):
        return _point(value)
    if isinstance(value, str):
        return _day(asked.type, value)
    return str(localize(value))


def area_path(asked: Question) -> str:
    """The dotted path of a question that names areas; "" of any other."""
    return ".".join((*asked.repeat, asked.key)) if asked.means in AREAS else ""


def area_codes(paths: Iterable[str], several: Iterable[Mapping[str, Any]]) -> set[str]:
    """What stands at the paths (`area_path`) in any of the answers, whole and word by word."""
    wanted = [path for path in paths if path]
    found: set[str] = set()
    for answers in several:
        for path in wanted:
            for value in values_at(answers, path):
                for one in value if isinstance(value, list) else [value]:
                    found.update((str(one), *str(one).split()))
    return found


def _places(value: str, names: Mapping[str, str]) -> str:
    codes = [value] if value in names else value.split()
    known = any(code in names for code in codes)
    return ", ".join(names.get(code, code) for code in codes) if known else value


def _choice(form: Form, list_name: str, name: str, language: str) -> str:
    for choice in form.choices.get(list_name, ()):
        if choice.name == name:
            return text_in(choice.labels, language, form.default_language) or name
    return name


def _point(point: Mapping[str, Any]) -> str:
    return f"{point.get('lat')}, {point.get('lon')}" if isinstance(point, Mapping) else str(point)


def _day(kind: str, value: str) -> str:
    try:
        if kind in {"date", "today"}:
            return date_format(date.fromisoformat(value), "DATE_FORMAT")
        if kind in {"dateTime", "start", "end"}:
            moment = datetime.fromisoformat(value)
            return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")
        if kind == "time":
            return time_format(time.fromisoformat(value).replace(tzinfo=None), "TIME_FORMAT")
    except ValueError:  # typed wrongly, shown on the conflict page as it was
        return value
    return value


def key_label(form: Form, key: str, language: str) -> str:
    """The label of a top-level answer: a question's, or a repeat's."""
    asked = form.by_path.get(((), key))
    if asked is not None:
        return question_label(form, asked, language)
    group = form.repeats.get(key)
    return (text_in(group.labels, language, form.default_language) if group else "") or key


def key_words(
    form: Form,
    key: str,
    value: Any,  # noqa: ANN401 - an answer
    language: str,
    names: Mapping[str, str] = NO_NAMES,
) -> str:
    """A top-level answer in words; of a repeat, one line for each turn."""
    asked = form.by_path.get(((), key))
    if asked is not None:
        return in_words(form, asked, value, language, names)
    rows = value if isinstance(value, list) else []
    group = form.repeats.get(key)
    path = group.repeat if group else (key,)
    return "\n".join(
        f"{number}. " + "; ".join(_row_words(form, path, row, language, names))
        for number, row in enumerate(rows, start=1)
        if isinstance(row, dict)
    )


def _row_words(
    form: Form,
    path: tuple[str, ...],
    row: Mapping[str, Any],
    language: str,
    names: Mapping[str, str],
) -> Iterator[str]:
    for key, value in row.items():
        asked = form.by_path.get((path, key))
        if asked is not None:
            label = question_label(form, asked, language)
            yield f"{label}: {in_words(form, asked, value, language, names)}"
        elif isinstance(value, list):
            for inner in value:
                if isinstance(inner, dict):
                    words = _row_words(form, (*path, key), inner, language, names)
                    yield "(" + "; ".join(words) + ")"
