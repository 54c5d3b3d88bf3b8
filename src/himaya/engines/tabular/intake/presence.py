"""Normalised operational presence: who is where in which sector, in the columns of HDX HAPI.

The columns and the wording of `warning` and `error` follow the file OCHA publishes as
"Coordination & Context: Operational Presence", so that both can be laid beside each other.
https://hdx-hapi.readthedocs.io/en/latest/data_usage_guides/coordination_and_context/
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from himaya.engines.tabular.intake.fields import AGENCY, by_combination
from himaya.engines.tabular.intake.reference import Reference
from himaya.engines.tabular.intake.rows import Reading
from himaya.engines.tabular.intake.sheet import ROW

COLUMNS = (
    "location_code",
    "provider_admin1_name",
    "provider_admin2_name",
    "admin1_code",
    "admin1_name",
    "admin2_code",
    "admin2_name",
    "admin_level",
    "org_acronym",
    "org_name",
    "org_type_description",
    "sector_code",
    "sector_name",
    "reference_period_start",
    "reference_period_end",
    "warning",
    "error",
)
# A row is the same presence when all of these are.
_SAME = tuple(name for name in COLUMNS if name not in ("warning", "error", "org_type_description"))
_ORDER = [
    "provider_admin1_name",
    "provider_admin2_name",
    "admin1_code",
    "admin2_code",
    "org_acronym",
    "org_name",
    "sector_code",
]
_TEXTS = (
    "sector_words",
    *(f"admin{level}_{part}" for level in (1, 2) for part in ("code", "name")),
    *(f"provider_admin{level}_name" for level in (1, 2)),
)
_DEEPEST = 2
PCODE_UNKNOWN = "PCode unknown"
NO_ORG, NO_SECTOR, UNKNOWN_SECTOR = "No org", "No sector", "Unknown sector"
_WARNED = {
    "place_name_near": "Place name near",
    "place_name_unclear": "Place name unclear",
    "place_unknown": "Place unknown",
    "place_not_in_parent": "Place not in parent",
    "place_name_differs": "Place name differs from PCode",
    "code_unknown": PCODE_UNKNOWN,
    "code_truncated": "PCode truncated",
    "code_unclear": "PCode unclear",
    "code_split": "PCode split",
    "agency_name_near": "Org name near",
    "agency_several": "Several orgs in one cell",
    "term_near": "Sector name near",
    "term_part": "Sector name in part",
}


@dataclass(frozen=True, slots=True)
class Presence:
    """`rows` in the columns of `COLUMNS`; `sources` gives the file's rows behind each, in order."""

    rows: pl.DataFrame
    sources: pl.Series


def presence_of(reading: Reading, reference: Reference) -> Presence:
    """Reduce the rows of a 3W to distinct presence. Rows with an error stay, and say so.

    A sector outside the published list is an error, as is a row without agency or sector; a
    place that was repaired or not found is a warning. Needs a reading of kind `3w`.
    """
    rows = _whole(reading.rows)
    rows = rows.with_columns(_published(rows, reference), _warnings(reading, rows))
    long = (
        rows.with_columns(_empty_as_null("agency"), _empty_as_null("listed"))
        .explode("listed")
        .explode("agency")
    )
    distinct = (
        _in_hapi_columns(long, reading, reference)
        .group_by(_SAME, maintain_order=True)
        .agg(
            pl.col("org_type_description", "warning", "error").drop_nulls().first(),
            pl.col(ROW).unique(maintain_order=True),
        )
        .sort(_ORDER, nulls_last=False, maintain_order=True)
    )
    return Presence(distinct.select(COLUMNS), distinct[ROW])


