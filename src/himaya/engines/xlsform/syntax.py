"""The XPath subset that XLSForm writes, parsed once to a tree. Nothing here is ever run as code.

Precedence, loosest first: or, and, = !=, < <= > >=, + -, * div mod, unary minus.
Grammar: https://getodk.github.io/xforms-spec/#xpath-expressions.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

QUOTES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"'})
DEEPEST = 60


@dataclass(frozen=True, slots=True)
class Literal:
    """A string or a number."""

    value: str | float


@dataclass(frozen=True, slots=True)
class Ref:
    """`${name}`, or a path that ends in a name."""

    name: str


@dataclass(frozen=True, slots=True)
class Column:
    """A bare name: a column of the choice, in a choice filter."""

    name: str


@dataclass(frozen=True, slots=True)
class Itself:
    """`.`, the question the expression belongs to."""


@dataclass(frozen=True, slots=True)
class Up:
    """`..`, `../..`: what is around the question, so many steps out."""

    steps: int


@dataclass(frozen=True, slots=True)
class Call:
    """A function and its arguments."""

    name: str
    args: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Binary:
    """An operator between two expressions."""

    op: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Negate:
    """Unary minus."""

    of: "Node"


@dataclass(frozen=True, slots=True)
class Lookup:
    """`instance('list')/root/item[filter]/column`: a look into a list of choices."""

    list_name: str
    where: "Node | None"
    column: str


@dataclass(frozen=True, slots=True)
class Those:
    """`${repeat}[filter]`, perhaps with `/name`: the turns of a repeat that pass a filter."""

    repeat: str
    where: "Node"
    name: str = ""


Node = Literal | Ref | Column | Itself | Up | Call | Binary | Negate | Lookup | Those


class SyntaxProblem(ValueError):  # noqa: N818 - it becomes a FormProblem
    """An expression that cannot be read. `near` is the text where reading stopped."""

    def __init__(self, near: str) -> None:
        self.near = near[:40]
        super().__init__(near)


@dataclass(frozen=True, slots=True)
class Token:
    """`kind` is one of number, string, ref, name, op, end; `at` its place in the text."""

    kind: str
    text: str
    at: int


_NAME = r"[^\W\d][\w.\-]*"
_TOKEN = re.compile(
    rf"""\s*(?:
      (?P<number>\d+(?:\.\d*)?|\.\d+)
    | (?P<string>"[^"]*"|'[^']*')
    | (?P<ref>\$\{{\s*(?:last-saved\#)?{_NAME}\s*\}})
    | (?P<name>{_NAME}(?::{_NAME})?)
    | (?P<op>!=|<=|>=|//|\.\.|[-+*=<>()\[\],./@|])
    )""",
    re.VERBOSE,
)
# "and." is "and" and "."; "and_more" and "order" are names.
_WORD_OPERATOR = re.compile(r"\s*(?P<op>and|or|div|mod)(?![\w\-])")


def tokens(text: str) -> Iterator[Token]:
    """The tokens of an expression. Raises SyntaxProblem at what is no token.

    A word is an operator only where an operand has just ended, so that a column called `order`
    or `and_more` stays a name (some clients trip over this).
    """
    at, after_operand = 0, False
    end = len(text.rstrip())
    while at < end:
        match = (after_operand and _WORD_OPERATOR.match(text, at)) or _TOKEN.match(text, at)
        if not match:
            raise SyntaxProblem(text[at:].strip())
        kind = match.lastgroup or ""
        word = match.group(kind)
        yield Token(kind, word, match.start(kind))
        after_operand = kind in {"number", "string", "ref", "name"} or word in {
            ")",
            "]",
            ".",
            "..",
        }
        at = match.end()
    yield Token("end", "", end)


@lru_cache(maxsize=20_000)
def parse(text: str) -> Node:
    """The tree of an expression. Raises SyntaxProblem."""
    from himaya.engines.xlsform.parsing import Parser

    return Parser(text.translate(QUOTES)).whole()


def children(node: Node) -> tuple[Node, ...]:
    """The expressions directly inside one."""
    match node:
        case Call(args=args):
            return args
        case Binary(left=left, right=right):
            return (left, right)
        case Negate(of=of):
            return (of,)
        case Lookup(where=where) | Those(where=where):
            return (where,) if where is not None else ()
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """An expression and everything inside it."""
    waiting = [node]
    while waiting:
        part = waiting.pop()
        yield part
        waiting += reversed(children(part))


def names_in(node: Node) -> set[str]:
    """The questions and repeats an expression refers to."""
    found = {part.name for part in walk(node) if isinstance(part, Ref)}
    found |= {part.repeat for part in walk(node) if isinstance(part, Those)}
    return found | {part.name for part in walk(node) if isinstance(part, Those) and part.name}


# Texts with ${name} inside: labels, hints, messages.
REFERENCE = re.compile(rf"\$\{{\s*({_NAME})\s*\}}")
