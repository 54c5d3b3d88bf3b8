"""The instrument as himaya keeps it: what an XLSForm says, without the spreadsheet.

Text in several languages is a dict from language code ("en", "ar"; "und" when the form names
none) to text. Paths of groups and repeats are tuples of names from the outside in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

FORMAT = 1

Texts = Mapping[str, str]
# JSON: text, a number, a list, an object, or None. Before checking it may be anything at all.
Answer: TypeAlias = Any

TEXT_TYPES = frozenset({"text", "barcode", "calculate", "hidden"})
NUMBER_TYPES = frozenset({"integer", "decimal", "range"})
SELECT_TYPES = frozenset({"select_one", "select_multiple", "rank"})
LIST_TYPES = frozenset({"select_multiple", "rank"})
TIME_TYPES = frozenset({"date", "time", "dateTime"})
GEO_TYPES = frozenset({"geopoint", "geotrace", "geoshape"})
FILE_TYPES = frozenset({"image", "audio", "video", "file", "audit", "background-audio"})
META_TYPES = frozenset(
    {
        "start",
        "end",
        "today",
        "deviceid",
        "username",
        "email",
        "phonenumber",
        "simserial",
        "subscriberid",
        "audit",
        "start-geopoint",
        "background-audio",
        "background-geopoint",
    }
)
# Rows that fill themselves in with the moment.
FILLED_TYPES = frozenset({"start", "end", "today"})
# Rows that hold no answer: shown, or naming a file for the client.
SILENT_TYPES = frozenset({"note", "xml-external", "csv-external"})
# Rows no person fills in: nothing to draw on a page.
LONG_MEANINGS = frozenset({"narrative", "remark", "status.note"})
UNSEEN_TYPES = META_TYPES | {"calculate", "hidden", "xml-external", "csv-external"}

SENSITIVITIES = ("direct", "indirect", "sensitive", "none")
AGGREGATIONS = ("sum", "max", "average", "latest", "ratio", "none")


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a list. `extra` holds the other columns, which choice filters read."""

    name: str
    labels: Texts = field(default_factory=dict)
    extra: Mapping[str, str] = field(default_factory=dict)
    media: Mapping[str, Texts] = field(default_factory=dict)
    row: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """A group or (with `is_repeat`) a repeat. `path` ends with its own name.

    `repeat` is the path of the repeats around it, its own name included when it repeats.
    """

    name: str
    path: tuple[str, ...]
    repeat: tuple[str, ...] = ()
    is_repeat: bool = False
    labels: Texts = field(default_factory=dict)
    hints: Texts = field(default_factory=dict)
    relevant: str = ""
    appearance: str = ""
    repeat_count: str = ""
    row: int = 0


@dataclass(frozen=True, slots=True)
class Question:
    """One row that is asked, computed or shown.

    `key` is the answer key inside its repeat (or inside the record, outside repeats).
    `group` is the path of the groups and repeats around it, `repeat` that of the repeats alone.
    `level` is 1 to 4, or None where the form says none. Expressions are kept as written.
    """

    key: str
    name: str
    type: str
    labels: Texts = field(default_factory=dict)
    hints: Texts = field(default_factory=dict)
    guidance: Texts = field(default_factory=dict)
    media: Mapping[str, Texts] = field(default_factory=dict)
    list_name: str = ""
    or_other: bool = False
    relevant: str = ""
    constraint: str = ""
    constraint_message: Texts = field(default_factory=dict)
    required: str = ""
    required_message: Texts = field(default_factory=dict)
    calculation: str = ""
    trigger: str = ""
    choice_filter: str = ""
    default: str = ""
    appearance: str = ""
    read_only: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    group: tuple[str, ...] = ()
    repeat: tuple[str, ...] = ()
    means: str = ""
    sensitivity: str = ""
    level: int | None = None
    need: str = ""
    aggregation: str = ""
    row: int = 0

    @property
    def holds_answer(self) -> bool:
        """Whether records carry a value for it."""
        return self.type not in SILENT_TYPES

    @property
    def is_seen(self) -> bool:
        """Whether a page shows it to the person filling it in."""
        return self.type not in UNSEEN_TYPES

    @property
    def is_long(self) -> bool:
        """Whether it asks for text of several lines."""
        return "multiline" in self.appearance or self.means in LONG_MEANINGS

    @property
    def has_external_choices(self) -> bool:
        """Whether its choices come from a file or a search, so that we cannot check them."""
        name = self.list_name
        return name.endswith((".csv", ".xml", ".geojson")) or "search(" in self.appearance

    @property
    def choices_from(self) -> str:
        """The question in a repeat whose answers are the choices (`select_one ${name}`)."""
        return self.list_name[2:-1] if self.list_name.startswith("${") else ""


