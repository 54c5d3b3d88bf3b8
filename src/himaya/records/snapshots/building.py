"""Building snapshots: a base, a delta of all rows that differ from it, and compaction.

A crash at any moment leaves the row pointing at whole files: files are written under new names
first, then the row is changed by compare-and-swap, and files no row names are removed later.
"""

import gc
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl
import pyarrow as pa
from django.db.models import Max, Q

from himaya.datasets.models import Dataset
from himaya.instruments.models import Version
from himaya.records.models import Record, Snapshot
from himaya.records.snapshots import files
from himaya.records.snapshots.codes import keep_codes
from himaya.records.snapshots.rows import Batches, Layout, live, whole_rows
from himaya.records.snapshots.size import looks_at_all

DELTA_ROWS = 20_000  # measured: a delta of 20,000 rows still reads in about 120 ms (stack.md)
DELTA_SHARE = 0.10
ORPHAN_SECONDS = 600  # a reader that was lazy may still hold a file of the generation before
# What tells that a row differs from its state in the base: light columns, no join.
_MARKS = ("lock", "level", "lane", "audience", "area", "status", "caseworker", "agency_id")
_BASE_MARKS = ("revision", "level", "lane", "audience", "area", "state", "caseworker")


@dataclass(frozen=True, slots=True)
class Built:
    """What a refresh did: rows in the base and in the delta, answers that did not fit."""

    base: int
    delta: int
    full: bool
    misfits: dict[str, int]


def versions_of(dataset: Dataset, since: int | None = None) -> list[Version]:
    """The versions that records of a dataset were written against, and the one in use.

    With `since`, those that snapshots are there for, and of records changed after that revision.
    """
    records = Record.objects.filter(dataset=dataset)
    used = Q(pk__in=records.values("version"))
    if since is not None:
        there = Snapshot.objects.filter(dataset=dataset).values("version")
        used = Q(pk__in=there) | Q(pk__in=records.filter(changed_in__gt=since).values("version"))
    found = Version.objects.filter(used | Q(pk=dataset.version_id or 0))
    return list(found.distinct().prefetch_related("questions").order_by("number"))


def refresh_dataset(
    dataset: Dataset, *, compact: bool = True, thorough: bool = False
) -> list[Built]:
    """Bring every snapshot of a dataset up to its present revision. Doing it twice is harmless.

    Costs the full reading of the changed rows; in small registers, or when
    `thorough`, a light look at all rows; a full build where there is no base yet, where the level
    rose, or (with `compact`) where the delta grew too large.
    """
    dataset.refresh_from_db()
    before = {one.version_id: one for one in Snapshot.objects.filter(dataset=dataset)}
    looks = thorough or looks_at_all(sum(one.rows for one in before.values()))
    since = None if looks else min(one.base_revision for one in before.values())
    built = [
        _refresh(dataset, version, since, compact=compact)
        for version in versions_of(dataset, since)
    ]
    remove_orphans(dataset)
    return built


def _refresh(dataset: Dataset, version: Version, since: int | None, *, compact: bool) -> Built:
    layout = Layout.of(version)
    snapshot = Snapshot.objects.filter(dataset=dataset, version=version).first()
    if snapshot is None:
        snapshot = _new_row(dataset, version)
    level = level_of(dataset, layout, since)
    if not snapshot.base_file:
        return build_base(dataset, layout, snapshot, level_of(dataset, layout))
    if since is not None:
        level = max(level, snapshot.level)  # whether it fell is seen by looking at all
    if not _same_walls(snapshot, layout, level):
        return _build_base_at_once(dataset, layout, snapshot, level)
    look = _differences if since is None else _marked
    changed, gone = look(dataset, version, snapshot)
    if compact and gone:
        # A withdrawal reaches derived data (protocol.md, Consent): no file keeps what left.
        return _build_base_at_once(dataset, layout, snapshot, level)
    if compact and len(changed) > min(DELTA_ROWS, max(1.0, snapshot.rows * DELTA_SHARE)):
        return build_base(dataset, layout, snapshot, level)
    if compact:
        keep_codes(snapshot, layout)  # of a base from before there were any
    return build_delta(dataset, layout, snapshot, changed, gone)


def _new_row(dataset: Dataset, version: Version) -> Snapshot:
    fresh = Snapshot(operation_id=dataset.operation_id, dataset=dataset, version=version)
    files.give_key(fresh)
    snapshot, _ = Snapshot.objects.get_or_create(
        dataset=dataset,
        version=version,
        defaults={
            "ref": fresh.ref,
            "operation_id": dataset.operation_id,
            "sealed_key": fresh.sealed_key,
            "level": 4,
        },
    )
    return snapshot


def level_of(dataset: Dataset, layout: Layout, since: int | None = None) -> int:
    """The level of the file: the highest among dataset, records and entering answers.

    With `since`, of the records changed after that revision only.
    """
    records = Record.objects.filter(dataset=dataset, version=layout.version)
    if since is not None:
        records = records.filter(changed_in__gt=since)
    highest = records.aggregate(level=Max("level"))["level"] or 1
    return max(dataset.level, highest, layout.level)


def _same_walls(snapshot: Snapshot, layout: Layout, level: int) -> bool:
    """Whether the base stands under the present level, in the present columns, and is there."""
    path = files.path_of(snapshot.base_file)
    if not path.is_file() or snapshot.level != level:
        return False
    if not all(files.path_of(snapshot.base_file, part).is_file() for part in layout.parts):
        return False
    there = files.schema_of(snapshot, path)
    return bool(there.equals(layout.schema(""), check_metadata=False))


