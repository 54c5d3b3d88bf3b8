"""The parts of a risk report as figures under stable names (docs/reference/disclosure.md)."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from himaya.engines.disclosure.arrays import Floats
from himaya.engines.disclosure.diversity import Diversity
from himaya.engines.disclosure.encoding import Encoding
from himaya.engines.disclosure.loglinear import LogLinear
from himaya.engines.disclosure.population import PopulationUniques
from himaya.engines.disclosure.scenarios import Scenarios
from himaya.engines.disclosure.suda import Suda


def of_missing(encoding: Encoding) -> dict[str, int]:
    """Missing values by key variable."""
    return {
        name: int(encoding.counts[codes == 0].sum())
        for name, codes in zip(encoding.keys, encoding.table, strict=True)
    }


def of_households(variable: str | None, risks: Floats | None) -> dict[str, Any] | None:
    """Global risk with those of the same household."""
    if risks is None:
        return None
    return {
        "variable": variable,
        "global_risk": float(risks.mean()),
        "expected_reidentifications": float(risks.sum()),
    }


def of_special(encoding: Encoding, special: Suda | None, fraction: float) -> dict[str, Any] | None:
    """Special uniques, where they were looked for."""
    if special is None:
        return None
    return {
        "max_k": special.max_k,
        "dis_fraction": fraction,
        "records": int(encoding.counts[special.scores > 0].sum()),
        "highest_score": float(special.scores.max()),
        "highest_dis": float(special.dis.max()),
        "minimal_uniques": {str(size): count for size, count in special.msus.items()},
        "contributions": special.shares,
    }


def of_diversity(one: Diversity) -> dict[str, Any]:
    """The worst group of a sensitive variable."""
    return {
        "distinct": int(one.distinct.min()),
        "entropy": float(one.entropy.min()),
        "recursive": int(one.recursive.min()),
        "c": one.c,
        "t_closeness": one.t,
        "t_distance": "ordered" if one.is_ordered else "equal",
        "basic_beta": one.basic_beta,
        "enhanced_beta": one.enhanced_beta,
        "delta": one.delta,
        "alpha": one.alpha,
    }


def of_scenarios(found: Scenarios) -> dict[str, Any]:
    """The three intruders."""
    return {
        "threshold": found.threshold,
        "prosecutor": asdict(found.prosecutor),
        "journalist": asdict(found.journalist),
        "marketer": found.marketer,
        "marketer_population": found.marketer_population,
    }


def of_population(found: PopulationUniques) -> dict[str, Any]:
    """People unique in the population, by model."""
    return {**asdict(found), "share": found.share}


def of_models(found: Sequence[LogLinear]) -> dict[str, Any] | None:
    """Expected population uniques and correct matches among the sample uniques, by model."""
    if not found:
        return None
    by_name: dict[str, Any] = {"main": None, "pairs": None}
    for one in found:
        by_name[one.model] = {
            "population_uniques": one.population_uniques,
            "correct_matches": one.correct_matches,
        }
    return by_name
