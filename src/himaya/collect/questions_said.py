"""The questions of a form as the bench says them, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language

from himaya.collect.importers import BenchField
from himaya.collect.layouts import LayoutWord
from himaya.collect.tables import Columns, turn_of
from himaya.engines.xlsform import Form, Question

_BUTTONS, _MOST_CHOICES = 7, 60  # offered as buttons, as a list; more are written as in the file


class Said:
    """Labels, choices and fields of one form."""

    def __init__(self, form: Form, columns: Columns) -> None:
        self._form, self._columns = form, columns
        self._labelled: dict[str, Mapping[str, str]] = {}

    def label(self, path: str) -> str:
        """The question in words; inside a repeat after the repeat and the number of the turn."""
        asked, turn = self._columns.asked(path), turn_of(path)
        label = _text(asked.labels, asked.name) if asked else path
        if turn is None:
            return label
        group = self._columns.repeats[turn[0]]
        return f"{_text(group.labels, group.name)} {turn[1] + 1}: {label}"

    def labels(self) -> Mapping[str, str]:
        """The questions outside repeats, and the repeats, by path."""
        language = reader_language()
        if language not in self._labelled:
            self._labelled[language] = {
                path: self.label(path)
                for path, asked in self._columns.questions.items()
                if not asked.repeat
            } | {name: _text(group.labels, name) for name, group in self._columns.repeats.items()}
        return self._labelled[language]

    def choices(self, asked: Question | None) -> tuple[tuple[str, str], ...]:
        """(code, label) of the choices that are offered; of long lists none."""
        if asked is None or asked.type != "select_one":
            return ()
        listed = self._form.choices.get(asked.list_name, ())
        if len(listed) > _MOST_CHOICES:
            return ()
        return tuple((choice.name, _text(choice.labels, choice.name)) for choice in listed)

    def field(self, path: str, value: str) -> BenchField:
        """The question as something to correct."""
        asked = self._columns.asked(path)
        choices = self.choices(asked)
        kind = ("choice" if len(choices) <= _BUTTONS else "list") if choices else "text"
        if asked is not None and asked.type == "date":
            kind = "day"
        return BenchField(path, self.label(path), value, kind, choices)

    def word(self, path: str, text: str, rows: int, said: Mapping[str, Any]) -> LayoutWord:
        """A word of the file that is asked about. `said`: what people decided, by path."""
        return LayoutWord(
            group=path,
            label=self.label(path),
            words=text,
            taken_for="",
            rows=rows,
            choices=self.choices(self._columns.asked(path)),
            answer=said.get(path, {}).get(text, ""),
        )


def reader_language() -> str:
    """The language that is spoken now, without its region."""
    return (get_language() or "en").split("-")[0]


def _text(labels: Mapping[str, str], name: str) -> str:
    return labels.get(reader_language()) or labels.get("en") or name
