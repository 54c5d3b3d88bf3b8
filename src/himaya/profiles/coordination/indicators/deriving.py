"""A target as a declared share of a population figure (systems 46)."""

from dataclasses import dataclass
from fractions import Fraction

from himaya.gate.decisions import visible_to
from himaya.gate.seats import ActingSeat
from himaya.profiles.coordination.figures_of_place import Known, known_of
from himaya.profiles.coordination.indicators.reports import number_of
from himaya.records.models import Record

TARGET_FROM = "target_from"


@dataclass(frozen=True, slots=True)
class Derived:
    """`share` per cent of a figure; `number` rounded down, None where the figure is not said."""

    share: Fraction
    figure: Known
    number: int | None


def derived_targets(seat: ActingSeat, indicator: Record) -> list[Derived]:
    """One for each figure that the target is taken from. At most two queries.

    Several are shown beside each other and never added: figures of unlike groups count twice.
    """
    said = indicator.head.answers if indicator.head else {}
    share = number_of(said.get("target_share"))
    if share is None:
        return []
    rows = Record.objects.filter(
        links_in__relation=TARGET_FROM, links_in__source=indicator, is_withdrawn=False
    )
    whole = visible_to(rows, seat).select_related("head", "agency", "dataset__system", "operation")
    known = [known_of(seat, one) for one in whole.order_by("pk")]
    return [
        Derived(share, one, None if one.persons is None else int(one.persons * share / 100))
        for one in known
        if one is not None
    ]
