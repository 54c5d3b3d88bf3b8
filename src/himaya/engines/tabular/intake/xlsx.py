"""Excel workbooks, read in pieces straight into columns.

The sheet's XML is cut at row ends and taken apart with Polars' own expressions, a piece at a
time, so that a million rows cost no more memory than their words. The layout is that of ECMA-376
part 1, §18.3 (worksheets), §18.4 (shared strings) and §18.8 (styles).
"""

import html
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

import polars as pl
from lxml import etree

from himaya.engines.tabular.errors import ReadError, ReadErrorCode
from himaya.engines.tabular.intake.sheet import ROW, UNSOLVED, Progress, Sheet
from himaya.engines.tabular.limits import Limits, check_zip, open_zip

_PIECE = 4 * 1024 * 1024
_LONGEST_ROW = 64 * 1024 * 1024
_HEAD = 64 * 1024
_ALPHABET = 26
_MOST_MERGES = 20_000
# Built-in number formats that show dates or times (§18.8.30), those of East Asia included.
_DATE_FORMATS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_DATE_LETTERS = re.compile(r"[dmyhs]", re.IGNORECASE)
_NOT_SHOWN = re.compile(r'"[^"]*"|\\.|\[(?!h|m|s)[^\]]*\]|_.|\*.', re.IGNORECASE)
_PREFIX = re.compile(rb"<(?:(\w+):)?sheetData\b")
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Z]+)(\d+):([A-Z]+)(\d+)[\"']")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LAST_DAY = 2_958_466  # 1 January 10000
_KEPT = frozenset({"\t", "\n"})


@dataclass(frozen=True, slots=True)
class _Book:
    """What all sheets share."""

    strings: pl.Series
    dates: tuple[str, ...]  # style numbers that show a date, as text
    from_1904: bool


def read_xlsx(source: bytes, limits: Limits, progress: Progress | None = None) -> list[Sheet]:
    """All sheets with words in them, in order. Raises ReadError.

    Formulas give their stored result; macros, links to other files and pictures are never
    opened; what `limits` does not allow is refused before or while it is read.
    """
    check_zip(source, limits, "xlsx")
    with open_zip(source, "xlsx") as archive:
        try:
            return list(_sheets(archive, limits, progress))
        except (etree.XMLSyntaxError, KeyError, pl.exceptions.PolarsError) as error:
            raise ReadError(ReadErrorCode.DAMAGED, kind="xlsx") from error


def _sheets(archive: zipfile.ZipFile, limits: Limits, progress: Progress | None) -> Iterator[Sheet]:
    workbook = _xml(archive, "xl/workbook.xml")
    book = _Book(_strings(archive), _date_styles(archive), _is_1904(workbook))
    for element, target in _worksheets(archive, workbook):
        name = str(element.get("name", ""))
        cells, tail, errors = _cells(archive, target, book, limits, progress)
        if cells.height:
            hidden = element.get("state", "visible") != "visible"
            notes = {"cells_with_errors": errors} if errors else {}
            yield Sheet(name, "xlsx", cells, _merges(tail), hidden, notes)


