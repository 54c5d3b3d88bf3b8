"""Tables with HXL hashtags: columns by tag, sums by tags, and checks of every row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import polars as pl

from himaya.engines.tabular.errors import ReadError, ReadErrorCode
from himaya.engines.tabular.intake.dates import DateOrder, read_date
from himaya.engines.tabular.intake.heads import find_head
from himaya.engines.tabular.intake.numbers import read_numbers
from himaya.engines.tabular.intake.reading import read_sheets
from himaya.engines.tabular.intake.sheet import ROW

_ISO = DateOrder(day_first=True, proof="default")


@dataclass(frozen=True, slots=True)
class HxlTable:
    """Text columns by hashtag, written `#adm1+code`, beside `row`, the row in the file."""

    frame: pl.DataFrame

    @property
    def tags(self) -> tuple[str, ...]:
        return tuple(name for name in self.frame.columns if name != ROW)


@dataclass(frozen=True, slots=True)
class HxlRule:
    """What must hold in the columns of one tag.

    `kind` is "", "number" or "date"; `values` the only texts allowed, none for any.
    """

    tag: str
    is_required: bool = False
    kind: str = ""
    values: frozenset[str] = field(default_factory=frozenset)


def read_hxl(source: bytes | str, *, file_name: str = "") -> HxlTable:
    """The first sheet that has a row of hashtags. Raises ReadError."""
    for sheet in read_sheets(source, file_name=file_name):
        head = find_head(sheet)
        if head.hxl_row:
            body = sheet.cells.filter(pl.col(ROW) >= head.first_row)
            named: dict[str, str] = {}
            for column in head.columns:
                tag = "".join(column.tag.lower().split())
                if tag and tag not in named.values():
                    named[column.key] = tag
            return HxlTable(body.select(ROW, *named).rename(named))
    raise ReadError(ReadErrorCode.NO_TABLE, kind="hxl")


def total_by(table: HxlTable, keys: Sequence[str], value: str) -> pl.DataFrame:
    """Sum of the numbers under `value` for each combination of `keys`; blanks are no zeros.

    A group in which nothing was reported has a null sum.
    """
    number = pl.col("__number")
    frame = table.frame.select(*keys, _numbers(table.frame, value))
    return (
        frame.group_by(keys)
        .agg(pl.when(number.count() > 0).then(number.sum()).alias(value))
        .sort(keys)
    )


def _numbers(frame: pl.DataFrame, tag: str) -> pl.Series:
    """Numbers of a column; the slow reading is for texts that are not plain numbers only."""
    plain = frame[tag].cast(pl.Float64, strict=False)
    if plain.null_count() > frame[tag].null_count():
        plain = read_numbers(frame[tag], typed=True)["number"]
    return plain.alias("__number")


def check_hxl(table: HxlTable, rules: Iterable[HxlRule]) -> pl.DataFrame:
    """Every breach as `row`, `tag` and `code`.

    Codes: required_missing, number_unreadable, date_unreadable, term_unknown, column_missing
    (row 0).
    """
    frame = table.frame
    lazy: list[pl.LazyFrame] = []
    for rule in rules:
        if rule.tag not in frame.columns:
            absent = {ROW: [0], "tag": [rule.tag], "code": ["column_missing"]}
            lazy.append(pl.LazyFrame(absent, schema_overrides={ROW: pl.UInt32}))
            continue
        lazy += [
            frame.lazy()
            .filter(breach)
            .select(ROW, pl.lit(rule.tag).alias("tag"), pl.lit(code).alias("code"))
            for code, breach in _breaches(frame, rule)
        ]
    if not lazy:
        return pl.DataFrame(schema={ROW: pl.UInt32, "tag": pl.String, "code": pl.String})
    return pl.concat(pl.collect_all(lazy)).sort(ROW, "tag")


def _breaches(frame: pl.DataFrame, rule: HxlRule) -> Iterable[tuple[str, pl.Expr]]:
    text = pl.col(rule.tag)
    if rule.is_required:
        yield "required_missing", text.is_null()
    if rule.values:
        yield "term_unknown", text.is_not_null() & ~text.is_in(list(rule.values))
    if rule.kind == "number":
        odd = _odd(frame[rule.tag], frame[rule.tag].cast(pl.Float64, strict=False))
        if odd:
            read = read_numbers(pl.Series("n", odd), typed=True)["number"]
            bad = [one for one, number in zip(odd, read.to_list(), strict=True) if number is None]
            yield "number_unreadable", text.is_in(bad)
    if rule.kind == "date":
        odd = _odd(frame[rule.tag], frame[rule.tag].str.to_date("%Y-%m-%d", strict=False))
        bad = [one for one in odd if read_date(one, _ISO).first is None]
        if bad:
            yield "date_unreadable", text.is_in(bad)


def _odd(texts: pl.Series, read: pl.Series) -> list[str]:
    """The distinct texts that the quick reading could not take."""
    if read.null_count() == texts.null_count():
        return []
    return texts.filter(read.is_null()).drop_nulls().unique().to_list()
