"""What the asked view shows of a register's records: the context of each template."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from himaya.gate.decisions import Decision
from himaya.gate.pages import SeatRequest
from himaya.kernel import clock
from himaya.records.models import Record
from himaya.records.registers.asking import Ask
from himaya.records.registers.board import Lane, board_of, standing_of
from himaya.records.registers.editing import Typed, can_write, entry_of
from himaya.records.registers.filtering import ordered
from himaya.records.registers.maps.counting import alike_in, least_cell, strictest_cell
from himaya.records.registers.maps.map_view import map_of
from himaya.records.registers.month import Looking, falling_by_database, month_of
from himaya.records.registers.quarters import timeline_of
from himaya.records.registers.register import Register
from himaya.records.registers.tables import Table, table_of
from himaya.records.snapshots.size import is_large

if TYPE_CHECKING:
    from himaya.records.registers.counted import Plan
    from himaya.records.registers.large import Large


def _timeline(
    looked_at: Register,
    records: QuerySet[Record] | Sequence[Record],
    ask: Ask,
    number: str,
    known: int | None,
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


def _calendar(looked_at: Register, falling: Looking, ask: Ask) -> dict[str, Any]:
    month = month_of(looked_at, falling, ask, clock.today())
    return {
        "month": month,
        "turns": [
            ("prev", _("Previous month"), ask.query(month=month.before)),
            ("", _("This month"), ask.query(month=None)),
            ("next", _("Next month"), ask.query(month=month.after)),
        ],
    }


@dataclass(frozen=True, slots=True)
class Counting:
    """How a page counts.

    `plan`: of a view that is made of counts. `large`: of a large register, the snapshot that all
    of the page comes from.
    """

    plan: "Plan | None"
    large: "Large | None"

    @classmethod
    def of(cls, looked_at: Register, ask: Ask) -> "Counting":
        """Reads the snapshot of a large register."""
        plan = None
        if ask.view in {"crosstab", "dashboard"}:
            # Polars takes a third of a second to import; only views that count load it.
            from himaya.records.registers import counted

            make = counted.crosstab if ask.view == "crosstab" else counted.dashboard
            plan = make(looked_at, ask)
        if looked_at.has_parts or not is_large(looked_at.dataset):
            return cls(plan, None)
        from himaya.records.registers.large import large_of

        names = plan.names if plan else []
        return cls(plan, large_of(looked_at, ask, clock.today(), names))


def shown(
    request: SeatRequest,
    by: tuple[Register, Decision, Counting],
    among: tuple[QuerySet[Record], QuerySet[Record]],
    ask: Ask,
    typed: Typed | None,
    found: dict[str, int],
) -> dict[str, Any]:
    """What the asked view shows of the records: of all in sight, those that were asked for."""
    (looked_at, decision, counting), (sight, records) = by, among
    today = clock.today()
    number = request.POST.get("page") or request.GET.get("page", "1")
    if counting.plan is not None:
        return _counted(counting.plan, (looked_at, decision, counting), sight, ask)
    large = counting.large
    if ask.view == "board":
        return {"lanes": _board((looked_at, decision, large), sight, records)}
    known = None if ask.is_filtered else found["all"]
    if ask.view == "timeline":
        written = large.as_written() if large is not None else records.order_by("pk")
        return _timeline(looked_at, written, ask, number, known)
    if ask.view == "calendar":
        falling = large.falling if large is not None else falling_by_database(records)
        return _calendar(looked_at, falling, ask)
    if ask.view == "map":
        return {"map": map_of(looked_at, (sight, records, large), ask, decision, today)}
    listed = large.listed() if large is not None else None
    rows = ordered(records, looked_at, ask) if listed is None else listed
    table = table_of(looked_at, rows, ask, number, today, known)
    if ask.view == "sheet":
        return _sheet(looked_at, table, typed or Typed(request.GET.get("edit", "")))
    return {"table": table}


def _board(
    by: "tuple[Register, Decision, Large | None]",
    sight: QuerySet[Record],
    records: QuerySet[Record],
) -> list[Lane]:
    looked_at, decision, large = by
    least = 0
    if looked_at.counts_people:
        speakers = alike_in(sight) if large is None else large.speakers()
        least = strictest_cell(looked_at, speakers, decision)
    standing = standing_of(sight, records, least) if large is None else large.standing()
    return board_of(looked_at, standing, least, clock.today())


def _counted(
    plan: "Plan", by: tuple[Register, Decision, Counting], sight: QuerySet[Record], ask: Ask
) -> dict[str, Any]:
    looked_at, decision, counting = by
    if counting.large is None:
        least = least_cell(looked_at, sight, decision)
        return plan.made(looked_at, ask, least, clock.today())
    least = strictest_cell(looked_at, counting.large.speakers(), decision)
    return plan.made_of(counting.large.rows, counting.large.asked, least)


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
