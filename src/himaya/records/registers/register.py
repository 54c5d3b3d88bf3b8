"""One register as it is looked at: its form, columns, states and views, for one seat."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from himaya.datasets.declarations import Profile, profile_named
from himaya.datasets.models import Dataset, Lane
from himaya.engines.xlsform import MEANS, Form, text_in
from himaya.gate.decisions import could_ever
from himaya.gate.seats import ActingSeat
from himaya.instruments.groups import group_of
from himaya.instruments.models import Question as Marked
from himaya.instruments.models import Version
from himaya.instruments.queries import form_of
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.kernel.words import in_language
from himaya.places.queries import editions
from himaya.records.derive import key_meaning
from himaya.records.lifecycle import may_ever_step
from himaya.records.registers.columns import Column, columns_of, first_columns

# Marks by which each record is a person, a case or an incident, whatever its register is about.
_ONE_EACH = frozenset({"subject", "incident.type", "person.name", "person.id", "birth.date"})
VIEWS = ("table", "sheet", "board", "timeline", "calendar", "map", "crosstab", "dashboard")
# How the style sheet shows the phases of a lifecycle; the word always stands beside the colour.
TONES: Mapping[str, str] = {"open": "info", "waiting": "warn", "done": "ok", "stopped": "plain"}


@dataclass(frozen=True, slots=True)
class Stage:
    """One state a record may be in, in the reader's language."""

    code: str
    label: str
    phase: str
    tone: str

    @property
    def is_closed(self) -> bool:
        """Whether nothing more is to be done."""
        return self.phase in {"done", "stopped"}


