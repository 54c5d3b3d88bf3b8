"""The rows of a sheet as a kind understands them, each doubt in its row."""

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from himaya.engines.encodings import DAMAGED
from himaya.engines.tabular.folding import fold
from himaya.engines.tabular.intake.dates import DateOrder
from himaya.engines.tabular.intake.doubts import DOUBT, REFUSED, codes_at
from himaya.engines.tabular.intake.fields import (
    DOUBTS,
    blank_words,
    first_of,
    read_agency,
    read_area,
    read_date_field,
    read_number_field,
    read_point,
    read_terms,
)
from himaya.engines.tabular.intake.heads import Head
from himaya.engines.tabular.intake.kinds import Field, Kind
from himaya.engines.tabular.intake.numbers import is_number
from himaya.engines.tabular.intake.proposals import Proposal
from himaya.engines.tabular.intake.reference import Reference
from himaya.engines.tabular.intake.sheet import ROW, UNSOLVED, Progress, Sheet

_TOTAL = r"(?i)^\s*(?:grand |sub[- ]?)?(?:total(?:s|es)?|totaux|المجموع|الإجمالي|الاجمالي)\b"
IDENTITY = "himaya_id"
_SAME = 0.6
_FEWEST = 3
_LOOKED_AT = 200
_ERRORS = ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!")


@dataclass(frozen=True, slots=True)
class Note:
    """Something about the file or a column: a code of `doubts` and whom it concerns."""

    code: str
    about: str = ""  # a field or a heading
    count: int = 0


@dataclass(slots=True)
class Reading:
    """What a file says.

    `rows`: `row` (number in the file), the fields as typed columns, the provider's words beside
    them, a `confidence` 0 to 1 and a `state` (accepted, doubtful, refused). `doubts`: `row`,
    `field`, `code`, one line for each. `orders` tells how date columns were read.
    """

    kind: Kind
    sheet: Sheet
    head: Head
    proposals: list[Proposal]
    rows: pl.DataFrame
    doubts: pl.DataFrame
    notes: list[Note] = field(default_factory=list)
    orders: dict[str, DateOrder] = field(default_factory=dict)
    period: tuple[dt.date, dt.date] | None = None  # as given, or as the file's name says

    def counts(self) -> dict[str, int]:
        """Rows with words below the headings, and what became of them."""
        states = dict(self.rows["state"].value_counts().iter_rows()) if self.rows.height else {}
        return {
            "in": self.sheet.cells.filter(pl.col(ROW) >= self.head.first_row).height,
            "read": self.rows.height,
            **{state: int(states.get(state, 0)) for state in ("accepted", "doubtful", "refused")},
        }

    def stable_ids(self) -> pl.Series:
        """What each row is known by over corrected versions: its own id, or its words.

        The second of two equal rows is another row, and so on. A column `himaya_id`, as in the
        file given back, goes before.
        """
        texts = self.sheet.cells.filter(pl.col(ROW).is_in(self.rows[ROW].implode()))
        own = next((one.column.key for one in self.proposals if one.field == "id"), None)
        if (
            own is not None
            and texts[own].null_count() == 0
            and texts[own].n_unique() == texts.height
        ):
            words = texts[own]
        else:
            used = [one.column.key for one in self.proposals if one.field] or texts.columns[1:]
            words = texts.select(
                pl.concat_str([pl.col(used).fill_null("")], separator="\x1f")
            ).to_series()
        nth = words.to_frame("w").select(pl.int_range(pl.len()).over("w")).to_series()
        made = [
            hashlib.blake2b(f"{fold(text)}\x1f{n}".encode(), digest_size=10).hexdigest()
            for text, n in zip(words.to_list(), nth.to_list(), strict=True)
        ]
        ids = pl.Series("stable_id", made, dtype=pl.String)
        given = next((one.column.key for one in self.proposals if _is_identity(one)), None)
        return ids if given is None else texts[given].fill_null(ids).alias("stable_id")


def _is_identity(proposal: Proposal) -> bool:
    return any(label.strip().lower() == IDENTITY for label in proposal.column.labels)


