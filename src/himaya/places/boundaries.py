"""Reading tables of admin units as boundary data sets give them (OCHA COD-AB).

Both headings in use are read: ADM1_PCODE, ADM1_EN, ADM1_AR … and adm1_pcode, adm1_name,
adm1_name1 … with the languages in lang, lang1 … One row may carry a whole chain of units; each
is taken once. So is OCHA's list of p-codes, one unit a row: Location, Admin Level, P-Code, Name,
Parent P-Code. Nothing is guessed: what does not agree with itself is a problem with its row.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from himaya.engines.tabular import Document, Row, Table
from himaya.kernel.words import LANGUAGES

_CODE = re.compile(r"adm(\d)_pcode")
_NAME = re.compile(r"adm(\d)_(?:(en|fr|es|ar)|name(\d?))")
_LANGUAGE = re.compile(r"lang(\d?)")
DEEPEST = 5
# Headings of the list of p-codes; the last two may be missing.
_LIST = ("p-code", "name", "admin level", "parent p-code", "location")
_LIST_AT_LEAST = frozenset(_LIST[:3])


class Doubt(StrEnum):
    """Why a row, or part of it, was left out."""

    NO_COLUMNS = "no_columns"  # a table without a column of p-codes
    SEVERAL_COUNTRIES = "several_countries"
    NO_CODE = "no_code"
    NO_NAME = "no_name"
    NO_LEVEL = "no_level"
    TWO_PARENTS = "two_parents"
    TWO_LEVELS = "two_levels"


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit as read: its p-code, level, names by language, and its parent's p-code."""

    pcode: str
    level: int
    names: Mapping[str, str]
    parent: str


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What was left out: sheet, 1-based row, why, and the level meant."""

    part: str
    row: int
    code: Doubt
    level: int = 0


@dataclass(slots=True)
class Boundaries:
    """What a file holds: units in order of level, and what could not be taken."""

    units: list[UnitRow] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Columns:
    codes: Mapping[int, int]  # level -> column
    names: Mapping[int, Mapping[str, int]]  # level -> language -> column


def read_boundaries(document: Document, *, language: str = "en") -> Boundaries:
    """The units of every table of the file. `language` is that of columns that do not say."""
    found: dict[str, UnitRow] = {}
    read = Boundaries()
    for block in document.blocks:
        if isinstance(block, Table) and block.rows:
            _read_table(block, language, found, read.problems)
    if not found and not read.problems:
        read.problems.append(RowProblem("", 1, Doubt.NO_COLUMNS))
    read.units = sorted(found.values(), key=lambda unit: (unit.level, unit.pcode))
    return read


def _read_table(
    table: Table, language: str, found: dict[str, UnitRow], problems: list[RowProblem]
) -> None:
    head = next((n for n, row in enumerate(table.rows[:10]) if _is_head(row)), None)
    if head is None:
        problems.append(RowProblem(table.name, table.rows[0].origin.row, Doubt.NO_COLUMNS))
        return
    body = [row for row in table.rows[head + 1 :] if not row.is_blank()]
    if _is_list(table.rows[head]):
        _read_list(table.rows[head], body, language, found, problems)
        return
    columns = _columns(table.rows[head], body[:1], language)
    for row in body:
        _read_row(row, columns, found, problems)


def _is_head(row: Row) -> bool:
    return _is_list(row) or any(_CODE.fullmatch(title) for title in _titles(row))


def _is_list(row: Row) -> bool:
    return _LIST_AT_LEAST.issubset(_titles(row))


def _titles(row: Row) -> list[str]:
    return [text.strip().lower() for text in row.texts]


def _read_list(
    head: Row,
    body: Sequence[Row],
    language: str,
    found: dict[str, UnitRow],
    problems: list[RowProblem],
) -> None:
    """One unit a row. The country, which has no row of its own, is above nothing."""
    titles = _titles(head)
    places = {name: titles.index(name) for name in _LIST if name in titles}
    told = [{name: _text(row, column) for name, column in places.items()} for row in body]
    countries = {one["location"] for one in told if one.get("location")}
    if len(countries) > 1:
        origin = head.origin
        problems.append(RowProblem(origin.part, origin.row, Doubt.SEVERAL_COUNTRIES))
        return
    for row, one in zip(body, told, strict=True):
        unit, doubt = _listed(one, countries, language)
        doubt = doubt or _doubt(unit, found.get(unit.pcode))
        if doubt is not None:
            problems.append(RowProblem(row.origin.part, row.origin.row, doubt, unit.level))
        else:
            found.setdefault(unit.pcode, unit)


def _listed(
    told: Mapping[str, str], countries: Collection[str], language: str
) -> tuple[UnitRow, Doubt | None]:
    level = told["admin level"]
    is_level = level.isdecimal() and int(level) <= DEEPEST
    parent = told.get("parent p-code", "")
    unit = UnitRow(
        told["p-code"],
        int(level) if is_level else 0,
        {language: told["name"]} if told["name"] else {},
        "" if parent in countries else parent,
    )
    if not unit.pcode:
        return unit, Doubt.NO_CODE
    return unit, None if is_level else Doubt.NO_LEVEL


def _columns(head: Row, first: Sequence[Row], language: str) -> _Columns:
    titles = _titles(head)
    spoken = {"": language}
    for n, title in enumerate(titles):
        said = _LANGUAGE.fullmatch(title)
        if said and first and n < len(first[0].cells):
            spoken[said[1]] = first[0].texts[n].strip().lower()[:2]
    codes: dict[int, int] = {}
    names: dict[int, dict[str, int]] = {}
    for n, title in enumerate(titles):
        if code := _CODE.fullmatch(title):
            codes[int(code[1])] = n
        elif name := _NAME.fullmatch(title):
            tongue = name[2] or spoken.get(name[3] or "", "")
            if tongue in LANGUAGES:
                names.setdefault(int(name[1]), {})[tongue] = n
    return _Columns(codes, names)


def _read_row(
    row: Row, columns: _Columns, found: dict[str, UnitRow], problems: list[RowProblem]
) -> None:
    parent = ""
    where = (row.origin.part, row.origin.row)
    for level in sorted(columns.codes):
        if level > DEEPEST:
            return
        pcode = _text(row, columns.codes[level])
        names = {
            code: name
            for code, column in columns.names.get(level, {}).items()
            if (name := _text(row, column))
        }
        if not pcode:
            if names:
                problems.append(RowProblem(*where, Doubt.NO_CODE, level))
            return
        if level not in columns.names and level < max(columns.codes):
            parent = pcode  # this table only points to the area above; another one names it
            continue
        unit = UnitRow(pcode, level, names, parent)
        doubt = _doubt(unit, found.get(pcode))
        if doubt is not None:
            problems.append(RowProblem(*where, doubt, level))
            return
        known = found.get(pcode)
        if known is None or (known.parent == "" and parent):
            found[pcode] = unit
        parent = pcode


def _doubt(unit: UnitRow, known: UnitRow | None) -> Doubt | None:
    if known is None:
        return None if unit.names else Doubt.NO_NAME
    if known.level != unit.level:
        return Doubt.TWO_LEVELS
    if unit.parent and known.parent and unit.parent != known.parent:
        return Doubt.TWO_PARENTS
    return None


def _text(row: Row, column: int) -> str:
    return " ".join(row.texts[column].split()) if column < len(row.cells) else ""


def orphans(units: Iterable[UnitRow], known: Iterable[str]) -> list[UnitRow]:
    """Units whose parent is neither in the file nor known: they would hang in the air."""
    rows = list(units)
    there = {unit.pcode for unit in rows} | set(known)
    return [unit for unit in rows if unit.parent and unit.parent not in there]
