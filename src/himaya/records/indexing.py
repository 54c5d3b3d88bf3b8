"""What of a record may be found by search: open answers of Low and Moderate, never sealed ones."""

from collections.abc import Iterator, Mapping
from typing import Any

from himaya.records.titles import heading_key
from himaya.records.models import Record
from himaya.search.actions import index_thing

_HIGH = 3  # from here up: found by metadata only (protocol.md, Sealing)


def index_record(record: Record, opened: Mapping[str, Any]) -> None:
    """Refresh the record's search entry from its open answers."""
    findable = record.level < _HIGH
    title = str(opened.get(heading_key(record.version), "")) if findable else ""
    index_thing(
        operation=record.operation,
        kind="record",
        thing=record.ref,
        title=title[:200],
        text=" ".join(_texts(opened)) if findable else "",
        agency=record.agency.ref,
        system=record.dataset.system.ref,
        level=record.level,
        lane=record.lane,
        audience=record.audience,
        area=record.area,
        state=record.status,
        author=record.author,
    )


def _texts(answers: Mapping[str, Any]) -> Iterator[str]:
    for value in answers.values():
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            for part in value:
                if isinstance(part, dict):
                    yield from _texts(part)
                elif isinstance(part, str):
                    yield part
