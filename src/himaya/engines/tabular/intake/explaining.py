"""What was made of a file, for a person who decides and for programs: no persons, no rows lost."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from himaya.engines.tabular.intake.doubts import doubts as known_doubts
from himaya.engines.tabular.intake.kinds import Field
from himaya.engines.tabular.intake.rows import IDENTITY, Reading
from himaya.engines.tabular.intake.sheet import ROW

_SCHEMA: dict[str, Any] = {
    "field": pl.String,
    "words": pl.String,
    "resolved": pl.String,
    "how": pl.String,
    "confidence": pl.Float64,
    "doubts": pl.List(pl.String),
    "candidates": pl.List(pl.String),
    "rows": pl.UInt32,
}
_PARTS = {"area": "area_code", "agency": "agency_name"}


def resolutions_of(reading: Reading) -> pl.DataFrame:
    """Each distinct wording of a place, agency or listed word, and what it was taken for.

    Columns: field, words (the provider's own), resolved (a code, or the agency's name), how,
    confidence, doubts, candidates, rows (how many rows say so). The least sure come first: this
    is the list on which a person decides once for all rows.
    """
    made = [pl.DataFrame(schema=_SCHEMA)]
    for field in reading.kind.fields.values():
        if field.value in ("area", "agency", "term", "terms") and not field.is_personal:
            found = _of_field(reading, field)
            if found is not None:
                made.append(found)
    return pl.concat(made).sort("confidence", "rows", descending=[False, True], nulls_last=False)


def _of_field(reading: Reading, field: Field) -> pl.DataFrame | None:
    rows, prefix = reading.rows, field.key
    if field.value in _PARTS:
        prefix = field.value
    words = f"{prefix}_words"
    if words not in rows.columns:
        return None
    resolved = pl.col(_PARTS.get(field.value, field.key))
    if field.value == "terms":
        resolved = resolved.list.join("; ")
    doubts = reading.doubts.filter(pl.col("field") == field.key).group_by(ROW).agg("code")
    how = pl.col(f"{prefix}_how") if f"{prefix}_how" in rows.columns else pl.lit(None)
    none = pl.lit([], dtype=pl.List(pl.String))
    offered = pl.col("area_candidates") if field.value == "area" else none
    return (
        rows.join(doubts, on=ROW, how="left")
        .filter(pl.col(words).is_not_null())
        .group_by(pl.col(words).alias("words"), resolved.alias("resolved"))
        .agg(
            how.first().cast(pl.String).alias("how"),
            pl.col(f"{prefix}_confidence").min().alias("confidence"),
            pl.col("code").list.explode().drop_nulls().unique().sort().alias("doubts"),
            offered.first().alias("candidates"),
            pl.len().alias("rows"),
        )
        .select(pl.lit(field.key).alias("field"), *list(_SCHEMA)[1:])
        .cast(pl.Schema(_SCHEMA))
    )


def explain(reading: Reading, *, most: int = 500) -> dict[str, Any]:
    """The reading as plain JSON: sheet, columns with reasons, counts, doubts and resolutions.

    At most `most` resolutions, the least sure first. Words of personal fields are never among
    them; headings and the words of places, agencies and lists are.
    """
    doubts = (
        reading.doubts.group_by("field", "code").agg(pl.len().alias("rows")).sort("field", "code")
    )
    resolutions = resolutions_of(reading)
    return {
        "kind": reading.kind.code,
        "sheet": reading.sheet.name,
        "format": reading.sheet.kind,
        "heading_rows": list(reading.head.rows),
        "hxl_row": reading.head.hxl_row,
        "first_row": reading.head.first_row,
        "columns": [
            {
                "heading": one.column.name,
                "tag": one.column.tag,
                "field": one.field,
                "means": one.means,
                "facet": one.facet,
                "level": one.level,
                "confidence": one.confidence,
                "reason": one.reason,
                "doubt": one.doubt,
                "others": [name for name, _ in one.others],
            }
            for one in reading.proposals
        ],
        "dates": {
            name: {"day_first": order.day_first, "proof": order.proof, "swapped": order.swapped}
            for name, order in reading.orders.items()
        },
        "counts": reading.counts(),
        "notes": [{"code": n.code, "about": n.about, "count": n.count} for n in reading.notes],
        "doubts": doubts.to_dicts(),
        "resolutions": resolutions.head(most).to_dicts(),
        "resolutions_in_all": resolutions.height,
    }


def annotated(
    reading: Reading, *, language: str = "en", states: Sequence[str] = ("doubtful", "refused")
) -> list[list[str]]:
    """The rows to be corrected as they came, headings first, with what is the matter in each.

    Two columns are added behind: the row's id, by which it is known when it comes back, and what
    was found and what to do. The cells are the file's own, so the table is as sensitive as it.
    """
    used = [one.column for one in reading.proposals if one.column.name != IDENTITY]
    headings = {one.field: one.column.name for one in reading.proposals if one.field}
    ids = reading.rows.select(ROW, "state").with_columns(reading.stable_ids())
    wanted = ids.filter(pl.col("state").is_in(list(states)))
    told: dict[int, list[str]] = {}
    for row, field, code in reading.doubts.select(ROW, "field", "code").iter_rows():
        said = known_doubts()[code].texts
        about = headings.get(field, field).split("\n", maxsplit=1)[0]
        told.setdefault(row, []).append(f"{about}: {said.get(language, said['en'])}")
    cells = wanted.join(reading.sheet.cells, on=ROW, how="left", maintain_order="left")
    table = [[*(column.name for column in used), IDENTITY, _HEADING.get(language, "problem")]]
    for row in cells.iter_rows(named=True):
        problems = " | ".join(told.get(row[ROW], ()))
        own = [row[column.key] or "" for column in used]
        table.append([*own, row["stable_id"], problems])
    return table


_HEADING = {"en": "problem", "fr": "problème", "es": "problema", "ar": "المشكلة"}
