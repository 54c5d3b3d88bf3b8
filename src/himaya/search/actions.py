"""Keeping the search index; called inside the transaction of the change it mirrors."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from himaya.kernel.rows import insert_keyed
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
    "operation", "agency", "system", "level", "lane", "audience", "area", "state", "author",
    "caseworker", "register", "kept_in", "day", "type", "type_names", "language",
)  # fmt: skip
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
    shelves: dict[tuple[Any, ...], Shelf] = {}
    entries, texts = [], []
    for thing in things:
        columns = {name: getattr(thing, name) for name in _COLUMNS}
        for group, text in thing.texts().items():
            entry = Entry(
                shelf=_shelf(thing, group, shelves),
                kind=thing.kind,
                thing=thing.thing,
                group=group,
                title="" if group else thing.title,  # it stands in the open one only
                **columns,
            )
            entries.append(entry)
            texts.append((thing.title, text))
    insert_keyed(entries)
    EntryText.objects.bulk_create(
        EntryText(entry=entry, text=text) for entry, (_, text) in zip(entries, texts, strict=True)
    )
    fulltext.put(
        [(entry.pk, entry.shelf_id, *words) for entry, words in zip(entries, texts, strict=True)]
    )


def _shelf(thing: Findable, group: str, known: dict[tuple[Any, ...], Shelf]) -> Shelf:
    columns = {name: getattr(thing, name) for name in _SHELVED_BY}
    key = (thing.operation.pk, group, *columns.values())
    if key not in known:
        known[key], _ = Shelf.objects.get_or_create(
            operation=thing.operation, group=group, **columns
        )
    return known[key]


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
