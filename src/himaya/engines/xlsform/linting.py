"""Every expression of a form read in advance, so that nothing fails, or is skipped, later."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter

from himaya.engines.xlsform.functions import SPECIAL, arity
from himaya.engines.xlsform.model import Form, Group, Question
from himaya.engines.xlsform.patterns import BadPatternError, compiled
from himaya.engines.xlsform.problems import FormProblem
from himaya.engines.xlsform.syntax import (
    Call,
    Column,
    Itself,
    Literal,
    Lookup,
    Node,
    SyntaxProblem,
    Those,
    Up,
    children,
    names_in,
    parse,
    walk,
)

# Columns of a question that hold expressions, as the sheet calls them.
COLUMNS = (
    "relevant",
    "constraint",
    "required",
    "calculation",
    "choice_filter",
    "read_only",
    "default",
)
# What must be known before an answer can be.
_WORKED_OUT = {"relevant", "calculation", "choice_filter", "repeat_count"}
_DYNAMIC = re.compile(r"\$\{|[\w-]\(")


def is_dynamic(default: str) -> bool:
    """Whether a default is an expression rather than the answer itself."""
    return bool(_DYNAMIC.search(default))


def expressions(item: Question | Group) -> Iterator[tuple[str, str]]:
    """The (column, expression) pairs of a row."""
    if isinstance(item, Group):
        pairs = [("relevant", item.relevant), ("repeat_count", item.repeat_count)]
    else:
        pairs = [(column, getattr(item, column)) for column in COLUMNS]
    for column, text in pairs:
        if text and (column != "default" or is_dynamic(text)):
            yield column, text


def _rows(form: Form) -> Iterator[Question | Group]:
    yield from form.questions
    yield from form.groups


def expression_problems(form: Form) -> list[FormProblem]:
    """What is wrong with the form's expressions, row by row, and whether they go in circles."""
    known = {question.name for question in form.questions} | {group.name for group in form.groups}
    found = []
    for item in _rows(form):
        for column, text in expressions(item):
            for code, params in _faults(text, column, known):
                where = {"column": column, **params}
                found.append(FormProblem("survey", item.row, column, code, where))
    return found or _cycles(form)


def _faults(text: str, column: str, known: set[str]) -> Iterator[tuple[str, Mapping[str, str]]]:
    try:
        tree = parse(text)
    except SyntaxProblem as problem:
        yield "expression.syntax", {"near": problem.near}
        return
    for name in sorted(names_in(tree) - known):
        yield "expression.reference", {"name": name}
    for node in walk(tree):
        if isinstance(node, Call):
            yield from _call_faults(node)
    if column != "choice_filter":
        for name in _bare_names(tree):
            yield "expression.name", {"name": name}


def _bare_names(node: Node) -> Iterator[str]:
    """Bare names where no choice or turn is being looked at."""
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Column):
            yield part.name
        if not isinstance(part, Lookup | Those):
            waiting += children(part)


def _call_faults(call: Call) -> Iterator[tuple[str, Mapping[str, str]]]:
    if call.name == "pulldata":
        yield "expression.pulldata", {}
        return
    bounds = arity(call.name)
    if bounds is None:
        yield "expression.function", {"name": call.name}
    elif not bounds[0] <= len(call.args) <= bounds[1]:
        yield "expression.arguments", {"name": call.name}
    elif call.name == "regex" and isinstance(call.args[1], Literal):
        try:
            compiled(str(call.args[1].value))
        except BadPatternError:
            yield "expression.regex", {"pattern": str(call.args[1].value)}


def _cycles(form: Form) -> list[FormProblem]:
    """Questions whose relevance or calculation depends on itself (ODK Validate refuses them)."""
    try:
        TopologicalSorter(dependencies(form)).prepare()
    except CycleError as error:
        circle = error.args[1]
        row = next(item.row for item in _rows(form) if item.name == circle[0])
        params = {"name": circle[0], "through": ", ".join(circle[1:-1]) or circle[0]}
        return [FormProblem("survey", row, "", "expression.cycle", params)]
    return []


def dependencies(form: Form) -> dict[str, set[str]]:
    """For each name, the names whose answers it needs to be worked out."""
    needs: dict[str, set[str]] = {}
    for item in _rows(form):
        around = item.path[:-1] if isinstance(item, Group) else item.group
        names = set(around[-1:])
        for column, text in expressions(item):
            if column in _WORKED_OUT:
                found = names_in(parse(text))
                # A filter that names its own question reads what was given: no circle.
                names |= found - {item.name} if column == "choice_filter" else found
        needs.setdefault(item.name, set()).update(names)
    return needs


@lru_cache(maxsize=2_000)
def filter_names(choice_filter: str) -> tuple[str, ...] | None:
    """The names a filter's outcome depends on; None where it depends on its place as well."""
    tree = parse(choice_filter)
    placed = any(
        isinstance(node, Up | Itself | Lookup | Those)
        or (isinstance(node, Call) and node.name in SPECIAL.keys() - {"if"})
        for node in walk(tree)
    )
    return None if placed else tuple(sorted(names_in(tree)))


def working_order(form: Form) -> tuple[Question, ...]:
    """The questions so that each comes after those it needs; long chains then cost no depth."""
    by_name: dict[str, list[Question]] = {}
    for question in form.questions:
        by_name.setdefault(question.name, []).append(question)
    try:
        names = tuple(TopologicalSorter(dependencies(form)).static_order())
    except CycleError:  # only a form that was never read here: any order does as well
        return form.questions
    return tuple(question for name in names for question in by_name.get(name, ()))
