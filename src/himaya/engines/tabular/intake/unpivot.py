"""Tables that spread one question over many columns, brought to one column again.

Two shapes are known: a column for each sector with a mark in it, and a column of figures for each
group of people. A blank cell was not reported and gives no row; a zero was, and does.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from himaya.engines.tabular.intake.heads import Head, HeadColumn
from himaya.engines.tabular.intake.kinds import Kind
from himaya.engines.tabular.intake.names import plain_name
from himaya.engines.tabular.intake.numbers import is_number
from himaya.engines.tabular.intake.proposals import Proposal
from himaya.engines.tabular.intake.reference import Reference
from himaya.engines.tabular.intake.sheet import ROW, Sheet

_FEWEST_SECTORS, _FEWEST_FIGURES = 3, 2
_MARKS = r"(?i)^(?:x|✓|✔|✗|1|yes|oui|si|sí|نعم|y|o)$"
_LOOKED_AT = 200
_AGES = re.compile(r"(?<!\d)(\d{1,2})\s*(?:-|–|to|a|à|_|\s)\s*(\d{1,3})(?!\d)")  # noqa: RUF001
_OPEN = re.compile(r"(?<!\d)(\d{1,2})\s*(?:\+|plus|and over|et plus|y mas|years and older|$)")
_AGE_WORDS = {
    "0-17": "child children enfant enfants nino ninos ninas girl girls boy boys fille filles garcon"
    " garcons اطفال فتيات فتيان",
    "18+": "adult adults adulte adultes women men woman man femme femmes homme hommes mujer mujeres"
    " hombre hombres نساء رجال",
    "60+": "elderly elder older personnes agees adultos mayores كبار السن مسن",
}
_TOTAL = frozenset(["total", "totals", "totaux", "all", "overall", "المجموع"])
_NOISE = frozenset(
    "number of de nombre numero people persons personnes personas individuals individus "  # noqa: SIM905
    "years year ans anos total figure population pop count the et and".split()
)
ALL = "all"


@dataclass(frozen=True, slots=True)
class FigureHead:
    """Whom a column of figures counts: codes of groups, statuses and sexes, and an age bracket."""

    group: str = ""
    status: str = ""
    sex: str = ""
    age: str = ""

    def is_specific(self) -> bool:
        return bool(self.group or self.status or self.sex or self.age)


def figure_head(heading: str, reference: Reference) -> FigureHead | None:
    """Read a heading such as `f_5_11`, `IDPs`, `Girls 0-4` or `Femmes 18-59 ans`; None if not."""
    plain = plain_name(heading.replace("_", " "))
    if plain in _TOTAL:
        return FigureHead(sex=ALL, age=ALL)
    words = plain.split()
    ages = _AGES.search(plain)
    opened = None if ages else _OPEN.search(plain)
    age = f"{ages[1]}-{ages[2]}" if ages else f"{opened[1]}+" if opened else ""
    sex = next((code for word in words if (code := _sex(word, reference))), "")
    age = age or next(
        (code for code, said in _AGE_WORDS.items() if set(words) & set(said.split())), ""
    )
    if sex and words[-1:] == ["total"]:
        age = ALL
    elif sex and words[-1:] == ["other"]:
        age = "not_known"  # "unknown" is a word for an empty cell
    rest = [word for word in words if not word.isdigit() and not _sex(word, reference)]
    rest = [word for word in rest if word not in _NOISE and word not in ("other", "plus")]
    rest = [word for word in rest if not any(word in said.split() for said in _AGE_WORDS.values())]
    group = status = ""
    if rest:
        group = _code("population_groups", (heading, " ".join(rest)), reference)
        status = "" if group else _code("population_statuses", (heading, " ".join(rest)), reference)
        if not group and not status:
            return None
    found = FigureHead(group, status, sex, age)
    return found if found.is_specific() else None


def _sex(word: str, reference: Reference) -> str:
    match = reference.list_of("sexes").find(word)
    return match.term.code if match.term is not None and match.term.code in ("f", "m") else ""


def _code(name: str, texts: Sequence[str], reference: Reference) -> str:
    for text in texts:
        match = reference.list_of(name).find(text.replace("_", " "))
        if match.term is not None and match.how == "word":
            return match.term.code
    return ""


def gather_figures(sheet: Sheet, head: Head, reference: Reference) -> tuple[Sheet, Head] | None:
    """One row for each figure of a wide table of people; None where the table is not wide."""
    body = sheet.cells.filter(pl.col(ROW) >= head.first_row)
    wide: dict[str, FigureHead] = {}
    for column in head.columns:
        heads = [made for label in column.labels if (made := figure_head(label, reference))]
        texts = body[column.key].drop_nulls().head(_LOOKED_AT).to_list()
        if heads and texts and is_number(texts) > 0.9:  # noqa: PLR2004
            wide[column.key] = heads[-1]
    if len(wide) < _FEWEST_FIGURES:
        return None
    kept = [column for column in head.columns if column.key not in wide]
    long = body.unpivot(
        on=list(wide), index=[ROW, *(column.key for column in kept)], value_name="figure"
    ).filter(pl.col("figure").is_not_null())
    added = {
        "population group": "group",
        "population status": "status",
        "sex": "sex",
        "age group": "age",
    }
    codes_by = {
        label: {key: getattr(one, part) or None for key, one in wide.items()}
        for label, part in added.items()
        if any(getattr(one, part) for one in wide.values())
    }
    long = long.with_columns(
        pl.col("variable").replace_strict(codes, return_dtype=pl.String).alias(label)
        for label, codes in codes_by.items()
    ).sort(ROW, maintain_order=True)
    columns = [*kept, *(HeadColumn(label, (label,)) for label in codes_by)]
    columns.append(HeadColumn("figure", ("number of people",)))
    cells = long.select(ROW, *(column.key for column in columns))
    notes = {**sheet.notes, "figures_gathered": len(wide)}
    first = int(str(cells[ROW].min())) if cells.height else head.first_row
    return replace(sheet, cells=cells, notes=notes), replace(
        head, columns=tuple(columns), first_row=first
    )


def gather_marks(
    sheet: Sheet, head: Head, proposals: Sequence[Proposal], kind: Kind, reference: Reference
) -> tuple[Sheet, Head] | None:
    """A column for each sector with a mark in it becomes one column of sectors, else None."""
    field = next((one for one in kind.fields.values() if one.list_name == "sectors"), None)
    if field is None or any(one.field == field.key for one in proposals):
        return None
    body = sheet.cells.filter(pl.col(ROW) >= head.first_row)
    marked: dict[str, str] = {}
    for one in proposals:
        term = next(
            (
                match.term
                for label in one.column.labels
                if (match := reference.sectors.find(label)).term and match.how in ("word", "part")
            ),
            None,
        )
        texts = body[one.column.key].drop_nulls()
        share = texts.str.contains(_MARKS).mean() if len(texts) else 0
        if term is not None and isinstance(share, float) and share > 0.9:  # noqa: PLR2004
            marked[one.column.key] = term.code
    if len(marked) < _FEWEST_SECTORS:
        return None
    key = f"c{sheet.width + 1}"
    chosen = pl.concat_str(
        [
            pl.when(pl.col(name).str.contains(_MARKS)).then(pl.lit(code))
            for name, code in marked.items()
        ],
        separator="; ",
        ignore_nulls=True,
    )
    cells = sheet.cells.with_columns(pl.when(chosen != "").then(chosen).alias(key))
    columns = [column for column in head.columns if column.key not in marked]
    kept = [ROW, *(column.key for column in columns), key]
    notes = {**sheet.notes, "marks_gathered": len(marked)}
    return replace(sheet, cells=cells.select(kept), notes=notes), replace(
        head, columns=(*columns, HeadColumn(key, ("Sectors",)))
    )
