"""Columns of a register, found by the marks of its questions and never by their names."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from himaya.datasets.declarations import Profile
from himaya.engines.xlsform import MEANS, Form, Question, text_in
from himaya.engines.xlsform.model import FILE_TYPES, GEO_TYPES, LIST_TYPES
from himaya.instruments.groups import group_of
from himaya.instruments.models import Question as Marked
from himaya.instruments.models import Version
from himaya.records.words import question_label

# Columns every record has. The sign keeps them apart from the keys of questions.
OWNER = "~agency"
CHANGED = "~changed"
STATUS = "~status"

FIRST_COLUMNS = 8  # of a register whose profile names none
# What a table shows first where the profile does not say, by the role of the meaning.
_FIRST_ROLES = ("title", "state", "due", "when", "where", "split", "figure")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: a question, a repeat in one column, or something every record has.

    `group` is the field group that a decision must open for each row; "" is open to whoever sees
    the record. Encrypted questions never become a column: a list opens no seals.
    """

    key: str
    label: str
    means: str = ""
    group: str = ""
    asked: Question | None = None
    parts: tuple[Question, ...] = ()  # of a repeat, the open ones
    is_confirmed: bool = True

    @property
    def role(self) -> str:
        """What views do with it, from the table of meanings."""
        return MEANS[self.means].role if self.means in MEANS else ""

    @property
    def family(self) -> str:
        """The family of its meaning."""
        return MEANS[self.means].family if self.means in MEANS else ""

    @property
    def is_own(self) -> bool:
        """Whether every record has it, whatever the form."""
        return self.key.startswith("~")

    @property
    def is_number(self) -> bool:
        """Whether its cells line up as figures."""
        return self.asked is not None and self.asked.type in {"integer", "decimal", "range"}

    @property
    def counts_people(self) -> bool:
        """Whether its figures may be numbers of people, cases or incidents."""
        return self.means.startswith("count") or self.family == "people"

    @property
    def can_sort(self) -> bool:
        """Only what is open: an order by hidden answers would tell them."""
        if self.is_own:
            return True
        silent = LIST_TYPES | GEO_TYPES | FILE_TYPES
        return self.asked is not None and not self.group and self.asked.type not in silent

    @property
    def can_pick(self) -> bool:
        """Whether it can be filtered by one of its values: open, without danger, categorical."""
        if self.asked is None or self.group or self.means == "status":
            return False
        if self.asked.type in {"select_one", "select_multiple"}:
            return self.role in {"split", "state"}
        return self.asked.type == "text" and self.role == "split" and self.family == "what"


def columns_of(version: Version, form: Form, language: str) -> tuple[Column, ...]:
    """Every column of the register, in the order of the form, then what every record has."""
    columns: list[Column] = []
    seen: set[str] = set()
    for mark in version.questions.all():
        if mark.is_sealed:
            continue
        key = mark.repeat.split(".")[0] if mark.repeat else mark.key
        if key in seen:
            continue
        seen.add(key)
        column = (
            _repeat(version, form, key, language) if mark.repeat else _single(mark, form, language)
        )
        if column is not None:
            columns.append(column)
    return (*columns, *_own_columns(columns))


def _single(mark: Marked, form: Form, language: str) -> Column | None:
    asked = form.by_path.get(((), mark.key))
    if asked is None or not asked.holds_answer or not asked.is_seen:
        return None
    return Column(
        key=mark.key,
        label=question_label(form, asked, language),
        means=mark.means,
        group=group_of(mark),
        asked=asked,
        is_confirmed=mark.is_confirmed,
    )


def _repeat(version: Version, form: Form, name: str, language: str) -> Column | None:
    marks = [
        mark
        for mark in version.questions.all()
        if mark.repeat == name and not mark.is_sealed and not group_of(mark)
    ]
    parts = tuple(_asked(form, name, marks))
    group = form.repeats.get(name)
    if not parts or group is None:
        return None
    return Column(
        key=name,
        label=text_in(group.labels, language, form.default_language) or name,
        means=next((mark.means for mark in marks if mark.means), ""),
        parts=parts,
        is_confirmed=all(mark.is_confirmed for mark in marks),
    )


def _asked(form: Form, name: str, marks: list[Marked]) -> Iterator[Question]:
    for mark in marks:
        asked = form.by_path.get(((name,), mark.key))
        if asked is not None and asked.holds_answer and asked.is_seen:
            yield asked


def _own_columns(columns: list[Column]) -> tuple[Column, ...]:
    own = [Column(OWNER, _("Owner")), Column(CHANGED, _("Last change"))]
    if not any(column.means == "status" for column in columns):
        own.insert(0, Column(STATUS, _("Status"), means="status"))
    return tuple(own)


def first_columns(columns: tuple[Column, ...], profile: Profile | None) -> tuple[Column, ...]:
    """What the table shows before anybody chooses: as the profile says, else by marks."""
    by_key = {column.key: column for column in columns}
    if profile is not None and profile.columns:
        named = tuple(by_key[key] for key in profile.columns if key in by_key)
        if named:
            return named
    rank = {role: place for place, role in enumerate(_FIRST_ROLES)}
    marked = [column for column in columns if column.role in rank and not column.is_own]
    marked.sort(key=lambda column: rank[column.role])  # stable: the form's order within a role
    chosen = marked[:FIRST_COLUMNS] or [one for one in columns if not one.is_own][:FIRST_COLUMNS]
    kept = {column.key for column in chosen} | {STATUS, OWNER}
    ordered = [column for column in columns if column.key in kept]
    return tuple(sorted(ordered, key=lambda column: column.role != "title"))
