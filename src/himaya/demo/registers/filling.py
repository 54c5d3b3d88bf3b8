"""Answers for any register, by the marks of its questions; a story gives the words that matter.

Names are invented and belong to nobody; addresses end in example.org, phones begin with +000.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from himaya.datasets.declarations import Lifecycle, Profile
from himaya.datasets.models import Audience
from himaya.demo.bulk import Row
from himaya.demo.stories.scene import Scene
from himaya.engines.xlsform import Form, Question

Answers = dict[str, Any]
KEEPER = "CPQ"  # whoever keeps the desk
MEMBERS = ("CPQ", "HRA", "WCI", "LTA", "OPW", "JLC", "SFG")
_FIRST = ("Lina", "Tarek", "Maya", "Jonas", "Aisha", "Pablo", "Nadia", "Emil", "Zahra", "Hugo")
_LAST = ("Meadow", "Lantern", "Harbour", "Orchard", "Willow", "Pebble", "Almond", "Cedar")
# What is said where a story says nothing, by meaning.
_WORDS: Mapping[str, tuple[str, ...]] = {
    "activity": ("Visit the three districts", "Train focal points", "Agree on one form"),
    "availability": ("public",),
    "body": ("Protection working group", "Task force on data", "Field group of the north"),
    "channel": ("Desk at the market square", "Common hotline, by day"),
    "code": ("A-1", "A-2", "B-1", "B-3", "C-2"),
    "data.point": ("kind of document missing, reason, place of origin", "services asked for"),
    "definition": ("As agreed in the working group", "Displaced after 1 January 2024, any cause"),
    "document": ("Note to the working group", "Report on the shared drive of members"),
    "function": ("Protection officer", "Head of field office", "Information officer"),
    "goal": ("People are safe on the roads", "Children keep their families"),
    "hours": ("Sunday to Thursday, 8 to 14",),
    "indicator": ("PRO.1", "PRO.2", "PRO-CPN.1"),
    "narrative": ("Kinds of armed actors differ by valley; both want the road.",),
    "method": ("Desk review", "Two independent sources"),
    "reason": ("Figures contradict one another",),
    "remark": ("Agreed at the last meeting.", "To be looked at with field colleagues."),
    "responsible": ("CPQ", "Protection working group"),
    "result": ("A note of two pages", "Done as agreed"),
    "source": ("OPW", "Working group", "Ministry"),
    "theme": ("Documents", "Winter help"),
    "unit": ("pieces",),
    "value": ("Town hall", "Room 2"),
    "version": ("1.0", "1.1", "2.0"),
}
_OVERDUE = 0.04  # of what is still open: nobody confirms everything in time
_LONG = 90  # days after which what was due has been done, or was given up


@dataclass(frozen=True, slots=True)
class Story:
    """What a register of the demo says. A tuple in `given` holds values to choose from.

    Entries begin within `back` days before today and are due `due` days after they began.
    """

    code: str
    titles: tuple[str, ...]
    given: Mapping[str, Any] = field(default_factory=dict)
    back: int = 150
    due: int = 180
    each: int = 2  # entries for every title
    tell: Callable[["Filler", Answers, date], Mapping[str, Any]] | None = None


@dataclass(frozen=True)
class Filler:
    """Fills the form of one register."""

    scene: Scene
    form: Form
    profile: Profile
    story: Story

    def rows(self) -> Iterator[Row]:
        """The entries of the story, thinned out by the scale of the load: each title at least."""
        titles = len(self.story.titles)
        wanted = max(3, titles, round(titles * self.story.each * self.scene.scale))
        for number in range(wanted):
            title = self.story.titles[number % len(self.story.titles)]
            yield self._row(title, number)

    def pick(self, values: Any) -> Any:  # noqa: ANN401 - an answer, or several to choose from
        """One of the values of a tuple; anything else as it is."""
        return self.scene.chance.choice(values) if isinstance(values, tuple) else values

    def _row(self, title: str, number: int) -> Row:
        chance = self.scene.chance
        day = self.scene.today - timedelta(days=chance.randrange(self.story.back))
        if self.story.due > self.story.back and chance.random() < _OVERDUE:
            day = self.scene.today - timedelta(days=self.story.due + chance.randrange(5, 60))
        answers: Answers = {}
        for question in self._asked():
            if question.means == "title" or question.key == "activity":
                answers[question.key] = title
            elif question.key in self.story.given:
                answers[question.key] = self.pick(self.story.given[question.key])
            else:
                answers[question.key] = self._value(question, day, number)
        if self.story.tell is not None:
            answers |= self.story.tell(self, answers, day)
        answers["status"] = self._status(answers, day)
        owner = self._owner(answers)
        return self.scene.row(owner, day, answers)

    def _owner(self, answers: Answers) -> str:
        """The agency an entry is about; what only its keeper sees is the coordination's own."""
        if self.profile.audience == Audience.AGENCY:
            return KEEPER
        named = next((answers[one.key] for one in self._asked() if one.means == "agency"), KEEPER)
        return named if named in self.scene.authors else KEEPER

    def _asked(self) -> Iterator[Question]:
        """Questions that stand by themselves: what hangs on another answer a story tells."""
        for question in self.form.questions:
            is_free = not (question.relevant or question.calculation or question.repeat)
            if question.holds_answer and is_free and question.means != "status":
                yield question

    def _value(self, question: Question, day: date, number: int) -> Any:  # noqa: ANN401 - an answer, by type and meaning
        chance = self.scene.chance
        if question.type == "date":
            return self._day(question.means, day)
        if question.type == "time":
            return f"{chance.randrange(9, 13):02}:00:00.000"
        if question.type in {"integer", "decimal"}:
            return chance.randint(6, 90) * (50 if question.means == "amount" else 1)
        if question.type in {"select_one", "select_multiple"}:
            return self._choice(question)
        if question.type != "text":
            return None
        if question.means == "agency":
            return chance.choice(MEMBERS)
        if question.means == "agency.partner":
            return " ".join(self.scene.several(MEMBERS, 2))
        if question.means == "area":
            units = self.scene.districts(["QM"])
            return chance.choice(units).pcode if question.required or chance.random() < 0.8 else ""
        if question.sensitivity == "direct":
            return self._person(question.means, number)
        return self.pick(_WORDS[question.means]) if question.means in _WORDS else None

    def _day(self, means: str, day: date) -> str:
        after = {"period.end": self.story.due * 2 // 3, "deadline": self.story.due}.get(means, 0)
        return (day + timedelta(days=after)).isoformat()

    def _choice(self, question: Question) -> Any:  # noqa: ANN401 - a code, or several
        names = [choice.name for choice in self.form.choices[question.list_name]]
        if question.type == "select_multiple":
            return sorted(self.scene.several(names, 3, 1), key=names.index)
        return self.scene.chance.choice(names)

    def _person(self, means: str, number: int) -> str | None:
        name = f"{_FIRST[number % len(_FIRST)]} {_LAST[number // 2 % len(_LAST)]}"
        made_up = {
            "person.name": name,
            "contact": name,
            "owner": name,
            "person.phone": f"+000 555 0{number % 100:02}",
            "person.email": f"desk{number}@example.org",
            "person.address": f"Lane {number + 1}, house {number % 7 + 2}",
        }
        return made_up.get(means)

    def _status(self, answers: Answers, day: date) -> str:
        chance = self.scene.chance
        if "status" in answers:
            return str(self.pick(answers["status"]))
        life = self.profile.lifecycle
        deadline = next(
            (answers[one.key] for one in self._asked() if one.means == "deadline"), None
        )
        over = date.fromisoformat(deadline) if deadline else day
        if self.story.due > self.story.back:
            return chance.choice(_in_phase(life, "open"))
        gone = (self.scene.today - over).days
        if gone > _LONG or (gone > 0 and chance.random() > _OVERDUE):
            return chance.choice(_in_phase(life, "done") or _in_phase(life, "stopped"))
        return chance.choice(_in_phase(life, "open") or [life.start])


def _in_phase(life: Lifecycle, phase: str) -> list[str]:
    return [state.code for state in life.states if state.phase == phase]
