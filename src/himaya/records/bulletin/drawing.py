"""Figures of the bulletin: drawn from the values of a table, which hold no hidden figure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from himaya.engines.figures import (
    HIDDEN,
    NOT_REPORTED,
    ZERO,
    Area,
    Bar,
    Classes,
    classes_of,
    draw_bars,
    draw_map,
    mark_of,
)
from himaya.kernel.words import in_language
from himaya.places.pictures import drawing_of, levels_drawn
from himaya.places.queries import Chain
from himaya.records.bulletin.model import Drawn, Value
from himaya.records.registers.maps.wording import legend_of, said_of
from himaya.tenancy.models import Operation

_FEWEST = 2  # bars that say more than the table does
_MOST_LABELS = 24


def bars_of(lines: Sequence[tuple[str, Value]], title: str, key: str) -> tuple[Drawn, ...]:
    """A bar for each line; nothing where there is only one."""
    if len(lines) < _FEWEST:
        return ()
    says = "; ".join(f"{words}: {value.text}" for words, value in lines)
    svg = draw_bars(
        [Bar(words, value.number, value.text, value.address) for words, value in lines],
        title=title,
        description=says,
        key=key,
        from_right=get_language_bidi(),
    )
    return (Drawn(svg, f"{title}. {says}"),)


@dataclass(frozen=True, slots=True)
class Ground:
    """What a map is drawn on: an operation's areas in an edition; `key` tells its marks apart."""

    operation: Operation
    edition: str
    key: str


def map_of(
    ground: Ground, title: str, areas: Sequence[Chain], values: Mapping[str, Value]
) -> tuple[Drawn, ...]:
    """The areas of one level, coloured by their values; nothing where they have no outlines.

    At most two queries.
    """
    operation, edition = ground.operation, ground.edition
    drawn = levels_drawn(operation, edition) if edition else {}
    level = areas[0].level if areas else None
    if level not in drawn:
        return ()
    picture = drawing_of(drawn[level]).picture
    known = [float(one.number) for one in values.values() if one.number]
    classes = classes_of(known)
    marks = {area.pcode: _mark(values.get(area.pcode), classes) for area in areas}
    names = {area.pcode: in_language(area.names) or area.pcode for area in areas}
    figures = {code: float(one.number) for code, one in values.items() if one.number}
    said = said_of(figures, names)
    says = f"{title}. {said}"
    key = f"map{ground.key}"
    spots = picture.spots.items() if len(areas) <= _MOST_LABELS else ()
    svg = draw_map(
        picture,
        [_area(code, names[code], mark, values.get(code)) for code, mark in marks.items()],
        title=title,
        description=says,
        labels=[(spot, names[code]) for code, spot in spots if code in names],
        key=key,
    )
    keys = legend_of(classes, known, set(marks.values()), key)
    borders = _(
        "Boundaries of the edition %(edition)s. The names and borders shown imply no opinion "
        "about the status of any area."
    )
    caption = f"{said} {borders % {'edition': edition}}"
    legend = tuple((one.mark, one.words, one.fill) for one in keys)
    return (Drawn(svg, says, caption, legend),)


def _mark(value: Value | None, classes: Classes | None) -> str:
    if value is None:
        return NOT_REPORTED
    if value.number is None:
        return HIDDEN
    return mark_of(classes.place(value.number)) if classes and value.number else ZERO


def _area(code: str, name: str, mark: str, value: Value | None) -> Area:
    said = value.text if value else _("not reported")
    return Area(code, f"{name}: {said}", mark, value.address if value else "")