def _differences(
    dataset: Dataset, version: Version, snapshot: Snapshot
) -> tuple[list[int], dict[int, str]]:
    """Keys of rows that differ from the base, and of rows that left it with their refs."""
    rows = live(dataset.pk, version.pk).values_list("pk", *_MARKS)
    width = len(_MARKS) + 1
    columns = list(zip(*rows.iterator(chunk_size=20_000), strict=True)) or [()] * width
    agencies = dict(
        Record.objects.filter(dataset=dataset).values_list("agency_id", "agency__ref").distinct()
    )
    names = [f"@{name}" for name in ("key", *_BASE_MARKS, "agency")]
    path = files.path_of(snapshot.base_file)
    base = files.read_columns(snapshot, path, ["@ref", "@system", *names])
    values = [*columns[:-1], [agencies[pk] for pk in columns[-1]]]
    now = pl.DataFrame(
        dict(zip(names, map(list, values), strict=True)),
        schema={name: base.schema[name] for name in names},
    ).with_columns(pl.lit(dataset.system.ref).alias("@system"))
    changed = now.join(base, on=now.columns, how="anti")["@key"].to_list()
    gone = base.join(now, on="@key", how="anti").select("@key", "@ref").rows()
    return changed, dict(gone)


def _marked(
    dataset: Dataset, version: Version, snapshot: Snapshot
) -> tuple[list[int], dict[int, str]]:
    """The same of a large register, from what writers marked as changed since the base."""
    since = Record.objects.filter(dataset=dataset, changed_in__gt=snapshot.base_revision)
    moved = dict(since.values_list("pk", "ref"))
    of_now = live(dataset.pk, version.pk).filter(changed_in__gt=snapshot.base_revision)
    changed = list(of_now.values_list("pk", flat=True))
    for key in changed:
        moved.pop(key, None)
    return changed, moved


def build_base(dataset: Dataset, layout: Layout, snapshot: Snapshot, level: int) -> Built:
    """All rows into new files, in chunks; the delta is empty again."""
    name = files.new_name(snapshot)
    revision = dataset.revision  # read before the rows: what comes meanwhile is a later delta
    counted, misfits = _write(layout, snapshot, name, level)
    _swap(
        snapshot,
        base_file=name,
        base_revision=revision,
        delta_file="",
        delta_revision=revision,
        rows=counted,
        level=level,
    )
    keep_codes(snapshot, layout)
    return Built(counted, 0, full=True, misfits=misfits)


def _build_base_at_once(dataset: Dataset, layout: Layout, snapshot: Snapshot, level: int) -> Built:
    """A new base, and the files of the old one removed now: they hold what must not lie there.

    Whoever was reading them lazily fails and reads again.
    """
    former = [name for name in (snapshot.base_file, snapshot.delta_file) if name]
    built = build_base(dataset, layout, snapshot, level)
    for name in former:
        if name not in {snapshot.base_file, snapshot.delta_file}:
            for path in files.folder().glob(f"{name}.*"):
                path.unlink(missing_ok=True)
    return built


def build_delta(
    dataset: Dataset,
    layout: Layout,
    snapshot: Snapshot,
    changed: list[int],
    gone: Mapping[int, str],
) -> Built:
    """The rows that differ from the base, and those that left it."""
    name, counted = "", 0
    misfits: dict[str, int] = {}
    if changed or gone:
        name = files.new_name(snapshot)
        counted, misfits = _write(layout, snapshot, name, snapshot.level, changed, gone)
    _swap(snapshot, delta_file=name, delta_revision=dataset.revision)
    return Built(snapshot.rows, counted, full=False, misfits=misfits)


def _write(
    layout: Layout,
    snapshot: Snapshot,
    name: str,
    level: int,
    keys: Iterable[int] | None = None,
    gone: Mapping[int, str] = MappingProxyType({}),
) -> tuple[int, dict[str, int]]:
    batches = Batches(layout)
    counted = 0
    with ExitStack() as stack:
        stack.enter_context(_no_search_for_cycles())
        writers = {
            part: stack.enter_context(
                files.writing(snapshot, files.path_of(name, part), layout.schema(part), level)
            )
            for part in layout.parts
        }
        for chunk in whole_rows(layout, keys, snapshot.dataset_id):
            counted += len(chunk)
            for part, batch in batches.of(chunk).items():
                writers[part].write_batch(batch)
        if tombs := [{"@ref": r, "@key": k, "@gone": True} for k, r in gone.items()]:
            writers[""].write_batch(pa.RecordBatch.from_pylist(tombs, schema=layout.schema("")))
            counted += len(tombs)
    return counted, batches.misfits


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """Python looks through all objects again and again for cycles that rows never make.

    Measured: a third of the time of a base.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _swap(snapshot: Snapshot, **columns: str | int) -> bool:
    """Point the row at new files, unless another refresh was quicker: then ours are orphans."""
    unchanged = Snapshot.objects.filter(
        pk=snapshot.pk, base_file=snapshot.base_file, delta_file=snapshot.delta_file
    )
    done = bool(unchanged.update(**columns))
    snapshot.refresh_from_db()
    return done


def remove_orphans(dataset: Dataset, older_than: float = ORPHAN_SECONDS) -> int:
    """Remove files of this dataset that no row names any more, once no reader can hold them."""
    removed = 0
    limit = time.time() - older_than
    for snapshot in Snapshot.objects.filter(dataset=dataset):
        kept = {snapshot.base_file, snapshot.delta_file}
        for path in files.folder().glob(f"{snapshot.ref}-*"):
            is_whole = path.suffix != files.UNFINISHED
            if is_whole and path.name.split(files.REPEAT_MARK)[0] in kept:
                continue
            if path.stat().st_mtime <= limit:
                path.unlink(missing_ok=True)
                removed += 1
    return removed
