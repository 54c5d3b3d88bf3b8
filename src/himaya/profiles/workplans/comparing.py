"""What a working copy that comes back changes, for the bench: before anything is imported."""

from collections.abc import Mapping

from django.db.models import Q

from himaya.gate.decisions import visible_to
from himaya.gate.seats import ActingSeat
from himaya.profiles.workplans.declaration import ACTIVITY
from himaya.profiles.workplans.reading import Activity, Reading
from himaya.profiles.workplans.returned import touched_cells
from himaya.records.models import Record, Revision
from himaya.records.returning import REVISION


def changes_of(reading: Reading, seat: ActingSeat | None) -> Mapping[str, list[str]]:
    """By stable id, for rows of a copy of records in sight: headings of the cells it changes.

    Compared with the open answers of the revision the copy was made from, which is what the copy
    held. Two queries.
    """
    copied = {
        one.himaya_id: one for one in reading.activities() if one.himaya_id and _revision(one)
    }
    if seat is None or not copied:
        return {}
    standing = Record.objects.filter(
        Q(ref__in=copied) | Q(stable_id__in=copied),
        operation=seat.operation,
        dataset__profile=ACTIVITY.code,
        is_withdrawn=False,
    )
    records = {record.pk: record for record in visible_to(standing, seat)}
    numbers = {_revision(one) for one in copied.values()}
    revisions = Revision.objects.filter(record__in=records, n__in=numbers)
    found: dict[str, list[str]] = {}
    for revision in revisions:
        record = records[revision.record_id]
        activity = copied.get(record.ref) or copied.get(record.stable_id)
        if activity is not None and _revision(activity) == revision.n:
            found[activity.stable_id] = touched_cells(revision.answers, activity.source)
    return found


def _revision(activity: Activity) -> int:
    said = activity.source.get(REVISION, "").strip()
    return int(said) if said.isdecimal() else 0
