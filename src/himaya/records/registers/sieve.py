"""Narrowing a register on its snapshot: the same questions as `filtering.narrow`, other store.

`needed` says which columns a question reads, so that they are read once; `sifted` gives the rows.
What no snapshot holds (words looked for, relations, drafts, texts without confirmed marks) is
asked of the database, which answers with keys.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import numpy as np
from django.db.models import QuerySet
from numpy.typing import NDArray

from himaya.engines.coded import Coded
from himaya.gate.decisions import HIGH
from himaya.records.due import waiting
from himaya.records.models import Record
from himaya.records.registers.asking import QUARTERS, Ask
from himaya.records.registers.columns import Column
from himaya.records.registers.filtering import (
    areas_within,
    found_records,
    picked,
    related_to,
    value_code,
)
from himaya.records.registers.register import Register
from himaya.records.snapshots.coded import CodedRows
from himaya.records.snapshots.columns import ENTRY, FREE
from himaya.records.snapshots.sources import KEY
from himaya.search.models import Entry
from himaya.search.queries import Sight, found_in_groups, keys_found

Flags = NDArray[np.bool_]
_MOST_UNKNOWN = 25_000  # rows whose search entry is asked for; of more, all of the database
_AT_ONCE = 500  # keys in one query
_DAYS = {"begins": "@period_start", "ends": "@period_end", "due": "@deadline"}
_PARTIES = ("@parties", "@agency")
_LATE = ("@deadline", "@can_be_late", "@state")


def needed(register: Register, ask: Ask) -> Iterator[str]:
    """The columns of the snapshot that the address asks about."""
    wanted = (
        (ask.status, ("@state",)),
        (ask.mine or ask.agency, _PARTIES),
        (ask.late, _LATE),
        (ask.area, ("@area",)),
        (ask.since or ask.until, _DAYS.values()),
        (ask.quarter, ("@deadline",)),
        (ask.picks, (*ask.picks, "@level")),
        (ask.words, (ENTRY.name,)),
        (ask.words or ask.of or ask.picks or register.has_parts, (KEY,)),
    )
    for is_asked, names in wanted:
        if is_asked:
            yield from names
    if ask.quarter and (column := _quarters(register)) is not None:
        yield column.key


def sifted(rows: CodedRows, register: Register, ask: Ask, today: date) -> Flags:
    """The rows that the address asks for, among those in sight."""
    keep = rows.keep & _in_period(rows, ask)
    if ask.status:
        keep &= having(rows.column("@state"), lambda value: value == ask.status)
    if ask.mine:
        keep &= of_mine(rows, register)
    if ask.late:
        keep &= overdue(rows, register, today)
    if ask.agency:
        keep &= _naming(rows, ask.agency) | _owned_by(rows, ask.agency)
    if ask.area:
        keep &= _within(rows, register, ask.area)
    if ask.quarter:
        keep &= _in_quarter(rows, register, ask.quarter)
    for key, code in ask.picks.items():
        if (column := register.column(key)) is not None and column.can_pick:
            keep &= _picked(rows, register, column, code)
    return _sifted_by_keys(keep, rows, register, ask)


def standing_rows(rows: CodedRows, register: Register, ask: Ask) -> Flags:
    """The rows in sight without those of draft versions: as `filtering.standing`."""
    return _sifted_by_keys(rows.keep.copy(), rows, register, Ask(drafts=ask.drafts, of=""))


def _sifted_by_keys(keep: Flags, rows: CodedRows, register: Register, ask: Ask) -> Flags:
    """What the database knows better."""
    records = Record.objects.filter(dataset=register.dataset)
    if register.has_parts and not (ask.drafts or ask.of):
        keep &= ~_with_keys(rows, records.filter(waiting()))
    if ask.of:
        keep &= _with_keys(rows, records.filter(pk__in=related_to(ask.of, register)))
    if ask.words:
        keep &= _holding(rows, register, ask.words)
    return keep


def _holding(rows: CodedRows, register: Register, question: str) -> Flags:
    """The rows in sight that hold all of the words, as `filtering.found_records`.

    Open words are those of the record's search entry, whose key stands in the snapshot; words of a
    field group are asked of the database, where the register has any.
    """
    entries = rows.whole(ENTRY.name)
    unknown = np.flatnonzero(rows.keep & (entries < 0))
    sight = Sight.of(register.seat)
    holding = np.array(keys_found(sight, question), np.int64)
    later = holding[holding > entries.max(initial=0)]
    if max(len(unknown), len(later)) > _MOST_UNKNOWN:
        return _with_keys(rows, found_records(register, question))
    found: Flags = np.isin(_entries(rows, unknown), holding)
    records = Record.objects.filter(dataset=register.dataset)
    for start in range(0, len(later), _AT_ONCE):  # made again since, without a change of the record
        again = Entry.objects.filter(pk__in=later[start : start + _AT_ONCE].tolist())
        of_these = again.filter(kind="record", group="").values("thing")
        found |= _with_keys(rows, records.filter(ref__in=of_these))
    if groups := register.field_groups:
        inside = found_in_groups(sight, question, groups, register.dataset.ref).values("thing")
        found |= _with_keys(rows, records.filter(ref__in=inside))
    return found


def _entries(rows: CodedRows, unknown: NDArray[np.int64]) -> NDArray[Any]:
    """The search entry of each row; of those that changed since the base, from the database."""
    entries = rows.whole(ENTRY.name)
    if not len(unknown):
        return entries
    entries = entries.astype(np.int64)
    for start in range(0, len(unknown), _AT_ONCE):
        places = unknown[start : start + _AT_ONCE]
        keys = rows.keys()[places].tolist()
        refs = Record.objects.filter(pk__in=keys).values("ref")
        of_these = Entry.objects.filter(kind="record", group="", thing__in=refs)
        by_ref = dict(of_these.values_list("thing", "pk"))
        by_key = dict(Record.objects.filter(pk__in=keys).values_list("pk", "ref"))
        entries[places] = [by_ref.get(by_key.get(key, ""), -1) for key in keys]
    return entries


def having(column: Coded, test: Callable[[Any], bool]) -> Flags:
    """The rows one of whose values passes; asked once for each value. No value is never asked."""
    passes = np.array([False, *(test(value) for value in column.values[1:])])
    found: Flags = np.take(passes, column.codes)
    if column.starts is None:
        return found
    if len(column.starts) == 1:  # no rows
        return found
    one_of_several: Flags = np.logical_or.reduceat(found, column.starts[:-1])
    return one_of_several


def of_mine(rows: CodedRows, register: Register) -> Flags:
    """As `due.mine`: what names the seat's agency, or is its own and names nobody."""
    agency = (register.seat.viewing_as or register.seat).agency
    names_nobody = ~having(rows.column("@parties"), lambda _: True)
    return _naming(rows, agency) | (_owned_by(rows, agency) & names_nobody)


