"""A working copy in the columns of HDX HAPI, for programs that read operational presence.

A row for each agency and sector of a record, as HAPI has them. What the columns are called, and
the words of `warning` and `error`, come from the engine that reads a 3W.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any

from himaya.engines.tabular import iso3_of
from himaya.gate.decisions import visible_to
from himaya.kernel.words import in_language
from himaya.people.models import Agency
from himaya.places.queries import Chain, unit_chains
from himaya.records.derive import acronyms_in
from himaya.records.models import Record
from himaya.records.registers.columns import Column
from himaya.records.registers.register import Register
from himaya.releases.content import Cell, Table

# Meanings that HAPI writes in several columns, or that make rows; one of them makes the copy.
_WHERE_AND_WHO = ("area", "agency", "sector")
_ID = "id"
_ENGLISH = "en"  # HAPI's names are for programs and know no reader
_DEEPEST = 2

Row = dict[str, Cell]


def fits_hapi(columns: Sequence[Column]) -> bool:
    """Whether any of the columns says who, in which sector or where."""
    return any(_columns_of(columns, means) for means in _WHERE_AND_WHO)


def hapi_columns(register: Register, columns: Sequence[Column]) -> tuple[Column, ...]:
    """Those of the columns that such a copy holds.

    What two columns mean alike is left out: which of them HAPI's one name would speak of, nobody
    could tell. So is a count that is none of people, which HAPI's name for it would make one.
    """
    several = [one for means in _WHERE_AND_WHO for one in _columns_of(columns, means)]
    held = {one.key for one in (*several, *_plain_columns(register, columns).values())}
    return tuple(one for one in columns if one.key in held)


def hapi_table(
    register: Register, records: Sequence[Record], columns: Sequence[Column], title: str
) -> Table:
    """The rows under HAPI's headings, as far as the register has anything to put there.

    Figures stand in the first row of a record only, so that they can be added up.
    """
    from himaya.engines.tabular.intake.presence import COLUMNS

    reference = _Reference.of(register, records, columns)
    plain = _plain_columns(register, columns)
    rows = [row for record in records for row in _rows(record, columns, plain, reference)]
    filled = {name for row in rows for name, cell in row.items() if cell is not None}
    names = [_ID, *(name for name in COLUMNS if name in filled)]
    names += [name for name in plain if name not in names]
    return Table(
        headers=names, rows=[[row.get(name) for name in names] for row in rows], title=title
    )


def _columns_of(columns: Sequence[Column], means: str) -> list[Column]:
    """The columns with an answer of that meaning, in repeats too."""
    return [
        column
        for column in columns
        if (column.asked is not None and column.means == means)
        or any(part.means == means for part in column.parts)
    ]


def _plain_columns(register: Register, columns: Sequence[Column]) -> dict[str, Column]:
    """By HAPI's name: the one column outside repeats of each other meaning."""
    from himaya.engines.tabular.intake import hapi_of

    found: dict[str, list[Column]] = {}
    for column in columns:
        is_other = column.asked is not None and column.means not in _WHERE_AND_WHO
        name = hapi_of(column.means) if is_other and column.means else ""
        if name and (column.means != "count" or register.counts_people):
            found.setdefault(name, []).append(column)
    return {name: several[0] for name, several in found.items() if len(several) == 1}


@dataclass(frozen=True, slots=True)
class _Reference:
    """What codes mean: areas of the edition in force, agencies by acronym, the register."""

    register: Register
    chains: Mapping[str, Chain]
    country: str  # its code, where the operation has one country
    agencies: Mapping[str, Agency]

    @classmethod
    def of(
        cls, register: Register, records: Sequence[Record], columns: Sequence[Column]
    ) -> "_Reference":
        """Three queries."""
        operation = register.dataset.operation
        chains = {one.pcode: one for one in unit_chains(operation, register.places_edition)}
        countries = [one.pcode for one in chains.values() if one.level == 0]
        named = {
            acronym
            for record in records
            for text in _texts(record, columns, "agency", register)
            for acronym in acronyms_in(text)
        }
        agencies = visible_to(Agency.objects.filter(acronym__in=named), register.seat)
        return cls(
            register,
            chains,
            _country(countries[0]) if len(countries) == 1 else "",
            {one.acronym: one for one in agencies},
        )


