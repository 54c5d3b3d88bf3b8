"""An invented household survey to learn on.

Run: python -m himaya.engines.disclosure.sample survey.csv

4,580 households of an invented country, one record for each, always the same. Names and telephone
numbers are numbered placeholders; nobody in it exists.
"""

import sys
from pathlib import Path

import numpy as np
import polars as pl

from himaya.engines.disclosure.arrays import Ints
from himaya.engines.disclosure.files import write
from himaya.engines.disclosure.frames import Frame

HOUSEHOLDS = 4_580
_SEED = 4_580
_WOMEN, _DISABLED = 0.36, 0.11
_INCIDENTS = ["none", "theft", "threat", "eviction", "violence"]
_STATUS = ["host", "displaced", "returnee", "refugee"]


def survey(households: int = HOUSEHOLDS) -> Frame:
    """One record per household; weights sum to about 92,000 households."""
    draw = np.random.Generator(np.random.PCG64(_SEED))
    district = _skewed(draw, 12, 0.7, households)
    camp = _skewed(draw, 6, 0.9, households)
    size = np.clip(draw.poisson(4.2, households) + 1, 1, 15)
    income = np.exp(draw.normal(4.6, 0.7, households)).round(0)
    number = pl.int_range(1, households + 1, eager=True)
    return pl.DataFrame(
        {
            "case": pl.select(pl.format("HH-{}", number + 10_000)).to_series(),
            "head_name": pl.select(pl.format("Persona{}", number)).to_series(),
            "phone": pl.select(pl.format("000 555 {}", number + 10_000)).to_series(),
            "district": [f"XX{1 + d // 4:02}{1 + d % 4:02}" for d in district],
            "camp": [
                f"XX{1 + d // 4:02}{1 + d % 4:02}{1 + c:02}"
                for d, c in zip(district, camp, strict=True)
            ],
            "head_sex": np.where(draw.random(households) < _WOMEN, "f", "m"),
            "head_age": np.clip(draw.gamma(7, 6, households).astype(int) + 12, 15, 97),
            "size": size,
            "status": [_STATUS[s] for s in _skewed(draw, 4, 1.1, households)],
            "disability": np.where(draw.random(households) < _DISABLED, "yes", "no"),
            "income": income,
            "incident": [_INCIDENTS[i] for i in _skewed(draw, 5, 1.3, households)],
            "weight": draw.uniform(12, 28, households).round(2),
        }
    )


def _skewed(draw: np.random.Generator, count: int, power: float, size: int) -> Ints:
    weights = 1 / np.arange(1, count + 1) ** power
    chosen: Ints = draw.choice(count, size, p=weights / weights.sum())
    return chosen


if __name__ == "__main__":
    write(Path(sys.argv[1]), survey())
