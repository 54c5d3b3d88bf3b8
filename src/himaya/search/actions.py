"""Keeping the search index; called inside the transaction of the change it mirrors."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import Any

from himaya.kernel.ids import new_ref
from himaya.kernel.rows import insert_values, keys_by
from himaya.search import fulltext
from himaya.search.models import Entry, EntryText, Shelf
from himaya.tenancy.models import Operation


@dataclass(frozen=True, slots=True)
class Findable:
    """What search takes of one thing. The caller leaves out what must not be found.

    `text` is open to whoever sees the thing; `grouped` holds the text of field groups, each found
    only by those to whom the group is open. `register` names where the thing is kept, `kept_in`
    is the ref of that.
    """

    operation: Operation
    kind: str
    thing: str
    title: str
    text: str
    agency: str
    system: str
    level: int
    lane: str
    audience: str
    area: str
    state: str
    author: str
    caseworker: str = ""
    register: Mapping[str, str] = field(default_factory=dict)
    kept_in: str = ""
    day: date | None = None
    type: str = ""
    type_names: Mapping[str, str] = field(default_factory=dict)
    language: str = ""
    grouped: Mapping[str, str] = field(default_factory=dict)

    def texts(self) -> dict[str, str]:
        """Text by field group; a group's holds the open one too."""
        told = {group: f"{self.text} {words}" for group, words in self.grouped.items() if words}
        return {"": self.text, **told}


_COLUMNS = (
    "agency", "system", "level", "lane", "audience", "area", "state", "author", "caseworker",
    "register", "kept_in", "day", "type", "type_names", "language",
)  # fmt: skip
_OWN = ("ref", "operation_id", "shelf_id", "kind", "thing", "group", "title")
_SHELVED_BY = ("agency", "system", "level", "lane", "audience")


def index_thing(thing: Findable) -> None:
    """Insert or refresh a thing's entries."""
    index_again([thing])


def index_again(things: Sequence[Findable]) -> None:
    """Refresh the entries of many things at once, of one kind."""
    if things:
        forget_many(kind=things[0].kind, things=[one.thing for one in things])
        index_new(things)


def index_new(things: Iterable[Findable]) -> None:
    """Index many things at once that have no entry yet."""
    shelves: dict[tuple[Any, ...], int] = {}
    rows: list[tuple[Any, ...]] = []
    texts: list[tuple[str, str]] = []
    for thing in things:
        columns = _columns_of(thing)
        for group, text in thing.texts().items():
            shelf = _shelf(thing, group, shelves)
            title = "" if group else thing.title  # it stands in the open one only
            own = (new_ref(), thing.operation.pk, shelf, thing.kind, thing.thing, group, title)
            rows.append((*own, *columns))
            texts.append((thing.title, text))
    insert_values(Entry, (*_OWN, *_COLUMNS), rows)
    keys = keys_by(Entry, "ref", [row[0] for row in rows])
    placed = [(keys[row[0]], row[2]) for row in rows]
    written = [(key, text) for (key, _), (_, text) in zip(placed, texts, strict=True)]
    insert_values(EntryText, ("entry_id", "text"), written)
    fulltext.put([(*place, *words) for place, words in zip(placed, texts, strict=True)])


_columns_of = attrgetter(*_COLUMNS)


def _shelf(thing: Findable, group: str, known: dict[tuple[Any, ...], int]) -> int:
    key = (thing.operation.pk, group, *_shelved_by(thing))
    if key not in known:
        columns = {name: getattr(thing, name) for name in _SHELVED_BY}
        shelf, _ = Shelf.objects.get_or_create(operation=thing.operation, group=group, **columns)
        known[key] = shelf.pk
    return known[key]


_shelved_by = attrgetter(*_SHELVED_BY)


def give_to_caseworker(*, kind: str, things: Iterable[str], caseworker: str) -> None:
    """Write whose case the things are now; what may be found of them stays as it is."""
    Entry.objects.filter(kind=kind, thing__in=list(things)).update(caseworker=caseworker)


def forget_thing(*, kind: str, thing: str) -> None:
    """Take a thing out of the index: it was withdrawn or erased."""
    forget_many(kind=kind, things=[thing])


def forget_many(*, kind: str, things: Sequence[str]) -> None:
    """Take some hundred things out of the index."""
    entries = Entry.objects.filter(kind=kind, thing__in=things)
    if keys := list(entries.values_list("pk", flat=True)):
        fulltext.drop(keys)
        entries.delete()
