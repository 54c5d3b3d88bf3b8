"""What the asked view shows of a register's records: the context of each template."""

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from himaya.gate.decisions import Decision
from himaya.gate.pages import SeatRequest
from himaya.kernel import clock
from himaya.records.models import Record
from himaya.records.registers.alike import in_words
from himaya.records.registers.asking import Ask
from himaya.records.registers.board import board_of
from himaya.records.registers.editing import Typed, can_write, entry_of
from himaya.records.registers.maps.map_view import map_of
from himaya.records.registers.month import month_of
from himaya.records.registers.quarters import timeline_of
from himaya.records.registers.register import Register
from himaya.records.registers.tables import Table, table_of

if TYPE_CHECKING:
    from himaya.records.registers.crosstab.dimensions import Dimension


def _timeline(
    looked_at: Register, records: QuerySet[Record], ask: Ask, number: str, known: int | None
) -> dict[str, Any]:
    timeline = timeline_of(looked_at, records, ask, number, clock.today(), known)
    before, after = timeline.years[0] - 1, timeline.years[0] + 1
    return {
        "timeline": timeline,
        "turns": [
            ("prev", str(before), ask.query(year=before)),
            ("next", str(after), ask.query(year=after)),
        ],
    }


def _calendar(looked_at: Register, records: QuerySet[Record], ask: Ask) -> dict[str, Any]:
    month = month_of(looked_at, records, ask, clock.today())
    return {
        "month": month,
        "turns": [
            ("prev", _("Previous month"), ask.query(month=month.before)),
            ("", _("This month"), ask.query(month=None)),
            ("next", _("Next month"), ask.query(month=month.after)),
        ],
    }


def shown(
    request: SeatRequest,
    by: tuple[Register, Decision],
    among: tuple[QuerySet[Record], QuerySet[Record]],
    ask: Ask,
    typed: Typed | None,
    found: dict[str, int],
) -> dict[str, Any]:
    """What the asked view shows of the records: of all in sight, those that were asked for."""
    (looked_at, decision), (sight, records) = by, among
    today = clock.today()
    number = request.POST.get("page") or request.GET.get("page", "1")
    if ask.view == "board":
        return {"lanes": board_of(looked_at, records, today)}
    known = None if ask.is_filtered else found["all"]
    if ask.view == "timeline":
        return _timeline(looked_at, records, ask, number, known)
    if ask.view == "calendar":
        return _calendar(looked_at, records, ask)
    if ask.view == "map":
        return {"map": map_of(looked_at, sight, records, ask, decision, today)}
    if ask.view == "crosstab":
        return _crosstab(looked_at, ask)
    if ask.view == "dashboard":
        return _dashboard(looked_at, ask)
    table = table_of(looked_at, records, ask, number, today, known)
    if ask.view == "sheet":
        return _sheet(looked_at, table, typed or Typed(request.GET.get("edit", "")))
    return {"table": table}


def _sheet(looked_at: Register, table: Table, typed: Typed) -> dict[str, Any]:
    """The sheet; with `edit=<ref>` one row has cells to write in, without any script."""
    amendable = {row.record.ref for row in table.rows if row.can_amend}
    entries = {
        cell.column.key: entry_of(cell.column, row.record, looked_at, typed.cells, typed.wrong)
        for row in table.rows
        if row.record.ref == typed.record and typed.record in amendable
        for cell in row.cells
        if cell.state != "hidden" and can_write(cell.column)
    }
    return {
        "table": table,
        "editing": typed.record if entries else "",
        "entries": entries,
        "amendable": amendable,
    }


def _crosstab(looked_at: Register, ask: Ask) -> dict[str, Any]:
    # Polars takes a third of a second to import; only views that count load it.
    from himaya.records.registers.crosstab.counting import axis_of, count, figures_of, read_rows
    from himaya.records.registers.crosstab.dimensions import dimensions_of
    from himaya.records.registers.crosstab.table import MOST_COLUMNS, MOST_LINES, MOST_TABLES
    from himaya.records.registers.crosstab.table import table_of as crosstab_of
    from himaya.records.registers.sieve import sifted

    dimensions = dimensions_of(looked_at)
    figures = figures_of(looked_at)
    asked = _laid_out(dimensions, ask)
    figure = next((column for column in figures if column.key == ask.figure), None)
    rows = read_rows(looked_at, asked, figure, ask)
    keep = sifted(rows, looked_at, ask, clock.today())
    most = (MOST_LINES, MOST_COLUMNS, MOST_TABLES)
    axes = [axis_of(rows, keep, one, size) for one, size in zip(asked, most, strict=False)]
    counted = count(looked_at, rows, keep, axes, figure)
    crosstab = crosstab_of(counted, figure, ask, counts_people=looked_at.counts_people)
    return {
        "crosstab": crosstab,
        "why_not": in_words(looked_at, crosstab.why),
        "dimensions": dimensions,
        "figures": figures,
        "turned": ask.query(down=asked[1].key, across=asked[0].key),
    }


def _dashboard(looked_at: Register, ask: Ask) -> dict[str, Any]:
    from himaya.records.registers.dashboard import dashboard_of

    dashboard = dashboard_of(looked_at, ask)
    return {"dashboard": dashboard, "why_not": in_words(looked_at, dashboard.why)}


def _laid_out(dimensions: "list[Dimension]", ask: Ask) -> "list[Dimension]":
    """What was asked for, else the coarsest places against the first category; a third if asked."""
    areas = [one for one in dimensions if one.narrows == "area"]
    down = _keyed(dimensions, ask.down) or (areas or dimensions)[0]
    others = [one for one in dimensions if one.key != down.key]
    across = _keyed(others, ask.across) or next(one for one in others if one.narrows != "area")
    each = _keyed([one for one in others if one.key != across.key], ask.each)
    return [down, across, *([each] if each else [])]


def _keyed(dimensions: "list[Dimension]", key: str) -> "Dimension | None":
    return next((one for one in dimensions if one.key == key), None)
