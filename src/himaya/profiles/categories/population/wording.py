"""Sources of population figures in words: labels of the form, and why two are not compared."""

from collections.abc import Iterable, Mapping

from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from himaya.engines.adding import Ages, Difference, Part
from himaya.engines.xlsform import Form, text_in
from himaya.profiles.categories.population.sources import AGES

_BRACKETS = {ages: code for code, ages in AGES.items()}
_LISTS = ("population_group", "population_status", "population_method", "figure_kind", "sex")
_BRACKET_LIST = "age_bracket"


def labels_of(form: Form) -> Mapping[str, Mapping[str, str]]:
    """Labels of choices by list, in the reader's language."""
    language = (get_language() or "en").split("-")[0]
    return {
        name: {
            choice.name: text_in(choice.labels, language, form.default_language) or choice.name
            for choice in form.choices.get(name, ())
        }
        for name in (*_LISTS, _BRACKET_LIST)
    }


def part_in_words(part: Part, labels: Mapping[str, Mapping[str, str]]) -> str:
    """Of whom a figure is: sex, and ages as the form calls them."""
    sex = labels["sex"].get(part.sex, part.sex)
    return _("%(sex)s, %(ages)s") % {"sex": sex, "ages": bracket_in_words(part.ages, labels)}


def bracket_in_words(ages: Ages | None, labels: Mapping[str, Mapping[str, str]]) -> str:
    """Ages as the form calls them; None: not known."""
    code = _BRACKETS.get(ages, "unknown") if ages is not None else "unknown"
    return labels[_BRACKET_LIST].get(code, code)


def why_in_words(reasons: Iterable[str]) -> list[str]:
    """Why a source is not compared."""
    words = {
        "definition": _("It follows another definition."),
        "people": _("It is of other people: affected, in need, targeted and so on."),
        "scheme": _("Its age brackets do not add up to this one."),
        "none": _("It gives no figure of these people."),
        "twice": _("It gives two figures of the very same."),
        "hidden": _("A count of people is hidden."),
    }
    return [words[reason] for reason in reasons]


def difference_in_words(found: Difference | None) -> tuple[str, str]:
    """Absolute and in percent, with their sign; "" where there is none."""
    if found is None:
        return "", ""
    absolute = _signed(found.absolute, 0)
    if found.percent is None:
        return absolute, ""
    return absolute, _("%(figure)s %%") % {"figure": _signed(float(found.percent), 1)}


def _signed(value: float, decimals: int) -> str:
    # Formatting alone would cut decimals off.
    text = number_format(round(value, decimals), decimals, use_l10n=True)
    return f"+{text}" if value > 0 else text
