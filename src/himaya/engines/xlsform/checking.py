"""Answers against the form: all of them, with everything that is wrong, and nothing lost."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from himaya.engines.xlsform.evaluating import truth
from himaya.engines.xlsform.model import FILE_TYPES, Answer, Form, Group, Question
from himaya.engines.xlsform.outcomes import AnswerError, Checked
from himaya.engines.xlsform.session import MOST_TURNS, Session, Turn, rows_of


def check_answers(
    form: Form,
    answers: Mapping[str, Any],
    *,
    now: dt.datetime,
    file_exists: Callable[[str], bool] | None = None,
) -> Checked:
    """See `himaya.engines.xlsform.check_answers`."""
    session = Session(form, answers, now, form.default_language)
    session.settle()
    check = _Check(session, file_exists or (lambda _reference: True))
    kept = check.turn(session.root)
    # It and the session hold one another: parted, they are gone at once, not when next looked for.
    del session.root
    return Checked(kept, check.errors, check.relevant, check.unknown, check.dropped)


@dataclass
class _Check:
    """One walk over a record."""

    session: Session
    file_exists: Callable[[str], bool]
    errors: dict[str, list[AnswerError]] = field(default_factory=dict)
    relevant: set[str] = field(default_factory=set)
    unknown: list[str] = field(default_factory=list)
    dropped: dict[str, Any] = field(default_factory=dict)

    def turn(self, turn: Turn) -> dict[str, Any]:
        """The answers of one turn, checked, in the order of the form."""
        kept: dict[str, Any] = {}
        form = self.session.form
        for question, is_waiting in form.rows_of[turn.repeat]:
            if is_waiting and not question.required and turn.given.get(question.key) is None:
                self.relevant.add(turn.path_of(question.key))
                continue
            value = (self.relevant_one if is_waiting else self.question)(turn, question)
            if value is not None:
                kept[question.key] = value
        for group in form.repeats_of.get(turn.repeat, ()):
            rows = self.repeat(turn, group)
            if rows:
                kept[group.name] = rows
        known = form.known_keys[turn.repeat]
        self.unknown += [turn.path_of(key) for key in turn.given if key not in known]
        return kept

    def question(self, turn: Turn, question: Question) -> Answer:
        path = turn.path_of(question.key)
        given = turn.given.get(question.key)
        if not turn.is_relevant(question) or not question.holds_answer:
            if given not in (None, "", [], {}):
                self.dropped[path] = given
            if turn.is_relevant(question):
                self.relevant.add(path)
            return None
        return self.relevant_one(turn, question)

    def relevant_one(self, turn: Turn, question: Question) -> Answer:
        """The answer to a question that is relevant and holds one."""
        path = turn.path_of(question.key)
        self.relevant.add(path)
        value = turn.kept(question)
        error = turn.errors.get(question.key) or self.fault(turn, question, value)
        if error:
            self.errors.setdefault(path, []).append(error)
        return value

    def fault(self, turn: Turn, question: Question, value: Answer) -> AnswerError | None:
        """What the form has against an answer of the right shape."""
        if value is None:
            if not question.is_seen or not question.required:
                return None
            if truth(question.required, turn.place(question)):
                return AnswerError("required", {}, question.required_message)
            return None
        if question.constraint and not truth(question.constraint, turn.place(question)):
            return AnswerError("constraint", {}, question.constraint_message)
        if question.type in FILE_TYPES and not self.file_exists(value):
            return AnswerError("file.missing")
        return None

    def repeat(self, turn: Turn, group: Group) -> list[dict[str, Any]]:
        path = turn.path_of(group.name)
        given = turn.given.get(group.name)
        rows = rows_of(given)
        if given and (not isinstance(given, list | tuple) or len(rows) < len(given)):
            self.errors.setdefault(path, []).append(AnswerError("type.repeat"))
        if not turn.is_group_relevant(group.path):
            if given:
                self.dropped[path] = given
            return []
        self.relevant.add(path)
        if len(rows) > MOST_TURNS:
            limit = {"limit": str(MOST_TURNS)}
            self.errors.setdefault(path, []).append(AnswerError("repeat.too_many", limit))
        turns = turn.turns_of(group.name)
        for index in range(len(turns), len(rows)):
            self.dropped[f"{path}[{index}]"] = rows[index]
        return [self.turn(one) for one in turns]
