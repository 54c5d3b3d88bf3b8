"""A plan proposed: how far to recode which key before cells are blanked, as a frontier.

Starting from the values as they are, one key at a time goes one level up, the one that lowers the
expected re-identifications most for the information it loses. At each point the records still below
k are counted, since blanking their cells comes after. The points that no other beats in both risk
and loss are the frontier; each is a plan.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from himaya.engines.disclosure.arrays import Floats
from himaya.engines.disclosure.encoding import Codes, encode_columns
from himaya.engines.disclosure.errors import DisclosureError, DisclosureErrorCode
from himaya.engines.disclosure.frames import Frame, plain_frame, weights_of
from himaya.engines.disclosure.frequencies import Missing, frequencies
from himaya.engines.disclosure.hierarchies import Hierarchy, texts_of
from himaya.engines.disclosure.individual import approximate_risk
from himaya.engines.disclosure.plan import Plan
from himaya.engines.disclosure.risk import Roles
from himaya.engines.disclosure.steps import hierarchy_of

_AGES = {"bands": [5, 10, 20], "top": 80}
_MANY = 20  # different whole numbers from which on they are put in bands
_PCODE = r"^[A-Z]{2,3}(\d{2,3})+$"
_MARKS = ("direct", "indirect", "sensitive", "none")
_DAY = r"^\d{4}-\d{2}-\d{2}"


@dataclass(frozen=True)
class Point:
    """One choice: levels of the keys, global risk before blanking, records below k, and the loss.

    `loss` is that of lattice.py (0 nothing, 1 everything), before cells are blanked.
    """

    levels: dict[str, int]
    global_risk: float
    below_k: int
    loss: float
    plan: Plan


def described(frame: Frame, name: str) -> dict[str, Any]:
    """How a column could be made coarser, told by its values: dates, p-codes, numbers; else {}."""
    column = frame.get_column(name)
    if column.dtype.is_temporal():
        return {"dates": ["month", "quarter", "year"]}
    known = texts_of(column).drop_nulls().unique()
    if not known.len():
        return {}
    if column.dtype.is_integer():
        fits = known.len() > _MANY and int(column.min() or 0) >= 0  # type: ignore[arg-type]
        return dict(_AGES) if fits else {}
    if known.str.contains(_DAY).all():
        return {"dates": ["month", "quarter", "year"]}
    lengths = known.str.len_chars()
    longest, shortest = int(lengths.max() or 0), int(lengths.min() or 0)  # type: ignore[arg-type]
    if longest == shortest and known.str.contains(_PCODE).all():
        return {"pcodes": list(range(longest - 2, 2, -2))}
    return {}


def from_marks(
    marks: Mapping[str, str], weight: str | None = None, household: str | None = None
) -> tuple[Roles, list[str]]:
    """Roles and what is to be dropped, from the marks of a form's questions.

    Direct identifiers go, indirect ones are keys, what is sensitive must be diverse; `none`
    is neither. Weight and household play their own part, however they are marked.
    """
    if unknown := sorted(set(marks.values()) - set(_MARKS)):
        raise DisclosureError(
            DisclosureErrorCode.PARAMETER_INVALID,
            f"There is no mark {', '.join(unknown)}.",
            f"Use {', '.join(_MARKS)}.",
        )
    named = {
        mark: [
            name for name, one in marks.items() if one == mark and name not in (weight, household)
        ]
        for mark in _MARKS
    }
    return Roles.of(named["indirect"], weight, household, named["sensitive"]), named["direct"]


def propose(
    table: Any,  # noqa: ANN401 - any of the table types of frames.as_frame
    roles: Roles,
    *,
    purpose: str = "",
    k: int = 3,
    global_risk: float = 0.03,
    missing: Missing = Missing.WILDCARD,
    drop: Sequence[str] = (),
    hierarchies: Mapping[str, Mapping[str, Any]] | None = None,
) -> list[Point]:
    """The frontier, from least to most loss. Each plan drops, recodes, then suppresses up to k.

    `drop` are direct identifiers, `hierarchies` options of `recode` by key (else told by values).
    """
    frame = plain_frame(table)
    roles.require(frame)
    options = {key: dict((hierarchies or {}).get(key, described(frame, key))) for key in roles.keys}
    known = {key: hierarchy_of(frame, key, options[key]) for key in roles.keys}
    weights = weights_of(frame, roles.weight)
    walk = _Walk(frame, known, weights, missing, k)
    path = walk.path(global_risk)
    base = Plan(
        roles,
        (),
        purpose,
        missing=missing,
        thresholds={"k": k, "global_risk": global_risk},
    )
    if drop:
        base = base.then("drop", columns=list(drop))
    points = [
        Point(levels, risk, below, loss, _plan(base, options, levels, k))
        for levels, risk, below, loss in path
    ]
    return _frontier(points)


def _plan(
    base: Plan, options: Mapping[str, Mapping[str, Any]], levels: Mapping[str, int], k: int
) -> Plan:
    plan = base
    for key, level in levels.items():
        if level:
            plan = plan.then("recode", column=key, level=level, **options[key])
    return plan.then("suppress", k=k)


def _frontier(points: Sequence[Point]) -> list[Point]:
    """Points with less risk than all that lose less."""
    kept: list[Point] = []
    for point in sorted(points, key=lambda one: (one.loss, one.global_risk)):
        if not kept or (point.global_risk, point.below_k) < (
            kept[-1].global_risk,
            kept[-1].below_k,
        ):
            kept.append(point)
    return kept


class _Walk:
    """Goes up the hierarchies, the most useful step first."""

    def __init__(
        self,
        frame: Frame,
        hierarchies: Mapping[str, Hierarchy],
        weights: Floats | None,
        missing: Missing,
        k: int,
    ) -> None:
        self._hierarchies, self._missing, self._k = hierarchies, missing, k
        self._base = encode_columns([_places(frame, key, one) for key, one in hierarchies.items()])
        self._counts = self._base.counts.astype(np.float64)
        self._weights = self._counts if weights is None else self._base.summed(weights)

    def path(self, enough: float) -> list[tuple[dict[str, int], float, int, float]]:
        """Levels, global risk, records below k and loss of each point on the way.

        It ends where nobody is below k and the global risk is low `enough`, or at the top.
        """
        levels = dict.fromkeys(self._hierarchies, 0)
        risk, below = self._measured(levels)
        found = [(dict(levels), risk, below, self._loss(levels))]
        while steps := [key for key, one in self._hierarchies.items() if levels[key] < one.height]:
            tried = []
            for key in steps:
                higher = {**levels, key: levels[key] + 1}
                after, small = self._measured(higher)
                gain = (risk - after) / max(self._loss(higher) - found[-1][3], 1e-9)
                tried.append((gain, key, after, small))
            _, key, risk, below = max(tried, key=lambda one: (one[0], one[1]))
            levels[key] += 1
            found.append((dict(levels), risk, below, self._loss(levels)))
            if below == 0 and risk <= enough:
                break
        return found

    def _measured(self, levels: Mapping[str, int]) -> tuple[float, int]:
        """Global risk and records below k, on the distinct combinations."""
        columns = []
        for (key, one), codes in zip(self._hierarchies.items(), self._base.table, strict=True):
            higher = np.r_[0, one.codes(levels[key]) + 1]
            columns.append(Codes(key, higher[codes], pl.Series(range(int(higher.max())))))
        encoding = encode_columns(columns)
        count = np.bincount(encoding.groups, self._counts, len(encoding.first)).astype(np.int64)
        # Its rows are combinations of the file: each counts as the records it stands for.
        found = frequencies(replace(encoding, counts=count), self._weights, self._missing)
        risk = float((approximate_risk(found.fk, found.Fk) * count).sum() / self._counts.sum())
        return risk, int(count[found.fk < self._k].sum())

    def _loss(self, levels: Mapping[str, int]) -> float:
        means = []
        for (key, one), codes in zip(self._hierarchies.items(), self._base.table, strict=True):
            lost = np.r_[0.0, one.loss(levels[key])][codes]
            means.append(float((lost * self._counts).sum() / self._counts.sum()))
        return float(np.exp(np.log1p(means).mean()) - 1)


def _places(frame: Frame, key: str, hierarchy: Hierarchy) -> Codes:
    """The column by place in its hierarchy; 0 where missing."""
    values = pl.Series(hierarchy.labels[0], dtype=pl.String)
    codes = texts_of(frame.get_column(key)).cast(pl.Enum(values)).to_physical().cast(pl.Int64) + 1
    return Codes(key, codes.fill_null(0).to_numpy(), values)
