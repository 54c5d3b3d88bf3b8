"""Local suppression: blank single cells until every record shares its key values with k - 1 others.

Each record that needs it loses the cheapest set of cells that leaves at least k records alike in
what is kept. With `wildcard` a blank cell also lets its record match others, so records are taken
from the dearest on, and each is looked at again before anything is blanked: many need nothing
any more. Suppressing never lowers a count then, so several sets of keys are treated in turn.

With `category` a blank is a value of its own: records that must lose cells are brought together in
groups of at least k with the same blanks, the cheapest blanks first.

A wildcard matches everybody's, so blanking k - 1 records whole would formally protect a whole file
while every other record stays as it was. Therefore blanks are chosen for the record that loses
them, and `carried` says how many records rest on others' blanks alone.

The problem is NP-hard (Meyerson & Williams 2004); this is a heuristic, certified afterwards by
counting anew. Where sdcMicro's kAnon does not look again inside a pass it blanks about three times
as many cells.
"""

import heapq
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from himaya.engines.acceleration import is_compiled
from himaya.engines.disclosure.arrays import Flags, Floats, Ints
from himaya.engines.disclosure.encoding import Codes, Encoding, encode, encode_columns
from himaya.engines.disclosure.errors import DisclosureError, DisclosureErrorCode
from himaya.engines.disclosure.frames import Frame
from himaya.engines.disclosure.frequencies import Missing, frequencies
from himaya.engines.disclosure.grouping import group, pack

Costs = Sequence[str] | Mapping[str, float]


@dataclass(frozen=True)
class Suppressed:
    """The treated table and what it took.

    `cells` counts the blanked cells by key variable; `blanked` (n, m) says which. `carried` are
    records that lost nothing and reach k only because a blank cell of another may match theirs.
    """

    frame: Frame
    cells: dict[str, int]
    blanked: Flags
    carried: int
    missing: Missing

    @property
    def total(self) -> int:
        """All blanked cells."""
        return sum(self.cells.values())


@dataclass
class _Work:
    """Codes of the key variables while cells are being blanked (code 0)."""

    names: tuple[str, ...]
    columns: list[Codes]
    costs: Floats
    spread: float | None
    blanked: Flags = field(init=False)
    carried: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.blanked = np.zeros((len(self.columns[0].codes), len(self.columns)), bool)

    def encoding(self, keys: Sequence[int]) -> Encoding:
        """The table as it is now, in some of the key variables."""
        return encode_columns([self.columns[key] for key in keys])

    def blank(self, row: Ints, key: int) -> None:
        """Blank a cell in these rows."""
        codes = self.columns[key].codes
        hit = row[codes[row] > 0]
        codes[hit] = 0
        self.blanked[hit, key] = True


def suppress_locally(
    frame: Frame,
    keys: Sequence[str],
    k: int = 3,
    *,
    importance: Costs = (),
    missing: Missing = Missing.WILDCARD,
    spread: float | None = 0.0,
    subsets: Mapping[tuple[str, ...], int] | None = None,
) -> Suppressed:
    """Blank cells of the key variables until every record has at least k alike.

    `importance` names keys from the most to the least important, which are blanked last and first,
    or gives what a cell of each costs (infinite: never blanked). `subsets` asks for another k in
    sets of key variables instead of k in all of them. `spread`, for wildcards: None blanks each
    record in need for itself; 0 spares those that others' blanks bring to k; more lets a record
    lose cells worth so much more if that spares others (few cells, but many records carried).
    Raises DisclosureError when k cannot be reached, and rather than give back a table that does not
    hold what was asked.
    """
    targets = subsets or {tuple(keys): k}
    _require_reachable(frame, keys, targets)
    coded = encode(frame, keys).columns
    columns = [Codes(one.name, one.codes.copy(), one.levels) for one in coded]
    work = _Work(tuple(keys), columns, costs_of(keys, importance), spread)
    for _ in range(_MOST_ROUNDS):
        if not _one_round(work, targets, missing):
            return _result(frame, work, missing)
    raise _not_certified()


_MOST_ROUNDS = 30


