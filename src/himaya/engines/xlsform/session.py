"""One record being looked at: its turns of repeats, what is relevant, what every answer is worth.

Everything is worked out when first asked for and then remembered, so questions may refer to
later ones. A question asked for while it is being worked out answers with what was given.
"""

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from himaya.engines.xlsform import values
from himaya.engines.xlsform.coercing import Unacceptable, coerce, node_of
from himaya.engines.xlsform.evaluating import evaluate, truth
from himaya.engines.xlsform.linting import filter_names, is_dynamic
from himaya.engines.xlsform.model import Answer, Choice, Form, Group, Question, Texts, text_in
from himaya.engines.xlsform.outcomes import AnswerError
from himaya.engines.xlsform.places import Place
from himaya.engines.xlsform.syntax import parse
from himaya.engines.xlsform.values import Nodes, Scalar

MOST_TURNS = 1_000


@dataclass
class Session:
    """A form, the answers given, the moment, and the language of labels."""

    form: Form
    given: Mapping[str, Any]
    now: dt.datetime
    language: str = ""
    offered: dict[tuple[object, ...], list[Choice]] = field(default_factory=dict)

    @cached_property
    def root(self) -> "Turn":
        return Turn(self, (), None, 0, self.given)

    @cached_property
    def rows_inside(self) -> Mapping[tuple[str, ...], list[Question | Group]]:
        """Questions and groups by the group directly around them, in the form's order."""
        rows: list[Question | Group] = [*self.form.questions, *self.form.groups]
        found: dict[tuple[str, ...], list[Question | Group]] = {}
        for row in sorted(rows, key=lambda row: row.row):
            around = row.path[:-1] if isinstance(row, Group) else row.group
            found.setdefault(around, []).append(row)
        return found

    def settle(self) -> None:
        """Work everything out, each answer after those it needs."""
        root = self.root
        for question, is_waiting in self.form.working_rows:
            if question.repeat:
                if root.turns_of(question.repeat[0]):
                    for turn in root.below(question.repeat):
                        turn.kept(question)
            elif not is_waiting or root.given.get(question.key) is not None:
                root.kept(question)

    def text(self, texts: Texts) -> str:
        """A text in the page's language, or the nearest there is."""
        return text_in(texts, self.language, self.form.default_language)

    def label_of(self, list_name: str, chosen: str) -> str:
        for choice in self.form.choices.get(list_name, ()):
            if choice.name == chosen:
                return self.text(choice.labels) or chosen
        return chosen


