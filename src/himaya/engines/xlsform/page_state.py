"""What a page shows for a record as it stands: visible rows in order, in one language."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from himaya.engines.xlsform import values
from himaya.engines.xlsform.evaluating import truth
from himaya.engines.xlsform.model import Answer, Choice, Form, Group, Question, Texts
from himaya.engines.xlsform.outcomes import (
    ChoiceState,
    FormState,
    GroupState,
    InstanceState,
    ItemState,
    QuestionState,
    RepeatState,
)
from himaya.engines.xlsform.places import Place
from himaya.engines.xlsform.session import Session, Turn
from himaya.engines.xlsform.syntax import REFERENCE


def state(form: Form, answers: Mapping[str, Any], *, now: dt.datetime, language: str) -> FormState:
    """See `himaya.engines.xlsform.state`."""
    session = Session(form, answers, now, language)
    session.settle()
    page = _Page(session)
    return FormState(page.session.text(form.title), language, page.items(page.session.root, ()))


def initial_answers(form: Form, *, now: dt.datetime) -> dict[str, Any]:
    """See `himaya.engines.xlsform.initial_answers`."""
    session = Session(form, {}, now, form.default_language)
    answers = {}
    for question, _is_waiting in form.rows_of[()]:
        if question.default and question.holds_answer and not question.calculation:
            value = session.root.default_of(question)
            if value is not None:
                answers[question.key] = value
    return answers


@dataclass(frozen=True, slots=True)
class _Page:
    session: Session

    def items(self, turn: Turn, inside: tuple[str, ...]) -> tuple[ItemState, ...]:
        """What is visible directly inside a group, a turn or the form, in order."""
        rows = self.session.rows_inside.get(inside, ())
        shown = (self.item(turn, row) for row in rows)
        return tuple(item for item in shown if item is not None)

    def item(self, turn: Turn, row: Question | Group) -> ItemState | None:
        if isinstance(row, Question):
            if not row.is_seen or not turn.is_relevant(row):
                return None
            return self.question(turn, row)
        if not turn.is_group_relevant(row.path):
            return None
        return self.repeat(turn, row) if row.is_repeat else self.group(turn, row)

    def group(self, turn: Turn, group: Group) -> GroupState | None:
        items = self.items(turn, group.path)
        if not items:
            return None
        place = Place(turn, group.path)
        path = turn.path_of(".".join(group.path[-1:]))
        label, hint = self.text(group.labels, place), self.text(group.hints, place)
        return GroupState(path, group, label, hint, items)

    def repeat(self, turn: Turn, group: Group) -> RepeatState:
        place = Place(turn, group.path)
        return RepeatState(
            path=turn.path_of(group.name),
            group=group,
            label=self.text(group.labels, place),
            hint=self.text(group.hints, place),
            count=turn.count_of(group),
            instances=tuple(
                InstanceState(one.index, one.path, self.items(one, group.path))
                for one in turn.turns_of(group.name)
            ),
        )

    def question(self, turn: Turn, question: Question) -> QuestionState:
        place = turn.place(question)
        value = self.shown_value(turn, question)
        return QuestionState(
            path=turn.path_of(question.key),
            question=question,
            label=self.text(question.labels, place),
            hint=self.text(question.hints, place),
            guidance=self.text(question.guidance, place),
            value=value,
            is_required=bool(question.required) and truth(question.required, place),
            is_read_only=_is_read_only(question, place),
            choices=self.choices(turn.offered(question), value) if question.list_name else (),
            media=self.media(question.media),
        )

    def shown_value(self, turn: Turn, question: Question) -> Answer:
        """The answer; where it was not acceptable, what was given, so that it can be mended."""
        value = turn.kept(question)
        if value is None and question.key in turn.errors:
            return turn.given.get(question.key)
        return value

    def choices(self, offered: Sequence[Choice], value: Answer) -> tuple[ChoiceState, ...]:
        chosen = {str(one) for one in (value if isinstance(value, list) else [value])}
        return tuple(
            ChoiceState(
                choice.name,
                self.session.text(choice.labels) or choice.name,
                choice.name in chosen,
                self.media(choice.media),
            )
            for choice in offered
        )

    def media(self, media: Mapping[str, Texts]) -> dict[str, str]:
        return {name: self.session.text(files) for name, files in media.items()}

    def text(self, texts: Texts, place: Place) -> str:
        """A text in the page's language, with what `${}` refers to filled in."""
        text = self.session.text(texts)
        return REFERENCE.sub(lambda found: _in_words(found.group(1), place), text)


def _in_words(name: str, place: Place) -> str:
    """An answer inside a text: choices by their label, as a person would say it."""
    value = values.to_text(place.named(name))
    question = place.turn.session.form.by_name.get(name)
    if question and question.list_name and value:
        return place.choice_label(name, value)
    return "" if value == "NaN" else value


def _is_read_only(question: Question, place: Place) -> bool:
    if question.type == "note" or question.calculation:
        return True
    return bool(question.read_only) and truth(question.read_only, place)
