"""Every route declares what it does; the middleware decides it; a test walks the URL map.

A view without a declaration is refused, in development as in production.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from himaya.kernel.verbs import Verb

V = TypeVar("V", bound=Callable[..., Any])


class Access(StrEnum):
    """Who may knock at all."""

    PUBLIC = "public"  # anybody: sign-in pages, an invitation, the problem pages
    ACCOUNT = "account"  # signed in, no seat needed: own password, choosing a seat
    INSTALLER = "installer"  # keeps the installation, reads no data
    SEAT = "seat"  # everything else


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a route does: `verb` on `kind` for seats, or why no seat is needed."""

    access: Access
    verb: Verb | None = None
    kind: str = ""
    reason: str = ""


_ATTRIBUTE = "himaya_route"
_resolvers: list[Callable[[Callable[..., Any], str], Declaration | None]] = []
_foreign: dict[str, Declaration] = {}


def route(verb: Verb, kind: str = "operation") -> Callable[[V], V]:
    """Declare a view that needs a seat which may do `verb` on things of `kind`."""
    return _mark(Declaration(Access.SEAT, verb, kind))


def account_route(reason: str) -> Callable[[V], V]:
    """Declare a view about the signed-in account itself."""
    return _mark(Declaration(Access.ACCOUNT, reason=reason))


def installer_route(verb: Verb) -> Callable[[V], V]:
    """Declare a view of the installation: for installers, who read no data."""
    return _mark(Declaration(Access.INSTALLER, verb))


def public_route(reason: str) -> Callable[[V], V]:
    """Declare a view that anybody may open; the reason stands in the reviewed list."""
    return _mark(Declaration(Access.PUBLIC, reason=reason))


def _mark(declaration: Declaration) -> Callable[[V], V]:
    def mark(view: V) -> V:
        setattr(view, _ATTRIBUTE, declaration)
        return view

    return mark


def declare_foreign(dotted: str, declaration: Declaration) -> None:
    """Declare a view of a library by `module` or `module.name`; the longest match wins."""
    _foreign[dotted] = declaration


def register_resolver(resolver: Callable[[Callable[..., Any], str], Declaration | None]) -> None:
    """Teach the gate to find declarations of another kind of view (the API's operations)."""
    _resolvers.append(resolver)


def declared(view: Callable[..., Any]) -> Declaration | None:
    """What a function declared for itself."""
    found: Declaration | None = getattr(view, _ATTRIBUTE, None)
    return found


def declaration_of(view: Callable[..., Any], method: str) -> Declaration | None:
    """What a view declared for that HTTP method; None means: refuse."""
    if (found := declared(view)) is not None:
        return found
    for resolver in _resolvers:
        if (found := resolver(view, method)) is not None:
            return found
    target = getattr(view, "view_class", view)
    dotted = f"{target.__module__}.{getattr(target, '__name__', '')}"
    while dotted:
        if dotted in _foreign:
            return _foreign[dotted]
        dotted = dotted.rpartition(".")[0]
    return None
