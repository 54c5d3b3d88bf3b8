"""Files that come back: what was changed in them since they were made, and what here since.

A working copy says of which revision each row is. Against that revision an untouched cell changes
nothing, however much changed here; and what both changed stays as it is here, and is told.
"""

from collections.abc import Collection, Mapping
from typing import Any

from himaya.records.models import Record, Revision
from himaya.records.sealing import whole_answers

REVISION = "himaya_revision"  # heading of the column


def answers_of_copy(record: Record, revision: str) -> dict[str, Any] | None:
    """The answers that the copy was made from; None where it does not say, or says wrongly."""
    if not revision.isdecimal():
        return None
    found = Revision.objects.filter(record=record, n=int(revision)).first()
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
