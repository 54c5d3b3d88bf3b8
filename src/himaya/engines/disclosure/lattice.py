"""Optimal full-domain generalisation: every key variable at one level, with the least loss.

A node gives each key a level. Records whose group then breaks what is asked (k, distinct or entropy
l, t) are suppressed, at most `limit` of them. The loss of a node is the geometric mean over the
keys of 1 + the mean share of values a record's value stands for, minus 1; a suppressed record
stands for all values (Iyengar 2002; ARX's "loss" metric, Prasser & Kohlmayer 2015).

Search: nodes in order of their loss without suppression, which suppression can only raise; the
first whose bound is above the best found ends it, so the answer is optimal. A node is dropped
early when some of its keys alone, the others at the top, already suppress or lose too much: merging
groups never makes a record need suppression (k, l and t are monotone: LeFevre 2005;
Machanavajjhala 2007; Li 2007). What was counted for the first keys serves all nodes with them.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import polars as pl

from himaya.engines.acceleration import is_compiled
from himaya.engines.disclosure import lattice_metrics
from himaya.engines.disclosure.arrays import Flags, Floats, Ints, Keys
from himaya.engines.disclosure.encoding import Codes, code_column, encode_columns
from himaya.engines.disclosure.errors import DisclosureError, DisclosureErrorCode
from himaya.engines.disclosure.frames import Frame, require_columns
from himaya.engines.disclosure.grouping import group, pack
from himaya.engines.disclosure.hierarchies import Hierarchy, texts_of
from himaya.engines.disclosure.lattice_metrics import Counted, KeyColumn, Metric

_MOST_NODES = 5_000_000
_ROOM = 1 << 62


@dataclass(frozen=True)
class Demands:
    """What each group must hold.

    `k` records, `l` values of the sensitive variable, `entropy_l` its entropy as in diversity.py,
    `t` the largest equal distance of its values to those of the whole file.
    """

    k: int = 1
    l: int = 1  # noqa: E741 - the literature's letter
    entropy_l: float = 1.0
    t: float = 1.0
    sensitive: str | None = None

    def require(self) -> None:
        """Refuse demands that cannot be meant."""
        asks = self.l > 1 or self.entropy_l > 1 or self.t < 1
        if self.k < 1 or self.l < 1 or not 0 <= self.t <= 1 or (asks and self.sensitive is None):
            raise DisclosureError(
                DisclosureErrorCode.PARAMETER_INVALID,
                "What groups must hold cannot be meant.",
                "Give k and l of at least 1, t between 0 and 1, and with l or t the variable.",
            )


@dataclass(frozen=True)
class Generalised:
    """The table at the chosen levels; `suppressed` flags records (n) that lost all key values.

    `loss` is what the metric asked for says of them.
    """

    frame: Frame
    levels: dict[str, int]
    loss: float
    suppressed: Flags
    nodes: int
    evaluated: int


def generalise(
    frame: Frame,
    hierarchies: Mapping[str, Hierarchy],
    demands: Demands,
    limit: float = 0.0,
    metric: Metric = Metric.LOSS,
) -> Generalised:
    """The levels with the least loss under which at most `limit` (0-1) of the records break them.

    Other metrics than the loss are told of in lattice_metrics.py and take longer.

    Raises DisclosureError when even the top levels do not suffice.
    """
    demands.require()
    keys = list(hierarchies)
    if not keys:
        raise DisclosureError(
            DisclosureErrorCode.KEYS_NONE,
            "No key variables are named.",
            "Name those to be generalised, each with its hierarchy.",
        )
    require_columns(frame, [*keys, *([demands.sensitive] if demands.sensitive else [])])
    search = _Search(frame, hierarchies, demands, math.floor(limit * frame.height + 1e-9))
    best = search.run() if metric is Metric.LOSS else search.run_by(metric)
    levels = dict(zip(keys, best.levels, strict=True))
    return Generalised(
        frame=_at_levels(frame, hierarchies, levels, best.suppressed),
        levels=levels,
        loss=best.loss,
        suppressed=best.suppressed,
        nodes=search.nodes,
        evaluated=search.evaluated,
    )


def _at_levels(
    frame: Frame, hierarchies: Mapping[str, Hierarchy], levels: Mapping[str, int], lost: Flags
) -> Frame:
    columns = []
    for key, hierarchy in hierarchies.items():
        column = hierarchy.apply(frame.get_column(key), levels[key])
        columns.append(
            column.to_frame()
            .select(pl.when(pl.Series(lost)).then(None).otherwise(pl.col(key)).alias(key))
            .to_series()
        )
    return frame.with_columns(columns)


@dataclass(frozen=True)
class _Best:
    levels: tuple[int, ...]
    loss: float
    suppressed: Flags


@dataclass(frozen=True)
class _Table:
    """Distinct combinations of the first keys (and the sensitive value), with their records."""

    codes: tuple[Ints, ...]
    sensitive: Ints | None
    counts: Floats

    @cached_property
    def by_row(self) -> Ints:
        """The codes (rows, keys), one row after the other."""
        return np.stack(self.codes, axis=1).astype(np.int32)

    @cached_property
    def fits(self) -> bool:
        """Whether the number of any group fits in 62 bits."""
        return math.prod(int(codes.max()) + 1 for codes in self.codes) < _ROOM


class _Search:
    """Levels in order of their bound; what was counted for the first keys is kept."""

    def __init__(
        self,
        frame: Frame,
        hierarchies: Mapping[str, Hierarchy],
        demands: Demands,
        most: int,
    ) -> None:
        self._demands, self._most, self._rows = demands, most, frame.height
        self._hierarchies = list(hierarchies.values())
        self._columns = [_coded(frame, key, one) for key, one in hierarchies.items()]
        # Keys with many values first: alone they tell most groups apart.
        self._order = sorted(
            range(len(self._columns)),
            key=lambda place: -int(np.count_nonzero(np.bincount(self._columns[place].codes))),
        )
        self._maps = [
            [_with_missing(one.codes(level)) for level in range(one.height + 1)]
            for one in self._hierarchies
        ]
        self._losses = [
            [np.r_[0.0, one.loss(level)] for level in range(one.height + 1)]
            for one in self._hierarchies
        ]
        self._width = max(len(one.labels[0]) for one in self._hierarchies) + 1
        self._wide = [
            [np.pad(row, (0, self._width - len(row))) for row in one] for one in self._losses
        ]
        self._sensitive = _sensitive(frame, demands)
        self._tables = self._prefix_tables()
        self._known: dict[tuple[int, ...], tuple[float, Floats]] = {}
        self.nodes = math.prod(one.height + 1 for one in self._hierarchies)
        self.evaluated = 0
        if self.nodes > _MOST_NODES:
            raise DisclosureError(
                DisclosureErrorCode.PARAMETER_INVALID,
                f"The hierarchies give {self.nodes} ways to combine levels.",
                "Use fewer keys or fewer levels.",
            )

    def _prefix_tables(self) -> list[_Table]:
        """Tables of the first key, the first two ... all; each made of the next larger one."""
        columns = [self._columns[place] for place in self._order]
        last = [] if self._sensitive is None else [self._sensitive]
        encoding = encode_columns([*columns, *last])
        self._of_row = encoding.groups
        counts = encoding.counts.astype(np.float64)
        tables = []
        for size in range(len(columns), 0, -1):
            codes = encoding.table[:size]
            sensitive = encoding.table[-1] if last else None
            tables.append(_Table(codes, sensitive, counts))
            fewer = [*range(size - 1), *([size] if last else [])]
            if size > 1:
                kept = [replace(encoding.columns[at], codes=encoding.table[at]) for at in fewer]
                encoding = encode_columns(kept)
                counts = encoding.summed(counts)
        return tables[::-1]

    def run(self) -> _Best:
        """The node with the least loss."""
        means = self._means()
        bounds = _geometric(means)
        best_loss, best_node = math.inf, None
        for at in np.argsort(bounds, kind="stable"):
            if bounds[at] >= best_loss:
                break
            node = self._node(int(at))
            found = self._loss(node, means[at], best_loss)
            if found < best_loss:
                best_loss, best_node = found, node
        return self._best(best_node, best_loss)

    def run_by(self, metric: Metric) -> _Best:
        """The node that costs least by another metric."""
        keys = [
            KeyColumn(np.bincount(one.codes, minlength=len(levels[0])).astype(np.float64), levels)
            for one, levels in zip(self._columns, self._maps, strict=True)
        ]
        bounds = lattice_metrics.bounds(metric, keys)
        best_cost, best_node = math.inf, None
        for at in np.argsort(bounds, kind="stable"):
            if bounds[at] >= best_cost:
                break
            node = self._node(int(at))
            if self._is_too_much(node):
                continue
            found = lattice_metrics.cost(metric, keys, node, self._counted(node))
            if found < best_cost:
                best_cost, best_node = found, node
        return self._best(best_node, best_cost)

    def _is_too_much(self, node: tuple[int, ...]) -> bool:
        """Whether more records are suppressed than may be; the first keys often tell alone."""
        ordered = tuple(node[place] for place in self._order)
        return any(
            self._weighed(ordered[:size])[0] > self._most for size in range(1, len(ordered) + 1)
        )

    def _counted(self, node: tuple[int, ...]) -> Counted:
        table = self._tables[-1]
        groups, counts, breaks = self._groups(tuple(node[at] for at in self._order), table)
        kept = np.where(breaks[groups], 0.0, table.counts)
        codes = dict(zip(self._order, table.codes, strict=True))
        return Counted(
            counts[~breaks],
            float(self._rows - kept.sum()),
            kept,
            [codes[at] for at in sorted(codes)],
        )

    def _best(self, node: tuple[int, ...] | None, loss: float) -> _Best:
        if node is None:
            raise DisclosureError(
                DisclosureErrorCode.TARGET_UNREACHABLE,
                "No levels hold what is asked, not even the highest.",
                "Ask for less, allow more records to be suppressed, or leave a key variable out.",
            )
        return _Best(node, loss, self._suppressed_rows(node))

    def _node(self, at: int) -> tuple[int, ...]:
        heights = [one.height + 1 for one in self._hierarchies]
        return tuple(int(level) for level in np.unravel_index(at, heights))

    def _means(self) -> Floats:
        """For each node and key the mean loss without suppression (nodes, keys)."""
        per_key = []
        for losses, column in zip(self._losses, self._columns, strict=True):
            shares = np.bincount(column.codes, minlength=column.size) / self._rows
            per_key.append(np.array([(loss * shares).sum() for loss in losses]))
        grids = np.meshgrid(*per_key, indexing="ij")
        return np.stack([grid.reshape(-1) for grid in grids], axis=1)

    def _loss(self, node: tuple[int, ...], means: Floats, best: float) -> float:
        """Loss of the node, or infinite once it is sure to suppress or to lose too much."""
        ordered = tuple(node[place] for place in self._order)
        means = means.copy()
        loss = math.inf
        for size in range(1, len(ordered) + 1):
            lost, lower = self._weighed(ordered[:size])
            if lost > self._most:
                return math.inf
            means = np.maximum(means, lost / self._rows)
            means[self._order[:size]] = lower
            loss = float(_geometric(means[None])[0])
            if loss >= best:
                return math.inf
        return loss

    def _weighed(self, levels: tuple[int, ...]) -> tuple[float, Floats]:
        """Records suppressed by the first keys at these levels, and their mean losses then."""
        if levels not in self._known:
            self.evaluated += 1
            lost, kept = self._weigh(levels)
            self._known[levels] = (lost, (kept + lost) / self._rows)
        return self._known[levels]

    def _weigh(self, levels: tuple[int, ...]) -> tuple[float, Floats]:
        table = self._tables[len(levels) - 1]
        if is_compiled() and table.sensitive is None and table.fits:
            from himaya.engines.disclosure import lattice_kernel

            parts, span = self._parts(levels)
            losses = np.stack(
                [
                    self._wide[place][level]
                    for place, level in zip(self._order, levels, strict=False)
                ]
            )
            return lattice_kernel.weigh(
                table.by_row, parts, losses, table.counts, self._demands.k, span
            )
        groups, _, breaks = self._groups(levels, table)
        kept = np.where(breaks[groups], 0.0, table.counts)
        sums = [
            # No np.dot: for a sum this short its threads cost more than they save.
            (self._losses[place][level][codes] * kept).sum()
            for place, level, codes in zip(self._order, levels, table.codes, strict=False)
        ]
        return float(self._rows - kept.sum()), np.array(sums)

    def _parts(self, levels: tuple[int, ...]) -> tuple[Keys, int]:
        """What each code adds to the number of its group, and a bound of the numbers."""
        parts, span = np.zeros((len(levels), self._width), np.uint64), 1
        for row, (place, level) in enumerate(zip(self._order, levels, strict=False)):
            codes = self._maps[place][level]
            parts[row, : len(codes)] = codes.astype(np.uint64) * np.uint64(span)
            span *= int(codes.max()) + 1
        return parts, span

    def _groups(self, levels: tuple[int, ...], table: _Table) -> tuple[Ints, Floats, Flags]:
        """Group of each row of the table, records of each group, and which break what is asked."""
        maps = [self._maps[place][level] for place, level in zip(self._order, levels, strict=False)]
        coarse = [codes[rows] for codes, rows in zip(maps, table.codes, strict=True)]
        groups, first = group(pack(coarse, [int(codes.max()) + 1 for codes in maps]))
        counts = np.bincount(groups, table.counts, len(first)).astype(np.float64)
        breaks = counts < self._demands.k
        if table.sensitive is not None and self._sensitive is not None:
            breaks |= _breaks_diversity(
                groups, counts, table, self._sensitive.size, self._demands, self._rows
            )
        return groups, counts, breaks

    def _suppressed_rows(self, node: tuple[int, ...]) -> Flags:
        """Records (n) whose group breaks what is asked at the node."""
        ordered = tuple(node[place] for place in self._order)
        groups, _, breaks = self._groups(ordered, self._tables[-1])
        flags: Flags = breaks[groups][self._of_row]
        return flags


def _geometric(means: Floats) -> Floats:
    losses: Floats = np.exp(np.log1p(means).mean(axis=1)) - 1
    return losses


def _with_missing(codes: Ints) -> Ints:
    """Code 0, of a missing value, stays a group of its own at every level."""
    shifted: Ints = np.r_[0, codes + 1].astype(np.int64)
    return shifted


def _coded(frame: Frame, key: str, hierarchy: Hierarchy) -> Codes:
    """The column by place in its hierarchy; 0 where missing."""
    texts = texts_of(frame.get_column(key))
    hierarchy.require(texts)
    values = pl.Series(hierarchy.labels[0], dtype=pl.String)
    codes = texts.cast(pl.Enum(values)).to_physical().cast(pl.Int64) + 1
    return Codes(key, codes.fill_null(0).to_numpy(), values)


def _sensitive(frame: Frame, demands: Demands) -> Codes | None:
    return None if demands.sensitive is None else code_column(frame.get_column(demands.sensitive))


def _breaks_diversity(
    groups: Ints, counts: Floats, table: _Table, size: int, demands: Demands, rows: int
) -> Flags:
    values = table.sensitive
    assert values is not None  # noqa: S101 - asked for by the caller
    pairs, first = group(pack([groups, values], [len(counts), size]))
    amounts = np.bincount(pairs, table.counts, len(first))
    of, share = groups[first], amounts / counts[groups[first]]
    breaks = np.bincount(of, minlength=len(counts)) < demands.l
    entropy = np.exp(-np.bincount(of, share * np.log(share), len(counts)))
    breaks |= entropy < demands.entropy_l - 1e-9
    if demands.t < 1:
        overall = np.bincount(values, table.counts, size) / rows
        p = overall[values[first]]
        differs = np.bincount(of, np.abs(share - p), len(counts))
        absent = 1 - np.bincount(of, p, len(counts))
        breaks |= 0.5 * (differs + absent) > demands.t + 1e-9
    return breaks
