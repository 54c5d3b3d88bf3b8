"""Keeping the search index; called inside the transaction of the change it mirrors."""

from himaya.engines.tabular import fold
from himaya.search.models import Entry
from himaya.tenancy.models import Operation


def index_thing(  # noqa: PLR0913 - the attributes rules read, all named
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
) -> None:
    """Insert or refresh one entry. The caller leaves out what must not be found."""
    Entry.objects.update_or_create(
        kind=kind,
        thing=thing,
        defaults={
            "operation": operation,
            "title": title,
            "words": fold(f"{title} {text}"),
            "agency": agency,
            "system": system,
            "level": level,
            "lane": lane,
            "audience": audience,
            "area": area,
            "state": state,
            "author": author,
        },
    )
