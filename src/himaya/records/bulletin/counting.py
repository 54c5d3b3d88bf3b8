"""Counting for the bulletin: each figure is a filtered list of a register, and leads to it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from himaya.datasets.models import Lane
from himaya.engines.adding import hidden_parts, is_small
from himaya.gate.decisions import Decision
from himaya.kernel.words import in_language
from himaya.records.bulletin.declaring import ByStatus, Days, Entries, Figure
from himaya.records.bulletin.drawing import bars_of
from himaya.records.bulletin.model import Grid, Month, Value
from himaya.records.copies import leaving_columns
from himaya.records.models import Record
from himaya.records.registers.asking import Ask
from himaya.records.registers.cells import cell_of
from himaya.records.registers.filtering import in_sight, narrow
from himaya.records.registers.maps.counting import least_cell
from himaya.records.registers.register import Register
from himaya.records.registers.rows import attach

MOST_ENTRIES = 25


@dataclass(frozen=True, slots=True)
class Desk:
    """One register for one month. `least`: counts of people and cases below it are not shown."""

    register: Register
    month: Month
    today: date
    least: int

    @classmethod
    def of(cls, register: Register, month: Month, today: date, decision: Decision) -> "Desk":
        """Two queries where the register counts people or cases; else none."""
        least = 0
        if register.counts_people:
            least = least_cell(register, in_sight(register), decision)
        return cls(register, month, today, least)

    def ask(self, days: Days, *, status: str = "", late: bool = False) -> Ask:
        """The filtered list that shows what is meant."""
        if days == Days.ANY:
            return Ask(status=status, late=late)
        by = "" if days == Days.TOUCHES else str(days)
        return Ask(since=self.month.first, until=self.month.last, by=by, status=status, late=late)

    def records(self, ask: Ask) -> QuerySet[Record]:
        """The rows of that list."""
        return narrow(in_sight(self.register), self.register, ask, self.today)

    def address(self, ask: Ask) -> str:
        """Where the list is."""
        path = reverse("dataset", args=[self.register.dataset.ref])
        query = ask.query()
        return f"{path}?{query}" if query else path

    def key(self, name: str) -> str:
        """What keeps the ids of a figure apart from those of others on the page."""
        return f"{name}{self.register.dataset.ref}"

    def value(self, number: int, ask: Ask, *, is_hidden: bool = False) -> Value:
        """A count that leads to its rows, or what stands for a hidden one."""
        if 0 < number < self.least:
            return Value(_("fewer than %(least)d") % {"least": self.least}, self.address(ask))
        if is_hidden:
            return Value(_("hidden"), self.address(ask))
        return Value(str(number), self.address(ask), number)


def figures_of(desk: Desk, figures: tuple[Figure, ...]) -> Grid:
    """A line for each figure. One query each; two where small counts are not shown."""
    rows = []
    for one in figures:
        ask = desk.ask(one.days, status=one.status, late=one.late)
        count = desk.records(ask).count()
        rest = desk.records(desk.ask(one.days)).count() - count if desk.least > 1 else 0
        is_hidden = is_small(count, rest, desk.least)
        rows.append((Value(in_language(one.labels)), desk.value(count, ask, is_hidden=is_hidden)))
    return Grid("", (_("Figure"), _("Number")), tuple(rows))


def by_status(desk: Desk, declared: ByStatus) -> Grid:
    """A line for each state that records are in. One query."""
    records = desk.records(desk.ask(declared.days)).order_by()
    found = dict(records.values_list("status").annotate(Count("pk", distinct=True)))
    hidden = hidden_parts(found, desk.least)
    known = [stage.code for stage in desk.register.stages]
    codes = [*known, *sorted(code for code in found if code not in known)]
    rows = tuple(
        (
            Value(desk.register.stage(code).label),
            desk.value(found[code], desk.ask(declared.days, status=code), is_hidden=code in hidden),
        )
        for code in codes
        if found.get(code)
    )
    title = in_language(declared.labels)
    drawn = bars_of([(row[0].text, row[1]) for row in rows], title, desk.key("status"))
    return Grid(title, (_("Status"), _("Number")), rows, drawn=drawn)


def entries(desk: Desk, declared: Entries) -> Grid:
    """Day and heading of each record, where headings may leave. At most four queries.

    Records more sensitive than their register are left out, and registers of persons' cases.
    """
    register, ask = desk.register, desk.ask(declared.days, status=declared.status)
    column = register.title_column
    leaving = {one.key for one in leaving_columns(register)}
    if column is None or column.key not in leaving or register.dataset.lane == Lane.PERSON:
        return Grid(in_language(declared.labels), (), ())
    day = "deadline" if declared.days == Days.DUE else "period_start"
    if declared.days == Days.ENDS:
        day = "period_end"
    records = desk.records(ask).filter(level__lte=register.dataset.level)
    records = records.exclude(version__in=register.stays_in(column))
    found = attach(register, records.order_by(F(day).asc(nulls_last=True), "pk")[:MOST_ENTRIES])
    rows = tuple(
        (
            Value(date_format(getattr(record, day)) if getattr(record, day) else ""),
            Value(
                cell_of(column, record, frozenset(), register, {}).text or record.ref,
                reverse("record", args=[record.ref]),
            ),
        )
        for record in found
    )
    more = records.count() - len(found) if len(found) == MOST_ENTRIES else 0
    note = ngettext("%(n)d more is in the register.", "%(n)d more are in the register.", more)
    return Grid(
        in_language(declared.labels),
        (_("Day"), column.label),
        rows,
        notes=(note % {"n": more},) if more > 0 else (),
        is_numbers=False,
    )
