"""Where an expression stands in a record: the evaluator's Scope."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from himaya.engines.xlsform import values
from himaya.engines.xlsform.evaluating import Scope
from himaya.engines.xlsform.model import Choice, Question
from himaya.engines.xlsform.values import Nodes, Scalar, Value

if TYPE_CHECKING:
    from himaya.engines.xlsform.session import Turn


@dataclass(frozen=True, slots=True)
class Place:
    """Where an expression stands (the evaluator's Scope): a turn, the groups, the question."""

    turn: "Turn"
    group: tuple[str, ...]
    question: Question | None = None
    choice: Choice | None = None

    @property
    def now(self) -> dt.datetime:
        return self.turn.session.now

    def named(self, name: str) -> Value:
        form = self.turn.session.form
        question = form.by_name.get(name)
        if question is None:
            repeat = form.repeats.get(name)
            return self._turn_numbers(repeat.repeat) if repeat else ""
        start = self.turn.common(question.repeat)
        if start.repeat == question.repeat:
            return start.node(question)
        return Nodes(tuple(turn.node(question) for turn in start.below(question.repeat)))

    def _turn_numbers(self, repeat: tuple[str, ...]) -> Nodes:
        start = self.turn.common(repeat[:-1])
        return Nodes(tuple(turn.index + 1.0 for turn in start.below(repeat)))

    def itself(self) -> Scalar:
        return self.turn.node(self.question) if self.question else ""

    def column(self, name: str) -> str:
        if self.choice is None:
            # In a filter over turns, a bare name is a question of the turn.
            return values.to_text(self.named(name))
        if name == "name":
            return self.choice.name
        if name == "label":
            return self.turn.session.text(self.choice.labels)
        return self.choice.extra.get(name, "")

    def position(self, steps: int) -> int:
        # `..` of a question is its group; of a group, the group around it.
        depth = len(self.group) - steps + (1 if self.question else 0)
        group = self.turn.session.form.group_by_path.get(self.group[:depth])
        return self.place_of(group.name) if group and group.is_repeat else 1

    def place_of(self, repeat: str) -> int:
        turn: Turn | None = self.turn
        while turn is not None and turn.repeat[-1:] != (repeat,):
            turn = turn.parent
        return turn.index + 1 if turn else 1

    def turns(self, repeat: str) -> Sequence[Scope]:
        path = self.turn.session.form.repeats[repeat].repeat
        return [Place(turn, ()) for turn in self.turn.common(path[:-1]).below(path)]

    def turn_at(self, places: Sequence[tuple[str, int]]) -> Scope | None:
        turn = self.turn
        for name, number in places:
            repeat = self.turn.session.form.repeats.get(name)
            turns = list(turn.common(repeat.repeat[:-1]).below(repeat.repeat)) if repeat else []
            if not 1 <= number <= len(turns):
                return None
            turn = turns[number - 1]
        return Place(turn, ())

    def choices(self, list_name: str) -> Sequence[Scope]:
        listed = self.turn.session.form.choices.get(list_name, ())
        return [Place(self.turn, self.group, self.question, choice) for choice in listed]

    def choice_label(self, name: str, chosen: str) -> str:
        question = self.turn.session.form.by_name.get(name)
        if question is None:
            return chosen
        labels = [self.turn.session.label_of(question.list_name, one) for one in chosen.split()]
        return ", ".join(labels)

    def seed(self) -> str:
        key = self.question.key if self.question else ".".join(self.group)
        return f"{self.now.isoformat()} {self.turn.path_of(key)}"