def _rows(
    record: Record,
    columns: Sequence[Column],
    plain: Mapping[str, Column],
    reference: _Reference,
) -> Iterator[Row]:
    register = reference.register
    where = _place(next(iter(_texts(record, columns, "area", register)), ""), reference)
    agencies = [
        _agency(acronym, reference)
        for text in _texts(record, columns, "agency", register)
        for acronym in sorted(acronyms_in(text))
    ]
    sectors = [_sector(text) for text in _texts(record, columns, "sector", register)]
    others = {name: _plain(record, column, register) for name, column in plain.items()}
    figures = {name for name, column in plain.items() if column.is_number}
    nobody: list[Row] = [{"error": _missing(columns, "agency")}]
    nowhere: list[Row] = [{"error": _missing(columns, "sector")}]
    pairs = product(agencies or nobody, sectors or nowhere)
    for number, (agency, sector) in enumerate(pairs):
        row: Row = {_ID: record.ref, **others, **where, **agency, **sector}
        if number:
            row.update(dict.fromkeys(figures))
        row["error"] = agency.get("error") or sector.get("error")
        yield row


def _missing(columns: Sequence[Column], means: str) -> str | None:
    from himaya.engines.tabular.intake.presence import NO_ORG, NO_SECTOR

    if not _columns_of(columns, means):
        return None
    return NO_ORG if means == "agency" else NO_SECTOR


def _texts(
    record: Record, columns: Sequence[Column], means: str, register: Register
) -> Iterator[str]:
    """The answers of that meaning that may leave, each once."""
    answers = record.head.answers if record.head else {}
    found: dict[str, None] = {}
    for column in _columns_of(columns, means):
        value = answers.get(column.key)
        if value in (None, "", []) or record.version_id in register.stays_in(column):
            continue
        for one in _values(column, value, means):
            found[str(one)] = None
    yield from found


def _values(column: Column, value: Any, means: str) -> Iterator[Any]:  # noqa: ANN401 - an answer
    if column.asked is not None:
        yield from value if isinstance(value, list) else [value]
        return
    keys = [part.key for part in column.parts if part.means == means]
    for turn in value:
        yield from (turn[key] for key in keys if turn.get(key))


def _place(pcode: str, reference: _Reference) -> Row:
    from himaya.engines.tabular.intake import hapi_of
    from himaya.engines.tabular.intake.presence import PCODE_UNKNOWN

    found = reference.chains.get(pcode)
    if found is None:
        row: Row = {"location_code": reference.country or None, "admin_level": 0}
        return row | {"warning": f"{PCODE_UNKNOWN} {pcode}"} if pcode else row
    row = {"admin_level": min(found.level, _DEEPEST)}
    above = [reference.chains[code] for code in found.above if code in reference.chains]
    for unit in (found, *above):
        if unit.level <= _DEEPEST:
            row[hapi_of("area", "code", unit.level)] = (
                unit.pcode if unit.level else _country(unit.pcode)
            )
        if 0 < unit.level <= _DEEPEST:
            row[hapi_of("area", "name", unit.level)] = in_language(unit.names, _ENGLISH)
    return row


def _country(pcode: str) -> str:
    """The three letters that HAPI knows a country by; its p-code where it has none."""
    return iso3_of(pcode) or pcode


def _agency(acronym: str, reference: _Reference) -> Row:
    found = reference.agencies.get(acronym)
    return {
        "org_acronym": acronym,
        "org_name": in_language(found.names, _ENGLISH) if found else None,
        "org_type_description": _kind(found.kind) if found else None,
    }


def _kind(kind: str) -> str | None:
    """OCHA's words for a kind of agency, where the list has one of them."""
    from himaya.engines.tabular.intake.vocabulary import vocabulary

    types = vocabulary("organisation_types")
    own = [term for term in types.terms.values() if term.own == kind]
    match = types.find(kind.replace("_", " "))
    chosen = own[0] if len(own) == 1 else match.term if match.how == "word" else None
    return chosen.label if chosen else None


def _sector(said: str) -> Row:
    """A code that OCHA publishes, with its name; else the words, as an error."""
    from himaya.engines.tabular.intake.presence import UNKNOWN_SECTOR
    from himaya.engines.tabular.intake.vocabulary import vocabulary

    sectors = vocabulary("sectors")
    term = sectors.terms.get(said) or sectors.find(said).term
    code = sectors.published_code(term.code, said) if term else None
    if code is None:
        return {"error": f"{UNKNOWN_SECTOR} {said}"}
    return {"sector_code": code, "sector_name": sectors.terms[code].label}


def _plain(record: Record, column: Column, register: Register) -> Cell:
    """An answer as programs want it: codes of choices, days as days."""
    if record.version_id in register.stays_in(column):
        return None
    if column.means == "status":
        return record.status
    value = (record.head.answers if record.head else {}).get(column.key)
    if value in (None, "", []):
        return None
    if column.asked is not None and column.asked.type == "date":
        return date.fromisoformat(str(value)[:10])
    if isinstance(value, list):
        return "; ".join(str(one) for one in value)
    return value if isinstance(value, int | float) else str(value)
