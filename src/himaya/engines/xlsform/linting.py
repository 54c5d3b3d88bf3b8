"""Every expression of a form read in advance, so that nothing fails, or is skipped, later."""

import re
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from himaya.engines.xlsform.functions import arity
from himaya.engines.xlsform.model import Form, Group, Question
from himaya.engines.xlsform.patterns import BadPatternError, compiled
from himaya.engines.xlsform.problems import FormProblem
from himaya.engines.xlsform.syntax import (
    REFERENCE,
    Call,
    Column,
    Literal,
    Lookup,
    Node,
    SyntaxProblem,
    Those,
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
    if isinstance(node, Column):
        yield node.name
    if isinstance(node, Lookup | Those):
        return
    for child in children(node):
        yield from _bare_names(child)


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
    rows: dict[str, int] = {}
    needs: dict[str, set[str]] = {}
    for item in _rows(form):
        rows.setdefault(item.name, item.row)
        around = item.path[:-1] if isinstance(item, Group) else item.group
        names = set(around[-1:])
        for column, text in expressions(item):
            if column in {"relevant", "calculation", "choice_filter"}:
                names |= names_in(parse(text))
        # once() and running totals name themselves; that reads the old answer and is no circle.
        needs.setdefault(item.name, set()).update(names - {item.name})
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        circle = error.args[1]
        params = {"name": circle[0], "through": ", ".join(circle[1:-1])}
        return [FormProblem("survey", rows[circle[0]], "", "expression.cycle", params)]
    return []


def references_in(text: str) -> set[str]:
    """The `${name}`s in a label, hint or message."""
    return set(REFERENCE.findall(text))
