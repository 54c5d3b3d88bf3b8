"""What this topic shows on the pages of records, and entries as its pages name them."""

from collections.abc import Mapping
from typing import Any

from himaya.gate.seats import ActingSeat
from himaya.profiles.coordination.assessments.overlaps import Look, Overlap, overlaps_of
from himaya.profiles.coordination.assessments.wording import same_in_words
from himaya.records.history import status_label
from himaya.records.models import Record

MOST = 10  # overlaps listed on the page of an entry


def overlaps_of_record(seat: ActingSeat, record: Record) -> Mapping[str, Any]:
    """Part of a record's page: who else looks at the same."""
    found = overlaps_of(record, seat)
    return {
        "overlaps": [overlap_row(one) for one in found[:MOST]],
        "more": max(len(found) - MOST, 0),
    }


def entry_of(look: Look) -> dict[str, Any]:
    """An entry as a table names it."""
    return {
        "ref": look.record.ref,
        "title": look.title,
        "agencies": ", ".join(sorted(look.agencies)),
        "start": look.start,
        "end": look.end,
        "status": status_label(look.record, look.record.status),
    }


def overlap_row(overlap: Overlap) -> dict[str, Any]:
    """The other entry, and in words what is the same."""
    return {**entry_of(overlap.other), "same": same_in_words(overlap.same)}
