"""Entries that may say the same, found by a number instead of by reading all of them.

The number is short and made of the open answers alone, which stand beside it in the clear: it says
nothing that they do not, and two unlike entries may have the same one. Who looks for doubles reads
the answers of those that were found (`records.doubts`).
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from himaya.datasets.declarations import profile_named
from himaya.engines.tabular import fold
from himaya.kernel.rows import insert_values
from himaya.records.models import Record, Twin

_BYTES = 4  # of a number: some four thousand million


def said(values: Iterable[Any]) -> tuple[str, ...]:
    """Answers as they are compared: the same in every spelling of accents, alefs and capitals."""
    return tuple(fold(str(value)) if value is not None else "" for value in values)


def number_of(dataset: str, keys: Sequence[str], spoken: Sequence[str]) -> int:
    """The number of a set of answers (`said`) to these questions of a register (its reference)."""
    text = "\x1f".join((dataset, *keys, *spoken))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:_BYTES])


def numbers_of(profile: str, dataset: str, opened: Mapping[str, Any]) -> set[int]:
    """The numbers of an entry: one for each declared set of answers that names one entry."""
    declared = profile_named(profile)
    return set(_numbers(declared.alone if declared else (), dataset, opened))


def _numbers(
    alone: Iterable[Sequence[str]], dataset: str, opened: Mapping[str, Any]
) -> Iterator[int]:
    for keys in alone:
        spoken = said(opened.get(key) for key in keys)
        if spoken[0]:
            yield number_of(dataset, keys, spoken)


def records_with(number: int, *, besides: Record | None = None) -> list[int]:
    """Keys of the records with that number.

    Asked for by themselves: a database that is asked for everything at once may go through the
    whole register instead.
    """
    found = Twin.objects.filter(number=number)
    if besides is not None:
        found = found.exclude(record=besides.pk)
    return list(found.values_list("record_id", flat=True))


def note_twins(
    entries: Sequence[tuple[Record, Mapping[str, Any]]], *, are_new: bool = False
) -> None:
    """Write the numbers of records of one register as they say it now; in their transaction."""
    if not entries:
        return
    dataset = entries[0][0].dataset
    if not (profile := profile_named(dataset.profile)) or not profile.alone:
        return
    if not are_new:
        Twin.objects.filter(record__in=[record.pk for record, _opened in entries]).delete()
    rows = [
        (record.pk, number)
        for record, opened in entries
        for number in numbers_of(profile.code, dataset.ref, opened)
    ]
    insert_values(Twin, ("record_id", "number"), rows)