def _one_round(work: _Work, targets: Mapping[tuple[str, ...], int], missing: Missing) -> bool:
    """Treat each set of keys that does not hold what was asked; False when all do."""
    found = False
    for names, k in targets.items():
        places = [work.names.index(name) for name in names]
        encoding = work.encoding(places)
        counts = frequencies(encoding, missing=missing).fk
        if (counts >= k).all():
            continue
        found = True
        treat = _blank_with_wildcards if missing is Missing.WILDCARD else _blank_with_category
        treat(work, places, encoding, counts, k)
    return found


def _require_reachable(
    frame: Frame, keys: Sequence[str], targets: Mapping[tuple[str, ...], int]
) -> None:
    if any(k < 1 or not names or not set(names) <= set(keys) for names, k in targets.items()):
        raise DisclosureError(
            DisclosureErrorCode.PARAMETER_INVALID,
            "A set of keys or a k to be reached cannot be meant.",
            "Name key variables, and whole numbers of at least 1.",
        )
    if (most := max(targets.values())) > frame.height:
        raise _unreachable(most, f"the file has {frame.height} records")


def _unreachable(k: int, why: str) -> DisclosureError:
    return DisclosureError(
        DisclosureErrorCode.TARGET_UNREACHABLE,
        f"k = {k} cannot be reached: {why}.",
        "Lower k, recode the keys to fewer categories, or let more keys be blanked.",
    )


def _not_certified() -> DisclosureError:
    return DisclosureError(
        DisclosureErrorCode.NOT_CERTIFIED,
        "The treated table does not hold what was asked; nothing was given back.",
        "Recode the keys to fewer categories first, or ask for fewer sets of keys.",
    )


def costs_of(keys: Sequence[str], importance: Costs) -> Floats:
    """What blanking a cell of each key costs: 1 for the least important, 2 for the most."""
    if unknown := set(importance) - set(keys):
        raise DisclosureError(
            DisclosureErrorCode.PARAMETER_INVALID,
            f"{', '.join(sorted(unknown))} has an importance but is no key.",
            "Name key variables only.",
        )
    if isinstance(importance, Mapping):
        costs = np.array([float(importance.get(key, 1.0)) for key in keys])
        if not (costs > 0).all():
            raise DisclosureError(
                DisclosureErrorCode.PARAMETER_INVALID,
                "An importance is zero or negative.",
                "Give positive numbers; 'inf' for a key that is never blanked.",
            )
        return costs
    order = {key: place for place, key in enumerate(importance)}
    last = len(keys)
    return np.array([1.0 + (last - order.get(key, last)) / last for key in keys])


def dropped_sets(costs: Sequence[float]) -> Iterator[tuple[float, tuple[int, ...]]]:
    """Sets of places to blank, the cheapest first; the empty set is left out."""
    able = [place for place, cost in enumerate(costs) if math.isfinite(cost)]
    heap: list[tuple[float, int, tuple[int, ...]]] = [(costs[place], 1, (place,)) for place in able]
    heapq.heapify(heap)
    while heap:
        cost, size, places = heapq.heappop(heap)
        yield cost, places
        for place in able:
            if place > places[-1]:
                heapq.heappush(heap, (cost + costs[place], size + 1, (*places, place)))


@dataclass(frozen=True)
class _Choice:
    """The cheapest blanks of each combination in need: place in `sets` and its cost."""

    sets: list[tuple[int, ...]]
    chosen: Ints
    cost: Floats


