"""Adding figures up by a declared rule over place, partner and period; null is never zero.

Requirements (issue of the coordination desk; meaning.md, number):
1. A figure is put together over places, then partners, then periods, each by its own rule.
2. What was not reported or not assessed is no figure; zero is one.
3. Where a rule allows no total, the total says why and is no number.
4. The order in which rows come changes nothing: sums are exact fractions.
5. Counts of people under the smallest cell are hidden, with totals from which they would follow.
6. People reached in several areas of responsibility are never added up.
7. Figures of unlike definitions, groups, statuses or days refuse to be added, and say why.
8. Schemes of age nest only downwards; sources are compared, never added.
"""

from himaya.engines.adding.alike import Kind, Reason, Terms, Unlike, unlike
from himaya.engines.adding.carrying import carry
from himaya.engines.adding.folding import across_sectors, fold
from himaya.engines.adding.hiding import Hidden, hide
from himaya.engines.adding.model import Axis, Figure, Rule, Total, Why
from himaya.engines.adding.parts import ROOT, hidden_parts, is_small
from himaya.engines.adding.series import Added, Period, add_up, nested_places
from himaya.engines.adding.sources import (
    ALL_AGES,
    Ages,
    Difference,
    Part,
    Sexes,
    Stated,
    difference,
    stated,
)
from himaya.engines.adding.standing import Progress, progress

__all__ = [
    "ALL_AGES",
    "ROOT",
    "Added",
    "Ages",
    "Axis",
    "Difference",
    "Figure",
    "Hidden",
    "Kind",
    "Part",
    "Period",
    "Progress",
    "Reason",
    "Rule",
    "Sexes",
    "Stated",
    "Terms",
    "Total",
    "Unlike",
    "Why",
    "across_sectors",
    "add_up",
    "carry",
    "difference",
    "fold",
    "hidden_parts",
    "hide",
    "is_small",
    "nested_places",
    "progress",
    "stated",
    "unlike",
]
