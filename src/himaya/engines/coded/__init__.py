"""Coded columns: each value a small number, so that a million rows are counted in milliseconds.

A column is an array of codes and the values they stand for. What is asked of values (which year,
which province, which label, may it be seen) is asked once for each distinct value, not for each
row; then codes are looked up and counted.
"""

from himaya.engines.coded.columns import Coded, combined, laid_by
from himaya.engines.coded.counting import BLOCK, Tally, combinations, tally, whole_numbers
from himaya.engines.coded.places import in_order

__all__ = [
    "BLOCK",
    "Coded",
    "Tally",
    "combinations",
    "combined",
    "in_order",
    "laid_by",
    "tally",
    "whole_numbers",
]
