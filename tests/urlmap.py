"""The whole URL map, flat: every route with its view, methods and parameters."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from himaya.gate.routes import Declaration, declaration_of

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_PARAMETER = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")


@dataclass(frozen=True)
class Route:
    """One address with its view."""

    pattern: str  # as written, from the root: "datasets/<str:ref>/"
    name: str
    view: Callable[..., Any]

    def __str__(self) -> str:
        return f"/{self.pattern}"

    @property
    def parameters(self) -> dict[str, str]:
        """Name -> converter, in order."""
        found = _PARAMETER.finditer(self.pattern)
        return {one["name"]: one["kind"] or "str" for one in found}

    @property
    def noun(self) -> str:
        """The part of the address before the first parameter: what the reference is of."""
        return self.pattern.partition("<")[0].rstrip("/").rpartition("/")[2]

    def path(self, values: dict[str, str]) -> str:
        """The address with its parameters filled in."""
        return "/" + _PARAMETER.sub(lambda one: values[one["name"]], self.pattern)

    def declaration(self, method: str) -> Declaration | None:
        """What the gate finds for the method."""
        return declaration_of(self.view, method)

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods that do something: of the API what is offered, else reading and posting."""
        if not self.pattern.startswith("api/"):
            return ("GET", "POST")
        declared = {method: self.declaration(method) for method in METHODS}
        return tuple(m for m, one in declared.items() if one and "405" not in one.reason)


def routes() -> Iterator[Route]:
    """Every route of the installation, libraries' included."""
    yield from _inside(get_resolver(), "")


def _inside(resolver: URLResolver, prefix: str) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        pattern = prefix + _written(entry)
        if isinstance(entry, URLResolver):
            yield from _inside(entry, pattern)
        else:
            assert isinstance(entry, URLPattern)
            yield Route(pattern, entry.name or "", entry.callback)


def _written(entry: URLPattern | URLResolver) -> str:
    text = str(entry.pattern)
    if "(?P<" in text:  # the library's regular expressions, as plain parameters
        text = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<str:\1>", text)
    return text.removeprefix("^").removesuffix("$").replace("\\Z", "")