def _cheapest(
    encoding: Encoding, needy: Ints, costs: Floats, k: int, spread: float | None
) -> _Choice:
    """For each needy combination the set of keys to blank so that k records are alike.

    The cheapest set, and of equally cheap ones the one that reaches most of the needy; with a
    positive `spread` sets that cost so much more are weighed too, by the needy reached per cost.
    Where nobody is to be carried, the one that leaves most records alike.
    """
    chosen = np.full(len(needy), -1, np.int64)
    cost, bound = np.full(len(needy), np.inf), np.full(len(needy), np.inf)
    best = np.zeros(len(needy))
    sets: list[tuple[int, ...]] = []
    for price, dropped in dropped_sets(costs.tolist()):
        looking = np.flatnonzero(price <= bound)
        if not len(looking):
            break
        groups = _without(encoding, dropped)
        alike = np.bincount(groups, encoding.counts)[groups[needy[looking]]]
        reached = np.bincount(groups[needy])[groups[needy[looking]]] / price
        worth = alike if spread is None else reached
        fits = (alike >= k) & (worth > best[looking])
        better = looking[fits]
        if len(better):
            chosen[better], cost[better], best[better] = len(sets), price, worth[fits]
            bound[better] = np.minimum(bound[better], price + (spread or 0.0))
            sets.append(dropped)
    if (chosen < 0).any():
        raise _unreachable(k, f"{int((chosen < 0).sum())} combinations differ in what is kept")
    return _Choice(sets, chosen, cost)


def _without(encoding: Encoding, dropped: tuple[int, ...]) -> Ints:
    """Group number of each combination in the key variables that are kept."""
    kept = [place for place in range(len(encoding.columns)) if place not in dropped]
    if not kept:
        return np.zeros(len(encoding.first), np.int32)
    table, sizes = encoding.table, encoding.sizes
    return group(pack([table[key] for key in kept], [sizes[key] for key in kept]))[0]


def _blank_with_wildcards(
    work: _Work, places: Sequence[int], encoding: Encoding, fk: Floats, k: int
) -> None:
    needy = np.flatnonzero(fk < k)
    choice = _cheapest(encoding, needy, work.costs[list(places)], k, work.spread)
    if work.spread is None:
        _apply(work, places, encoding, needy, choice, encoding.counts[needy])
        return
    # What each needy combination matches already and goes on matching whoever is blanked: the
    # records that need nothing. Matches among the needy by missing values are not counted on.
    steady = _matching_steady(encoding, fk >= k)[needy]
    under = np.empty((len(choice.sets), len(needy)), np.int64)
    size = 0
    for number, dropped in enumerate(choice.sets):
        groups = np.unique(_without(encoding, dropped)[needy], return_inverse=True)[1].reshape(-1)
        under[number] = groups + size
        size += int(groups.max()) + 1
    order = np.lexsort((*[column[needy] for column in encoding.table], fk[needy], -choice.cost))
    arguments = (order, encoding.counts[needy], steady, choice.chosen, under, size, k)
    if is_compiled():
        from himaya.engines.disclosure import suppression_kernel

        treated = suppression_kernel.treat(*arguments)
    else:
        treated = _treat(*arguments)
    _apply(work, places, encoding, needy, choice, treated)


def _matching_steady(encoding: Encoding, safe: Flags) -> Floats:
    """For each combination the records of safe combinations that match it."""
    weights = np.where(safe, 1.0, 0.0)[encoding.groups]
    return frequencies(encoding, weights).Fk


def _treat(  # noqa: PLR0917 - as the compiled loop
    order: Ints, counts: Ints, steady: Floats, chosen: Ints, under: Ints, size: int, k: int
) -> Ints:
    """How many records of each needy combination are blanked, in the given order.

    `under` (s, v) numbers the groups of the combinations under each set of blanks.
    """
    blank = np.zeros(size, np.int64)
    treated = np.zeros(len(counts), np.int64)
    for at in order:
        for _ in range(counts[at]):
            matches = steady[at] + counts[at] - treated[at] + blank[under[:, at]].sum()
            if matches >= k:
                break
            blank[under[chosen[at], at]] += 1
            treated[at] += 1
    return treated


def _apply(
    work: _Work,
    places: Sequence[int],
    encoding: Encoding,
    needy: Ints,
    choice: _Choice,
    treated: Ints,
) -> None:
    """Blank the chosen cells in the first rows of each treated combination."""
    amount = np.zeros(len(encoding.first), np.int64)
    amount[needy] = treated
    rank = _rank_within(encoding)
    rows = np.flatnonzero(rank < amount[encoding.groups])
    which = np.full(len(encoding.first), -1, np.int64)
    which[needy] = choice.chosen
    of_row = which[encoding.groups[rows]]
    for number, dropped in enumerate(choice.sets):
        for key in dropped:
            work.blank(rows[of_row == number], places[key])
    is_needy = np.zeros(len(encoding.first), bool)
    is_needy[needy] = True
    spared = is_needy[encoding.groups] & (rank >= amount[encoding.groups])
    work.carried.update(np.flatnonzero(spared).tolist())