@dataclass(frozen=True)
class Form:
    """A whole instrument. Compare with ==; freeze with `to_json`."""

    title: Texts
    form_id: str
    version: str
    languages: tuple[str, ...]
    questions: tuple[Question, ...]
    groups: tuple[Group, ...] = ()
    choices: Mapping[str, tuple[Choice, ...]] = field(default_factory=dict)
    default_language: str = "und"
    language_names: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def by_path(self) -> Mapping[tuple[tuple[str, ...], str], Question]:
        """Questions by (repeat path, key)."""
        return {(question.repeat, question.key): question for question in self.questions}

    @cached_property
    def by_name(self) -> Mapping[str, Question]:
        """Questions by name; of several with one name (in other groups) the first."""
        found: dict[str, Question] = {}
        for question in self.questions:
            found.setdefault(question.name, question)
        return found

    @cached_property
    def working_order(self) -> tuple[Question, ...]:
        """Questions so that each comes after those it depends on."""
        from himaya.engines.xlsform.linting import working_order

        return working_order(self)

    @cached_property
    def repeats(self) -> Mapping[str, Group]:
        """Repeats by name, which XLSForm keeps unique in the form."""
        return {group.name: group for group in self.groups if group.is_repeat}

    @cached_property
    def choice_labels(self) -> Mapping[str, Mapping[str, str]]:
        """Labels in the form's own language, by list and choice; the code where there is none."""
        return {
            name: {
                choice.name: text_in(choice.labels, self.default_language) or choice.name
                for choice in several
            }
            for name, several in self.choices.items()
        }

    @cached_property
    def always_relevant(self) -> frozenset[tuple[tuple[str, ...], str]]:
        """(repeat path, key) of questions that no condition of theirs or around them takes away."""
        return frozenset(
            (question.repeat, question.key)
            for question in self.questions
            if not question.relevant
            and not any(
                self.group_by_path[question.group[:depth]].relevant
                for depth in range(1, len(question.group) + 1)
            )
        )

    @cached_property
    def waiting(self) -> frozenset[tuple[tuple[str, ...], str]]:
        """(repeat path, key) of questions that are relevant and blank until an answer is given.

        Nothing has to be worked out for them: most questions of most records.
        """
        return frozenset(
            (question.repeat, question.key)
            for question in self.questions
            if (question.repeat, question.key) in self.always_relevant
            and question.holds_answer
            and not question.calculation
            and question.type not in FILLED_TYPES
            and not (question.default and question.type in {"hidden", "calculate"})
        )

    @cached_property
    def working_rows(self) -> tuple[tuple[Question, bool], ...]:
        """`working_order`, each question with whether it is one of `waiting`."""
        return tuple(
            (question, (question.repeat, question.key) in self.waiting)
            for question in self.working_order
        )

    @cached_property
    def rows_of(self) -> Mapping[tuple[str, ...], tuple[tuple[Question, bool], ...]]:
        """Questions by the repeats around them, each with whether it is one of `waiting`."""
        found: dict[tuple[str, ...], list[tuple[Question, bool]]] = {(): []}
        for group in self.groups:
            found.setdefault(group.repeat, [])
        for question in self.questions:
            is_waiting = (question.repeat, question.key) in self.waiting
            found[question.repeat].append((question, is_waiting))
        return {repeat: tuple(rows) for repeat, rows in found.items()}

    @cached_property
    def repeats_of(self) -> Mapping[tuple[str, ...], tuple[Group, ...]]:
        """Repeats by the repeats around them."""
        found: dict[tuple[str, ...], list[Group]] = {}
        for group in self.groups:
            if group.is_repeat:
                found.setdefault(group.repeat[:-1], []).append(group)
        return {repeat: tuple(groups) for repeat, groups in found.items()}

    @cached_property
    def known_keys(self) -> Mapping[tuple[str, ...], frozenset[str]]:
        """What answers may be given under, by the repeats around it."""
        return {
            repeat: frozenset(
                [question.key for question, _ in rows]
                + [group.name for group in self.repeats_of.get(repeat, ())]
            )
            for repeat, rows in self.rows_of.items()
        }

    @cached_property
    def group_by_path(self) -> Mapping[tuple[str, ...], Group]:
        """Groups and repeats by their full path."""
        return {group.path: group for group in self.groups}

    def to_json(self) -> dict[str, Any]:
        """Plain JSON that `from_json` turns back into an equal form. Empty fields are left out."""
        from himaya.engines.xlsform.freezing import to_json

        return to_json(self)

    @classmethod
    def from_json(cls, frozen: Mapping[str, Any]) -> "Form":
        """The form that `to_json` froze. Raises ValueError for an unknown format."""
        from himaya.engines.xlsform.freezing import from_json

        return from_json(frozen)


def text_in(texts: Texts, language: str, fallback: str = "") -> str:
    """The text in a language, else the form's own default, else English, else any there is."""
    for wanted in (language, fallback, "en", "und"):
        if texts.get(wanted):
            return texts[wanted]
    return next((text for text in texts.values() if text), "")