def read_rows(
    sheet: Sheet,
    head: Head,
    proposals: Sequence[Proposal],
    kind: Kind,
    reference: Reference,
    progress: Progress | None = None,
) -> Reading:
    """Read every row below the headings by the columns' fields. Nothing is dropped unsaid."""
    notes: list[Note] = _file_notes(sheet, proposals, kind, reference)
    body = _body(sheet, head, proposals, notes)
    reader = _Fields(body, sheet, kind, reference, proposals)
    for key, columns in reader.by_field().items():
        reader.read(kind.fields[key], columns)
        if progress is not None:
            progress(f"field:{key}", body.height)
    if kind.has_counts:
        reader.read_counts()
    reader.check_ends()
    reader.check_required()
    reader.check_words()
    rows, doubts = reader.made()
    made = Reading(kind, sheet, head, list(proposals), rows, doubts, notes, reader.orders)
    made.period = reference.period
    return made


def _file_notes(
    sheet: Sheet, proposals: Sequence[Proposal], kind: Kind, reference: Reference
) -> list[Note]:
    found = [Note(code, "", count) for code, count in sheet.notes.items()]
    found += [Note(one.doubt, one.column.name) for one in proposals if one.doubt and one.field]
    have = {one.field for one in proposals}
    missing = [key for key, one in kind.fields.items() if one.is_required and key not in have]
    found += [Note("column_missing", key) for key in missing]
    if not reference.gazetteer.units and "area" in have:
        found.append(Note("places_not_given", "area"))
    return found


def _body(
    sheet: Sheet, head: Head, proposals: Sequence[Proposal], notes: list[Note]
) -> pl.DataFrame:
    """Rows of data: repeated headings and totals are left out and counted."""
    body = sheet.cells.filter(pl.col(ROW) >= head.first_row)
    labelled = [(one.column.key, one.column.labels[-1]) for one in proposals if one.column.labels]
    if labelled:
        same = pl.sum_horizontal(
            [(pl.col(key) == text).fill_null(value=False) for key, text in labelled]
        )
        again = same >= max(_FEWEST, _SAME * len(labelled))
        kept = body.filter(~again)
        if kept.height < body.height:
            notes.append(Note("rows_heading_again", "", body.height - kept.height))
        body = kept
    used = [one.column.key for one in proposals if one.field]
    if len(used) >= _FEWEST:
        named = pl.any_horizontal(
            pl.col(body.columns[1:4]).str.contains(_TOTAL).fill_null(value=False)
        )
        filled = pl.sum_horizontal(pl.col(used).is_not_null())
        total = named & (filled * 2 <= len(used))
        kept = body.filter(~total)
        if kept.height < body.height:
            notes.append(Note("rows_total", "", body.height - kept.height))
        body = kept
    return body