def _rank_within(encoding: Encoding) -> Ints:
    """Number of each row within its combination, in input order."""
    order = np.argsort(encoding.groups, kind="stable")
    starts = np.cumsum(encoding.counts) - encoding.counts
    rank = np.empty(encoding.rows, np.int64)
    rank[order] = np.arange(encoding.rows) - starts[encoding.groups[order]]
    return rank


def _blank_with_category(
    work: _Work, places: Sequence[int], encoding: Encoding, fk: Floats, k: int
) -> None:
    """Bring the records in need together in groups with the same blanks."""
    pool = np.isin(encoding.groups, np.flatnonzero(fk < k))
    costs = work.costs[list(places)]
    for _, dropped in dropped_sets(costs.tolist()):
        rows = np.flatnonzero(pool)
        if not len(rows):
            return
        joined = _joined(work, places, rows, dropped, k)
        for key in dropped:
            work.blank(joined, places[key])
        pool[joined] = False
    _fill_up(work, places, np.flatnonzero(pool), k)


def _joined(
    work: _Work, places: Sequence[int], rows: Ints, dropped: tuple[int, ...], k: int
) -> Ints:
    """Those rows that, with these blanks, are at least k alike, the settled records counted in."""
    pool = np.zeros(len(work.blanked), bool)
    pool[rows] = True
    codes = [
        np.where(pool, 0, work.columns[key].codes) if place in dropped else work.columns[key].codes
        for place, key in enumerate(places)
    ]
    groups, first = group(pack(codes, [work.columns[key].size for key in places]))
    enough = np.bincount(groups, minlength=len(first)) >= k
    return rows[enough[groups[rows]]]


def _fill_up(work: _Work, places: Sequence[int], rows: Ints, k: int) -> None:
    """Too few are left to be a group of their own: others with the same fate are added to them."""
    if not len(rows):
        return
    if not np.isfinite(work.costs[list(places)]).all():
        raise _unreachable(k, f"{len(rows)} records differ in keys that are never blanked")
    encoding = work.encoding(places)
    spare = np.where(encoding.counts >= k, encoding.counts - k, encoding.counts)
    others = np.flatnonzero(
        (_rank_within(encoding) < spare[encoding.groups]) & ~np.isin(np.arange(encoding.rows), rows)
    )
    lacking = max(0, k - len(rows))
    if lacking > len(others):
        whole = np.flatnonzero(~np.isin(np.arange(encoding.rows), rows))
        group_of = encoding.groups[whole]
        others = whole[np.argsort(encoding.counts[group_of], kind="stable")]
        lacking = max(lacking, int(encoding.counts.min()))
    for key in places:
        work.blank(np.r_[rows, others[:lacking]], key)


def _result(frame: Frame, work: _Work, missing: Missing) -> Suppressed:
    blanked = work.blanked
    columns = [
        pl.when(pl.Series(blanked[:, place])).then(None).otherwise(pl.col(name)).alias(name)
        for place, name in enumerate(work.names)
        if blanked[:, place].any()
    ]
    cells = dict(zip(work.names, blanked.sum(axis=0).tolist(), strict=True))
    lost = np.flatnonzero(blanked.any(axis=1))
    carried = len(work.carried.difference(lost.tolist()))
    return Suppressed(frame.with_columns(columns), cells, blanked, carried, missing)


def suppress_risky(frame: Frame, key: str, risks: Floats, threshold: float) -> Suppressed:
    """Blank one key variable in the records whose risk (n) is above a threshold."""
    codes = encode(frame, [key]).columns[0].codes
    blanked = ((risks > threshold) & (codes > 0))[:, None]
    column = pl.when(pl.Series(blanked[:, 0])).then(None).otherwise(pl.col(key)).alias(key)
    cells = {key: int(blanked.sum())}
    return Suppressed(frame.with_columns(column), cells, blanked, 0, Missing.WILDCARD)
