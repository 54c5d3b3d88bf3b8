"""From a file to rows: pyxform opens it, so that both of us see the same cells."""

import io
import re
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from himaya.engines.directions import calm
from himaya.engines.xlsform.languages import code_of
from himaya.engines.xlsform.problems import FormErrors, FormProblem

LARGEST_MB = 20
# A small workbook can be made to unpack to any size; honest ones grow about tenfold.
UNPACKED_MB = 300

# pyxform has no types of its own.
Book: TypeAlias = Any

# What people write for a column, and the name it has here.
_ALIASES: Mapping[str, str] = {
    "relevance": "relevant",
    "caption": "label",
    "command": "type",
    "tag": "name",
    "value": "name",
    "constraining_message": "constraint_message",
    "jr:constraintmsg": "constraint_message",
    "jr:requiredmsg": "required_message",
    "requiredmsg": "required_message",
    "readonly": "read_only",
    "calculate": "calculation",
    "jr:count": "repeat_count",
    "count": "repeat_count",
    "guidance": "guidance_hint",
    "list name": "list_name",
    "id_string": "form_id",
    "set_form_id": "form_id",
    "set_form_title": "form_title",
    "title": "form_title",
}
MEDIA = ("image", "big-image", "audio", "video")
_PREFIXES = {"bind", "media", "control", "body"}
_TEXTS = {
    "label",
    "hint",
    "guidance_hint",
    "constraint_message",
    "required_message",
    "form_title",
    *MEDIA,
}
# Columns pyxform need not see: ours, and titles in several languages, which it has no place for.
_OURS = {"means", "sensitivity", "need", "aggregation"}


@dataclass(frozen=True, slots=True)
class Row:
    """One row: plain cells by column, texts by column and language, and its number."""

    number: int
    cells: Mapping[str, str]
    texts: Mapping[str, Mapping[str, str]]

    def get(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Sheets:
    """The three sheets that matter, the languages they name, and what pyxform is to judge."""

    survey: Sequence[Row]
    choices: Sequence[Row]
    settings: Row
    languages: tuple[str, ...]
    language_names: Mapping[str, str]
    default_language: str
    for_pyxform: Any


def open_sheets(source: bytes, kind: str) -> Sheets:
    """Read the file. Raises FormErrors where it is no spreadsheet of that kind, or too large."""
    from pyxform.errors import PyXFormError
    from pyxform.xls2json_backends import get_xlsform

    if len(source) > LARGEST_MB * 1_000_000 or _unpacked_size(source) > UNPACKED_MB * 1_000_000:
        raise _refused("file.too_large", limit=str(LARGEST_MB))
    try:
        # openpyxl warns of page footers and the like, which say nothing about the form.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = get_xlsform(source, file_type=f".{kind}")
    except (PyXFormError, UnicodeDecodeError) as error:
        raise _refused("file.unreadable", kind=kind) from error
    if not book.survey:
        code = "sheet.missing" if book.survey is None else "sheet.empty"
        raise FormErrors([FormProblem("survey", None, "", code, {"sheet": "survey"})])
    return _sheets(book)


def _unpacked_size(source: bytes) -> int:
    try:
        with zipfile.ZipFile(io.BytesIO(source)) as packed:
            return sum(member.file_size for member in packed.infolist())
    except zipfile.BadZipFile:  # not packed at all: what it is shows in a moment
        return 0


def _refused(code: str, **params: str) -> FormErrors:
    return FormErrors([FormProblem("", None, "", code, params)])


def _sheets(book: Book) -> Sheets:
    names: dict[str, str] = {}
    raw_settings = (book.settings or [{}])[0]
    default_name = str(raw_settings.get("default_language") or "")
    default = code_of(default_name) if default_name else "und"
    if default_name:
        names[default] = default_name
    settings = _rows([raw_settings], _headers(book.settings_header), default, names)[0]
    names_in_labels: dict[str, str] = {}
    survey = _rows(book.survey, _headers(book.survey_header), default, names_in_labels)
    choices = _rows(book.choices or [], _headers(book.choices_header), default, names_in_labels)
    # select_one_external keeps its choices apart only for the phone's sake.
    external = _headers(book.external_choices_header)
    choices += _rows(book.external_choices or [], external, default, names_in_labels)
    languages = _languages(survey, choices, default)
    _hide_ours(book)
    return Sheets(
        survey,
        choices,
        settings,
        languages,
        {**names, **names_in_labels},
        default if default != "und" or "und" in languages else languages[0],
        book,
    )


def _languages(survey: Sequence[Row], choices: Sequence[Row], default: str) -> tuple[str, ...]:
    """Those that labels are written in, the default first; `und` where none is named."""
    found = dict.fromkeys(
        language for row in (*survey, *choices) for language in row.texts.get("label", ())
    )
    if default in found:
        found = dict.fromkeys((default, *found))
    return tuple(found) or (default,)


def _headers(header: Sequence[Mapping[str, Any]] | None) -> dict[str, tuple[str, str | None]]:
    """Each header's column and language (None where it names none)."""
    written = list(header[0]) if header else []
    double = any("::" in one for one in written)
    return {one: read_header(one, double=double) for one in written}


def read_header(header: str, *, double: bool) -> tuple[str, str | None]:
    """A header taken apart: `media::image::Arabic (ar)` is ("image", "Arabic (ar)")."""
    # "jr:constraintMsg" holds a colon that separates nothing.
    guarded = re.sub(r"\bjr:", "jr\0", header)
    parts = [part.strip().replace("jr\0", "jr:") for part in guarded.split("::" if double else ":")]
    if len(parts) > 1 and parts[0].lower() in _PREFIXES:
        parts = parts[1:]
    snake = "_".join(parts[0].split()).lower()
    column = _ALIASES.get(snake, snake)
    if column not in _TEXTS:
        known = column if column in _KNOWN else header
        return known, None
    return column, parts[1] if len(parts) > 1 and parts[1] else None


_KNOWN = {
    "type",
    "name",
    "list_name",
    "relevant",
    "constraint",
    "required",
    "read_only",
    "calculation",
    "trigger",
    "repeat_count",
    "choice_filter",
    "default",
    "appearance",
    "parameters",
    "disabled",
    "form_id",
    "version",
    "default_language",
    *_OURS,
}


def _rows(
    rows: Sequence[Mapping[str, Any]],
    headers: Mapping[str, tuple[str, str | None]],
    default: str,
    names: dict[str, str],
) -> list[Row]:
    """The rows with their numbers in the sheet (its header is row 1)."""
    read = []
    for number, row in enumerate(rows, start=2):
        cells: dict[str, str] = {}
        texts: dict[str, dict[str, str]] = {}
        for header, value in row.items():
            column, language = headers.get(header) or read_header(header, double="::" in header)
            if column not in _TEXTS:
                cells[column] = calm(str(value))
                continue
            code = code_of(language) if language else default
            if language:
                names.setdefault(code, language)
            texts.setdefault(column, {})[code] = calm(str(value))
        read.append(Row(number, cells, texts))
    return read


def _hide_ours(book: Book) -> None:
    """Take from the book what only himaya reads; pyxform would mistake or refuse some of it."""
    for row in book.survey:
        for header in [header for header in row if header.strip().lower() in _OURS]:
            del row[header]
    for row in book.settings or []:
        for header in [header for header in row if "::" in header and "title" in header]:
            del row[header]
    for holder in (book.survey_header, book.settings_header):
        for header in list(holder[0]) if holder else []:
            if header.strip().lower() in _OURS or ("title" in header and "::" in header):
                del holder[0][header]
