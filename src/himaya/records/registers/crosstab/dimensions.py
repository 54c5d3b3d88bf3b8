"""What a register can be laid out by: its open categories, owner, area by level, and time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl
import pyarrow as pa
from django.utils.translation import gettext as _

from himaya.engines.coded import Coded, laid_by
from himaya.engines.xlsform import text_in
from himaya.kernel.words import in_language
from himaya.people.models import Agency
from himaya.places.queries import current_units
from himaya.records.registers.columns import OWNER, STATUS, Column
from himaya.records.registers.register import Register
from himaya.records.snapshots.coded import CodedRows

YEAR, QUARTER, MONTH = "~year", "~quarter", "~month"
_AREA = "~area"
_TIMES = {YEAR: "%Y", MONTH: "%Y-%m"}
_DATED = {"date", "today"}


@dataclass(frozen=True, slots=True)
class Dimension:
    """One way to lay records out. `value` gives text, or a list of texts where `is_multiple`.

    `labels` are in the order shown; a value without one is shown as it is, after them.
    `narrows` is the filter of the register that the dimension's values answer to ("" for none).
    `above`: of areas, by any p-code of the edition; of quarters and months.
    """

    key: str
    label: str
    value: pl.Expr
    labels: Mapping[str, str]
    is_multiple: bool = False
    narrows: str = ""
    above: Callable[[str], str] | None = None  # the value that one lies in, "" at the top

    @property
    def column(self) -> str:
        """The snapshot's column that it is made of."""
        [name] = self.value.meta.root_names()
        return name

    def lay(self, rows: CodedRows) -> Coded:
        """The rows by this dimension: without any value where no version has the question."""

        def texts(values: Sequence[object]) -> list[str | None]:
            kind = pl.Date if rows.types.get(self.column) == pa.date32() else pl.String
            told = pl.DataFrame({self.column: pl.Series(list(values), dtype=kind)})
            return told.select(self.value.cast(pl.String)).to_series().to_list()

        return laid_by(rows.column(self.column), texts)


def dimensions_of(register: Register) -> list[Dimension]:
    """Every dimension the marks allow, in the order of the form. Two queries."""
    found = [_question(register, column) for column in register.columns if column.can_pick]
    found.append(_status(register))
    if register.column_open("area"):
        found += _areas(register)
    found.append(_owner(register))
    dated = _dated(register)
    if dated is not None:
        found += _times(dated)
    return found


def _question(register: Register, column: Column) -> Dimension:
    asked = column.asked
    assert asked is not None  # noqa: S101 - can_pick says so
    form = register.form
    labels = {
        choice.name: text_in(choice.labels, register.language, form.default_language) or choice.name
        for choice in form.choices.get(asked.list_name, ())
    }
    return Dimension(
        key=column.key,
        label=column.label,
        value=pl.col(column.key),
        labels=labels,
        is_multiple=asked.type == "select_multiple",
        narrows=f"pick.{column.key}" if labels else "",
    )


def _status(register: Register) -> Dimension:
    labels = {stage.code: stage.label for stage in register.stages}
    return Dimension(STATUS, _("Status"), pl.col("@state"), labels, narrows="status")


def _owner(register: Register) -> Dimension:
    agencies = Agency.objects.filter(operation=register.dataset.operation).order_by("acronym")
    labels = dict(agencies.values_list("ref", "acronym"))
    return Dimension(OWNER, _("Owner"), pl.col("@agency"), labels, narrows="agency")


def _areas(register: Register) -> list[Dimension]:
    """One for each level below the country that the edition in force has."""
    rows = current_units(register.dataset.operation).values_list(
        "pcode", "level", "parent__pcode", "names"
    )
    units = {pcode: (level, parent or "", names) for pcode, level, parent, names in rows}
    found = []

    def lies_in(pcode: str) -> str:
        return units[pcode][1] if pcode in units else ""

    for level in sorted({one[0] for one in units.values()} - {0}):
        above = {pcode: _ancestor(units, pcode, level) for pcode in units}
        named = sorted(
            ((in_language(names) or pcode, pcode) for pcode, (at, _p, names) in units.items()
             if at == level)
        )  # fmt: skip
        value = pl.col("@area").replace_strict(above, default=None, return_dtype=pl.String)
        label = _("Location (level %(level)d)") % {"level": level}
        labels = {pcode: name for name, pcode in named}
        found.append(
            Dimension(f"{_AREA}{level}", label, value, labels, narrows="area", above=lies_in)
        )
    return found


def _ancestor(
    units: Mapping[str, tuple[int, str, Mapping[str, str]]], pcode: str, level: int
) -> str | None:
    """The unit itself or the one above it at that level; None where it lies higher."""
    while pcode in units:
        at, parent, _names = units[pcode]
        if at == level:
            return pcode
        pcode = parent
    return None


def _dated(register: Register) -> Column | None:
    return next(
        (
            column
            for column in register.columns
            if column.asked
            and column.asked.type in _DATED
            and not column.group
            and column.means in {"date", "period.start", "as_of", "deadline"}
        ),
        None,
    )


def _times(column: Column) -> list[Dimension]:
    day = pl.col(column.key)
    quarter = pl.format("{} Q{}", day.dt.year(), day.dt.quarter())
    month = day.dt.to_string("%Y-%m")
    date = {"date": column.label}
    return [
        Dimension(YEAR, _("Year (%(date)s)") % date, day.dt.to_string("%Y"), {}),
        Dimension(QUARTER, _("Quarter (%(date)s)") % date, quarter, {}, above=_time_above),
        Dimension(MONTH, _("Month (%(date)s)") % date, month, {}, above=_time_above),
    ]


def _time_above(code: str) -> str:
    """The quarter of "2026-05", the year of "2026 Q2"."""
    year, _dash, month = code.partition("-")
    if month:
        return f"{year} Q{(int(month) + 2) // 3}"
    year, _space, quarter = code.partition(" Q")
    return year if quarter else ""
