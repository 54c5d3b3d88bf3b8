"""Other things that can be found by name: rooms above declare how, the search asks them all.

Their lists are short (tens to some thousands), so they are read through one's sight and compared
in memory; there is no index to keep in step.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Model, QuerySet
from django.utils.functional import Promise

from himaya.gate.decisions import visible_to
from himaya.gate.seats import ActingSeat
from himaya.search.queries import folded_has_all

MOST = 12  # of one kind on the page


@dataclass(frozen=True, slots=True)
class Finder:
    """One kind: the name of its page, heading, rows, the texts it goes by, and the address."""

    page: str
    heading: Promise | str
    rows: Callable[[], QuerySet[Model]]
    texts: Callable[[Model], Iterable[str]]
    url: Callable[[Model], str]


@dataclass(frozen=True, slots=True)
class Named:
    """One thing found by its name."""

    title: str
    url: str


_finders: dict[str, Finder] = {}


def register_finder(finder: Finder) -> None:
    """Make a kind findable by name; the same kind again replaces it."""
    _finders[finder.page] = finder


def named(seat: ActingSeat, question: str) -> list[tuple[str, list[Named]]]:
    """(heading, things) of each kind with a name in sight that holds all the words."""
    result = []
    for finder in _finders.values():
        hits = [
            Named(str(one), finder.url(one))
            for one in visible_to(finder.rows(), seat)
            if folded_has_all(" ".join(finder.texts(one)), question)
        ]
        if hits:
            result.append((str(finder.heading), hits[:MOST]))
    return result
