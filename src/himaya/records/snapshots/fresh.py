"""Snapshots as they stand now: files, and the few changes that no file holds yet.

Whoever counts right after a change must see it. In a small register a reader that finds the
snapshot behind brings it up. In a large one that would take seconds, so the changed records are
read from the database and stand beside the files until the job has written a delta.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pyarrow as pa

from himaya.datasets.models import Dataset
from himaya.records.models import Record, Snapshot
from himaya.records.snapshots import files
from himaya.records.snapshots.building import refresh_dataset
from himaya.records.snapshots.rows import Batches, Layout, whole_rows
from himaya.records.snapshots.size import looks_at_all

MOST_PENDING = 500  # about 50 µs each; beyond, the reader writes a delta


@dataclass(frozen=True, slots=True)
class Part:
    """One version's snapshot. `pending`: newer rows by part of the layout.

    `replaced`: keys and refs of records whose rows in the files do not hold any more.
    """

    snapshot: Snapshot
    layout: Layout
    pending: Mapping[str, pa.Table] = field(default_factory=dict)
    replaced: Mapping[int, str] = field(default_factory=dict)


def parts_of(dataset: Dataset) -> list[Part]:
    """The dataset's snapshots by version, with all that is committed. Five queries where fresh."""
    revision = Dataset.objects.values_list("revision", flat=True).get(pk=dataset.pk)
    found = _snapshots(dataset)
    if not found or not all(one.base_file for one in found):
        return _brought_up(dataset)
    since = min(one.delta_revision for one in found)
    if since == revision:
        return [Part(one, Layout.of(one.version)) for one in found]
    if looks_at_all(sum(one.rows for one in found)):
        return _brought_up(dataset)
    return _with_pending(dataset, found, since) or _brought_up(dataset)


def _brought_up(dataset: Dataset) -> list[Part]:
    refresh_dataset(dataset, compact=False)
    return [Part(one, Layout.of(one.version)) for one in _snapshots(dataset)]


def _snapshots(dataset: Dataset) -> list[Snapshot]:
    return list(
        Snapshot.objects.filter(dataset=dataset)
        .select_related("version")
        .prefetch_related("version__questions")
        .order_by("version__number")
    )


def _with_pending(dataset: Dataset, found: list[Snapshot], since: int) -> list[Part]:
    """Nothing where a file has to be written: too much changed, another version, a lost file."""
    changed = Record.objects.filter(dataset=dataset, changed_in__gt=since)
    rows = list(changed.values_list("pk", "ref", "version")[: MOST_PENDING + 1])
    versions = {version for _, _, version in rows} | {dataset.version_id}
    if len(rows) > MOST_PENDING or not versions <= {one.version_id for one in found}:
        return []
    if not all(files.path_of(one.base_file).is_file() for one in found):
        return []
    replaced = {key: ref for key, ref, _ in rows}
    return [
        Part(one, layout := Layout.of(one.version), _pending(layout, replaced, dataset), replaced)
        for one in found
    ]


def _pending(layout: Layout, keys: Mapping[int, str], dataset: Dataset) -> dict[str, pa.Table]:
    batches = Batches(layout)
    made = [batches.of(chunk) for chunk in whole_rows(layout, keys, dataset.pk)]
    return {
        part: pa.Table.from_batches([one[part] for one in made], schema=layout.schema(part))
        for part in layout.parts
    }
