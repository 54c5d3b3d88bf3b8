"""What a reading of work plans holds. Every text is in the words of the file.

Reading
  plans: Plan            problems: RowProblem (row, code, message, params, level)
    goals: Goal          (a plan without goals has one goal with code None)
      activities: Activity
        status_notes: Note    sub_actions: SubAction    deadline: Deadline
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from himaya.profiles.workplans.reading.dates import FoundDate
from himaya.profiles.workplans.reading.deadlines import Deadline
from himaya.profiles.workplans.reading.problems import Level, ProblemCode, Verdict


@dataclass(slots=True)
class Person:
    """A person named in a plan. Personal data: sealed at rest, never printed or logged."""

    name: str
    role: str = ""
    text: str = ""  # as written, with number and brackets


@dataclass(slots=True)
class Note:
    """One status note. `day` is set when the note names exactly one date that resolves."""

    text: str
    dates: list[FoundDate] = field(default_factory=list)

    @property
    def day(self) -> date | None:
        return self.dates[0].end if len(self.dates) == 1 else None


@dataclass(slots=True)
class SubAction:
    """A step of an activity; `done` is True only where the file says so."""

    text: str
    done: bool | None = None
    dates: list[FoundDate] = field(default_factory=list)
    deadline: Deadline | None = None
    responsible: list[str] = field(default_factory=list)
    responsible_text: str = ""  # personal where the file's column names focal points
    focal_points: list[Person] = field(default_factory=list)


@dataclass(slots=True)
class Activity:
    """One activity. `source` is column name to the cell's words, before any splitting.

    `rows` lists every row of the file it was put together from.
    """

    row: int
    where: str  # sheet or table name, "" for text
    title: str
    deadline: Deadline
    code: str | None = None
    code_text: str = ""
    himaya_id: str | None = None  # from a file that we gave back
    stable_id: str = ""  # set when the whole plan is read
    section: str = ""  # "A" or "B" in the PIM action plan
    challenge: str = ""
    responsible: list[str] = field(default_factory=list)
    responsible_text: str = ""
    partners: list[str] = field(default_factory=list)
    partners_text: str = ""
    quarter_marks: dict[str, str] = field(default_factory=dict)
    status_notes: list[Note] = field(default_factory=list)
    status_text: str = ""
    sub_actions: list[SubAction] = field(default_factory=list)
    sub_actions_text: str = ""
    results: list[str] = field(default_factory=list)
    remarks: str = ""
    focal_points: list[Person] = field(default_factory=list)
    proposal_only: bool = False
    source: dict[str, str] = field(default_factory=dict)
    rows: list[int] = field(default_factory=list)
    verdict: Verdict = Verdict.ACCEPTED

    @property
    def parties(self) -> list[str]:
        """Parts of the cells that say who acts, its steps' too, each once."""
        of_steps = [part for step in self.sub_actions for part in step.responsible]
        return list(dict.fromkeys([*self.responsible, *self.partners, *of_steps]))


@dataclass(slots=True)
class Proposal:
    """A pairing a person may accept: never applied by the reader."""

    field: str  # "responsible" or "timeline"
    text: str


@dataclass(slots=True)
class Goal:
    """A goal or an objective; the unpaired lists are bullets that line up with nothing."""

    code: str | None
    title: str
    row: int = 0
    code_text: str = ""
    activities: list[Activity] = field(default_factory=list)
    unpaired_results: list[str] = field(default_factory=list)
    unpaired_responsible: list[str] = field(default_factory=list)
    unpaired_timelines: list[Deadline] = field(default_factory=list)
    unpaired_statuses: list[Note] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)


@dataclass(slots=True)
class KeptRow:
    """A row that became no activity: `why` is preamble, header, page_header, question, unread."""

    row: int
    text: str
    why: str


@dataclass(slots=True)
class Plan:
    """One plan. `leader` and `members` are personal data."""

    title: str
    layout: str
    heading: str = ""
    overall_goal: str = ""
    version: str | None = None
    version_date: date | None = None
    endorsed: bool = False
    year: int | None = None
    start: date | None = None
    goals: list[Goal] = field(default_factory=list)
    leader: Person | None = None
    members: list[Person] = field(default_factory=list)
    kept: list[KeptRow] = field(default_factory=list)
    has_codes: bool = False  # the file has a column for codes
    row: int = 0  # of its headings
    where: str = ""
    ordinal: int = 1  # 2 for the second plan of a file with the same title
    annotated: bool = False  # read from a file that we gave back
    himaya_id: str | None = None  # from such a file: two versions of a plan bear one title

    @property
    def page_headers(self) -> int:
        """How many rows were dropped because a page repeated its head."""
        return sum(row.why == "page_header" for row in self.kept)

    def activities(self) -> Iterator[Activity]:
        for goal in self.goals:
            yield from goal.activities


@dataclass(slots=True)
class RowProblem:
    """Something a person should look at. `message` never repeats words of the file."""

    row: int
    code: ProblemCode
    message: str
    params: dict[str, str | int] = field(default_factory=dict)
    level: Level = Level.DOUBT
    where: str = ""


@dataclass(slots=True)
class Reading:
    """All plans of one file and all problems, in the order of the file."""

    kind: str = "workplan"
    plans: list[Plan] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)

    def activities(self) -> Iterator[Activity]:
        for plan in self.plans:
            yield from plan.activities()

    def count(self, verdict: Verdict) -> int:
        return sum(activity.verdict is verdict for activity in self.activities())