@dataclass(frozen=True)
class Register:
    """A dataset with everything its views are derived from. `older_marks` is its only query."""

    dataset: Dataset
    version: Version
    seat: ActingSeat
    language: str

    @classmethod
    def of(cls, dataset: Dataset, seat: ActingSeat) -> "Register":
        """The dataset must come with version and questions loaded. Raises Problem(NOT_FOUND)."""
        if dataset.version is None:
            raise Problem(Code.NOT_FOUND, status=404)
        return cls(dataset, dataset.version, seat, (get_language() or "en").split("-")[0])

    @cached_property
    def profile(self) -> Profile | None:
        """The declaration, or None for somebody's own form."""
        return profile_named(self.dataset.profile)

    @cached_property
    def has_parts(self) -> bool:
        """Whether its records may be parts of something that has versions: see `due.waiting`."""
        return self.profile is not None and any(one.is_part for one in self.profile.relations)

    @cached_property
    def form(self) -> Form:
        """The frozen form of the version that new records are written against."""
        return form_of(self.version)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """All columns that may be listed."""
        return columns_of(self.version, self.form, self.language)

    @cached_property
    def first_columns(self) -> tuple[Column, ...]:
        """The columns before anybody chooses."""
        return first_columns(self.columns, self.profile)

    def column(self, key: str) -> Column | None:
        """The column of that key."""
        return next((column for column in self.columns if column.key == key), None)

    def column_meaning(self, *means: str) -> Column | None:
        """The first column outside repeats with one of these meanings."""
        return next((one for one in self.columns if one.asked and one.means in means), None)

    def column_open(self, means: str) -> Column | None:
        """The first column outside repeats with that meaning whose answers may be open to the seat.

        In which records they are, each record's decision says.
        """
        column = self.column_meaning(means)
        if column is None or not column.group:
            return column
        may = could_ever(self.seat, Verb.RECORD_VIEW, "record", group=column.group)
        return column if may and means != "area" else None

    @cached_property
    def places_edition(self) -> str:
        """The edition of the boundaries in force. One query."""
        return next(iter(editions(self.dataset.operation)), "")

    def column_in_role(self, role: str, family: str = "") -> Column | None:
        """The first open column outside repeats whose meaning has that role."""
        return next(
            (
                column
                for column in self.columns
                if column.asked
                and column.role == role
                and not column.group
                and family in ("", column.family)
            ),
            None,
        )

    @cached_property
    def title_column(self) -> Column | None:
        """What a record is called by."""
        return self.column_in_role("title")

    @cached_property
    def views(self) -> tuple[str, ...]:
        """Which ways of looking follow from the marks (meaning.md)."""
        roles = {column.role for column in self.columns if column.asked and not column.group}
        dated = any(
            column.asked
            and column.asked.type in {"date", "today", "dateTime"}
            and column.means in {"date", "deadline", "period.start"}
            for column in self.columns
        )
        offered = {
            "table": True,
            "sheet": True,
            "board": bool(key_meaning(self.version, "status")),
            "timeline": "due" in roles,
            "calendar": dated,
            "map": any(self.column_open(means) for means in ("area", "site", "point")),
            "crosstab": any(column.can_pick for column in self.columns),
            "dashboard": any(column.can_pick for column in self.columns),
        }
        return tuple(view for view in VIEWS if offered[view])

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        """The lifecycle the profile declares; without one, the choices of the status question."""
        if self.profile is not None:
            start = self.profile.lifecycle.start
            return tuple(
                Stage(
                    state.code,
                    in_language(state.labels),
                    state.phase,
                    "plain" if state.code == start else TONES.get(state.phase, "plain"),
                )
                for state in self.profile.lifecycle.states
            )
        column = self.column_meaning("status")
        if column is None or column.asked is None or not column.asked.list_name:
            return (Stage("submitted", _("submitted"), "open", "plain"),)
        return tuple(
            Stage(
                choice.name,
                text_in(choice.labels, self.language, self.form.default_language) or choice.name,
                "open",
                "plain",
            )
            for choice in self.form.choices.get(column.asked.list_name, ())
        )

    def stage(self, code: str) -> Stage:
        """The stage of a record; a state nobody declared is shown by its code."""
        found = next((stage for stage in self.stages if stage.code == code), None)
        return found or Stage(code, code, "open", "plain")

    def may_follow(self, old: str, new: str) -> bool:
        """Whether the lifecycle leads from one stage to the other, for this seat in some record."""
        if old == new:
            return False
        if self.profile is None:
            return True
        life = self.profile.lifecycle
        if not life.allows(old, new):
            return False
        needs = life.needs(old, new)
        if needs not in self._open_steps:  # asked for every card of a board
            self._open_steps[needs] = may_ever_step(self.seat, needs)
        return self._open_steps[needs]

    @cached_property
    def _open_steps(self) -> dict[frozenset[Verb], bool]:
        return {}

    @cached_property
    def older_marks(self) -> tuple[Marked, ...]:
        """The questions of the other versions of the form. One query."""
        marks = Marked.objects.filter(version__instrument=self.dataset.instrument_id)
        return tuple(marks.exclude(version=self.version))

    @property
    def field_groups(self) -> frozenset[str]:
        """The field groups of any version of the form."""
        marks = (*self.version.questions.all(), *self.older_marks)
        return frozenset(filter(None, map(group_of, marks)))

    def closed_in(self, column: Column) -> Mapping[int, frozenset[str]]:
        """The other versions in which a column was closed, each with the groups that open it.

        A question may have been marked more strictly when a record was written; what was hidden
        stays hidden. "sealed" stands for what no group opens in a list.
        """
        paths = _paths(column)
        groups: dict[int, frozenset[str]] = {}
        for mark in self.older_marks:
            group = "sealed" if mark.is_sealed else group_of(mark)
            if group and mark.path in paths:
                groups[mark.version_id] = groups.get(mark.version_id, frozenset()) | {group}
        return groups

    def stays_in(self, column: Column) -> frozenset[int]:
        """The other versions from which a column must not leave: closed there, or unconfirmed."""
        paths = _paths(column)
        unsure = {
            mark.version_id
            for mark in self.older_marks
            if mark.path in paths and not mark.is_confirmed
        }
        return frozenset(self.closed_in(column)) | unsure

    @property
    def counts_people(self) -> bool:
        """Whether a count of its records is a count of people, cases or incidents."""
        means = {question.means for question in self.version.questions.all()}
        return counted_as_people(self.dataset.lane, self.profile, means)


def counted_as_people(lane: str, profile: Profile | None, means: Collection[str]) -> bool:
    """Whether the number of records with questions of these meanings obeys the smallest cell.

    Marks say so (protocol.md, Release), unless the declaration says that its entries are things;
    a mark that makes each record a person, case or incident outweighs that.
    """
    if lane == Lane.PERSON or not _ONE_EACH.isdisjoint(means):
        return True
    if profile is not None and profile.of_things:
        return False
    families = (MEANS[one].family for one in means if one in MEANS)
    return "people" in families or any(one.startswith("person.") for one in means)


def _paths(column: Column) -> frozenset[str]:
    return frozenset(f"{column.key}.{part.key}" for part in column.parts) or frozenset([column.key])
