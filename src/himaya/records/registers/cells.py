"""Cells: an answer as a list shows it. A hidden answer looks the same with and without content."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from himaya.engines.xlsform import MEANS, Form, Question
from himaya.records.models import Record
from himaya.records.registers.columns import CHANGED, OWNER, STATUS, Column
from himaya.records.registers.register import Register
from himaya.records.words import NO_NAMES, in_words

_LONGEST = 160  # characters of a cell in a list
_SEPARATOR = "; "
_TRUE = {"yes", "true", "1"}  # how a tick is written in XLSForm


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text, or the state that stands for it (`hidden`, `not_reported`)."""

    column: Column
    text: str = ""
    state: str = ""
    tone: str = ""

    @property
    def short(self) -> str:
        """The text as far as a list shows it."""
        return shortened(self.text, _LONGEST)


def shortened(text: str, most: int) -> str:
    """As the filter truncatechars, which takes long for thousands of cells that are short."""
    return text if len(text) <= most else Truncator(text).chars(most)


def cell_of(
    column: Column,
    record: Record,
    fields: frozenset[str],
    register: Register,
    names: Mapping[str, str],
) -> Cell:
    """The cell of one record; `fields`: groups its decision opens, `names`: of areas by code."""
    if column.group and column.group not in fields:
        return Cell(column, state="hidden")
    if column.key == OWNER:
        return Cell(column, record.agency.acronym)
    if column.key == CHANGED:
        return Cell(column, date_format(timezone.localtime(record.changed_at), "DATE_FORMAT"))
    if column.means == "status" and (column.asked or column.key == STATUS):
        stage = register.stage(record.status)
        return Cell(column, stage.label, tone=stage.tone)
    answers = record.head.answers if record.head else {}
    value = answers.get(column.key)
    if value in (None, "", []):
        return Cell(column, state="not_reported")
    if column.means == "area" and isinstance(value, str):
        return Cell(column, names.get(str(value), str(value)))
    return Cell(column, text_of(column, value, register.form, register.language, names))


def text_of(
    column: Column,
    value: Any,  # noqa: ANN401 - an answer
    form: Form,
    language: str,
    names: Mapping[str, str] = NO_NAMES,
) -> str:
    """An answer in words, a repeat in one line."""
    if column.asked is not None:
        return in_words(form, column.asked, value, language, names)
    rows = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
    tick = next((part for part in column.parts if _role(part) == "tick"), None)
    if tick is not None:
        return _ticked(rows, tick)
    dated = next((part for part in column.parts if part.type == "date"), None)
    if dated is not None and len(column.parts) > 1:
        return _newest(column, rows, dated, form, language, names)
    leads = (_lead(column, row, form, language, names) for row in rows)
    return _SEPARATOR.join(filter(None, leads))


def lines_of(column: Column, value: Any, form: Form, language: str) -> list[str]:  # noqa: ANN401 - an answer
    """A repeat line by line, each turn whole; a single answer as one line."""
    if column.asked is not None:
        text = in_words(form, column.asked, value, language)
        return [text] if text else []
    rows = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
    lines = [_whole(column, row, form, language) for row in rows]
    return [line for line in lines if line]


def _whole(column: Column, row: Mapping[str, Any], form: Form, language: str) -> str:
    words = (in_words(form, part, row.get(part.key), language) for part in column.parts)
    return " | ".join(filter(None, words))


def _role(part: Question) -> str:
    return MEANS[part.means].role if part.means in MEANS else ""


def _ticked(rows: Sequence[Mapping[str, Any]], tick: Question) -> str:
    """How many there are and how many are done."""
    done = sum(str(row.get(tick.key, "")).casefold() in _TRUE for row in rows)
    count = ngettext("%(count)d entry", "%(count)d entries", len(rows)) % {"count": len(rows)}
    if not done:
        return count
    return _("%(count)s, %(done)d done") % {"count": count, "done": done}


def _newest(
    column: Column,
    rows: Sequence[Mapping[str, Any]],
    dated: Question,
    form: Form,
    language: str,
    names: Mapping[str, str],
) -> str:
    """The newest turn; turns without a day stand where they were written, before later ones."""
    if not rows:
        return ""
    newest = max(enumerate(rows), key=lambda pair: (str(pair[1].get(dated.key) or ""), pair[0]))[1]
    if not newest.get(dated.key):
        newest = rows[-1]
    text = _lead(column, newest, form, language, names)
    day = newest.get(dated.key)
    if not day:
        return text
    return f"{date_format(date.fromisoformat(str(day)), 'DATE_FORMAT')}: {text}"


def _lead(
    column: Column, row: Mapping[str, Any], form: Form, language: str, names: Mapping[str, str]
) -> str:
    """The first thing a turn says that is no date."""
    for part in column.parts:
        if part.type != "date" and row.get(part.key) not in (None, "", []):
            return in_words(form, part, row[part.key], language, names)
    return ""
