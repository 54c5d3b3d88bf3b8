"""Table and sheet: pages of rows, filters with what they offer, and columns to choose."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from himaya.people.models import Agency
from himaya.places.queries import names_by_pcode
from himaya.records.models import Record
from himaya.records.registers.asking import QUARTERS, Ask
from himaya.records.registers.cells import shortened
from himaya.records.registers.columns import Column
from himaya.records.registers.filtering import values_of
from himaya.records.registers.register import Register
from himaya.records.registers.rows import Row, rows_of

if TYPE_CHECKING:
    from himaya.records.registers.large import Large

ROWS_ON_A_PAGE = 50
_LONGEST_LABEL = 80  # characters of a value in a select
_MOST_PICKS = 3  # select columns offered as filters


@dataclass(frozen=True, slots=True)
class Heading:
    """The head of one column: how it is sorted now and where the link leads."""

    column: Column
    order: str  # ascending, descending or ""
    query: str  # "" when it cannot be sorted


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter."""

    code: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter as a select: its name in the address and its values."""

    name: str
    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """What table and sheet show."""

    headings: tuple[Heading, ...]
    rows: list[Row]
    page: Page[Record]
    choosable: tuple[tuple[Column, bool], ...]
    has_title: bool  # whether a column heads the rows


def table_of(
    register: Register,
    listed: QuerySet[Record] | Sequence[Record],
    ask: Ask,
    number: str,
    today: date,
    known: int | None = None,
) -> Table:
    """One page of rows, which come in the asked order. `known` is their count, if counted."""
    columns = chosen_columns(register, ask)
    paginator = Paginator(listed, ROWS_ON_A_PAGE)
    if known is not None:
        paginator.count = known  # a cached property: saves the query
    page = paginator.get_page(number)
    shown = {column.key for column in columns}
    return Table(
        headings=tuple(_heading(column, ask) for column in columns),
        rows=rows_of(register, page.object_list, columns, today),
        page=page,
        has_title=register.title_column in columns,
        choosable=tuple((column, column.key in shown) for column in register.columns),
    )


def chosen_columns(register: Register, ask: Ask) -> tuple[Column, ...]:
    """The columns asked for; else all of the form in a sheet, the first ones in a table."""
    if ask.columns:
        wanted = set(ask.columns)
        return tuple(column for column in register.columns if column.key in wanted)
    if ask.view == "sheet":
        return tuple(column for column in register.columns if not column.is_own)
    return register.first_columns


def _heading(column: Column, ask: Ask) -> Heading:
    is_sorted = ask.sort == column.key
    order = ("descending" if ask.descending else "ascending") if is_sorted else ""
    # Words stand in no address: a found list keeps its order.
    may = column.can_sort and not ask.words
    turned = is_sorted and not ask.descending
    return Heading(column, order, ask.query(sort=column.key, descending=turned) if may else "")


def filters_of(
    register: Register, records: QuerySet[Record], ask: Ask, large: "Large | None" = None
) -> list[Filter]:
    """The filters that the marks allow, with their values among the records in sight."""
    filters = [
        _filter("status", "", [(one.code, one.label) for one in register.stages], ask.status),
        _filter("agency", "", _agencies(register), ask.agency),
    ]
    if register.column_open("area") is not None:
        filters.append(_filter("area", "", _areas(register, records, large), ask.area))
    if "timeline" in register.views:
        filters.append(_filter("quarter", "", [(one, one) for one in QUARTERS], ask.quarter))
    picks = [column for column in register.columns if column.can_pick][:_MOST_PICKS]
    for column in picks:
        values = values_of(records, column, register, large.texts(column) if large else None)
        chosen = ask.picks.get(column.key, "")
        filters.append(_filter(f"pick.{column.key}", column.label, values, chosen))
    return [one for one in filters if one.choices]


def _filter(name: str, label: str, values: Sequence[tuple[str, str]], chosen: str) -> Filter:
    choices = tuple(
        Choice(code, shortened(text, _LONGEST_LABEL), code == chosen) for code, text in values
    )
    return Filter(name, label, choices)


def _agencies(register: Register) -> list[tuple[str, str]]:
    agencies = Agency.objects.filter(operation=register.dataset.operation).order_by("acronym")
    return [(agency.ref, agency.acronym) for agency in agencies.only("ref", "acronym")]


def _areas(
    register: Register, records: QuerySet[Record], large: "Large | None"
) -> list[tuple[str, str]]:
    """Areas that the records in sight speak of, in the order of their level."""
    if large is not None:
        there = large.values("@area")
        return list(names_by_pcode(register.dataset.operation, there).items())
    codes = records.order_by().exclude(area="").values("area")
    return list(names_by_pcode(register.dataset.operation, codes).items())
