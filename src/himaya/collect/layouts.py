"""What a person may decide about a whole file: its sheet, headings, columns, dates and words.

An importer shows how it read the file (`Layout`); the decisions are a mapping profile
(`engines.tabular.intake.mapping`), kept with the corrections of the file under `FOR_FILE`. Beside
its `decisions` about places and agencies it has `choices`: path of a question -> words of the
file -> the choice they mean.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

FOR_FILE = "~file"  # the entry of the corrections that holds for the file as a whole
OF_ENGINE = frozenset({"area", "agency"})  # groups of words that the engine resolves
MOST_WORDS = 60  # asked about at once
_PARTS_OF_PLACE = 2  # signs in the code of a place's column: area:code:2
_ALIKE = 0.8  # share of the headings that two files of one shape have in common

Decisions = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LayoutColumn:
    """A heading and what the column is taken for: a code of `Layout.fields`, "" for nothing."""

    heading: str
    taken_for: str = ""
    is_unsure: bool = False
    also: Sequence[str] = ()  # what else names it: headings above, a hashtag, its letter


@dataclass(frozen=True, slots=True)
class LayoutWord:
    """Words of the file that no list knows for sure, once for all rows that have them.

    `group` is "area", "agency" or the path of a question with choices.
    """

    group: str
    label: str
    words: str
    taken_for: str
    rows: int
    choices: Sequence[tuple[str, str]] = ()
    candidates: Sequence[str] = ()
    answer: str = ""  # the decision that was made


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file was read. `order` is "day", "month" or "": what a person said comes first."""

    sheets: Sequence[str] = ()
    sheet: str = ""
    head_row: int = 0
    order: str = ""
    asks_order: bool = False  # there are dates that can be read in two ways
    columns: Sequence[LayoutColumn] = ()
    fields: Sequence[tuple[str, str]] = ()  # code, label in the reader's language
    words: Sequence[LayoutWord] = ()
    more_words: int = 0

    @property
    def headings(self) -> list[str]:
        """The headings that say something, in alphabetical order: the shape of the file."""
        return sorted({_plain(one.heading) for one in self.columns})


def merged(before: Decisions, told: Decisions) -> dict[str, Any]:
    """The decisions with those told later: one column or word more takes no other one back."""
    both = {**before, **told}
    if columns := {**before.get("columns", {}), **told.get("columns", {})}:
        both["columns"] = columns
    for name in ("decisions", "choices"):
        mine, theirs = before.get(name, {}), told.get(name, {})
        if groups := {*mine, *theirs}:
            both[name] = {
                group: {**mine.get(group, {}), **theirs.get(group, {})} for group in sorted(groups)
            }
    return both


def order_told(decided: Decisions) -> str:
    """The order of day and month that a person told: "day", "month" or ""."""
    first = decided.get("day_first")
    return "" if first is None else "day" if first else "month"


def same_shape(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two lists of headings are of files that one mapping can serve."""
    mine, theirs = set(one), set(other)
    return bool(mine) and len(mine & theirs) >= _ALIKE * len(mine | theirs)


def read_twice(layout: Layout, told: Mapping[str, str]) -> str:
    """The code that a column was told to be though another one has it too; "" where none is so.

    Each part of a field is a code of its own (area:code:2, agency:acronym), and so is each turn of
    a repeat: those may stand in several columns, as may places whose level nobody told. `told`:
    heading -> code, of all that was said.
    """
    offered = {code for code, _label in layout.fields}
    loose = {code.rpartition(":")[0] for code in offered if code.count(":") == _PARTS_OF_PLACE}
    loose |= {code.partition(":")[0] for code in loose}
    said = {
        _plain(heading): f"{code}:name" if code and f"{code}:name" in offered else code
        for heading, code in told.items()
    }
    after = [(said.get(_plain(one.heading), one.taken_for), one) for one in layout.columns]
    counts = Counter(code for code, _column in after if code and code not in loose)
    changed = (code for code, one in after if code != one.taken_for)
    return next((code for code in changed if counts[code] > 1), "")


def _plain(heading: str) -> str:
    return " ".join(heading.casefold().split())


def column_code(said: Mapping[str, Any] | str | None) -> str:
    """A column's decision as one text: "area:code:2", "agency:name", "start", ""."""
    if isinstance(said, str):
        return said
    if not said:
        return ""
    parts = [str(said.get(part) or "") for part in ("field", "facet", "level")]
    return ":".join(parts).rstrip(":")


def column_decision(code: str) -> dict[str, Any]:
    """The inverse of `column_code`."""
    name, facet, level = [*code.split(":"), "", ""][:3]
    said: dict[str, Any] = {"field": name}
    if facet:
        said["facet"] = facet
    if level:
        said["level"] = int(level)
    return said


@dataclass(frozen=True, slots=True)
class FileChoices:
    """What somebody decided about a file at one time; None and missing entries change nothing.

    `columns`: heading -> code of `Layout.fields`. `words`: group -> words -> answer; "" takes an
    earlier answer back. `order`: "day", "month", or "" for what the cells prove.
    """

    sheet: str | None = None
    head_row: int | None = None
    order: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def over(self, before: Decisions, layout: Layout) -> dict[str, Any]:
        """The decisions after these choices; what is as the file is read anyway is no decision."""
        kept = {name: value for name, value in before.items() if name != "from"}
        if self.sheet is not None and self.sheet != layout.sheet:
            kept["sheet"] = self.sheet
            kept.pop("head_row", None)
        elif self.head_row is not None and self.head_row != layout.head_row:
            kept["head_row"] = self.head_row
        if self.order is not None:
            kept.pop("day_first", None)
            if self.order:
                kept["day_first"] = self.order == "day"
        read = {one.heading: one.taken_for for one in layout.columns}
        changed = {
            heading: column_decision(code)
            for heading, code in self.columns.items()
            if read.get(heading) != code
        }
        if changed:
            kept["columns"] = {**kept.get("columns", {}), **changed}
        for name in ("decisions", "choices"):
            if answers := self._answered(name, kept.pop(name, {})):
                kept[name] = answers
        return kept

    def _answered(self, name: str, before: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
        """The answers about words under "decisions" (of the engine) or "choices" (of the form)."""
        answers = {group: dict(said) for group, said in before.items()}
        for group, said in self.words.items():
            if (group in OF_ENGINE) != (name == "decisions"):
                continue
            for words, answer in said.items():
                answers.setdefault(group, {}).pop(words, None)
                if answer:
                    answers[group][words] = answer
        return {group: said for group, said in answers.items() if said}
