"""What of a record may be found by search: open answers of Low and Moderate, never sealed ones."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from himaya.datasets.declarations import profile_named
from himaya.engines.xlsform import Form
from himaya.instruments.groups import group_of
from himaya.instruments.models import Version
from himaya.instruments.queries import form_of
from himaya.records.models import Record
from himaya.records.titles import heading_key
from himaya.search.actions import forget_thing, index_thing

_HIGH = 3  # from here up: found by metadata only (protocol.md, Sealing)
# Words that rooms above keep of a document, by field group.
_words: list[Callable[[Record], Mapping[str, str]]] = []


def register_words(find: Callable[[Record], Mapping[str, str]]) -> None:
    """Let documents be found by more than their answers; asked up to Moderate only."""
    if find not in _words:
        _words.append(find)


def index_record(record: Record, opened: Mapping[str, Any]) -> None:
    """Refresh the record's search entries from its open answers."""
    if record.is_withdrawn:
        forget_thing(kind="record", thing=record.ref)
    else:
        index_thing(**findable(record, opened))


def findable(record: Record, opened: Mapping[str, Any]) -> dict[str, Any]:
    """What search takes of a record: the arguments of `search.actions.index_thing`.

    Answers of a field group go into an entry of that group, so that nobody finds a record by words
    it would not show them.
    """
    groups, heading = _marks(record.version)
    texts: dict[str, list[str]] = {"": []}
    if record.level < _HIGH:
        for path, text in _texts(form_of(record.version), opened):
            if path != heading or groups.get(path):
                texts.setdefault(groups.get(path, ""), []).append(text)
        for group, text in _of_documents(record):
            texts.setdefault(group, []).append(text)
    else:
        texts[""] = [record.area, *map(str, record.dataset.names.values())]
    shows_title = record.level < _HIGH and not groups.get(heading)
    return {
        "operation": record.operation,
        "kind": "record",
        "thing": record.ref,
        "title": str(opened.get(heading, ""))[:200] if shows_title else "",
        "text": " ".join(texts.pop("")),
        "grouped": {group: " ".join(words) for group, words in texts.items()},
        "register": record.dataset.names,
        "agency": record.agency.ref,
        "system": record.dataset.system.ref,
        "level": record.level,
        "lane": record.lane,
        "audience": record.audience,
        "area": record.area,
        "state": record.status,
        "author": record.author,
        "caseworker": record.caseworker,
    }


def _of_documents(record: Record) -> Iterator[tuple[str, str]]:
    profile = profile_named(record.dataset.profile)
    if profile is not None and profile.of_documents:
        for find in _words:
            yield from find(record).items()


def _marks(version: Version) -> tuple[dict[str, str], str]:
    """(field group by path, key of the heading), once for all records of a loaded version."""
    kept: tuple[dict[str, str], str] | None = version.__dict__.get("_findable_kept")
    if kept is None:
        groups = {question.path: group_of(question) for question in version.questions.all()}
        kept = version.__dict__["_findable_kept"] = (groups, heading_key(version))
    return kept


def _texts(
    form: Form, answers: Mapping[str, Any], repeat: tuple[str, ...] = ()
) -> Iterator[tuple[str, str]]:
    """(path of the question, text), rows of repeats included; choices as people read them."""
    for key, value in answers.items():
        asked = form.by_path.get((repeat, key))
        labels = form.choice_labels.get(asked.list_name, {}) if asked else {}
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, dict):
                yield from _texts(form, part, (*repeat, key))
            elif isinstance(part, str):
                yield ".".join((*repeat, key)), labels.get(part, part)
