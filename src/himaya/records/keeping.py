"""Withheld answers stay as they are when somebody who may not read them saves the rest.

Turns of a repeat are matched by where they came from, never by guessing: a name put beside
another person's answers would do harm.
"""

from collections.abc import Mapping
from typing import Any

from himaya.kernel.problems import Code, Problem

Answers = dict[str, Any]


def keep_withheld(
    answers: Mapping[str, Any],
    before: Mapping[str, Any],
    withheld: frozenset[str],
    origins: Mapping[str, int] | None = None,
) -> Answers:
    """`answers` with what `before` holds at the withheld paths ("member.name").

    `origins` says for each turn ("member[0]") which turn of `before` it is; a turn that is not
    named there is new. Without origins turns are matched by number, and Problem(NOT_ALLOWED) is
    raised where their number changed. What a writer put at a withheld path is not taken.
    """
    return _kept(answers, before, _Scope(withheld, origins, "", ""))


class _Scope:
    """Where in the answers we are: `path` without numbers, `turn` with them."""

    def __init__(
        self, withheld: frozenset[str], origins: Mapping[str, int] | None, path: str, turn: str
    ) -> None:
        self.withheld, self.origins, self.path, self.turn = withheld, origins, path, turn

    def is_withheld(self, key: str) -> bool:
        return f"{self.path}{key}" in self.withheld

    def hides_inside(self, key: str) -> bool:
        start = f"{self.path}{key}."
        return any(path.startswith(start) for path in self.withheld)

    def inside(self, key: str, number: int) -> "_Scope":
        turn = f"{self.turn}{key}[{number}]."
        return _Scope(self.withheld, self.origins, f"{self.path}{key}.", turn)

    def origin(self, key: str, number: int) -> int | None:
        if self.origins is None:
            return number
        return self.origins.get(f"{self.turn}{key}[{number}]")


def _kept(answers: Mapping[str, Any], before: Mapping[str, Any], scope: _Scope) -> Answers:
    kept: Answers = {}
    for key, value in answers.items():
        if scope.is_withheld(key):
            continue
        rows = _rows(value)
        kept[key] = (
            _kept_rows(key, rows, _rows(before.get(key)), scope)
            if rows and scope.hides_inside(key)
            else value
        )
    for key, value in before.items():
        if scope.is_withheld(key):
            kept[key] = value
    if scope.origins is None:
        _refuse_lost_turns(answers, before, scope)
    return kept


def _refuse_lost_turns(
    answers: Mapping[str, Any], before: Mapping[str, Any], scope: _Scope
) -> None:
    for key in {*answers, *before}:
        if scope.hides_inside(key) and len(_rows(answers.get(key))) != len(_rows(before.get(key))):
            raise Problem(Code.NOT_ALLOWED, status=403, question=key)


def _kept_rows(
    key: str, rows: list[Answers], before: list[Answers], scope: _Scope
) -> list[Answers]:
    kept, taken = [], set()
    for number, row in enumerate(rows):
        origin = scope.origin(key, number)
        # One stored turn belongs to one turn only, whatever the page says.
        is_known = origin is not None and origin < len(before) and origin not in taken
        taken.add(origin)
        was = before[origin] if is_known and origin is not None else {}
        kept.append(_kept(row, was, scope.inside(key, number)))
    return kept


def _rows(value: object) -> list[Answers]:
    if isinstance(value, list) and all(isinstance(row, dict) for row in value):
        return value
    return []