@dataclass(eq=False)
class Turn:
    """The record itself, or one turn of a repeat in it."""

    session: Session
    repeat: tuple[str, ...]
    parent: "Turn | None"
    index: int
    given: Mapping[str, Any]
    errors: dict[str, AnswerError] = field(default_factory=dict)
    _kept: dict[str, Any] = field(default_factory=dict)
    _relevant: dict[object, bool] = field(default_factory=dict)
    _turns: "dict[str, list[Turn]]" = field(default_factory=dict)
    _open: set[str] = field(default_factory=set)

    @cached_property
    def path(self) -> str:
        """`repeat[0].inner[1]`; empty for the record itself."""
        if self.parent is None:
            return ""
        before = f"{self.parent.path}." if self.parent.path else ""
        return f"{before}{self.repeat[-1]}[{self.index}]"

    def path_of(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def turns_of(self, name: str) -> "list[Turn]":
        """The turns of a repeat directly inside this one, as many as its count says."""
        if name not in self._turns:
            self._turns[name] = []
            rows = rows_of(self.given.get(name))
            group = self.session.form.repeats[name]
            if not self.is_group_relevant(group.path):
                rows = []
            else:
                count = self.count_of(group)
                if count is not None:
                    rows = (rows + [{}] * count)[:count]
            self._turns[name] = [
                Turn(self.session, group.repeat, self, index, row)
                for index, row in enumerate(rows[:MOST_TURNS])
            ]
        return self._turns[name]

    def count_of(self, group: Group) -> int | None:
        """How many turns the form asks for; None where people add them."""
        if not group.repeat_count:
            return None
        number = values.to_number(evaluate(parse(group.repeat_count), Place(self, group.path)))
        # No answer to the question that counts: no turns yet.
        return min(max(int(number), 0), MOST_TURNS) if math.isfinite(number) else 0

    def is_group_relevant(self, path: tuple[str, ...]) -> bool:
        """Whether a group or repeat is relevant, with all groups around it."""
        if not path:
            return True
        group = self.session.form.group_by_path[path]
        around = group.repeat[:-1] if group.is_repeat else group.repeat
        if len(around) < len(self.repeat) and self.parent is not None:
            return self.parent.is_group_relevant(path)
        if path not in self._relevant:
            self._relevant[path] = True  # while being worked out
            self._relevant[path] = self.is_group_relevant(path[:-1]) and (
                not group.relevant or truth(group.relevant, Place(self, path))
            )
        return self._relevant[path]

    def is_relevant(self, question: Question) -> bool:
        """Whether a question of this turn is relevant."""
        if (question.repeat, question.key) in self.session.form.always_relevant:
            return True
        if question.key not in self._relevant:
            self._relevant[question.key] = True  # while being worked out
            self._relevant[question.key] = self.is_group_relevant(question.group) and (
                not question.relevant or truth(question.relevant, self.place(question))
            )
        return self._relevant[question.key]

    def place(self, question: Question) -> "Place":
        return Place(self, question.group, question)

    def kept(self, question: Question) -> Answer:
        """The answer as it is kept (JSON), computed where the form says so; None for none."""
        key = question.key
        if key not in self._kept:
            if key in self._open:
                return self._given(question)
            self._open.add(key)
            self._kept[key] = self._work_out(question) if self.is_relevant(question) else None
            self._open.discard(key)
        return self._kept[key]

    def _work_out(self, question: Question) -> Answer:
        given = self._given(question)
        if question.calculation and not (question.trigger and given is not None):
            return self._computed(question)
        if given is None:
            return self._filled_in(question)
        if given is not None and question.list_name:
            return self._among_choices(question, given)
        return given

    def _given(self, question: Question) -> Answer:
        if not question.holds_answer:
            return None  # what is sent for a note is dropped, so no expression may read it
        if self.given.get(question.key) is None:
            return None
        try:
            return coerce(question, self.given.get(question.key), self.session.now)
        except Unacceptable as problem:
            if not question.calculation:
                self.errors[question.key] = problem.error
            return None

    def _computed(self, question: Question) -> Answer:
        result = values.to_json(evaluate(parse(question.calculation), self.place(question)))
        if question.type in {"calculate", "note"}:
            return result
        try:
            return coerce(question, result, self.session.now)
        except Unacceptable as problem:
            self.errors[question.key] = problem.error
            return None

    def _filled_in(self, question: Question) -> Answer:
        """What no person types: the moment, and defaults of hidden rows."""
        if question.type in {"start", "end"}:  # these and today: FILLED_TYPES
            return self.session.now.isoformat()
        if question.type == "today":
            return self.session.now.date().isoformat()
        if question.default and question.type in {"hidden", "calculate"}:
            return self.default_of(question)
        return None

    def default_of(self, question: Question) -> Answer:
        """The default, worked out when it is an expression. None where it does not fit."""
        default: Answer = question.default
        if is_dynamic(default):
            default = values.to_json(evaluate(parse(default), self.place(question)))
        try:
            return coerce(question, default, self.session.now)
        except Unacceptable:  # the form's mistake, not the person's: start empty
            return None

    def _among_choices(self, question: Question, given: Answer) -> Answer:
        if question.has_external_choices:
            return given
        if not (question.choice_filter or question.choices_from or question.type == "rank"):
            names = self.session.form.choice_labels.get(question.list_name, {})
            if all(one in names for one in (given if isinstance(given, list) else [given])):
                return given
        offered = {choice.name for choice in self.offered(question)}
        chosen = given if isinstance(given, list) else [given]
        listed = {choice.name for choice in self.session.form.choices.get(question.list_name, ())}
        for one in chosen:
            if one not in offered:
                code = "choice.not_offered" if one in listed else "choice.unknown"
                self.errors[question.key] = AnswerError(code)
                return None
        if question.type == "rank" and len(chosen) != len(offered):
            self.errors[question.key] = AnswerError("rank.incomplete")
            return None
        return given

    def offered(self, question: Question) -> list[Choice]:
        """The choices that the choice filter lets through, in the form's order."""
        if question.choices_from:
            named = self.place(question).named(question.choices_from)
            several = named.values if isinstance(named, Nodes) else (named,)
            names = [values.to_text(one) for one in several if one != ""]
            return [Choice(name, {"und": name}) for name in dict.fromkeys(names)]
        choices = self.session.form.choices.get(question.list_name, ())
        if not question.choice_filter:
            return list(choices)
        read = filter_names(question.choice_filter)
        if read is None:
            return self._filtered(question, choices)
        # Turns of a repeat mostly filter alike, and lists run to thousands of places.
        place = self.place(question)
        alike = (question.list_name, question.choice_filter, *map(place.named, read))
        offered = self.session.offered
        if alike not in offered:
            offered[alike] = self._filtered(question, choices)
        return offered[alike]

    def _filtered(self, question: Question, choices: Iterable[Choice]) -> list[Choice]:
        tree = parse(question.choice_filter)
        return [
            choice
            for choice in choices
            if values.to_bool(evaluate(tree, Place(self, question.group, question, choice)))
        ]

    def node(self, question: Question) -> Scalar:
        """The answer as expressions see it."""
        return node_of(question, self.kept(question), self.session.now)

    def below(self, repeat: tuple[str, ...]) -> "Iterator[Turn]":
        """All turns of a repeat at any depth inside this one."""
        if len(repeat) == len(self.repeat):
            yield self
            return
        for turn in self.turns_of(repeat[len(self.repeat)]):
            yield from turn.below(repeat)

    def common(self, repeat: tuple[str, ...]) -> "Turn":
        """The nearest turn around this one that also has that repeat inside it."""
        turn = self
        while turn.parent is not None and turn.repeat != repeat[: len(turn.repeat)]:
            turn = turn.parent
        return turn


def rows_of(given: Answer) -> list[Mapping[str, Any]]:
    """The turns in what was given for a repeat; what is no turn is left out."""
    several = given if isinstance(given, list | tuple) else ()
    return [row for row in several if isinstance(row, Mapping)]
