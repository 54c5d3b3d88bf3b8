"""The words around a map: its title, legend, summary and what it cannot show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from himaya.engines.adding import ROOT
from himaya.engines.figures import HIDDEN, NOT_REPORTED, ZERO, Classes, mark_of
from himaya.records.registers.columns import Column
from himaya.records.registers.maps.counting import Placed, aggregation_of


@dataclass(frozen=True, slots=True)
class Key:
    """One line of the legend."""

    mark: str
    words: str
    fill: str = ""  # a pattern, by its address


def title_of(figure: Column | None) -> str:
    """What the map shows."""
    if figure is None:
        return _("Records by area")
    words = {
        "sum": _("%(figure)s by area, added up"),
        "max": _("%(figure)s by area, the highest"),
        "average": _("%(figure)s by area, on average"),
        "latest": _("%(figure)s by area, the latest given for the area itself"),
        "ratio": _("%(figure)s by area, the latest share given for the area itself"),
    }
    return words[aggregation_of(figure)] % {"figure": figure.label}


def number_in_words(value: float) -> str:
    """A figure, with one decimal where it is not whole."""
    return number_format(value, 0 if value == int(value) else 1, use_l10n=True)


def legend_of(
    classes: Classes | None, known: Sequence[float], marks: set[str], key: str = "map"
) -> list[Key]:
    """The classes with the lowest and highest figure in each, and the states that occur.

    `key`: the one that the map is drawn with.
    """
    keys = []
    if classes is not None:
        for number, (low, high) in enumerate(classes.ranges(known), 1):
            words = number_in_words(low)
            if high != low:
                words = _("%(low)s to %(high)s") % {"low": words, "high": number_in_words(high)}
            keys.append(Key(mark_of(number), words))
    if ZERO in marks:
        keys.append(Key(ZERO, _("zero: records, but none that was asked for")))
    if HIDDEN in marks:
        keys.append(Key(HIDDEN, _("hidden: too few to be shown"), f"url(#{key}-h)"))
    if NOT_REPORTED in marks:
        keys.append(Key(NOT_REPORTED, _("not reported: nothing in your sight"), f"url(#{key}-n)"))
    return keys


def said_of(figures: Mapping[str, float], names: Mapping[str, str]) -> str:
    """The one sentence that a reader who sees no map needs. `names` of all areas of the level."""
    if not figures:
        return _("No area of this level has a figure that may be shown.")
    highest = max(figures, key=figures.__getitem__)
    text = ngettext(
        "%(count)d of %(all)d area has a figure; the highest is %(where)s with %(highest)s.",
        "%(count)d of %(all)d areas have a figure; the highest is %(where)s with %(highest)s.",
        len(figures),
    )
    return text % {
        "count": len(figures),
        "all": len(names),
        "where": names[highest],
        "highest": number_in_words(figures[highest]),
    }


def notes_of(
    placed: Placed, levels: Mapping[str, int], level: int, hidden: frozenset[str], least: int
) -> list[str]:
    """What the map cannot show, without a number that would give a hidden one away.

    `levels` by p-code of the whole edition. `least`: the smallest cell, 0 where none holds.
    """
    wider = sum(t.records for code, t in placed.own.items() if code and levels[code] < level)
    nowhere = placed.own[ROOT].records if ROOT in placed.own else 0
    notes = []
    for count, text in (
        (wider, _("Records that name a larger area only, and are on no area here: %(count)s.")),
        (nowhere, _("Records without an area that this edition knows: %(count)s.")),
        (placed.carried, _("Carried over from p-codes of older editions: %(count)s.")),
    ):
        if count:
            is_open = least <= 1 or (count >= least and not hidden)
            notes.append(text % {"count": number_in_words(count) if is_open else _("some")})
    if any(levels[code] == level for code in hidden):
        said = _(
            "Counts of people, cases or incidents below %(least)d are hidden, and others that "
            "would give them away."
        )
        notes.append(said % {"least": least})
    return notes
