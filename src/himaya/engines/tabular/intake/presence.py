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

from himaya.engines.tabular.intake.fields import by_combination
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
_DEEPEST = 2
_WARNED = {
    "place_name_near": "Place name near",
    "place_name_unclear": "Place name unclear",
    "place_unknown": "Place unknown",
    "place_not_in_parent": "Place not in parent",
    "place_name_differs": "Place name differs from PCode",
    "code_unknown": "PCode unknown",
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
    rows = reading.rows
    absent: dict[str, Any] = {
        "sector": pl.List(pl.String),
        "agency": pl.List(pl.Struct({"acronym": pl.String, "name": pl.String, "type": pl.String})),
        "area_repairs": pl.List(pl.String),
        "area_level": pl.Int8,
    }
    names = [
        "area_code",
        "sector_words",
        *(f"admin{n}_{part}" for n in (1, 2) for part in ("code", "name")),
    ]
    names += [f"provider_admin{n}_name" for n in (1, 2)]
    rows = rows.with_columns(
        pl.lit(None, dtype=kind).alias(name)
        for name, kind in {**dict.fromkeys(names, pl.String), **absent}.items()
        if name not in rows.columns
    )
    start, end = _period(reading)
    known = {code: term for code, term in reference.sectors.terms.items() if term.published}
    types = {
        code: term.label for code, term in reference.list_of("organisation_types").terms.items()
    }
    long = (
        rows.with_columns(
            _published(rows, reference), _warnings(reading, rows), _empty_as_null("agency")
        )
        .with_columns(_empty_as_null("listed"))
        .explode("listed")
        .explode("agency")
    )
    code = pl.col("listed")
    no_sector = code.is_null()
    agency = pl.col("agency").struct
    error = (
        pl.when(agency.field("name").is_null())
        .then(pl.lit("No org"))
        .when(no_sector & pl.col("sector_words").is_null())
        .then(pl.lit("No sector"))
        .when(no_sector)
        .then(pl.concat_str(pl.lit("Unknown sector "), pl.col("sector_words")))
    )
    made = long.select(
        ROW,
        pl.lit(reference.country or None, dtype=pl.String).alias("location_code"),
        "provider_admin1_name",
        "provider_admin2_name",
        "admin1_code",
        "admin1_name",
        "admin2_code",
        "admin2_name",
        pl.min_horizontal(pl.col("area_level").fill_null(0), pl.lit(_DEEPEST)).alias("admin_level"),
        agency.field("acronym").alias("org_acronym"),
        agency.field("name").alias("org_name"),
        agency.field("type")
        .replace_strict(types, default=None, return_dtype=pl.String)
        .alias("org_type_description"),
        code.alias("sector_code"),
        code.replace_strict(
            {one: term.label for one, term in known.items()}, default=None, return_dtype=pl.String
        ).alias("sector_name"),
        pl.lit(start, dtype=pl.Date).alias("reference_period_start"),
        pl.lit(end, dtype=pl.Date).alias("reference_period_end"),
        "warning",
        error.alias("error"),
    )
    distinct = made.group_by(_SAME, maintain_order=True).agg(
        pl.col("org_type_description").drop_nulls().first(),
        pl.col("warning").drop_nulls().first(),
        pl.col("error").drop_nulls().first(),
        pl.col(ROW).unique(maintain_order=True),
    )
    order = [
        "provider_admin1_name",
        "provider_admin2_name",
        "admin1_code",
        "admin2_code",
        "org_acronym",
        "org_name",
        "sector_code",
    ]
    distinct = distinct.sort(order, nulls_last=False, maintain_order=True)
    return Presence(distinct.select(COLUMNS), distinct[ROW])


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
        if "PCode unknown " in repaired:
            doubts = [one for one in doubts if one != "PCode unknown"]
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
            spoken.append(f"PCode unknown {written}->{code} (provider_adm2_name)")
        elif how == "crosswalk":
            spoken.append(f"PCode old {written}->{code}")
    return "|".join(spoken)
