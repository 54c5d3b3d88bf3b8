"""Keeping the search index; called inside the transaction of the change it mirrors."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from himaya.kernel.rows import insert_keyed
from himaya.search import fulltext
from himaya.search.fulltext import tokens
from himaya.search.models import Entry
from himaya.tenancy.models import Operation

SHOWN_TEXT = 4000  # characters kept for showing a match; all words are kept for finding


def index_thing(
    *,
    operation: Operation,
    kind: str,
    thing: str,
    title: str,
    text: str,
    agency: str,
    system: str,
    level: int,
    lane: str,
    audience: str,
    area: str,
    state: str,
    author: str,
    caseworker: str = "",
    register: Mapping[str, str] | None = None,
    grouped: Mapping[str, str] | None = None,
) -> None:
    """Insert or refresh a thing's entries. The caller leaves out what must not be found.

    `text` is open to whoever sees the thing; `grouped` holds the text of field groups, each found
    only by those to whom the group is open. `register` names where the thing is kept.
    """
    columns = {
        "operation": operation,
        "register": dict(register or {}),
        "agency": agency,
        "system": system,
        "level": level,
        "lane": lane,
        "audience": audience,
        "area": area,
        "state": state,
        "author": author,
        "caseworker": caseworker,
    }
    texts = _texts(text, grouped)
    _drop(Entry.objects.filter(kind=kind, thing=thing).exclude(group__in=texts))
    for group, words in texts.items():
        entry, _ = Entry.objects.update_or_create(
            kind=kind,
            thing=thing,
            group=group,
            defaults={**columns, **_found_by(group, title, words)},
        )
        fulltext.sync(entry.pk, entry.words)


def index_new(things: Iterable[Mapping[str, Any]]) -> None:
    """Index many things at once that have no entry yet; each as `index_thing` takes it."""
    entries = []
    for thing in things:
        columns = dict(thing)
        title = columns.pop("title")
        texts = _texts(columns.pop("text"), columns.pop("grouped", None))
        entries += [
            Entry(group=group, **columns, **_found_by(group, title, words))
            for group, words in texts.items()
        ]
    insert_keyed(entries)
    fulltext.add([(entry.pk, entry.words) for entry in entries])


def index_again(things: Sequence[Mapping[str, Any]]) -> None:
    """Refresh the entries of many things at once, of one kind; each as `index_thing` takes it."""
    if things:
        forget_many(kind=str(things[0]["kind"]), things=[str(one["thing"]) for one in things])
        index_new(things)


def forget_many(*, kind: str, things: Sequence[str]) -> None:
    """Take some hundred things out of the index."""
    _drop(Entry.objects.filter(kind=kind, thing__in=things))


def give_to_caseworker(*, kind: str, things: Iterable[str], caseworker: str) -> None:
    """Write whose case the things are now; what may be found of them stays as it is."""
    Entry.objects.filter(kind=kind, thing__in=list(things)).update(caseworker=caseworker)


def _texts(text: str, grouped: Mapping[str, str] | None) -> dict[str, str]:
    return {"": text, **{group: words for group, words in (grouped or {}).items() if words}}


def _found_by(group: str, title: str, words: str) -> dict[str, str]:
    """The columns of one entry that hold words; the title stands in the open one only."""
    heading = "" if group else title
    return {
        "title": heading,
        "words": _indexed(f"{heading} {words}"),
        "text": words[:SHOWN_TEXT],
    }


def forget_thing(*, kind: str, thing: str) -> None:
    """Take a thing out of the index: it was withdrawn or erased."""
    _drop(Entry.objects.filter(kind=kind, thing=thing))


def _drop(entries: QuerySet[Entry]) -> None:
    fulltext.drop(list(entries.values_list("pk", flat=True)))
    entries.delete()


def _indexed(text: str) -> str:
    return " ".join(tokens(text))
