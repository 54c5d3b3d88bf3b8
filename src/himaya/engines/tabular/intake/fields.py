"""One field of a kind, read from its columns for all rows at once.

Each distinct combination of texts is resolved once and joined back, so that the cost follows the
number of different places and agencies, not the number of rows.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from himaya.engines.tabular.intake.dates import DateOrder, read_dates
from himaya.engines.tabular.intake.gazetteer import PlaceWords
from himaya.engines.tabular.intake.kinds import Field
from himaya.engines.tabular.intake.numbers import BLANK, read_numbers
from himaya.engines.tabular.intake.proposals import Proposal
from himaya.engines.tabular.intake.reference import Reference
from himaya.engines.tabular.intake.sheet import UNSOLVED
from himaya.engines.tabular.intake.vocabulary import TermMatch

DOUBTS = "__doubts"
_TYPED = ("xlsx", "xls", "ods")
AGENCY = pl.List(pl.Struct({"acronym": pl.String, "name": pl.String, "type": pl.String}))
_LATITUDES, _LONGITUDES = 90, 180


def blank_words(column: pl.Series) -> pl.Series:
    """The texts of a column with "n/a", "-" and their like as null; unsolved formulas too."""
    empty = (column.str.contains(BLANK.pattern) | (column == UNSOLVED)).fill_null(value=False)
    return column.set(empty, None) if empty.any() else column


def by_combination(
    frame: pl.DataFrame,
    columns: Sequence[str],
    resolve: Callable[[tuple[str | None, ...]], Mapping[str, Any]],
    schema: Mapping[str, Any],
) -> pl.DataFrame:
    """Resolve each distinct combination of `columns` once; one row for each row of the frame."""
    keys = [f"__{n}" for n in range(len(columns))]
    texts = frame.select(pl.col(name).alias(key) for name, key in zip(columns, keys, strict=True))
    distinct = texts.unique()
    made = [resolve(row) for row in distinct.iter_rows()]
    resolved = pl.DataFrame(made, schema=dict(schema), orient="row")
    table = pl.concat([distinct, resolved], how="horizontal")
    joined = texts.join(table, on=keys, how="left", nulls_equal=True, maintain_order="left")
    return joined.select(list(schema))


def read_area(
    frame: pl.DataFrame, columns: Sequence[Proposal], reference: Reference
) -> pl.DataFrame:
    """`area_code`, its level, names and codes of each admin level, the words, and the repairs."""
    places = reference.gazetteer
    levels = [level for level in places.levels if level > 0] or [1, 2]
    keys = [one.column.key for one in columns]
    schema = _area_columns(levels)

    def resolve(row: tuple[str | None, ...]) -> Mapping[str, Any]:
        said = [(one, text) for one, text in zip(columns, row, strict=True) if text]
        codes = tuple(
            (one.level, text) for one, text in said if one.facet == "code" and one.level != 0
        )
        names = tuple(
            (one.level, text) for one, text in said if one.facet != "code" and one.level != 0
        )
        made: dict[str, Any] = dict.fromkeys(schema)
        made["area_words"] = " > ".join(text for _, text in (*names, *codes)) or None
        for level, text in names:
            if f"provider_admin{level}_name" in schema:
                made[f"provider_admin{level}_name"] = text
        if not places.units:
            return made | _as_written(codes, schema)
        found = places.resolve(PlaceWords(codes, names))
        made[DOUBTS] = list(found.doubts)
        made["area_candidates"] = list(found.candidates)
        made["area_repairs"] = ["\t".join(one) for one in found.repairs]
        if found.unit is not None:
            made |= {
                "area_code": found.unit.code,
                "area_name": found.unit.names[0],
                "area_level": found.unit.level,
                "area_how": found.how,
                "area_confidence": found.confidence,
            }
            for level, unit in found.chain.items():
                if level:
                    made[f"admin{level}_code"], made[f"admin{level}_name"] = (
                        unit.code,
                        unit.names[0],
                    )
        return made

    return by_combination(frame, keys, resolve, schema)


def _area_columns(levels: Sequence[int]) -> dict[str, Any]:
    units = [f"admin{level}_{part}" for level in levels for part in ("code", "name")]
    return {
        **dict.fromkeys(("area_code", "area_name"), pl.String),
        "area_level": pl.Int8,
        **dict.fromkeys(units, pl.String),
        **{f"provider_admin{level}_name": pl.String for level in levels},
        **dict.fromkeys(("area_words", "area_how"), pl.String),
        "area_confidence": pl.Float64,
        **dict.fromkeys(("area_repairs", "area_candidates", DOUBTS), pl.List(pl.String)),
    }


def _as_written(
    codes: Sequence[tuple[int | None, str]], schema: Mapping[str, Any]
) -> dict[str, Any]:
    """Without a list of places the provider's own codes are all there is."""
    made: dict[str, Any] = {DOUBTS: [], "area_candidates": [], "area_repairs": []}
    for level, code in sorted((level, code) for level, code in codes if level):
        if f"admin{level}_code" in schema:
            made[f"admin{level}_code"] = code
            made |= {"area_code": code, "area_level": level}
            made |= {"area_how": "as_written", "area_confidence": 0.5}
    return made


