"""How many people are unique in the population, estimated from how the sample's groups are sized.

Three models of the literature and a rule to choose, by the sizes of the groups of equal key values
(u groups in all, u_s of size s; n records, N people, f = n/N):

- `pitman`: Pitman's sampling formula, fitted by maximum likelihood (pitman.py);
- `zayatz`: the chance that a sample unique is unique in the population, with the population's
  groups sized as the sample's (Zayatz 1991, Bureau of the Census): u_1/f · u_1 h(1) / Σ u_s h(s),
  h(s) the hypergeometric chance that just one of s people is sampled;
- `snb`: the population's groups drawn from a shifted negative binomial (shifted_binomial.py);
- `dankar`: Pitman up to a sampling fraction of 10 %, above it the smaller of SNB and Zayatz; Zayatz
  where the other has no solution (Dankar et al. 2012, BMC Medical Informatics 12:66).

A missing key value is a value of its own here. ARX 3.9 offers the same; its SNB multiplies by a
power that the model divides by, and mostly finds no solution.
"""

import math
from dataclasses import dataclass

import numpy as np

from himaya.engines.disclosure.arrays import Floats, Ints
from himaya.engines.disclosure.errors import DisclosureError, DisclosureErrorCode
from himaya.engines.disclosure.group_sizes import GroupSizes
from himaya.engines.disclosure.pitman import pitman
from himaya.engines.disclosure.shifted_binomial import shifted_binomial

_FRACTION_OF_PITMAN = 0.1


@dataclass(frozen=True)
class PopulationUniques:
    """Estimated people who are unique in the population; None where a model has no solution.

    `model` is the one that Dankar's rule took, `census` where everybody is in the file, `none`
    where nobody is unique in the sample.
    """

    population: float
    fraction: float
    pitman: float | None
    zayatz: float | None
    snb: float | None
    dankar: float
    model: str

    @property
    def share(self) -> float:
        """Part of the population that is unique."""
        return self.dankar / self.population


def require_population(population: float) -> None:
    """Refuse a number that no population can have."""
    if not math.isfinite(population) or population <= 0:
        raise DisclosureError(
            DisclosureErrorCode.PARAMETER_INVALID,
            f"The population is {population:g}.",
            "Give the number of people that the records stand for.",
        )


def population_uniques(counts: Ints, population: float) -> PopulationUniques:
    """Estimates from the records of each distinct combination (g) and the size of the population.

    Costs O(g) once; the models look at the sizes of the groups only. A population no larger than
    the file is taken for the file.
    """
    require_population(population)
    groups = GroupSizes.of(counts)
    alone, fraction = groups.of_size(1), groups.records / population
    if fraction >= 1:
        people = float(groups.records)
        return PopulationUniques(people, 1.0, None, None, None, alone, "census")
    if not alone:
        return PopulationUniques(population, fraction, 0.0, 0.0, 0.0, 0.0, "none")
    by_pitman = pitman(groups, population)
    by_zayatz = _zayatz(groups, population)
    by_snb = shifted_binomial(groups, population)
    chosen, model = by_pitman, "pitman"
    if fraction > _FRACTION_OF_PITMAN:
        chosen, model = by_snb, "snb"
    if chosen is None or (model == "snb" and by_zayatz < chosen):
        chosen, model = by_zayatz, "zayatz"
    return PopulationUniques(population, fraction, by_pitman, by_zayatz, by_snb, chosen, model)


def _zayatz(groups: GroupSizes, population: float) -> float:
    people = float(round(population))
    chances = _chances_of_one(groups.sizes, people, groups.records)
    sampled = groups.records / people
    alone = groups.of_size(1)
    found = alone * alone * sampled / float((groups.times * chances).sum()) / sampled
    return min(found, population)  # which may be a little below its round number


def _chances_of_one(sizes: Floats, people: float, taken: int) -> Floats:
    """Chance that just one of s people is among those taken: s · n/N · Π (1 - (n-1)/(N-1-j))."""
    others = np.arange(int(sizes.max()) - 1, dtype=np.float64)
    share = np.minimum((taken - 1) / np.maximum(people - 1 - others, 1.0), 1.0)
    with np.errstate(divide="ignore"):  # nobody is left out: ln 0, a chance of 0
        spared = np.concatenate([[0.0], np.cumsum(np.log1p(-share))])
    return np.asarray(sizes * taken / people * np.exp(spared[sizes.astype(np.int64) - 1]))
