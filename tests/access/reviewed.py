"""Reading `table.md`: the reviewed answers, case by case."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from tests.access.cases import CONDITIONS, ROLES, Case
from tests.world import table

REFUSED = (".",) * len(ROLES)
_HEAD = "| kind | verbs |"


@cache
def reviewed() -> Mapping[Case, tuple[str, ...]]:
    """Case -> one answer per role. A case that stands in no line is refused to everybody."""
    text = Path(__file__).with_name("table.md").read_text(encoding="utf-8")
    lines = text[text.index(_HEAD) :].splitlines()[1:]
    found: dict[Case, tuple[str, ...]] = {}
    for kind, verbs, relations, conditions, *answers in table("\n".join(lines)):
        assert len(answers) == len(ROLES), (kind, verbs)
        for verb in verbs.split():
            for relation in relations.split():
                for condition in conditions.split("; "):
                    case = Case(kind, verb, relation, "" if condition == "plain" else condition)
                    assert case.condition in CONDITIONS, condition
                    assert case not in found, f"twice: {case}"
                    found[case] = tuple(answers)
    return found


def answer(role: str, case: Case) -> str:
    """The reviewed answer for one role."""
    return reviewed().get(case, REFUSED)[ROLES.index(role)]


def may(role: str, verb: str, kind: str, relation: str, condition: str = "") -> bool:
    """Whether the table says yes."""
    return answer(role, Case(kind, verb, relation, condition)).startswith("y")


@cache
def may_anything(role: str, verb: str, kind: str) -> bool:
    """Whether the table says yes to any thing of that kind."""
    column = ROLES.index(role)
    return any(
        answers[column].startswith("y")
        for case, answers in reviewed().items()
        if case.verb == verb and case.kind == kind
    )
