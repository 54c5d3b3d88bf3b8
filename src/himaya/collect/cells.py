"""Cells of a table as answers to the questions of a form, and whether they fit it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from himaya.collect.days import iso_day
from himaya.collect.tables import Columns, turn_of
from himaya.engines.tabular import fold
from himaya.engines.xlsform import AnswerError, Form, Question, check_answers
from himaya.kernel import clock

_BETWEEN = re.compile(r"\s*[;\n|]\s*")
_THOUSANDS = re.compile(r"(?<=\d)[\s\u00a0\u202f,](?=\d{3}(?:\D|$))")
CHOSEN = frozenset({"select_one", "select_multiple"})
_NUMBERS = frozenset({"integer", "decimal", "range"})

Faults = dict[str, AnswerError]
Check = Callable[[Mapping[str, str]], tuple[dict[str, Any], Faults]]


@dataclass(slots=True)
class SheetRow:
    """One row: cells as written, by path (`trip[0].port`), and the answers they give.

    Looked at by the form when it is first asked: files are read more often than all their rows.
    """

    number: int
    stable_id: str
    cells: dict[str, str]
    check: Check
    revision: str = ""  # of the record, as the working copy says
    unsolved: tuple[str, ...] = ()  # paths of formulas that the file has no result for
    _checked: tuple[dict[str, Any], Faults] | None = field(default=None, init=False)

    @property
    def answers(self) -> dict[str, Any]:
        """The answers that the form takes."""
        return self._both()[0]

    @property
    def faults(self) -> Faults:
        """What the form has against the others, by path."""
        return self._both()[1]

    def _both(self) -> tuple[dict[str, Any], Faults]:
        if self._checked is None:
            self._checked = self.check(self.cells)
        return self._checked


class Cells:
    """How the cells of one file become answers, with what a person decided about the file."""

    def __init__(self, form: Form, columns: Columns, decided: Mapping[str, Any]) -> None:
        self.form, self._columns = form, columns
        self._day_first: bool | None = decided.get("day_first")
        self._said = {
            path: {fold(words): answer for words, answer in said.items()}
            for path, said in decided.get("choices", {}).items()
        }
        self._names: dict[str, dict[str, str]] = {}
        self._chosen: dict[tuple[str, str], Any] = {}

    def row(
        self,
        number: int,
        identity: str,
        cells: dict[str, str],
        revision: str = "",
        unsolved: tuple[str, ...] = (),
    ) -> SheetRow:
        """A row that checks itself."""
        return SheetRow(number, identity, cells, self.checked, revision, unsolved)

    def checked(self, cells: Mapping[str, str]) -> tuple[dict[str, Any], Faults]:
        """(answers that fit, what is wrong with the others)."""
        answers = self.answers(cells)
        found = check_answers(self.form, answers, now=clock.now())
        sound = {key: found.answers[key] for key in answers if key in found.answers}
        return sound, {path: errors[0] for path, errors in found.errors.items() if errors}

    def answers(self, cells: Mapping[str, str]) -> dict[str, Any]:
        """The cells as answers, not checked yet; rows of repeats in their order."""
        answers: dict[str, Any] = {}
        for path, text in cells.items():
            asked = self._columns.asked(path)
            if asked is None:
                continue
            if turn := turn_of(path):
                name, number, key = turn
                rows = answers.setdefault(name, [])
                rows += [{} for _ in range(number + 1 - len(rows))]
                rows[number][key] = self.value(path, asked, text)
            else:
                answers[path] = self.value(path, asked, text)
        return answers

    def value(self, path: str, asked: Question, text: str) -> Any:  # noqa: ANN401 - an answer
        """The cell as an answer of the question's type; what cannot be is left for the check."""
        if asked.type in CHOSEN and asked.list_name:
            return self.choice(path, asked, text)
        if asked.type in _NUMBERS:
            return _number(_THOUSANDS.sub("", text))
        if asked.type == "date":
            return iso_day(text, day_first=self._day_first) or text
        return text

    def choice(self, path: str, asked: Question, text: str) -> Any:  # noqa: ANN401 - one name or several
        """Names of the choices that the words mean; words that mean none stay as they are."""
        key = (path, text)
        if key not in self._chosen:
            self._chosen[key] = self._choice(path, asked, text)
        return self._chosen[key]

    def is_listed(self, path: str, asked: Question, text: str) -> bool:
        """Whether all of a cell means choices of the question."""
        found = self.choice(path, asked, text)
        known = {one.name for one in self.form.choices.get(asked.list_name, ())}
        return known.issuperset(found if isinstance(found, list) else [found])

    def _choice(self, path: str, asked: Question, text: str) -> Any:  # noqa: ANN401 - as above
        name_of = partial(self._name, path, self._spellings(asked.list_name))
        whole = name_of(text)
        if asked.type == "select_one":
            return whole or text
        if whole:
            return [whole]
        parts = _BETWEEN.split(text)
        if len(parts) == 1:
            parts = text.split(", ") if ", " in text else [text]
        if len(parts) == 1:
            parts = text.split()
        return [name_of(part) or part for part in parts if part]

    def _name(self, path: str, names: Mapping[str, str], text: str) -> str:
        folded = fold(text)
        return self._said.get(path, {}).get(folded) or names.get(folded, "")

    def _spellings(self, list_name: str) -> dict[str, str]:
        if list_name not in self._names:
            names: dict[str, str] = {}
            for choice in self.form.choices.get(list_name, ()):
                for spelling in (choice.name, *choice.labels.values()):
                    names.setdefault(fold(spelling), choice.name)
            self._names[list_name] = names
        return self._names[list_name]


def is_personal(asked: Question) -> bool:
    """Whether the question names persons: nothing of its words is remembered."""
    return asked.sensitivity.startswith("direct")


def _number(text: str) -> int | float | str:
    try:
        return int(text) if re.fullmatch(r"[+-]?\d+", text) else float(text.replace(",", "."))
    except ValueError:  # no number: the check says so beside the cell
        return text
