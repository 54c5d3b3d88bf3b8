"""Three intruders, as ARX and El Emam 2013 (Guide to the De-Identification, ch. 16) name them.

- prosecutor: knows that a certain person is in the file; the risk of a record is 1/fk.
- journalist: does not know who is in the file, looks for anybody in the population; 1/Fk.
- marketer: wants as many as possible re-identified; the expected share, the mean of the risks.

Without weights the sample is taken for the population, and prosecutor and journalist agree.
"""

from dataclasses import dataclass

import numpy as np

from himaya.engines.disclosure.arrays import Floats
from himaya.engines.disclosure.encoding import Encoding
from himaya.engines.disclosure.frequencies import Frequencies


@dataclass(frozen=True)
class Scenario:
    """Risks of the records under one scenario; `at_risk` is the share above the threshold."""

    highest: float
    lowest: float
    average: float
    at_risk: float


@dataclass(frozen=True)
class Scenarios:
    """The three scenarios at one threshold of a record's risk."""

    threshold: float
    prosecutor: Scenario
    journalist: Scenario
    marketer: float
    marketer_population: float


def scenarios(encoding: Encoding, found: Frequencies, threshold: float = 0.2) -> Scenarios:
    """Risks under the three scenarios; 0.2 means groups of fewer than five are at risk.

    `marketer` is the share of the file re-identified if the file were the population (as ARX gives
    it without a population table), `marketer_population` the share with Fk.
    """
    shares = encoding.counts / encoding.rows
    prosecutor = _scenario(1 / found.fk, shares, threshold)
    journalist = _scenario(1 / np.maximum(found.Fk, found.fk), shares, threshold)
    return Scenarios(threshold, prosecutor, journalist, prosecutor.average, journalist.average)


def _scenario(risks: Floats, shares: Floats, threshold: float) -> Scenario:
    return Scenario(
        highest=float(risks.max()),
        lowest=float(risks.min()),
        average=float((risks * shares).sum()),
        at_risk=float(shares[risks > threshold].sum()),
    )
