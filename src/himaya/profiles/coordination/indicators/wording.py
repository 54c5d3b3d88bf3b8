"""Sentences about added figures: the rule and its order, why there is no total, what overlaps."""

from collections.abc import Mapping
from fractions import Fraction

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from himaya.engines.adding import Axis, Rule, Why
from himaya.profiles.coordination.indicators.model import PERCENT, Declared
from himaya.profiles.coordination.indicators.standing import Standing


def figure_in_words(value: Fraction, unit: str) -> str:
    """A figure, with one decimal where it is not whole."""
    # Formatting alone would cut decimals off.
    text = number_format(round(float(value), 1), 0 if value.denominator == 1 else 1, use_l10n=True)
    return _("%(figure)s %%") % {"figure": text} if unit == PERCENT else text


def share_in_words(value: Fraction | None) -> str:
    """A share in percent, whole; "" where there is none."""
    if value is None:
        return ""
    return _("%(figure)s %%") % {"figure": number_format(round(float(value)), 0, use_l10n=True)}


def rule_names() -> Mapping[Rule, str]:
    """What a rule does, as it stands inside a sentence."""
    return {
        Rule.SUM: _("added up"),
        Rule.MAX: _("the highest stands"),
        Rule.AVERAGE: _("their average"),
        Rule.LATEST: _("the latest stands"),
        Rule.RATIO: _("sum of numerators by sum of denominators"),
        Rule.NONE: _("never added up"),
    }


def order_in_words(standing: Standing) -> list[str]:
    """In which order and how the figures are put together."""
    declared, names = standing.declared, rule_names()
    rules = {
        "places": names[declared.rules[Axis.PLACE]],
        "partners": names[declared.rules[Axis.PARTNER]],
        "periods": names[declared.rules[Axis.PERIOD]],
    }
    if declared.partners_first:
        first = _(
            "First over partners in one location (%(partners)s), then over locations (%(places)s),"
            " then over periods (%(periods)s)."
        )
    else:
        first = _(
            "First over the locations of a partner (%(places)s), then over partners (%(partners)s),"
            " then over periods (%(periods)s)."
        )
    said = [first % rules]
    if standing.runs:
        said.append(
            _(
                "Figures since the start hold those of earlier periods: of each partner and"
                " location the last one stands."
            )
        )
    said.append(
        _(
            "Reports that are due or sent back are not counted; what was not reported or not"
            " assessed is no zero."
        )
    )
    return said


def why_in_words(code: str) -> str:
    """Why there is no total."""
    words = {
        Why.NEVER: _("There are several figures, and this indicator says that they never add up."),
        Why.SEVERAL_LATEST: _("Several figures are of the same last day; none is the latest."),
        Why.NO_PARTS: _("No report gives both numerator and denominator."),
        Why.MIXED: _("Some figures are of the period and others since the start."),
        Why.RUNNING_AVERAGE: _("Figures since the start have no average over periods."),
        Why.TWICE: _("One partner reported twice for the same location and period."),
        Why.SECTORS: _(
            "People reached by several areas of responsibility are often the same people: their"
            " figures are never added up."
        ),
    }
    return words[Why(code)] if code else ""


def notes_in_words(notes: Mapping[str, int]) -> list[str]:
    """What may count somebody twice, and what is left out."""
    return [_note(code, count) for code, count in notes.items()]


def _note(code: str, n: int) -> str:
    words = {
        "partners_highest": _(
            "Figures may overlap: the highest of all partners (%(n)d) stands, so that nobody is"
            " counted twice; it is the least that was reached."
        ),
        "partners_overlap": _(
            "Figures may overlap: all partners (%(n)d) are added up, and who was reached by several"
            " is counted several times."
        ),
        "reports_overlap": _(
            "Reports whose figure overlaps with that of another partner, or where that is not"
            " known: %(n)d."
        ),
        "periods_repeat": _(
            "All periods (%(n)d) are added up: who was reached in several is counted several times."
        ),
        "periods_overlap": _("Some periods overlap: the same days are counted in more than one."),
        "places_nested": _(
            "Locations that lie in another one of the same partner, where both are counted: %(n)d."
        ),
        "unsaid": _(
            "Reports that do not say whether their figure is of the period or since the start, and"
            " are read as of the period: %(n)d."
        ),
        "left_out": _(
            "Figures without numerator and denominator, which are not in the ratio: %(n)d."
        ),
        "changed_since": _(
            "Figures of periods before the indicator was last changed: %(n)d. Its history says what"
            " changed."
        ),
        "splits_unlike": _(
            "Reports whose girls, boys, women and men are more than their figure, or all given and"
            " less: %(n)d. Ask the partner."
        ),
        "above_hundred": _("Reports of more than 100 %%: %(n)d."),
        "parts_unlike": _(
            "Reports whose figure is not their number that meet it by the number looked at: %(n)d."
        ),
        "places_carried": _(
            "Reports of p-codes that are no more, counted where those areas lie today: %(n)d."
        ),
        "places_ended": _(
            "Reports of p-codes that are no more, whose figures cannot be put together for the area"
            " of today, and stand as they were: %(n)d."
        ),
        "closed": _(
            "Reports that are closed to lists under the form they were written with, and are not"
            " counted: %(n)d."
        ),
    }
    return words[code] % {"n": n}


def split_name(key: str) -> str:
    """Who is counted in a split."""
    names = {
        "girls": _("Girls"),
        "boys": _("Boys"),
        "women": _("Women"),
        "men": _("Men"),
    }
    return names.get(key) or _("Not split")


def rests_on(declared: Declared, labels: Mapping[str, str]) -> str:
    """How nobody is counted twice, as the indicator states it."""
    method = labels.get(declared.deduplication, "")
    return method or _("The indicator does not say how nobody is counted twice.")
