"""Reading snapshots: only the rows in a seat's sight, columns found by what they mean."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import polars as pl

from himaya.datasets.models import Dataset
from himaya.gate.decisions import COORDINATION, Decision, require
from himaya.gate.frames import may_show, visible_rows
from himaya.gate.seats import ActingSeat
from himaya.kernel.verbs import Verb
from himaya.records.snapshots import files
from himaya.records.snapshots.columns import Column
from himaya.records.snapshots.fresh import Part, parts_of
from himaya.records.snapshots.rows import Layout


@dataclass(frozen=True, slots=True)
class SnapshotFrame:
    """What a seat sees of a dataset.

    `rows`: one row per record, attributes as "@name", answers by question key. `repeats`: one row
    per turn, "@ref" of the record and "@turn" (its place, "0.2" inside another repeat).
    `columns`: what each answer column means. `decision`: obligations (minimum cell, watermark)
    of looking at this dataset; whoever shows a count of people must keep to `min_cell`.
    """

    rows: pl.LazyFrame
    columns: tuple[Column, ...]
    repeats: dict[str, pl.LazyFrame]
    decision: Decision = field(repr=False)


def column_for(frame: SnapshotFrame, means: str, repeat: str = "") -> str:
    """The name of the first column with that meaning; KeyError where the dataset has none."""
    for column in frame.columns:
        if column.means == means and column.repeat == repeat:
            return column.name
    raise KeyError(means)


def read_snapshot(
    dataset: Dataset, seat: ActingSeat, *, purpose: str = COORDINATION
) -> SnapshotFrame:
    """The dataset's rows within the seat's sight, lazily, over all its instrument versions.

    Raises Problem(NOT_ALLOWED) where the dataset is not in sight. What the files do not hold yet
    is there too (fresh.py): a record whose level was raised must not be seen under its old one.
    """
    decision = require(seat, Verb.DATASET_VIEW, dataset, purpose)
    parts = parts_of(dataset)
    columns = columns_of(parts)
    groups = _groups(one.layout for one in parts)
    may = [may_show(group, "record", seat, purpose).alias(_may(group)) for group in groups]
    rows = _together(
        [_withheld(_part(one, "", columns).with_columns(may), one.layout, "") for one in parts]
    )
    rows = visible_rows(rows, "record", seat, purpose=purpose)
    sight = rows.select("@ref", *map(_may, groups))
    repeats = {
        part: _together(
            [
                _withheld(
                    _part(one, part, columns).join(sight, on="@ref", how="inner"),
                    one.layout,
                    part,
                )
                for one in parts
                if part in one.layout.parts
            ]
        ).drop([_may(group) for group in groups])
        for part in dict.fromkeys(repeat for repeat, _ in columns if repeat)
    }
    rows = rows.drop([_may(group) for group in groups])
    return SnapshotFrame(rows, tuple(columns.values()), repeats, decision)


def columns_of(parts: Sequence[Part]) -> dict[tuple[str, str], Column]:
    """Every column by repeat and name; the newest version's word on it holds."""
    columns: dict[tuple[str, str], Column] = {}
    for one in reversed(parts):
        for column in (c for part in one.layout.parts.values() for c in part):
            columns.setdefault((column.repeat, column.name), column)
    return columns


def _groups(layouts: Iterable[Layout]) -> list[str]:
    """The field groups of any version: what was marked more strictly then stays so."""
    return sorted(
        {
            column.group
            for layout in layouts
            for part in layout.parts.values()
            for column in part
            if column.group
        }
    )


def _may(group: str) -> str:
    return f"@may:{group}"


def _withheld(frame: pl.LazyFrame, layout: Layout, part: str) -> pl.LazyFrame:
    """Answers of a field group that the row's decision does not open become missing.

    As the version says that the rows were written with, not the newest one.
    """
    names = frame.collect_schema().names()
    masked = [
        pl.when(pl.col(_may(column.group))).then(pl.col(name)).alias(name)
        for column in layout.parts[part]
        if column.group
        for name in names
        if name == column.name or name.startswith(f"{column.name}@")
    ]
    return frame.with_columns(masked)


def _part(part: Part, name: str, columns: dict[tuple[str, str], Column]) -> pl.LazyFrame:
    """Base without the rows that the delta replaces or ends, the delta's rows, and pending ones."""
    snapshot = part.snapshot
    frame = files.scan(snapshot, files.path_of(snapshot.base_file, name))
    if snapshot.delta_file:
        delta = files.scan(snapshot, files.path_of(snapshot.delta_file))
        frame = frame.join(delta.select("@ref"), on="@ref", how="anti")
        more = files.scan(snapshot, files.path_of(snapshot.delta_file, name))
        frame = pl.concat([frame, more if name else more.filter(~pl.col("@gone"))])
    if part.replaced:
        frame = frame.filter(~pl.col("@ref").is_in(list(part.replaced.values())))
        frame = pl.concat([frame, pl.DataFrame(part.pending[name]).lazy()])
    if not name:
        frame = frame.drop("@gone")
    # A question that changed its type keeps its old answers apart, under the version's number.
    renamed = {
        column.name: f"{column.name}@{snapshot.version.number}"
        for column in part.layout.parts[name]
        if columns[name, column.name].type != column.type
    }
    return frame.rename(renamed)


def _together(parts: list[pl.LazyFrame]) -> pl.LazyFrame:
    return pl.concat(parts, how="diagonal") if len(parts) > 1 else parts[0]