def overdue(rows: CodedRows, register: Register, today: date) -> Flags:
    """As `due.overdue` of a register without draft versions."""
    life = register.profile.lifecycle.states if register.profile else ()
    closed = {state.code for state in life if state.phase in {"done", "stopped"}}
    days = rows.whole("@deadline")
    late = (days < number_of(today)) & (days > np.iinfo(days.dtype).min)
    is_open = ~having(rows.column("@state"), closed.__contains__)
    found: Flags = late & (rows.whole("@can_be_late") == 1) & is_open
    return found


def _naming(rows: CodedRows, agency: str) -> Flags:
    return having(rows.column("@parties"), lambda ref: ref == agency)


def _owned_by(rows: CodedRows, agency: str) -> Flags:
    return having(rows.column("@agency"), lambda ref: ref == agency)


def _with_keys(rows: CodedRows, records: QuerySet[Record]) -> Flags:
    keys = np.fromiter(records.order_by().values_list("pk", flat=True).iterator(), np.int64)
    return np.isin(rows.keys(), keys)


def _within(rows: CodedRows, register: Register, area: str) -> Flags:
    found = having(rows.column("@area"), areas_within(area, register).__contains__)
    column = register.column_open("area")
    return found if column is None else found & open_there(rows, register, column)


def open_there(rows: CodedRows, register: Register, column: Column) -> Flags:
    """The rows whose own version keeps the column open: the opposite of `filtering.shut`."""
    closed = register.closed_in(column)
    is_open = np.ones(len(rows.keep), bool)
    for start, stop, version in rows.spans:
        if version in closed:
            is_open[start:stop] = False
    return is_open


def _quarters(register: Register) -> Column | None:
    column = register.column_meaning("quarters")
    return column if column is not None and not column.group else None


def _in_quarter(rows: CodedRows, register: Register, quarter: str) -> Flags:
    number = QUARTERS.index(quarter)
    months = {number * 3 + 1, number * 3 + 2, number * 3 + 3}
    falls = having(rows.column("@deadline"), lambda day: day.month in months)
    column = _quarters(register)
    if column is not None:
        falls |= having(rows.column(column.key), lambda value: value == quarter)
    return falls


def number_of(day: date) -> int:
    """A day as the snapshot's columns have it."""
    return (day - date(1970, 1, 1)).days


def _in_period(rows: CodedRows, ask: Ask) -> Flags:
    since = None if ask.since is None else number_of(ask.since)
    until = None if ask.until is None else number_of(ask.until)
    inside = np.ones(len(rows.keep), bool)
    if ask.by and (ask.since or ask.until):
        day = rows.figures(_DAYS[ask.by])
        after = inside if since is None else day >= since
        return after if until is None else after & (day <= until)
    if since is not None:
        inside &= (rows.figures("@deadline") >= since) | (rows.figures("@period_end") >= since)
    if until is not None:
        inside &= (rows.figures("@deadline") <= until) | (rows.figures("@period_start") <= until)
    return inside


def holds(rows: CodedRows, column: Column) -> bool:
    """Whether the snapshot has the answers of every row in sight.

    Words and positions enter it with confirmed marks only, never those of a record of High or
    Severe.
    """
    if column.key not in rows.types:
        return False
    is_free = column.asked is not None and column.asked.type in FREE
    return not is_free or not bool((rows.keep & (rows.whole("@level") >= HIGH)).any())


def _picked(rows: CodedRows, register: Register, column: Column, code: str) -> Flags:
    assert column.asked is not None  # noqa: S101 - can_pick says so
    if not holds(rows, column):
        everything = Record.objects.filter(dataset=register.dataset)
        return _with_keys(rows, everything.filter(picked(everything, column, code, register)))
    if column.asked.list_name:
        return having(rows.column(column.key), lambda value: value == code)
    return having(rows.column(column.key), lambda text: value_code(register, text) == code)
