"""Tables of admin units and crosswalks between their editions.

Read are COD-AB tables in the older scheme (ADM2_PCODE, ADM2_EN, ADM2_AR, validOn) and the newer one
(adm2_pcode, adm2_name, adm2_name1 with the languages in lang, lang1, valid_on, valid_to,
version), OCHA's global list (Location, Admin Level, P-Code, Name, Parent P-Code), and tables with
an old and a new code in a row.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from himaya.engines.tabular.intake.dates import DateOrder, read_date
from himaya.engines.tabular.intake.heads import Head, HeadColumn, find_head
from himaya.engines.tabular.intake.meanings import words_of
from himaya.engines.tabular.intake.sheet import ROW, Sheet

_CODE = re.compile(r"adm(?:in)?_?(\d)_?p?code$")
_NAME = re.compile(r"adm(?:in)?_?(\d)_?(?:name(\d?)|([a-z]{2})(?:_?\d)?|ref(?:name)?)$")
_LANGUAGE = re.compile(r"lang(\d?)$")
_VALID = {"validon": "on", "valid_on": "on", "validto": "to", "valid_to": "to", "date": "on"}
_OLD = frozenset(
    [
        "old",
        "ancien",
        "ancienne",
        "anterior",
        "previous",
        "former",
        "from",
        "source",
        "قديم",
        "سابق",
    ]
)
_NEW = frozenset(["new", "nouveau", "nouvelle", "nuevo", "current", "to", "target", "جديد", "حالي"])
# The first that fits a heading of a list of units.
_LISTED = {
    "parent": {"parent"},
    "code": {"pcode", "code", "p"},
    "level": {"level", "niveau", "nivel"},
    "name": {"name", "nom", "nombre", "اسم"},
    "country": {"location", "country", "pays", "pai"},
    "on": {"valid"},
}
_CODE_LIKE = r"^[A-Za-z]{2,3}[0-9A-Za-z]*\d[0-9A-Za-z]*$"
_ISO = DateOrder(day_first=True, proof="default")


@dataclass(frozen=True, slots=True)
class UnitFound:
    """One admin unit: names by language code ("" where none is said), and its edition."""

    code: str
    level: int
    names: Mapping[str, str]
    parent: str = ""
    country: str = ""
    valid_on: dt.date | None = None
    valid_to: dt.date | None = None
    version: str = ""


@dataclass(frozen=True, slots=True)
class UnitDoubt:
    """A row that was left out in part: no_code, no_name, two_parents or two_levels."""

    sheet: str
    row: int
    code: str
    level: int = 0


@dataclass(slots=True)
class UnitsRead:
    """Units by level and code, and what could not be taken."""

    units: list[UnitFound] = field(default_factory=list)
    doubts: list[UnitDoubt] = field(default_factory=list)

    def rows(self) -> list[dict[str, object]]:
        """As `reference_of(places=...)` takes them."""
        return [
            {
                "code": unit.code,
                "level": unit.level,
                "names": dict(unit.names),
                "parent": unit.parent,
                "country": unit.country,
            }
            for unit in self.units
        ]


@dataclass(frozen=True, slots=True)
class _Layout:
    codes: Mapping[int, str]  # level -> column
    names: Mapping[int, Mapping[str, str]]  # level -> language -> column
    valid: Mapping[str, str]
    version: str


def read_units(sheets: list[Sheet], *, language: str = "en") -> UnitsRead:
    """The units of every sheet that has any. `language` is that of names that do not say."""
    found: dict[str, UnitFound] = {}
    read = UnitsRead()
    for sheet in sheets:
        head = find_head(sheet)
        layout = _layout(sheet, head, language)
        rows = _chains(sheet, head, layout) if layout.codes else _listed(sheet, head)
        for number, unit in rows:
            _take(unit, found, read.doubts, sheet.name, number)
    read.units = sorted(found.values(), key=lambda unit: (unit.level, unit.code))
    return read


def _layout(sheet: Sheet, head: Head, language: str) -> _Layout:
    titles = {column.key: _title(column) for column in head.columns}
    body = sheet.cells.filter(pl.col(ROW) >= head.first_row).head(1)
    spoken = {"": language}
    for key, title in titles.items():
        if (said := _LANGUAGE.match(title)) and body.height:
            spoken[said[1]] = str(body[key][0] or "").strip().lower()[:2]
    codes: dict[int, str] = {}
    names: dict[int, dict[str, str]] = {}
    for key, title in titles.items():
        if code := _CODE.match(title):
            codes.setdefault(int(code[1]), key)
        elif name := _NAME.match(title):
            tongue = name[3] or spoken.get(name[2] or "", name[2] or "")
            names.setdefault(int(name[1]), {}).setdefault(tongue or language, key)
    valid = {_VALID[title]: key for key, title in titles.items() if title in _VALID}
    version = next((key for key, title in titles.items() if title.startswith("version")), "")
    return _Layout(codes, names, valid, version)


def _title(column: HeadColumn) -> str:
    return re.sub(r"[\s.-]+", "_", column.name.strip().lower())


def _chains(sheet: Sheet, head: Head, layout: _Layout) -> Iterator[tuple[int, UnitFound]]:
    """Each row carries a unit with the units above it; every one of them is given."""
    body = sheet.cells.filter(pl.col(ROW) >= head.first_row)
    deepest = max(layout.codes)
    for row in body.iter_rows(named=True):
        parent = country = ""
        for level in sorted(layout.codes):
            code = (row[layout.codes[level]] or "").strip()
            names = {
                tongue: row[key].strip()
                for tongue, key in layout.names.get(level, {}).items()
                if row[key]
            }
            if level == 0:
                country = code
            own = level == deepest
            if code or names:
                yield (
                    row[ROW],
                    UnitFound(
                        code,
                        level,
                        names,
                        parent,
                        country,
                        _day(row, layout.valid.get("on")) if own else None,
                        _day(row, layout.valid.get("to")) if own else None,
                        str(row[layout.version] or "") if own and layout.version else "",
                    ),
                )
            parent = code or parent


def _day(row: Mapping[str, str | None], key: str | None) -> dt.date | None:
    text = row[key] if key else None
    return read_date(text, _ISO).first if text else None


def _listed(sheet: Sheet, head: Head) -> Iterator[tuple[int, UnitFound]]:
    """One unit a row, with its level and parent in columns of their own."""
    keys: dict[str, str] = {}
    for column in head.columns:
        words = set(words_of(column.name))
        said = next((name for name, known in _LISTED.items() if words & known), "")
        if said and not (said == "code" and "country" in words):
            keys.setdefault(said, column.key)
    if not {"code", "name", "level"} <= set(keys):
        return
    body = sheet.cells.filter(pl.col(ROW) >= head.first_row)
    for row in body.iter_rows(named=True):
        texts = {name: (row[key] or "").strip() for name, key in keys.items()}
        if not texts["level"].isdigit():
            continue
        names = {"": texts["name"]} if texts["name"] else {}
        yield (
            row[ROW],
            UnitFound(
                texts["code"],
                int(texts["level"]),
                names,
                texts.get("parent", ""),
                texts.get("country", ""),
                _day(row, keys.get("on")),
            ),
        )


def _take(
    unit: UnitFound,
    found: dict[str, UnitFound],
    doubts: list[UnitDoubt],
    sheet: str,
    number: int,
) -> None:
    """Keep a unit once; what does not agree with what is known is left out and said."""
    if not unit.code:
        doubts.append(UnitDoubt(sheet, number, "no_code", unit.level))
        return
    known = found.get(unit.code)
    if known is None:
        if unit.names or unit.level == 0:
            found[unit.code] = unit
        else:
            doubts.append(UnitDoubt(sheet, number, "no_name", unit.level))
    elif known.level != unit.level:
        doubts.append(UnitDoubt(sheet, number, "two_levels", unit.level))
    elif unit.parent and known.parent and unit.parent != known.parent:
        doubts.append(UnitDoubt(sheet, number, "two_parents", unit.level))
    elif unit.valid_on and not known.valid_on:
        found[unit.code] = unit


def read_crosswalk(sheets: list[Sheet]) -> dict[str, list[str]]:
    """Old code → new codes, from the first sheet with an old and a new column of codes.

    The columns are known by their headings ("old", "ancien", "from" …); where one old code has
    several new ones the unit was split.
    """
    for sheet in sheets:
        head = find_head(sheet)
        body = sheet.cells.filter(pl.col(ROW) >= head.first_row)
        sides: dict[str, str] = {}
        for column in head.columns:
            words = set(words_of(" ".join(column.labels)))
            codes = body[column.key].drop_nulls()
            if not len(codes) or not codes.str.contains(_CODE_LIKE).all():
                continue
            if words & _OLD:
                sides.setdefault("old", column.key)
            elif words & _NEW:
                sides.setdefault("new", column.key)
        if set(sides) == {"old", "new"}:
            found: dict[str, list[str]] = {}
            for old, new in body.select(sides["old"], sides["new"]).iter_rows():
                if old and new and new not in found.setdefault(old, []):
                    found[old].append(new)
            return {old: new for old, new in found.items() if new != [old]}
    return {}
