# ruff: noqa: RUF001  # the signs between digits are what this file is about
"""Numbers as people write them: thousands apart, decimal commas, digits of other scripts."""

import re
from dataclasses import dataclass

import polars as pl

from himaya.engines.tabular.folding import fold

# What stands in a cell where nothing is known; null is not zero.
BLANK = re.compile(
    r"(?i)^\s*(?:n\s*/?\s*a|n\.a\.?|na|nd|n/d|none|nil|null|nan|n[eé]ant|no data|unknown|inconnu"
    r"|non renseign[eé]|sin dato|s/d|desconocido|غير معروف|لا يوجد"
    r"|#n/a|#ref!|#value!|#div/0!|#name\?|[-–—.?*…]+)\s*$"
)
_PLAIN = r"^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$"
_SPACES = re.compile(r"(?<=\d)[\s'’`\u00a0\u202f\u066c](?=\d{3}(?!\d))")
_COMMA = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_DOT = re.compile(r"(?<=\d)\.(?=\d{3}(?!\d))")
_RANGE = re.compile(r"^\d[\d.,]*\s*(?:-|–|to|a|à|الى)\s*\d[\d.,]*$")
# A figure its provider hid because it is small: what it was is not known, and it is not the limit.
_HIDDEN = re.compile(
    r"^(?:[<≤]|less than|fewer than|under|below|moins de|menos de|menor de|اقل من|دون)"
    r"\s*=?\s*\d[\d.,]*$"
)
_ROUGH = re.compile(
    r"^(?:[~≈>±]|environ|about|approx\.?|plus de|more than|over|mas de|حوالي|اكثر من)\s*|\s*[+*]$"
)
_UNIT = re.compile(
    r"\s*(?:%|usd|us\$|\$|€|eur|pers(?:onnes|ons|onas|\.)?|people|ind(?:ividuals|ividus)?|hh|menages"
    r"|households|hogares|شخص|اسرة)\s*$|^\s*(?:usd|us\$|\$|€)\s*"
)


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """The decimal sign of a column, "." or ",", and whether cells proved it."""

    decimal: str
    proven: bool


def read_numbers(texts: pl.Series, *, whole: bool = True, typed: bool = False) -> pl.DataFrame:
    """Read a column of text: frame with `number` and `doubt`, one row for a cell.

    `whole` says that the column counts things, so that "1.234" is one thousand; `typed` that the
    texts are number cells of a spreadsheet, where the dot is always the decimal sign.
    """
    name = texts.name
    plain = texts.str.contains(_PLAIN)
    if not typed:
        plain = plain & ~texts.str.contains(r"^-?\d{1,3}\.\d{3}$")
    odd = texts.filter(~plain.fill_null(value=True)).unique().to_list()
    style = find_style(odd, whole=whole)
    read = {text: _number(text, style, whole=whole) for text in odd}
    table = pl.DataFrame(
        {
            name: list(read),
            "number": [one[0] for one in read.values()],
            "doubt": [one[1] for one in read.values()],
        },
        schema={name: pl.String, "number": pl.Float64, "doubt": pl.String},
    )
    frame = texts.to_frame().with_columns(
        pl.when(plain).then(pl.col(name)).cast(pl.Float64, strict=False).alias("plain")
    )
    joined = frame.join(table, on=name, how="left", maintain_order="left")
    return joined.select(
        pl.coalesce("plain", "number").alias("number"), pl.col("doubt").fill_null("")
    )


def find_style(texts: list[str], *, whole: bool = True) -> NumberStyle:
    """The decimal sign, told by cells that leave no choice."""
    commas = dots = 0
    for text in texts:
        bare = _bare(text)
        commas += bool(re.search(r",\d{1,2}$|,\d{4,}$|\.\d{3},|\d\.\d{3}\.\d{3}", bare))
        dots += bool(re.search(r"\.\d{1,2}$|\.\d{4,}$|,\d{3}\.|\d,\d{3},\d{3}", bare))
    if commas or dots:
        return NumberStyle("," if commas > dots else ".", proven=True)
    unclear = any(re.search(r"^\d{1,3}\.\d{3}$", _bare(text)) for text in texts)
    return NumberStyle("," if unclear and whole else ".", proven=False)


def _bare(text: str) -> str:
    bare = fold(text.replace("\u066b", ".").replace("\u066c", ""))
    bare = _UNIT.sub("", bare)
    return _SPACES.sub("", bare).strip()


def _number(text: str, style: NumberStyle, *, whole: bool) -> tuple[float | None, str]:
    bare = _bare(text)
    if not bare or BLANK.match(bare):
        return None, ""
    if _RANGE.match(bare):
        return None, "number_is_range"
    if _HIDDEN.match(bare):
        return None, "number_is_hidden"
    exact = _ROUGH.sub("", bare)
    doubt = "number_is_rough" if exact != bare else ""
    if whole and re.fullmatch(r"-?\d{1,3}[.,]\d{3}", exact):
        sign = "," if "," in exact else "."
        clear = (style.proven and style.decimal != sign) or (sign == "," and not style.proven)
        return float(re.sub("[.,]", "", exact)), doubt or ("" if clear else "number_sign_unproven")
    if style.decimal == ",":
        exact = _DOT.sub("", exact).replace(",", ".")
    else:
        exact = _COMMA.sub("", exact)
        exact = re.sub(r",(\d{1,2})$", r".\1", exact)
    try:
        number = float(exact)
    except ValueError:
        return None, "number_unreadable"
    return number, doubt


def is_number(texts: list[str]) -> float:
    """Share of texts that are numbers."""
    if not texts:
        return 0.0
    frame = read_numbers(pl.Series("t", texts, dtype=pl.String))
    return float(frame["number"].is_not_null().mean() or 0.0)  # type: ignore[arg-type]
