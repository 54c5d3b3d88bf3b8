"""The one door of this engine for files."""

from himaya.engines.tabular.document import Document, Paragraph, Table
from himaya.engines.tabular.errors import ReadError, ReadErrorCode
from himaya.engines.tabular.limits import DEFAULT_LIMITS, Limits, check_bytes, check_zip
from himaya.engines.tabular.lying import stand_up
from himaya.engines.tabular.separated import read_separated
from himaya.engines.tabular.sheets import read_sheets
from himaya.engines.tabular.sniff import KINDS, decode, sniff_kind, sniff_text_kind
from himaya.engines.tabular.tabbed import read_text
from himaya.engines.tabular.word import read_word


def read_document(
    source: bytes | str,
    *,
    file_name: str,
    kind: str | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Document:
    """Read a file's bytes, or pasted text, into paragraphs and tables.

    `kind` is one of text, csv, xlsx, xls, ods, docx; None sniffs the content. The name only
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
        return _from_text(decode(source), file_name, found, limits)
    if found != "xls":
        check_zip(source, limits, found)
    blocks = read_word(source, limits) if found == "docx" else [*read_sheets(source, found, limits)]
    return _made(file_name, found, *stand_up(blocks, limits))


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
