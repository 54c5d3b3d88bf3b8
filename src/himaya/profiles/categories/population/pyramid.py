"""The pyramid of a source: women and men by the finest age brackets it gives (systems 46)."""

from collections.abc import Mapping

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from himaya.engines.adding import ALL_AGES, Ages, Part
from himaya.engines.figures import Bracket, Side, draw_pyramid
from himaya.profiles.categories.population.sources import SEXES, Source, Sources
from himaya.profiles.categories.population.wording import bracket_in_words

_FEWEST = 2  # brackets: one alone is no pyramid
_OLD = 1000


def pyramid_of(found: Sources, labels: Mapping[str, Mapping[str, str]]) -> str:
    """The picture of the page's own source, or "" where it gives no sex in several brackets.

    Brackets that hold others are left out: nobody stands in it twice.
    """
    source = found.sources[0]
    brackets = _finest(source)
    if len(brackets) < _FEWEST:
        return ""
    left, right = SEXES.needed
    name = source.said.text("source_organisation")
    return draw_pyramid(
        [
            Bracket(
                bracket_in_words(ages, labels),
                _side(found, Part(left, ages)),
                _side(found, Part(right, ages)),
            )
            for ages in brackets
        ],
        (labels["sex"].get(left, left), labels["sex"].get(right, right)),
        title=_("Population pyramid of %(source)s") % {"source": name},
        description=_("The table by sex and age says the same."),
        key="pyramid",
    )


def _finest(source: Source) -> list[Ages]:
    """Brackets given for either sex, from young to old, none of which lies in another's span."""
    given: set[Ages] = {
        part.ages
        for part, told in source.figures.items()
        if part.sex in SEXES.needed
        and part.ages not in (None, ALL_AGES)
        and told.number is not None
        if part.ages is not None
    }
    found: list[Ages] = []
    free = 0
    for low, high in sorted(given, key=lambda ages: (ages[0], ages[1] or _OLD)):
        if low >= free:
            found.append((low, high))
            free = (high or _OLD) + 1
    return found


def _side(found: Sources, part: Part) -> Side:
    told = found.sources[0].shown(part)
    if told is None and part in found.parts:
        return Side(None, _("hidden"), is_hidden=True)
    if told is None or told.number is None:
        return Side(None, _("not given"))
    return Side(told.number, number_format(told.number, 0, use_l10n=True, force_grouping=True))
