"""What an answer can be narrowed by: values as people read them, and how many have them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Min
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from himaya.gate.decisions import visible_to
from himaya.gate.seats import ActingSeat
from himaya.kernel.words import in_language
from himaya.people.models import Agency
from himaya.places.queries import current_units
from himaya.search.models import Entry
from himaya.search.queries import FACETS

SHOWN = 8  # values of one facet, the most frequent
_LABELS = {
    "kept_in": _("Register"),
    "type": _("Kind"),
    "agency": _("Agency"),
    "area": _("Location"),
    "year": _("Year"),
    "language": _("Language"),
    "level": _("Sensitivity"),
}
_LEVELS = {1: _("Low"), 2: _("Moderate"), 3: _("High"), 4: _("Severe")}


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow: [(value, label, how often)], or the one chosen alone."""

    name: str
    label: str
    values: list[tuple[str, str, int]]
    is_chosen: bool


def facets_of(
    seat: ActingSeat, counts: Mapping[str, Counter[Any]], narrowed: Mapping[str, str]
) -> list[Facet]:
    """Facets with more than one value to choose from, and those chosen. Some four queries."""
    found = []
    for name in FACETS:
        top = counts[name].most_common(SHOWN) if name in counts else []
        if name in narrowed:
            top = [(narrowed[name], sum(counts[name].values()))] if counts else []
        elif len(top) <= 1:  # nothing to choose from
            continue
        # Only what was found in sight is named: an address with a guessed reference learns nothing.
        known = [value for value, count in top if count and value in counts[name]]
        labels = _labels(seat, name, known)
        values = [(str(value), labels.get(value) or str(value), count) for value, count in top]
        found.append(Facet(name, str(_LABELS[name]), values, name in narrowed))
    return found


def _labels(seat: ActingSeat, name: str, values: list[Any]) -> dict[Any, str]:
    if name == "agency":
        agencies = visible_to(Agency.objects.filter(ref__in=values), seat)
        return dict(agencies.values_list("ref", "acronym"))
    if name == "area":
        units = current_units(seat.operation).filter(pcode__in=values)
        return {unit.pcode: in_language(unit.names) for unit in units}
    if name == "kept_in":
        return _names(seat, "kept_in", "register", values)
    if name == "type":
        return _names(seat, "type", "type_names", values)
    if name == "level":
        return {value: str(_LEVELS[value]) for value in values}
    return {value: _language(value) for value in values} if name == "language" else {}


def _names(seat: ActingSeat, column: str, names: str, values: Iterable[Any]) -> dict[Any, str]:
    """Names as the index keeps them beside the code, out of any entry that has it."""
    entries = Entry.objects.filter(operation=seat.operation, **{f"{column}__in": list(values)})
    first = entries.order_by().values(column).annotate(one=Min("pk")).values_list("one", flat=True)
    rows = Entry.objects.filter(pk__in=list(first)).values_list(column, names)
    return {value: in_language(named) for value, named in rows}


def _language(code: str) -> str:
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:  # a code Django has no name for
        return code
