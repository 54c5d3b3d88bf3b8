"""The one door of this engine for files."""

import re
from collections.abc import Iterator

from himaya.engines.tabular.document import Document, Origin, Paragraph, Table
from himaya.engines.tabular.errors import ReadError, ReadErrorCode
from himaya.engines.tabular.limits import (
    DEFAULT_LIMITS,
    Counter,
    Limits,
    check_bytes,
    check_zip,
)
from himaya.engines.tabular.lying import stand_up
from himaya.engines.tabular.odt import read_odt
from himaya.engines.tabular.separated import read_separated
from himaya.engines.tabular.sheets import read_sheets
from himaya.engines.tabular.sniff import KINDS, decode, refuse_json, sniff_kind, sniff_text_kind
from himaya.engines.tabular.tabbed import read_text
from himaya.engines.tabular.word import read_word

# Markup (HTML, SVG), and control characters that no writing has.
_FOR_PROGRAMS = re.compile(r"\A\s*<|[\x00-\x08\x0e-\x1f]")


def read_document(
    source: bytes | str,
    *,
    file_name: str,
    kind: str | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Document:
    """Read a file's bytes, or pasted text, into paragraphs and tables.

    `kind` is one of text, csv, xlsx, xls, ods, docx, odt; None sniffs the content. The name only
    settles whether tabbed text is a tsv. Raises ReadError for whole-file refusals.
    """
    if kind is not None and kind not in KINDS:
        raise ReadError(ReadErrorCode.KIND_UNKNOWN)
    if isinstance(source, str):
        check_bytes(source.encode("utf-8", errors="surrogatepass"), limits)
        return _from_text(source, file_name, kind or sniff_text_kind(source, file_name), limits)
    check_bytes(source, limits)
    found = kind or sniff_kind(source, file_name)
    if found in ("text", "csv"):
        text = decode(source)
        refuse_json(text, file_name)
        return _from_text(text, file_name, found, limits)
    if found != "xls":
        check_zip(source, limits, found)
    return _made(file_name, found, *stand_up(_blocks(source, found, limits), limits))


def read_as_it_lies(source: bytes, *, limits: Limits = DEFAULT_LIMITS) -> Document:
    """Read a file's bytes for people to look at: nothing is mended, joined or turned.

    Of text, each line is a paragraph; sheets that are hidden are left out. Raises ReadError, also
    for text that is written for programs.
    """
    check_bytes(source, limits)
    found = sniff_kind(source, "")
    if found in ("text", "csv"):
        text = decode(source)
        if _FOR_PROGRAMS.search(text):
            raise ReadError(ReadErrorCode.KIND_UNKNOWN)
        is_table = found == "csv"
        return _made("", found, [*(read_separated if is_table else _lines)(text, limits)])
    if found != "xls":
        check_zip(source, limits, found)
    return _made("", found, _blocks(source, found, limits, with_hidden=False))


def _lines(text: str, limits: Limits) -> Iterator[Paragraph]:
    counter = Counter(limits)
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            counter.add(1)
            yield Paragraph(line, Origin("", number))


def _blocks(
    source: bytes, kind: str, limits: Limits, *, with_hidden: bool = True
) -> list[Paragraph | Table]:
    if kind == "docx":
        return read_word(source, limits)
    if kind == "odt":
        return read_odt(source, limits)
    return [*read_sheets(source, kind, limits, with_hidden=with_hidden)]


def _from_text(text: str, file_name: str, kind: str, limits: Limits) -> Document:
    if kind == "csv":
        return _made(file_name, kind, *stand_up(read_separated(text, limits), limits))
    blocks, notes = read_text(text, limits)
    return _made(file_name, "text", blocks, notes)


def _made(
    file_name: str, kind: str, blocks: list[Paragraph | Table], notes: tuple[str, ...] = ()
) -> Document:
    if not blocks:
        raise ReadError(ReadErrorCode.EMPTY)
    return Document(file_name, kind, tuple(blocks), notes)
