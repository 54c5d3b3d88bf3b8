"""All risks of a file of records in one call: `assess`.

The figures and their papers are in the modules they come from; docs/reference/disclosure.md
lists the keys of `RiskReport.to_json`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from himaya.engines.disclosure import figures
from himaya.engines.disclosure.arrays import Floats, Ints
from himaya.engines.disclosure.diversity import Diversity, diversity
from himaya.engines.disclosure.encoding import Encoding, encode
from himaya.engines.disclosure.errors import DisclosureError, DisclosureErrorCode
from himaya.engines.disclosure.frames import (
    RECORDS,
    WEIGHTS,
    Frame,
    as_frame,
    require_roles,
    weights_of,
)
from himaya.engines.disclosure.frequencies import Frequencies, Missing, frequencies
from himaya.engines.disclosure.households import household_risk
from himaya.engines.disclosure.individual import approximate_risk, exact_risk
from himaya.engines.disclosure.loglinear import LogLinear, log_linear
from himaya.engines.disclosure.population import (
    PopulationUniques,
    population_uniques,
    require_population,
)
from himaya.engines.disclosure.scenarios import Scenarios, scenarios
from himaya.engines.disclosure.suda import Progress, Suda, suda2
from himaya.engines.disclosure.words import Words

# With more keys, only small sets of them are looked at for special uniques unless asked otherwise.
_ALL_SUBSETS_UP_TO, _ELSE_SIZE = 10, 4


@dataclass(frozen=True)
class Roles:
    """Which columns play which part. Names are looked up exactly."""

    keys: tuple[str, ...]
    weight: str | None = None
    household: str | None = None
    sensitive: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        keys: Sequence[str],
        weight: str | None = None,
        household: str | None = None,
        sensitive: Sequence[str] = (),
    ) -> "Roles":
        """Roles from any sequences."""
        return cls(tuple(keys), weight, household, tuple(sensitive))

    @property
    def named(self) -> set[str]:
        """All columns that play a part."""
        single = {name for name in (self.weight, self.household) if name is not None}
        return {*self.keys, *self.sensitive, *single}

    def require(self, frame: Frame) -> None:
        """Refuse unknown columns and columns in two roles."""
        single = {
            name: (column,)
            for name, column in (("weight", self.weight), ("household", self.household))
            if column is not None
        }
        require_roles(frame, self.keys, sensitive=self.sensitive, **single)


@dataclass(frozen=True)
class Remark:
    """What a reader must know of this file: the id of a sentence, a count and names for it."""

    sentence: str
    count: int = 0
    names: tuple[str, ...] = ()

    def said(self, words: Words) -> str:
        """The sentence in a language."""
        count, names = words.count(self.count), words.names(self.names)
        return words.say(self.sentence, count=count, names=names)


@dataclass(frozen=True)
class RiskReport:
    """Risks of the records, of the combinations and of the whole file.

    The properties `fk`, `Fk`, `risk`, `risk_exact`, `suda`, `dis` have one value per record, in
    input order; `households` too, where a household variable was named. `people` are those that the
    records of a combination (g) stand for by their own weights.
    """

    roles: Roles
    encoding: Encoding
    found: Frequencies
    special: Suda | None
    fraction: float
    diversities: tuple[Diversity, ...]
    scenarios: Scenarios
    households: Floats | None
    population: float
    people: Floats
    levels: tuple[int, ...]
    remarks: tuple[Remark, ...]

    @cached_property
    def fk(self) -> Floats:
        """Records with the same key values, the record itself among them."""
        return self.found.fk[self.encoding.groups]

    @cached_property
    def Fk(self) -> Floats:  # noqa: N802 - the literature's sign
        """People in the population with the same key values, estimated by the weights."""
        return self.found.Fk[self.encoding.groups]

    @cached_property
    def risk(self) -> Floats:
        """Individual risk, sdcMicro's `approx`; 1/fk without weights."""
        return approximate_risk(self.found.fk, self.found.Fk)[self.encoding.groups]

    @cached_property
    def risk_exact(self) -> Floats:
        """Individual risk, exact for every fk."""
        return exact_risk(self.found.fk, self.found.Fk)[self.encoding.groups]

    @property
    def suda(self) -> Floats:
        """SUDA2 score; 0 for records without a special unique."""
        return self._special.scores[self.encoding.groups]

    @property
    def dis(self) -> Floats:
        """DIS score."""
        return self._special.dis[self.encoding.groups]

    @property
    def _special(self) -> Suda:
        if self.special is None:
            raise DisclosureError(
                DisclosureErrorCode.PARAMETER_INVALID,
                "Special uniques were not looked for.",
                "Call assess with special=True.",
            )
        return self.special

    @property
    def global_risk(self) -> float:
        """Mean individual risk: the share of the records expected to be re-identified."""
        return self.expected / self.encoding.rows

    @property
    def expected(self) -> float:
        """Expected number of re-identifications, the sum of the individual risks."""
        return self._summed(approximate_risk(self.found.fk, self.found.Fk))

    def _summed(self, risks: Floats) -> float:
        """Sum over the records of a figure by combination (g)."""
        return float((risks * self.encoding.counts).sum())

    @cached_property
    def population_uniques(self) -> PopulationUniques:
        """People estimated to be unique in the population, by four models."""
        return population_uniques(self.encoding.counts, self.population)

    @cached_property
    def log_linear(self) -> tuple[LogLinear, ...]:
        """Which sample uniques are population uniques, by log-linear models; none for a census."""
        sampled = self.encoding.counts / self.people
        return log_linear(self.encoding, sampled) if self.population_uniques.fraction < 1 else ()

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must know of this file, in English."""
        return tuple(one.said(Words()) for one in self.remarks)

    def violations(self, k: int) -> int:
        """Records with fewer than k records of the same key values."""
        return int(self.encoding.counts[self.found.fk < k].sum())

    def violating(self, k: int) -> Ints:
        """Row numbers (from 0) of those records."""
        return np.flatnonzero(self.fk < k)

    def to_json(self) -> dict[str, Any]:
        """Figures only, no value out of the data; keys as in docs/reference/disclosure.md."""
        return {
            "n": self.encoding.rows,
            "keys": list(self.roles.keys),
            "missing": str(self.found.missing),
            "alpha": self.found.alpha,
            "missing_values": figures.of_missing(self.encoding),
            "weight": self.roles.weight,
            "population": self.population,
            "combinations": len(self.encoding.first),
            "uniques": int(self.encoding.counts[self.found.fk == 1].sum()),
            "violations": {str(k): self.violations(k) for k in self.levels},
            "global_risk": self.global_risk,
            "expected_reidentifications": self.expected,
            "expected_reidentifications_exact": self._summed(
                exact_risk(self.found.fk, self.found.Fk)
            ),
            "highest_risk": float(self.risk.max()),
            "household": figures.of_households(self.roles.household, self.households),
            "suda2": figures.of_special(self.encoding, self.special, self.fraction),
            "l_diversity": {one.name: figures.of_diversity(one) for one in self.diversities},
            "scenarios": figures.of_scenarios(self.scenarios),
            "population_uniques": figures.of_population(self.population_uniques),
            "log_linear": figures.of_models(self.log_linear),
            "notes": list(self.notes),
        }


def assess(
    table: Any,  # noqa: ANN401 - any of the table types of frames.as_frame
    roles: Roles,
    *,
    levels: Sequence[int] = (2, 3, 5),
    missing: Missing = Missing.WILDCARD,
    alpha: float = 1.0,
    special: bool = True,
    max_k: int | None = None,
    fraction: float = 0.01,
    c: float = 2.0,
    threshold: float = 0.2,
    population: float | None = None,
    progress: Progress | None = None,
) -> RiskReport:
    """Measure every risk of the records of a table.

    `levels` are the k whose violations are counted, `missing` and `alpha` what a missing key value
    means, `special` whether special uniques are looked for (sets of up to `max_k` keys, sampling
    fraction `fraction` of the intrusion), `c` the constant of recursive l-diversity, `threshold`
    the risk of a record from which the scenarios count it, `population` the number of people of the
    population models (by default the sum of the weights). Raises DisclosureError for columns,
    weights and parameters that cannot be meant.
    """
    frame = as_frame(table)
    roles.require(frame)
    if not levels or min(levels) < 1:
        raise DisclosureError(
            DisclosureErrorCode.PARAMETER_INVALID,
            "A level k below 1 was asked for.",
            "Give whole numbers from 1, such as 2, 3 and 5.",
        )
    weights = weights_of(frame, roles.weight)
    encoding = encode(frame, roles.keys)
    found = frequencies(encoding, weights, missing, alpha)
    people = _people(encoding, weights, population)
    return RiskReport(
        roles=roles,
        encoding=encoding,
        found=found,
        special=_special(encoding, max_k, fraction, progress) if special else None,
        fraction=fraction,
        diversities=tuple(
            diversity(encoding, frame.get_column(name), c) for name in roles.sensitive
        ),
        scenarios=scenarios(encoding, found, threshold),
        households=None
        if roles.household is None
        else household_risk(
            approximate_risk(found.fk, found.Fk)[encoding.groups],
            frame.get_column(roles.household),
        ),
        population=float(people.sum()) if population is None else population,
        people=people,
        levels=tuple(sorted(set(levels))),
        remarks=_remarks(encoding, found, weights),
    )


def assess_combinations(
    counted: Frame,
    roles: Roles,
    *,
    levels: Sequence[int] = (2, 3, 5),
    missing: Missing = Missing.WILDCARD,
    alpha: float = 1.0,
    max_k: int | None = None,
    fraction: float = 0.01,
    threshold: float = 0.2,
    population: float | None = None,
    progress: Progress | None = None,
) -> RiskReport:
    """The same from a table of combinations, with their RECORDS and the sum of their WEIGHTS.

    One value per combination instead of one per record; no household and no sensitive variables.
    """
    base = encode(counted, roles.keys)
    amounts = counted.get_column(RECORDS).to_numpy().astype(np.float64)
    encoding = replace(base, counts=base.summed(amounts).astype(np.int64))
    weights = None if roles.weight is None else weights_of(counted, WEIGHTS)
    found = frequencies(encoding, weights, missing, alpha)
    people = _people(encoding, weights, population)
    return RiskReport(
        roles=roles,
        encoding=encoding,
        found=found,
        special=_special(encoding, max_k, fraction, progress),
        fraction=fraction,
        diversities=(),
        scenarios=scenarios(encoding, found, threshold),
        households=None,
        population=float(people.sum()) if population is None else population,
        people=people,
        levels=tuple(sorted(set(levels))),
        remarks=_remarks(encoding, found, weights),
    )


def _people(encoding: Encoding, weights: Floats | None, population: float | None) -> Floats:
    """People that each combination stands for: by weights, else all alike."""
    if population is not None:
        require_population(population)
    if weights is not None:
        return encoding.summed(weights)
    each = 1.0 if population is None else population / encoding.rows
    return encoding.counts.astype(np.float64) * max(each, 1.0)


def _special(
    encoding: Encoding, max_k: int | None, fraction: float, progress: Progress | None
) -> Suda:
    if max_k is None and len(encoding.keys) > _ALL_SUBSETS_UP_TO:
        max_k = _ELSE_SIZE
    return suda2(encoding, max_k=max_k, fraction=fraction, progress=progress)


def _remarks(encoding: Encoding, found: Frequencies, weights: Floats | None) -> tuple[Remark, ...]:
    remarks: list[Remark] = []
    if weights is not None and (found.Fk < found.fk).any():
        remarks.append(Remark("note_weights", int(encoding.counts[found.Fk < found.fk].sum())))
    constant = [column.name for column in encoding.columns if column.levels.len() <= 1]
    if constant:
        remarks.append(Remark("note_constant", names=tuple(constant)))
    return tuple(remarks)
