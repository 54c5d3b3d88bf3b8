"""Household risk: that at least one member is re-identified, and with one the whole household."""

import numpy as np
import polars as pl

from himaya.engines.disclosure.arrays import Floats
from himaya.engines.disclosure.encoding import code_column


def household_risk(risks: Floats, households: pl.Series) -> Floats:
    """1 minus the product of (1 - risk) over the members, for each record (n).

    Members' re-identifications are taken for independent (sdcMicro, measure_risk). A record without
    a household number is a household of its own: it must not share the risk of strangers.
    """
    codes = code_column(households).codes
    alone = codes == 0
    with np.errstate(divide="ignore"):  # a risk of 1 makes the household's risk 1
        logs = np.log1p(-risks)
    shared = -np.expm1(np.bincount(codes, logs))[codes]
    return np.asarray(np.where(alone, risks, shared))
