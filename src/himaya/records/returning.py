"""Files that come back: what was changed in them since they were made, and what here since.

A working copy says of which revision each row is. Against that revision an untouched cell changes
nothing, however much changed here; and what both changed stays as it is here, and is told.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from himaya.records.models import Record, Revision
from himaya.records.sealing import whole_answers

REVISION = "himaya_revision"  # heading of the column
_DIGITS = 9  # of a number that a column can hold


def revisions_of(wanted: Collection[tuple[int, int]]) -> dict[tuple[int, int], Revision]:
    """Revisions by (key of the record, number), those that there are. One query or none."""
    if not wanted:
        return {}
    records, numbers = {key for key, _n in wanted}, {n for _key, n in wanted}
    found = Revision.objects.filter(record_id__in=records, n__in=numbers)
    return {
        (one.record_id, one.n): one
        for one in found.select_related("sealed_for__agency")
        if (one.record_id, one.n) in wanted
    }


def copied_revisions(
    rows: Iterable[tuple[Record | None, str]],
) -> dict[tuple[int, int], Revision]:
    """The revisions that rows of a copy were made from, as far as they say so: for many rows."""
    said = {
        (record.pk, int(revision))
        for record, revision in rows
        if record is not None and revision.isdecimal() and len(revision) <= _DIGITS
    }
    return revisions_of(said)


def answers_of_copy(
    record: Record, revision: str, known: Mapping[tuple[int, int], Revision] | None = None
) -> dict[str, Any] | None:
    """The answers that the copy was made from; None where it does not say, or says wrongly.

    `known`: as of `copied_revisions`, where it is asked of many rows.
    """
    if not revision.isdecimal():
        return None
    if known is None:
        known = copied_revisions([(record, revision)])
    found = known.get((record.pk, int(revision)))
    return whole_answers(record, found) if found is not None else None


def changed_in_both(
    file: Mapping[str, Any],
    base: Mapping[str, Any],
    current: Mapping[str, Any],
    withheld: Collection[str],
) -> set[str]:
    """Keys that differ from the copy's revision in the file and, otherwise, here.

    What the writer may not read is none of them: that would tell that a guess was wrong.
    """
    return {
        key
        for key, value in file.items()
        if key not in withheld
        and value != base.get(key)
        and current.get(key) not in (base.get(key), value)
    }