def parts_of_sheets(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    """(name, part of the package) of each sheet with cells."""
    workbook = _xml(archive, "xl/workbook.xml")
    return [(str(one.get("name", "")), part) for one, part in _worksheets(archive, workbook)]


def _worksheets(
    archive: zipfile.ZipFile, workbook: etree._Element
) -> Iterator[tuple[etree._Element, str]]:
    targets = _targets(archive)
    for element in workbook.iterfind(".//{*}sheet"):
        relation = next((v for k, v in element.attrib.items() if str(k).endswith("}id")), "")
        target = targets.get(str(relation), "")
        if "worksheets/" in target:  # else a chart sheet or a dialogue
            yield element, target


def _xml(archive: zipfile.ZipFile, name: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(archive.read(name), parser)


def _targets(archive: zipfile.ZipFile) -> dict[str, str]:
    """Relation id -> part; links that lead out of the file are left out."""
    relations = _xml(archive, "xl/_rels/workbook.xml.rels")
    found = {}
    for element in relations:
        if element.get("TargetMode") == "External":
            continue
        target = str(element.get("Target", ""))
        found[str(element.get("Id"))] = target[1:] if target.startswith("/") else f"xl/{target}"
    return found


def _is_1904(workbook: etree._Element) -> bool:
    properties = workbook.find(".//{*}workbookPr")
    return properties is not None and properties.get("date1904") in ("1", "true")


def _strings(archive: zipfile.ZipFile) -> pl.Series:
    """The distinct texts of the workbook; the reading aid above a word (rPh) is not part of it."""
    names = {name.lower(): name for name in archive.namelist()}
    part = names.get("xl/sharedstrings.xml")
    if part is None:
        return pl.Series([], dtype=pl.String)
    texts: list[str] = []
    with archive.open(part) as stream:
        walk = etree.iterparse(
            stream, events=("end",), tag="{*}si", resolve_entities=False, no_network=True
        )
        for _, item in walk:
            parts = [
                node.text or ""
                for node in item.iter("{*}t")
                if not str(node.getparent().tag).endswith("}rPh")
            ]
            texts.append(_unescaped("".join(parts)))
            item.clear()
            while item.getprevious() is not None:
                del item.getparent()[0]
    return pl.Series(texts, dtype=pl.String).str.strip_chars()


def _unescaped(text: str) -> str:
    """Undo `_x000D_`, by which a workbook writes characters that XML cannot hold."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: _shown(chr(int(found[1], 16))), text)


def _shown(char: str) -> str:
    return char if char.isprintable() or char in _KEPT else ""


def _date_styles(archive: zipfile.ZipFile) -> tuple[str, ...]:
    if "xl/styles.xml" not in archive.namelist():
        return ()
    styles = _xml(archive, "xl/styles.xml")
    own = {
        element.get("numFmtId"): _is_date(str(element.get("formatCode", "")))
        for element in styles.iterfind(".//{*}numFmts/{*}numFmt")
    }
    found = []
    for number, style in enumerate(styles.iterfind(".//{*}cellXfs/{*}xf")):
        code = str(style.get("numFmtId", "0"))
        if own.get(code, code.isdigit() and int(code) in _DATE_FORMATS):
            found.append(str(number))
    return tuple(found)


def _is_date(code: str) -> bool:
    shown = _NOT_SHOWN.sub("", code.split(";", maxsplit=1)[0])
    return bool(_DATE_LETTERS.search(shown)) and "general" not in shown.lower()


def _cells(
    archive: zipfile.ZipFile,
    target: str,
    book: _Book,
    limits: Limits,
    progress: Progress | None,
) -> tuple[pl.DataFrame, bytes, int]:
    """The grid, what stands behind the rows, and how many cells hold an error."""
    pieces: list[pl.DataFrame] = []
    rows = filled = errors = last = 0
    with archive.open(target) as stream:
        reader = _Pieces(stream)
        for piece in reader:
            long = _take_apart(piece, reader.prefix, last)
            if not long.height:
                continue
            last = int(str(long[ROW].max()))
            filled += long.height
            if filled > limits.cells:
                raise ReadError(ReadErrorCode.TOO_MANY_CELLS, limit=limits.cells)
            errors += long.filter(pl.col("kind") == "e").height
            wide = _wide(_words(long, book))
            rows += wide.height
            if rows > limits.rows:
                raise ReadError(ReadErrorCode.TOO_MANY_ROWS, limit=limits.rows)
            pieces.append(wide)
            if progress is not None:
                progress("read", rows)
        tail = reader.tail
    if not pieces:
        return pl.DataFrame({ROW: pl.Series([], dtype=pl.UInt32)}), tail, 0
    return _joined(pieces, limits), tail, errors


def _joined(pieces: list[pl.DataFrame], limits: Limits) -> pl.DataFrame:
    """One frame with every column up to the last used one, also those without a word."""
    width = max(int(name[1:]) for piece in pieces for name in piece.columns if name != ROW)
    height = sum(piece.height for piece in pieces)
    if width * height > 5 * limits.cells:
        raise ReadError(ReadErrorCode.TOO_MANY_CELLS, limit=limits.cells)
    names = [f"c{n}" for n in range(1, width + 1)]
    whole = pl.concat(pieces, how="diagonal")
    absent = [pl.lit(None, dtype=pl.String).alias(name) for name in names if name not in whole]
    return whole.with_columns(absent).select(ROW, *names)


class _Pieces:
    """Pieces of the sheet's XML that end with a row; `tail` is what follows the last row."""

    def __init__(self, stream: "IO[bytes]") -> None:
        self._stream = stream
        self.prefix = ""
        self.tail = b""

    def __iter__(self) -> Iterator[str]:
        rest = self._stream.read(_HEAD)
        while (found := _PREFIX.search(rest)) is None:
            more = self._stream.read(_HEAD)
            if b"\x00" in rest or len(rest) > _LONGEST_ROW:
                raise ReadError(ReadErrorCode.DAMAGED, kind="xlsx")
            if not more:
                return  # a sheet without any cell
            rest += more
        self.prefix = f"{found[1].decode()}:" if found[1] else ""
        rest = rest[found.end() :]
        end = f"</{self.prefix}row>".encode()
        while True:
            more = self._stream.read(_PIECE)
            rest += more
            cut = rest.rfind(end) + len(end)
            if cut >= len(end):
                yield rest[:cut].decode("utf-8", errors="replace")
                rest = rest[cut:]
            rest = self._without_blanks(rest)
            if not more:
                self.tail = rest
                return
            if len(rest) > _LONGEST_ROW:
                raise ReadError(ReadErrorCode.UNSAFE, part="xlsx")

    def _without_blanks(self, rest: bytes) -> bytes:
        """Rows that only carry a format, `<row .../>`, would pile up behind the last real one."""
        blank = re.compile(rf"^(?:\s*<{self.prefix}row\b[^<>]*/>)+".encode())
        return blank.sub(b"", rest)


def _take_apart(piece: str, prefix: str, last: int) -> pl.DataFrame:
    """Cells with something in them: row, place, kind, style, value and inline text."""
    rows = (
        pl.DataFrame({"xml": pl.Series([piece]).str.split(f"<{prefix}row").explode()})
        .slice(1)
        .filter(pl.col("xml").str.contains(f"<{prefix}c[ >]"))
    )
    if not rows.height:
        return pl.DataFrame({ROW: pl.Series([], dtype=pl.UInt32)})
    head = pl.col("xml").str.extract(r"^([^>]*)>")
    number = head.str.extract(r"\br=[\"'](\d+)[\"']").cast(pl.UInt32)
    cells = (
        rows.with_row_index("nth")
        .select(
            number.fill_null(pl.col("nth") + last + 1).alias(ROW),
            pl.col("xml").str.split(f"<{prefix}c"),
        )
        .with_columns(pl.col("xml").list.slice(1))
        .explode("xml")
    )
    cells = cells.with_columns(pl.int_range(1, pl.len() + 1).over(ROW).alias("nth"))
    head = pl.col("xml").str.extract(r"^([^>]*)>")
    return (
        cells.with_columns(
            head.str.extract(r"\br=[\"']([A-Z]+)").alias("letters"),
            head.str.extract(r"\bt=[\"'](\w+)").alias("kind"),
            head.str.extract(r"\bs=[\"'](\d+)").alias("style"),
            pl.col("xml").str.extract(rf"<{prefix}v[^>]*>([^<]*)<").alias("value"),
            pl.when(pl.col("xml").str.contains(f"<{prefix}is>", literal=True))
            .then(
                pl.col("xml")
                .str.extract_all(rf"<{prefix}t(?:\s[^>]*)?>[^<]*<")
                .list.join("")
                .str.replace_all(rf"<{prefix}t(?:\s[^>]*)?>|<", "")
            )
            .alias("inline"),
        )
        # A formula without a result is no blank cell; an empty text is a result.
        .with_columns(_is_unsolved(prefix).alias("unsolved"))
        .with_columns(
            pl.when("unsolved").then(pl.lit(UNSOLVED)).otherwise("value").alias("value"),
            pl.when("unsolved").then(pl.lit("str")).otherwise("kind").alias("kind"),
        )
        .drop("xml", "unsolved")
        .filter(pl.col("value").is_not_null() | pl.col("inline").is_not_null())
    )


def _is_unsolved(prefix: str) -> pl.Expr:
    value, kind = pl.col("value"), pl.col("kind").fill_null("")
    has_formula = pl.col("xml").str.contains(rf"<{prefix}f[ />]")
    return has_formula & (value.is_null() | ((value == "") & (kind != "str")))


def _words(long: pl.DataFrame, book: _Book) -> pl.DataFrame:
    """Each cell's value as a person reads it."""
    long = _decoded(_decoded(long, "value"), "inline")
    places = {
        letters: _column(letters) for letters in long["letters"].unique().drop_nulls().to_list()
    }
    value = pl.col("value")
    shared = pl.col("kind") == "s"
    plain = pl.col("kind").is_null() | (pl.col("kind") == "n")
    index = pl.when(shared).then(value).cast(pl.UInt32, strict=False)
    long = long.with_columns(
        pl.col("letters").replace_strict(places, default=None, return_dtype=pl.UInt32).alias("at"),
        pl.when(plain).then(value).cast(pl.Float64, strict=False).alias("number"),
    )
    strings = book.strings
    inside = index.fill_null(0) < max(len(strings), 1)
    taken = (
        pl.lit(strings if len(strings) else pl.Series([None], dtype=pl.String)).gather(
            pl.when(inside).then(index.fill_null(0)).otherwise(0)
        )
        if len(strings)
        else pl.lit(None, dtype=pl.String)
    )
    dated = plain & pl.col("style").is_in(list(book.dates)) & pl.col("number").is_not_null()
    words = (
        pl.when(shared & inside)
        .then(taken)
        .when(pl.col("kind") == "b")
        .then(pl.when(value == "1").then(pl.lit("yes")).otherwise(pl.lit("no")))
        .when(dated)
        .then(serial_words(pl.col("number"), from_1904=book.from_1904))
        .when(plain & pl.col("number").is_not_null())
        .then(number_words(value, pl.col("number")))
        .when(value.is_not_null() & ~shared)
        .then(value)
        .otherwise(pl.col("inline"))
    )
    return long.select(
        ROW,
        pl.col("at").fill_null(pl.col("nth").cast(pl.UInt32)).alias("at"),
        words.str.strip_chars().alias("words"),
    ).filter(pl.col("words").str.len_bytes() > 0)


def _decoded(long: pl.DataFrame, column: str) -> pl.DataFrame:
    """Undo XML's and the workbook's escapes in texts that stand in the sheet itself."""
    odd = long.filter(pl.col(column).str.contains(r"&\w+;|&#|_x[0-9A-Fa-f]{4}_"))[column].unique()
    if not len(odd):
        return long
    plain = [_unescaped(html.unescape(text)) for text in odd]
    return long.with_columns(pl.col(column).replace(odd, pl.Series(plain)))


def _wide(long: pl.DataFrame) -> pl.DataFrame:
    """One line for each row; the later of two values for one place wins, as in Excel."""
    rows = long.select(pl.col(ROW).unique(maintain_order=True))
    where = {row: n for n, row in enumerate(rows[ROW].to_list())}
    long = long.with_columns(pl.col(ROW).replace_strict(where, return_dtype=pl.UInt32).alias("to"))
    columns = []
    for (place,), cells in long.partition_by("at", as_dict=True).items():
        empty = pl.Series(f"c{place}", [None], dtype=pl.String).new_from_index(0, rows.height)
        columns.append(empty.scatter(cells["to"], cells["words"]).alias(f"c{place}"))
    return rows.with_columns(columns)


def serial_words(number: pl.Expr, *, from_1904: bool = False) -> pl.Expr:
    """Excel's day numbers as ISO text: a date, a date with a time, or a time alone below one.

    Day 1 is 1 January 1900, and the day after 28 February 1900 is counted twice by Excel.
    """
    start = pl.date(1904, 1, 1) if from_1904 else pl.date(1899, 12, 30)
    early = pl.lit(0) if from_1904 else pl.when(number < 60).then(1).otherwise(0)  # noqa: PLR2004
    days = number.floor()
    seconds = ((number - days) * 86_400).round().cast(pl.Int64)
    day = start.cast(pl.Datetime("us")) + pl.duration(days=days.cast(pl.Int64) + early)
    moment = day + pl.duration(seconds=seconds)
    real = (number >= 0) & (number < _LAST_DAY)
    return (
        pl.when(~real)
        .then(number_words(number.cast(pl.String), number))
        .when(number < 1)
        .then(moment.dt.strftime("%H:%M:%S"))
        .when(seconds == 0)
        .then(moment.dt.strftime("%Y-%m-%d"))
        .otherwise(moment.dt.strftime("%Y-%m-%d %H:%M:%S"))
    )


def number_words(written: pl.Expr, number: pl.Expr) -> pl.Expr:
    """A number as a person writes it: whole ones without ".0", others as short as exact."""
    whole = written.str.contains(r"^-?\d{1,15}$")
    near = (number == number.round()) & (number.abs() < 1e15)  # noqa: PLR2004
    return (
        pl.when(whole)
        .then(written)
        .when(near)
        .then(number.cast(pl.Int64, strict=False).cast(pl.String))
        .otherwise(number.cast(pl.String))
    )


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * _ALPHABET + ord(letter) - ord("A") + 1
    return number


def _merges(tail: bytes) -> tuple[tuple[int, int, int, int], ...]:
    found = []
    for left, top, right, bottom in _MERGE.findall(tail)[:_MOST_MERGES]:
        found.append((int(top), _column(left.decode()), int(bottom), _column(right.decode())))
    return tuple(found)
