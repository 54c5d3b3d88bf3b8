"""The parser behind `syntax.parse`: recursive descent, with a limit on depth."""

from himaya.engines.xlsform.syntax import (
    DEEPEST,
    Binary,
    Call,
    Column,
    Itself,
    Literal,
    Lookup,
    Negate,
    Node,
    Ref,
    SyntaxProblem,
    Those,
    Token,
    Up,
    tokens,
)

_BINDING = {
    "or": 0,
    "and": 1,
    "=": 2,
    "!=": 2,
    "<=": 3,
    "<": 3,
    ">=": 3,
    ">": 3,
    "+": 4,
    "-": 4,
    "*": 5,
    "div": 5,
    "mod": 5,
}


class Parser:
    """One expression being read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(tokens(text))
        self.at = 0
        self.depth = 0

    def whole(self) -> Node:
        """The expression, and nothing after it."""
        node = self.expression()
        if self.next.kind != "end":
            raise self.problem()
        return node

    @property
    def next(self) -> Token:
        return self.tokens[self.at]

    def problem(self) -> SyntaxProblem:
        return SyntaxProblem(self.text[self.next.at :] or self.text)

    def sees(self, *texts: str) -> bool:
        return self.next.kind == "op" and self.next.text in texts

    def take(self) -> Token:
        token = self.next
        self.at += 1
        return token

    def expect(self, text: str) -> None:
        if not self.sees(text):
            raise self.problem()
        self.at += 1

    def expression(self, least: int = 0) -> Node:
        """Operands and the operators between them that bind at least so tightly."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.problem()
        node = self.unary()
        while self.next.kind == "op" and _BINDING.get(self.next.text, -1) >= least:
            op = self.take().text
            node = Binary(op, node, self.expression(_BINDING[op] + 1))
        self.depth -= 1
        return node

    def unary(self) -> Node:
        minuses = 0
        while self.sees("-"):
            self.at += 1
            minuses += 1
        node = self.primary()
        return Negate(node) if minuses % 2 else node

    def primary(self) -> Node:
        token = self.next
        if token.kind == "number":
            return Literal(float(self.take().text))
        if token.kind == "string":
            return Literal(self.take().text[1:-1])
        if token.kind == "ref":
            self.at += 1
            return self.after_ref(token.text[2:-1].strip().removeprefix("last-saved#"))
        if token.kind == "name":
            return self.name()
        if self.sees("("):
            self.at += 1
            node = self.expression()
            self.expect(")")
            return node
        return self.path()

    def after_ref(self, name: str) -> Node:
        """What follows `${name}`: nothing, a filter, or a filter and a name."""
        if not self.sees("["):
            while self.sees("/"):
                name = self.step()
            return Ref(name)
        where = self.predicate()
        last = ""
        while self.sees("/"):
            last = self.step()
        return Those(name, where, last)

    def step(self) -> str:
        self.expect("/")
        if self.next.kind not in {"name", "ref"}:
            raise self.problem()
        return self.take().text.strip("${} ")

    def predicate(self) -> Node:
        self.expect("[")
        node = self.expression()
        self.expect("]")
        return node

    def name(self) -> Node:
        token = self.take()
        if not self.sees("("):
            if self.sees("/"):
                raise self.problem()
            return Column(token.text)
        args = self.arguments()
        if token.text == "instance" and args and isinstance(args[0], Literal):
            return self.lookup(str(args[0].value))
        if token.text == "current" and not args:
            return self.path_from_here()
        return Call(token.text, args)

    def arguments(self) -> tuple[Node, ...]:
        self.expect("(")
        args: list[Node] = []
        while not self.sees(")"):
            if args:
                self.expect(",")
            args.append(self.expression())
        self.expect(")")
        return tuple(args)

    def lookup(self, list_name: str) -> Node:
        """After `instance('list')`: `/root/item`, a filter, and the column wanted."""
        if (self.step(), self.step()) != ("root", "item"):
            raise self.problem()
        where = self.predicate() if self.sees("[") else None
        return Lookup(list_name, where, self.step() if self.sees("/") else "")

    def path(self) -> Node:
        """`.`, `..`, `./name`, `../../name`, `/data/group/name`."""
        if self.sees("/"):
            return self.named_path()
        if self.sees("."):
            self.at += 1
            return self.path_from_here()
        steps = 0
        while self.sees(".."):
            self.at += 1
            steps += 1
            if not self.sees("/"):
                return Up(steps)
            if self.tokens[self.at + 1].text == "..":
                self.at += 1
        if not steps:
            raise self.problem()
        return self.named_path()

    def path_from_here(self) -> Node:
        if not self.sees("/"):
            return Itself()
        if self.tokens[self.at + 1].text in {".", ".."}:
            self.at += 1
            return self.path()
        return self.named_path()

    def named_path(self) -> Node:
        """Only the last name matters: names that are referred to are unique in a form."""
        name = self.step()
        while self.sees("/"):
            name = self.step()
        return self.after_ref(name)