class _Fields:
    """Columns of the result as they are made, with the doubts of each."""

    def __init__(
        self,
        body: pl.DataFrame,
        sheet: Sheet,
        kind: Kind,
        reference: Reference,
        proposals: Sequence[Proposal],
    ) -> None:
        self.sheet, self.kind, self.reference, self.proposals = sheet, kind, reference, proposals
        used = [one.column.key for one in proposals if one.field]
        self.raw = body
        self.body = body.with_columns(blank_words(body[key]) for key in used)
        self.frames: list[pl.DataFrame] = [body.select(ROW)]
        self.lists: dict[str, list[pl.Series]] = defaultdict(list)
        self.orders: dict[str, DateOrder] = {}

    def by_field(self) -> Mapping[str, list[Proposal]]:
        found: dict[str, list[Proposal]] = defaultdict(list)
        for one in self.proposals:
            if one.field:
                found[one.field].append(one)
        return found

    def read(self, field: Field, columns: list[Proposal]) -> None:
        first = first_of(columns)
        if first is None:
            return
        key = first.column.key
        match field.value:
            case "area":
                made = read_area(self.body, columns, self.reference)
            case "agency":
                made = read_agency(self.body, columns, self.reference)
            case "term" | "terms":
                made = read_terms(self.body, key, field, self.reference)
            case "date":
                made, order = read_date_field(self.body, key, field, self.reference)
                self.orders[field.key] = order
            case "number":
                made = read_number_field(self.body, key, field.key, self.sheet.kind)
            case "point":
                made = read_point(self.body, columns)
            case _:
                made = self.body.select(pl.col(key).alias(field.key))
        self.take(field.key, made)

    def take(self, key: str, made: pl.DataFrame) -> None:
        if DOUBTS in made.columns:
            self.lists[key].append(made[DOUBTS])
            made = made.drop(DOUBTS)
        self.frames.append(made)

    def read_counts(self) -> None:
        """Every further column of counts, under its own heading."""
        for one in self.proposals:
            if one.field or not one.column.labels:
                continue
            texts = self.raw[one.column.key].drop_nulls().unique().head(_LOOKED_AT).to_list()
            if texts and is_number(texts) > 0.9:  # noqa: PLR2004
                key = f"count: {one.column.name}"
                self.take(key, read_number_field(self.body, one.column.key, key, self.sheet.kind))

    def check_ends(self) -> None:
        whole = pl.concat(self.frames, how="horizontal")
        for first, last in self.kind.ends_after:
            if first in whole.columns and last in whole.columns:
                wrong = whole.select(
                    (pl.col(last) < pl.col(first)).fill_null(value=False)
                ).to_series()
                self._mark(last, wrong, "end_before_start")

    def check_required(self) -> None:
        whole = pl.concat(self.frames, how="horizontal")
        for one in self.kind.fields.values():
            words = f"{one.key}_words" if f"{one.key}_words" in whole.columns else one.key
            if one.is_required and words in whole.columns:
                code = "place_missing" if one.value == "area" else "required_missing"
                self._mark(one.key, whole[words].is_null(), code)

    def check_words(self) -> None:
        """Errors of the spreadsheet and letters lost on the way, in columns that are used."""
        for one in self.proposals:
            if not one.field:
                continue
            column = self.raw[one.column.key]
            self._mark(one.field, column.is_in(_ERRORS), "cell_error")
            self._mark(one.field, column == UNSOLVED, "formula_unsolved")
            self._mark(one.field, column.str.contains(DAMAGED, literal=True), "words_damaged")

    def _mark(self, key: str, where: pl.Series, code: str) -> None:
        where = where.fill_null(value=False)
        if where.any():
            frame = pl.DataFrame({"at": where})
            made = (
                pl.when(pl.col("at"))
                .then(pl.lit([code]))
                .otherwise(pl.lit([], dtype=pl.List(pl.String)))
            )
            self.lists[key].append(frame.select(made.alias(DOUBTS)).to_series())

    def made(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        rows = pl.concat(self.frames, how="horizontal")
        parts = []
        for key, lists in self.lists.items():
            for one in lists:
                long = pl.DataFrame({ROW: rows[ROW], "code": one}).filter(
                    pl.col("code").list.len() > 0
                )
                if long.height:
                    parts.append(long.explode("code").with_columns(pl.lit(key).alias("field")))
        empty = pl.DataFrame(schema={ROW: pl.UInt32, "field": pl.String, "code": pl.String})
        doubts = pl.concat([empty, *(part.select(ROW, "field", "code") for part in parts)]).unique(
            maintain_order=True
        )
        return rows.with_columns(_confidence(rows), _states(rows, doubts)), doubts.sort(
            ROW, maintain_order=True
        )


def _confidence(rows: pl.DataFrame) -> pl.Expr:
    parts = [name for name in rows.columns if name.endswith("_confidence")]
    return (pl.min_horizontal(parts) if parts else pl.lit(1.0)).fill_null(1.0).alias("confidence")


def _states(rows: pl.DataFrame, doubts: pl.DataFrame) -> pl.Series:
    refused = doubts.filter(pl.col("code").is_in(codes_at(REFUSED)))[ROW].unique()
    doubtful = doubts.filter(pl.col("code").is_in(codes_at(DOUBT)))[ROW].unique()
    made: Any = (
        pl.when(pl.col(ROW).is_in(refused.implode()))
        .then(pl.lit("refused"))
        .when(pl.col(ROW).is_in(doubtful.implode()))
        .then(pl.lit("doubtful"))
        .otherwise(pl.lit("accepted"))
    )
    return rows.select(made.alias("state")).to_series()
