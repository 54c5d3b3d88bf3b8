"""Small invented files, and slow independent answers to hold the engine to.

Nothing here imports the engine's own counting: everything is written out over pairs of records.
"""

import itertools
import math
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl
from hypothesis import strategies as st

# Reference outputs of sdcMicro, ARX and pycanon; not part of the repository.
REFERENCE = Path(os.environ.get("HIMAYA_TEST_DATA", "/nowhere")) / "sdc"

Rows = list[tuple[Any, ...]]


def table(markdown: str) -> pl.DataFrame:
    """A frame of a Markdown table; numbers are numbers, an empty cell is missing."""
    lines = [line.strip().strip("|").split("|") for line in markdown.strip().splitlines()]
    head = [cell.strip() for cell in lines[0]]
    cells = [[_value(cell.strip()) for cell in line] for line in lines[1:] if "--" not in line[0]]
    columns = {name: [row[i] for row in cells] for i, name in enumerate(head)}
    return pl.DataFrame(columns, strict=False)


def _value(cell: str) -> Any:  # noqa: ANN401 - whatever the cell says
    if not cell:
        return None
    try:
        return float(cell) if "." in cell else int(cell)
    except ValueError:
        return cell


@st.composite
def files(draw: st.DrawFn, *, missing: bool = True) -> pl.DataFrame:
    """A file of up to 25 records with two to four key variables of few values, and weights."""
    keys = draw(st.integers(2, 4))
    value = st.sampled_from([*"abc", None] if missing else [*"abc"])
    rows = draw(st.lists(st.tuples(*[value] * keys), min_size=1, max_size=25))
    weights = draw(
        st.lists(
            st.floats(1, 50, allow_nan=False).map(lambda w: round(w, 2)),
            min_size=len(rows),
            max_size=len(rows),
        )
    )
    data = {f"k{i}": [row[i] for row in rows] for i in range(keys)}
    schema = dict.fromkeys(data, pl.String)
    return pl.DataFrame({**data, "w": weights}, schema={**schema, "w": pl.Float64})


def keys_of(frame: pl.DataFrame) -> list[str]:
    """The key variables of such a file."""
    return [name for name in frame.columns if name.startswith("k")]


def same(one: Sequence[Any], other: Sequence[Any], *, wildcard: bool) -> bool:
    """Whether two records agree in their key values."""
    return all(
        a == b or (wildcard and (a is None or b is None)) for a, b in zip(one, other, strict=True)
    )


def counts(rows: Rows, *, wildcard: bool) -> list[int]:
    """For each record the records that agree with it, by comparing all pairs."""
    return [sum(same(one, other, wildcard=wildcard) for other in rows) for one in rows]


def weighed(rows: Rows, weights: Sequence[float], *, wildcard: bool) -> list[float]:
    """The same, with the weights of the others."""
    return [
        sum(
            w for other, w in zip(rows, weights, strict=True) if same(one, other, wildcard=wildcard)
        )
        for one in rows
    ]


def expectation(f: int, p: float) -> float:
    """E(1/F) with F = f, f+1, ... negative binomial: the sum itself, term by term."""
    total = 0.0
    for population in range(f, f + int(60 * (f + 10) / p)):
        ways = math.lgamma(population) - math.lgamma(f) - math.lgamma(population - f + 1)
        total += math.exp(ways + f * math.log(p) + (population - f) * math.log1p(-p)) / population
    return total


def minimal_uniques(rows: Rows) -> list[list[tuple[int, ...]]]:
    """For each record its minimal sample uniques, by trying every set of keys."""
    found: list[list[tuple[int, ...]]] = [[] for _ in rows]
    for size in range(1, len(rows[0]) + 1):
        for keys in itertools.combinations(range(len(rows[0])), size):
            parts = [tuple(row[key] for key in keys) for row in rows]
            for record, part in enumerate(parts):
                if None in part or parts.count(part) > 1:
                    continue
                if not any(set(known) <= set(keys) for known in found[record]):
                    found[record].append(keys)
    return found


def score(sizes: Sequence[int], keys: int) -> float:
    """Elliot's score of a record with minimal sample uniques of these sizes."""
    return float(sum(math.factorial(keys - size) for size in sizes))
