"""What the map view shows: the drawing, its legend in words, and the table under it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from himaya.engines.adding import ROOT, hidden_parts
from himaya.engines.figures import (
    HIDDEN,
    NOT_REPORTED,
    PLAIN,
    ZERO,
    Area,
    Classes,
    Dot,
    Picture,
    classes_of,
    draw_map,
    mark_of,
)
from himaya.gate.decisions import Decision
from himaya.kernel.words import in_language
from himaya.places.pictures import drawing_of, levels_drawn
from himaya.places.queries import Chain, unit_chains
from himaya.records.registers.alike import refused
from himaya.records.registers.asking import Ask
from himaya.records.registers.columns import Column
from himaya.records.registers.maps.counting import (
    OF_ITSELF,
    Placed,
    Tally,
    aggregation_of,
    alike_in,
    figure_columns,
    latest,
    place,
    strictest_cell,
    tallies,
)
from himaya.records.registers.maps.points import (
    MOST_POINTS,
    Spot,
    gathered_points,
    marked_by_database,
    named_sites,
    newest_placed,
    record_points,
    site_points,
)
from himaya.records.registers.maps.wording import (
    Key,
    legend_of,
    notes_of,
    number_in_words,
    said_of,
    title_of,
)
from himaya.records.registers.register import Register

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from himaya.records.models import Record
    from himaya.records.registers.large import Large

_MOST_LABELS = 24
_STATES = {ZERO: "zero", HIDDEN: "hidden", NOT_REPORTED: "not_reported"}


@dataclass(frozen=True, slots=True)
class Line:
    """One area in the table: its figure in words, or the state that stands for it."""

    code: str
    name: str
    above: str
    text: str
    state: str
    href: str
    is_estimated: bool = False  # has a share in it of an area that was split


@dataclass
class MapView:
    """Everything the page draws. Without `svg` the edition has no outlines of that level."""

    edition: str
    level: int
    levels: list[tuple[int, str]] = field(default_factory=list)  # with the query that leads there
    figures: list[tuple[str, str, bool]] = field(default_factory=list)  # label, query, is shown
    title: str = ""
    said: str = ""
    svg: SafeString | None = None
    legend: list[Key] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    points: list[Spot] = field(default_factory=list)
    points_are: str = "records"  # "sites" or "squares", each with a count


def map_of(
    register: Register,
    among: "tuple[QuerySet[Record], QuerySet[Record], Large | None]",
    ask: Ask,
    decision: Decision,
    today: date,
) -> MapView:
    """The map of the asked level and figure, among all records in sight and the asked ones.

    Of a large register they are counted on the snapshot. At most eleven queries, however many
    records and areas.
    """
    sight, _, large = among
    operation = register.dataset.operation
    edition = register.places_edition
    chains = unit_chains(operation, edition) if edition else []
    levels = sorted({chain.level for chain in chains})
    level = ask.level if ask.level in levels else next((n for n in levels if n), 0)
    view = MapView(edition, level)
    view.levels = [(n, ask.query(level=n)) for n in levels if n or len(levels) == 1]
    drawn = levels_drawn(operation, edition) if edition else {}
    picture = drawing_of(drawn[level]).picture if level in drawn else None
    speakers = large.speakers() if large is not None else alike_in(sight)
    least = strictest_cell(register, speakers, decision)
    shown = [chain for chain in chains if chain.level == level]
    marks: dict[str, str] = {}
    area = register.column_open("area")
    if area is not None:
        marks = _count(view, (register, among, ask), area, (chains, shown), least)
    least = least if register.counts_people else 0
    _points(view, register, among, least, today)
    if picture is not None:
        view.svg = _drawn(view, picture, marks, shown)
    return view


def _count(
    view: MapView,
    asked: "tuple[Register, tuple[QuerySet[Record], QuerySet[Record], Large | None], Ask]",
    area: Column,
    places: tuple[Sequence[Chain], Sequence[Chain]],
    least: int,
) -> dict[str, str]:
    """Fill table, legend and notes; returns the mark of each area."""
    register, (sight, records, large), ask = asked
    chains, shown = places
    columns = figure_columns(register)
    asked_for = next((column for column in columns if column.key == ask.figure), None)
    view.notes += (reasons := refused(register, records, asked_for))
    figure = None if reasons else asked_for
    kind = aggregation_of(figure) if figure is not None else ""
    if figure is not None and kind in OF_ITSELF:
        found = latest(records, register, area, figure)
    elif large is not None:
        found = large.tallies(area, figure, is_asked=True)
    else:
        found = tallies(records, register, area, figure)
    placed = place(register, found, chains, kind)
    reported = placed
    if ask.is_filtered and (figure is None or register.counts_people):
        reported = place(
            register,
            tallies(sight, register, area, None)
            if large is None
            else large.tallies(area, None, is_asked=False),
            chains,
        )
    counts_people = figure is not None and figure.counts_people
    least = least if register.counts_people or counts_people else 0
    hidden = (
        _hidden(placed, reported, chains, least) if register.counts_people else frozenset[str]()
    )
    if figure is not None:
        hidden |= _hidden_figures(placed, chains, figure, least)
    values = _values(shown, placed, reported, hidden, kind)
    figures = {code: value for code, value in values.items() if isinstance(value, float)}
    known = list(figures.values())
    classes = classes_of(known)
    marks = {code: _mark(value, classes) for code, value in values.items()}
    view.title = title_of(figure)
    view.figures = _choices(columns, asked_for, ask)
    view.legend = legend_of(classes, known, set(marks.values()))
    view.lines = _lines(shown, values, marks, ask, chains, placed.estimated)
    view.said = said_of(figures, {line.code: line.name for line in view.lines})
    view.notes += _how_made(view.lines, is_sum_of_people=counts_people and kind == "sum")
    levels = {chain.pcode: chain.level for chain in chains}
    view.notes += notes_of(placed, levels, view.level, hidden, least)
    return marks


def _how_made(lines: Sequence[Line], *, is_sum_of_people: bool) -> list[str]:
    """What has to be known of the figures before they are quoted."""
    notes = []
    if any(line.is_estimated for line in lines):
        notes.append(
            _(
                "Estimated (≈): sums of areas that were split are divided by the shares of the "
                "crosswalk."
            )
        )
    if is_sum_of_people:
        notes.append(
            _(
                "The figures of all records that are asked for are added up: who stands in several "
                "of them is counted more than once. Narrow them by period under Filters."
            )
        )
    return notes


def _parents(chains: Sequence[Chain]) -> dict[str, str]:
    return {chain.pcode: chain.above[0] if chain.above else ROOT for chain in chains}


def _hidden(
    placed: Placed, reported: Placed, chains: Sequence[Chain], least: int
) -> frozenset[str]:
    """Areas whose number of records is not shown."""
    records = {code: tally.records for code, tally in placed.whole.items()}
    own = {code: tally.records for code, tally in placed.own.items()}
    rest = {
        code: reported.whole[code].records - count
        for code, count in records.items()
        if code in reported.whole
    }
    return hidden_parts(records, least, parents=_parents(chains), own=own, rest=rest)


def _hidden_figures(
    placed: Placed, chains: Sequence[Chain], figure: Column, least: int
) -> frozenset[str]:
    """Areas whose figure is not shown. Only sums can be worked out from others."""
    kind = aggregation_of(figure)
    if kind == "sum":
        sums = {code: tally.total for code, tally in placed.whole.items()}
        rest = {code: tally.total for code, tally in placed.own.items()}
        return hidden_parts(sums, least, parents=_parents(chains), own=rest)
    of = placed.own if kind in OF_ITSELF else placed.whole
    figures = {code: tally.figure(kind) or 0 for code, tally in of.items()}
    return frozenset(code for code, value in figures.items() if 0 < value < least)


def _values(
    shown: Sequence[Chain],
    placed: Placed,
    reported: Placed,
    hidden: frozenset[str],
    kind: str,
) -> dict[str, float | str]:
    """A figure, or the mark of the state that stands for it, of each area.

    `kind`: how the figure is put together; "" counts records.
    """
    values: dict[str, float | str] = {}
    of = placed.own if kind in OF_ITSELF else placed.whole
    for chain in shown:
        tally = of.get(chain.pcode, Tally())
        value = tally.figure(kind) if kind else (tally.records or None)
        if chain.pcode in hidden:
            values[chain.pcode] = HIDDEN
        elif value is None:
            # Recorded here before, and nothing that was asked for: a zero. Never recorded: unknown.
            was = not kind and chain.pcode in reported.whole
            values[chain.pcode] = ZERO if was else NOT_REPORTED
        else:
            values[chain.pcode] = float(value) if value else ZERO
    return values


def _mark(value: float | str, classes: Classes | None) -> str:
    if isinstance(value, str):
        return value
    return mark_of(classes.place(value)) if classes else PLAIN


def _choices(
    columns: Sequence[Column], figure: Column | None, ask: Ask
) -> list[tuple[str, str, bool]]:
    own = [(_("Records"), ask.query(figure=""), figure is None)]
    return own + [
        (column.label, ask.query(figure=column.key), column == figure) for column in columns
    ]


def _lines(
    shown: Sequence[Chain],
    values: Mapping[str, float | str],
    marks: Mapping[str, str],
    ask: Ask,
    chains: Sequence[Chain],
    estimated: Collection[str],
) -> list[Line]:
    named = {chain.pcode: in_language(chain.names) or chain.pcode for chain in chains}
    # One address with a mark in it: to build six hundred would take longer than to draw them.
    address = "?" + ask.query(view="table", area="~~", level=None, figure="")
    lines = []
    for chain in shown:
        value = values[chain.pcode]
        is_estimated = chain.pcode in estimated and not isinstance(value, str)
        text = "" if isinstance(value, str) else number_in_words(value)
        lines.append(
            Line(
                code=chain.pcode,
                name=named[chain.pcode],
                above=named[chain.above[0]] if chain.above else "",
                text=f"≈ {text}" if is_estimated else text,
                state=_STATES.get(marks[chain.pcode], ""),
                href=address.replace("~~", quote(chain.pcode, safe="")),
                is_estimated=is_estimated,
            )
        )
    return lines


def _points(
    view: MapView,
    register: Register,
    among: "tuple[QuerySet[Record], QuerySet[Record], Large | None]",
    least: int,
    today: date,
) -> None:
    site, point = register.column_open("site"), register.column_open("point")
    sight, records, large = among
    if point is not None and least > 1:
        marked = large.marked(point) if large is not None else None
        marked = marked or marked_by_database(register, sight, records, point)
        view.points = gathered_points(marked, least)
        view.points_are = "squares"
        view.notes.append(
            _(
                "Positions are not drawn as they are: each point stands for at least %(least)d "
                "records in a square around it. Smaller groups are not drawn."
            )
            % {"least": least}
        )
    elif point is not None:
        listed = large.newest_placed(point) if large is not None else None
        newest: Iterable[Record] = (
            newest_placed(register, records, point) if listed is None else listed
        )
        view.points = record_points(register, newest, point, today)
        if len(view.points) == MOST_POINTS:
            view.notes.append(
                _("Only the newest %(count)d points are drawn.") % {"count": MOST_POINTS}
            )
    elif site is not None:
        named = large.named_sites(site) if large is not None else None
        if named is None:
            named = named_sites(register, records, site)
        view.points = site_points(register, named, least)
        view.points_are = "sites"


def _drawn(
    view: MapView, picture: Picture, marks: Mapping[str, str], shown: Sequence[Chain]
) -> SafeString:
    words = {"zero": _("zero"), "hidden": _("hidden"), "not_reported": _("not reported")}
    lines = {line.code: line for line in view.lines}
    areas = []
    for chain in shown:
        line = lines.get(chain.pcode)
        name = line.name if line else in_language(chain.names) or chain.pcode
        said = f"{name}: {line.text or words.get(line.state, '')}" if line else name
        areas.append(
            Area(chain.pcode, said, marks.get(chain.pcode, PLAIN), line.href if line else "")
        )
    labels = []
    if len(areas) <= _MOST_LABELS:
        named = {chain.pcode: in_language(chain.names) or chain.pcode for chain in shown}
        labels = [(spot, named[code]) for code, spot in picture.spots.items() if code in named]
    svg = draw_map(
        picture,
        areas,
        title=view.title or _("Points on the map"),
        description=view.said,
        dots=[_dot(picture, one) for one in view.points],
        labels=labels,
    )
    return mark_safe(svg)  # every word in it is escaped where it is drawn


def _dot(picture: Picture, one: Spot) -> Dot:
    count = _("hidden") if one.count is None else str(one.count)
    spot = picture.projection.place((one.longitude, one.latitude))
    return Dot(spot, f"{one.label}: {count}", one.href)
