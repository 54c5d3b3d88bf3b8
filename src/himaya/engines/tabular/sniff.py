"""What a file is, by its content first and its name only to settle a tie."""

import csv
import io
import json

from himaya.engines.encodings import Decoded, UnreadableTextError, decode_text
from himaya.engines.tabular.errors import ReadError, ReadErrorCode
from himaya.engines.tabular.limits import open_zip

KINDS = ("text", "csv", "xlsx", "xls", "ods", "docx", "odt")
SHEETS = ("xlsx", "xls", "ods")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_OPEN_TEXT = b"application/vnd.oasis.opendocument.text"
_SAMPLE = 64 * 1024
_CLEAR = 0.8  # share of rows with one number of fields that no running text reaches
_FEW = 3  # rows that must agree on their number of fields


def sniff_kind(source: bytes, file_name: str) -> str:
    """Return one of KINDS; raises ReadError for what is none of them or carries a password."""
    if source.startswith(b"PK"):
        return _office_kind(source)
    if source.startswith(_OLE):
        if _ENCRYPTED_PACKAGE in source:
            raise ReadError(ReadErrorCode.LOCKED)
        return "xls"
    if source.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf", b"GIF8")):
        raise ReadError(ReadErrorCode.KIND_UNKNOWN)
    return _text_kind(decode(source), file_name)


def sniff_text_kind(text: str, file_name: str) -> str:
    """Return "csv" or "text" for text that is already decoded."""
    return _text_kind(text, file_name)


def decode(source: bytes) -> str:
    """Decode text in the encodings people send; raises ReadError. See `encodings`."""
    return decoded(source).text


def decoded(source: bytes) -> Decoded:
    """The same, with the encoding it was read in."""
    try:
        return decode_text(source)
    except UnreadableTextError as error:
        raise ReadError(ReadErrorCode.TEXT_UNREADABLE) from error


def _office_kind(source: bytes) -> str:
    with open_zip(source, "zip") as archive:
        names = set(archive.namelist())
        if "word/document.xml" in names:
            return "docx"
        if "xl/workbook.xml" in names:
            return "xlsx"
        if "mimetype" in names and "content.xml" in names:
            mime = archive.getinfo("mimetype")
            told = archive.read("mimetype") if mime.file_size < _SAMPLE else b""
            if b"spreadsheet" in told:
                return "ods"
            if told.strip() == _OPEN_TEXT:
                return "odt"
    raise ReadError(ReadErrorCode.KIND_UNKNOWN)


def _text_kind(text: str, file_name: str) -> str:
    if "\x00" in text:
        raise ReadError(ReadErrorCode.KIND_UNKNOWN)
    named = file_name.lower().endswith((".csv", ".tsv"))
    return "csv" if find_delimiter(text, named=named) else "text"


def refuse_json(text: str, file_name: str) -> None:
    """Lines of JSON would pass for separated values. Raises ReadError(JSON)."""
    is_json = file_name.lower().endswith(".json")
    if not is_json and text.lstrip().startswith(("{", "[")):
        try:
            is_json = isinstance(json.loads(text), dict | list)
        except (ValueError, RecursionError):
            is_json = False
    if is_json:
        raise ReadError(ReadErrorCode.JSON)


def find_delimiter(text: str, *, named: bool) -> str | None:
    """Return the delimiter of separated values, or None for running text.

    Tabbed text is only taken for a tsv when its name says so: a plan pasted from a document has
    tabs too, but its rows break over lines, which the text reader knows how to mend.
    """
    sample = one_newline(text[:_SAMPLE])
    if not named and sample.count("\t") > _FEW:
        return None
    best, most = None, 0.0
    for delimiter in ("\t", ";", ",", "|") if named else (";", ",", "|"):
        share = _agreement(sample, delimiter, named=named)
        if share > most:
            best, most = delimiter, share
    return best


def _agreement(sample: str, delimiter: str, *, named: bool) -> float:
    """Share of rows that have the commonest number of fields, 0 when that proves nothing.

    Empty fields are a sign too, because nobody writes two commas side by side.
    """
    widths = [len(row) for row in csv.reader(io.StringIO(sample), delimiter=delimiter) if row]
    wide = [width for width in widths if width > 1]
    lines = sample.split("\n")
    empty = sum(line.startswith(delimiter) or delimiter * 2 in line for line in lines)
    sure = named or empty >= _FEW
    if len(wide) < (2 if sure else _FEW):
        return 0.0
    share = wide.count(max(set(wide), key=wide.count)) / len(widths)
    return share if sure or share > _CLEAR else 0.0


def one_newline(text: str) -> str:
    """The csv module takes a bare carriage return for damage; old Mac files end lines with it."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