def _whole(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with every column that is spoken of below; what the file does not say is null."""
    absent: dict[str, Any] = {
        **dict.fromkeys(_TEXTS, pl.String),
        "sector": pl.List(pl.String),
        "agency": AGENCY,
        "area_repairs": pl.List(pl.String),
        "area_level": pl.Int8,
    }
    return rows.with_columns(
        pl.lit(None, dtype=kind).alias(name)
        for name, kind in absent.items()
        if name not in rows.columns
    )


def _in_hapi_columns(long: pl.DataFrame, reading: Reading, reference: Reference) -> pl.DataFrame:
    start, end = _period(reading)
    sectors = {code: term.label for code, term in reference.sectors.terms.items()}
    types = reference.list_of("organisation_types").terms
    agency, code, level = pl.col("agency").struct, pl.col("listed"), pl.col("area_level")
    return long.select(
        ROW,
        *_TEXTS[1:],
        pl.lit(reference.country or None, dtype=pl.String).alias("location_code"),
        pl.min_horizontal(level.fill_null(0), pl.lit(_DEEPEST)).alias("admin_level"),
        agency.field("acronym").alias("org_acronym"),
        agency.field("name").alias("org_name"),
        _named(agency.field("type"), {key: term.label for key, term in types.items()}).alias(
            "org_type_description"
        ),
        code.alias("sector_code"),
        _named(code, sectors).alias("sector_name"),
        pl.lit(start, dtype=pl.Date).alias("reference_period_start"),
        pl.lit(end, dtype=pl.Date).alias("reference_period_end"),
        "warning",
        _error(agency.field("name"), code).alias("error"),
    )


def _named(code: pl.Expr, labels: dict[str, str]) -> pl.Expr:
    return code.replace_strict(labels, default=None, return_dtype=pl.String)


def _error(agency: pl.Expr, sector: pl.Expr) -> pl.Expr:
    words = pl.col("sector_words")
    return (
        pl.when(agency.is_null())
        .then(pl.lit(NO_ORG))
        .when(sector.is_null() & words.is_null())
        .then(pl.lit(NO_SECTOR))
        .when(sector.is_null())
        .then(pl.concat_str(pl.lit(f"{UNKNOWN_SECTOR} "), words))
    )


def _published(rows: pl.DataFrame, reference: Reference) -> pl.Series:
    """The codes a published file shows for each row's sectors, each distinct cell once."""
    joined = rows.select(
        "sector_words", pl.col("sector").list.join("\t").fill_null("").alias("codes")
    )

    def resolve(row: tuple[str | None, ...]) -> dict[str, list[str]]:
        words, codes = row[0] or "", (row[1] or "").split("\t")
        filed = [reference.sectors.published_code(code, words) for code in codes if code]
        return {"listed": list(dict.fromkeys(code for code in filed if code))}

    schema = {"listed": pl.List(pl.String)}
    return by_combination(joined, ["sector_words", "codes"], resolve, schema).to_series()


def _empty_as_null(name: str) -> pl.Expr:
    return pl.when(pl.col(name).list.len() > 0).then(pl.col(name)).alias(name)


def _period(reading: Reading) -> tuple[dt.date | None, dt.date | None]:
    """As given, else the first start and last end in the file, else what its name says."""
    if reading.period is not None and not {"start", "end"} & set(reading.rows.columns):
        return reading.period
    first = reading.rows["start"].min() if "start" in reading.rows.columns else None
    last = reading.rows["end"].max() if "end" in reading.rows.columns else None
    said = reading.period or (None, None)
    return (
        first if isinstance(first, dt.date) else said[0],
        last if isinstance(last, dt.date) else said[1],
    )


def _warnings(reading: Reading, rows: pl.DataFrame) -> pl.Series:
    """What was repaired or is doubtful about place, agency and sector, as one text."""
    told = reading.doubts.filter(
        pl.col("field").is_in(["area", "agency", "sector"]) & pl.col("code").is_in(list(_WARNED))
    )
    words = told.with_columns(pl.col("code").replace_strict(_WARNED)).group_by(ROW).agg("code")
    joined = rows.select(
        ROW, pl.col("area_repairs").list.join("\n").fill_null("").alias("repairs")
    ).join(words, on=ROW, how="left", maintain_order="left")
    joined = joined.select("repairs", pl.col("code").list.join("|").fill_null("").alias("doubts"))

    def resolve(row: tuple[str | None, ...]) -> dict[str, str | None]:
        repaired = _repair_words((row[0] or "").split("\n"))
        doubts = [one for one in (row[1] or "").split("|") if one]
        if f"{PCODE_UNKNOWN} " in repaired:
            doubts = [one for one in doubts if one != PCODE_UNKNOWN]
        return {"warning": "|".join(part for part in (repaired, *doubts) if part) or None}

    schema = {"warning": pl.String}
    return by_combination(joined, ["repairs", "doubts"], resolve, schema).to_series()


def _repair_words(repairs: Sequence[str]) -> str:
    spoken = []
    for one in repairs:
        if not one:
            continue
        written, code, how = one.split("\t")
        if how in ("prefix", "padding"):
            spoken.append(f"PCode length {written}->{code}")
        elif how in ("code_by_name", "truncated"):
            spoken.append(f"{PCODE_UNKNOWN} {written}->{code} (provider_adm2_name)")
        elif how == "crosswalk":
            spoken.append(f"PCode old {written}->{code}")
    return "|".join(spoken)