def read_agency(
    frame: pl.DataFrame, columns: Sequence[Proposal], reference: Reference
) -> pl.DataFrame:
    """`agency` (a list: a cell may name several), the first one's parts, and the words."""
    types = reference.list_of("organisation_types")
    keys = [one.column.key for one in columns]
    schema: dict[str, Any] = {
        "agency": AGENCY,
        "agency_acronym": pl.String,
        "agency_name": pl.String,
        "agency_type": pl.String,
        "agency_words": pl.String,
        "agency_how": pl.String,
        "agency_confidence": pl.Float64,
        DOUBTS: pl.List(pl.String),
    }

    def resolve(row: tuple[str | None, ...]) -> Mapping[str, Any]:
        said = {one.facet: text for one, text in zip(columns, row, strict=True) if text}
        name, acronym = said.get("name", ""), said.get("acronym", "")
        made: dict[str, Any] = dict.fromkeys(schema)
        if not name and not acronym:
            return made | {DOUBTS: []}
        term = types.find(said.get("type", "")).term
        found = reference.agencies.find_all(name, acronym, term.code if term else "")
        agencies = [
            {
                "acronym": one.agency.acronym or None,
                "name": one.agency.name,
                "type": one.agency.type or None,
            }
            for one in found
        ]
        first = agencies[0]
        made |= {
            "agency": agencies,
            "agency_acronym": first["acronym"],
            "agency_name": first["name"],
            "agency_type": first["type"],
            "agency_words": " | ".join(text for text in (name, acronym) if text),
            "agency_how": found[0].how,
            "agency_confidence": min(one.confidence for one in found),
            DOUBTS: list(dict.fromkeys(one.doubt for one in found if one.doubt)),
        }
        return made

    return by_combination(frame, keys, resolve, schema)


def read_terms(frame: pl.DataFrame, key: str, field: Field, reference: Reference) -> pl.DataFrame:
    """The code, or with `terms` the list of codes, of a closed list, and the words."""
    known = reference.list_of(field.list_name)
    many = field.value == "terms"
    schema: dict[str, Any] = {
        field.key: pl.List(pl.String) if many else pl.String,
        f"{field.key}_words": pl.String,
        f"{field.key}_confidence": pl.Float64,
        DOUBTS: pl.List(pl.String),
    }

    def resolve(row: tuple[str | None, ...]) -> Mapping[str, Any]:
        text = row[0]
        if not text:
            return dict.fromkeys(schema) | {DOUBTS: []}
        found = known.find_all(text) if many else [known.find(text)]
        codes = list(dict.fromkeys(one.term.code for one in found if one.term is not None))
        doubts = [_term_doubt(one, field) for one in found]
        return {
            field.key: codes if many else (codes[0] if codes else None),
            f"{field.key}_words": text,
            f"{field.key}_confidence": min(one.confidence for one in found),
            DOUBTS: list(dict.fromkeys(doubt for doubt in doubts if doubt)),
        }

    return by_combination(frame, [key], resolve, schema)


def _term_doubt(match: TermMatch, field: Field) -> str:
    """Words of the provider's own are no fault where the row does not depend on them."""
    doubt = match.doubt or ("term_unknown" if match.term is None else "")
    return "term_unlisted" if match.term is None and doubt and not field.is_required else doubt


def read_date_field(
    frame: pl.DataFrame, key: str, field: Field, reference: Reference
) -> tuple[pl.DataFrame, DateOrder]:
    """The day (of a month or year its first, or last where the field ends something)."""
    years = {day.year for day in reference.period or ()}
    year = years.pop() if len(years) == 1 else None
    read, order = read_dates(
        frame[key],
        day_first=reference.day_first,
        is_decided=reference.order_is_decided,
        year=year,
    )
    return read.select(
        pl.col("last" if field.is_last else "first").alias(field.key),
        frame[key].alias(f"{field.key}_words"),
        as_list(pl.col("doubt")).alias(DOUBTS),
    ), order


def read_number_field(
    frame: pl.DataFrame, key: str, field_key: str, sheet_kind: str, *, may_be_below: bool = False
) -> pl.DataFrame:
    """The number and the words; a count below zero is doubtful."""
    read = read_numbers(frame[key], typed=sheet_kind in _TYPED)
    below = (pl.col("number") < 0) & (pl.col("doubt") == "") & (not may_be_below)
    doubt = pl.when(below).then(pl.lit("number_negative")).otherwise(pl.col("doubt"))
    return read.select(
        pl.col("number").alias(field_key),
        frame[key].alias(f"{field_key}_words"),
        as_list(doubt).alias(DOUBTS),
    )


def read_point(frame: pl.DataFrame, columns: Sequence[Proposal]) -> pl.DataFrame:
    """`latitude` and `longitude` in degrees (WGS 84); what is off the map is doubtful."""
    keys = {one.facet: one.column.key for one in columns}
    if set(keys) != {"lat", "lon"}:
        return pl.DataFrame({DOUBTS: [[]] * frame.height}, schema={DOUBTS: pl.List(pl.String)})
    lat, lon = (
        pl.col(keys[facet]).str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
        for facet in ("lat", "lon")
    )
    made = frame.select(lat.alias("latitude"), lon.alias("longitude"))
    lat, lon = pl.col("latitude"), pl.col("longitude")
    swapped = (lat.abs() > _LATITUDES) & (lat.abs() <= _LONGITUDES) & (lon.abs() <= _LATITUDES)
    outside = (lat.abs() > _LATITUDES) | (lon.abs() > _LONGITUDES) | ((lat == 0) & (lon == 0))
    doubt = (
        pl.when(swapped)
        .then(pl.lit("point_swapped"))
        .when(outside)
        .then(pl.lit("point_outside"))
        .otherwise(pl.lit(""))
    )
    return made.with_columns(as_list(doubt).alias(DOUBTS))


def as_list(doubt: pl.Expr) -> pl.Expr:
    """A column of codes, "" for none, as lists of codes."""
    return (
        pl.when(doubt != "")
        .then(pl.concat_list(doubt))
        .otherwise(pl.lit([], dtype=pl.List(pl.String)))
    )


def first_of(columns: Iterable[Proposal]) -> Proposal | None:
    """The surest of several columns for one field."""
    return max(columns, key=lambda one: one.confidence, default=None)
