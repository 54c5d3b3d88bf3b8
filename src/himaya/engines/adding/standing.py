"""Where a total stands: on the way from the baseline to the target, and among those in need."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Progress:
    """Shares in percent; None where there is nothing to hold the total against."""

    of_way: Fraction | None  # from the baseline to the target
    of_target: Fraction | None
    of_need: Fraction | None


def progress(
    value: Fraction | None,
    baseline: Fraction | None,
    target: Fraction | None,
    in_need: Fraction | None,
) -> Progress:
    """Of no value there is no progress: null is not zero. A target under the baseline is a fall."""
    if value is None:
        return Progress(None, None, None)
    way = None
    if baseline is not None and target is not None and target != baseline:
        way = (value - baseline) / (target - baseline) * 100
    return Progress(
        of_way=way,
        of_target=value / target * 100 if target else None,
        of_need=value / in_need * 100 if in_need else None,
    )
