"""A form as an XLSForm workbook, for taking away, editing and bringing back."""

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from himaya.engines.xlsform.languages import code_of
from himaya.engines.xlsform.model import Choice, Form, Group, Question, Texts

_SURVEY = (
    "relevant",
    "constraint",
    "required",
    "calculation",
    "trigger",
    "choice_filter",
    "repeat_count",
    "default",
    "appearance",
    "read_only",
    "parameters",
    "means",
    "sensitivity",
    "aggregation",
    "need",
)
_WIDTH = 24

Cells = dict[str, str]
# xlsxwriter has no types of its own.
Workbook: TypeAlias = Any


def write_xlsx(form: Form) -> bytes:
    """See `himaya.engines.xlsform.write_xlsx`."""
    import xlsxwriter

    stream = io.BytesIO()
    # Text stays text: "=1+1" or a link in a label must not come alive in the spreadsheet.
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(stream, options) as book:
        _write(book, "survey", ("type", "name"), list(_survey(form)))
        _write(book, "choices", ("list_name", "name"), list(_choices(form)))
        _write(book, "settings", ("form_title", "form_id", "version"), [_settings(form)])
    return stream.getvalue()


def _write(book: Workbook, name: str, first: Sequence[str], rows: Sequence[Cells]) -> None:
    columns = list(dict.fromkeys((*first, *(column for row in rows for column in row))))
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True})
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column, bold)
    for number, row in enumerate(rows, start=1):
        for place, column in enumerate(columns):
            if row.get(column):
                sheet.write_string(number, place, row[column])
    sheet.set_column(0, max(len(columns) - 1, 0), _WIDTH)
    sheet.freeze_panes(1, 0)


def _texts(form: Form, column: str, texts: Texts) -> Cells:
    """One column a language; what names no language goes without one."""
    cells = {}
    for code, text in texts.items():
        name = form.language_names.get(code) or (code if code != "und" else "")
        bare = code == form.default_language and code not in form.language_names
        cells[column if bare or not name else f"{column}::{name}"] = text
    return cells


def _media(form: Form, media: Mapping[str, Texts]) -> Cells:
    cells: Cells = {}
    for name, files in media.items():
        for column, file in _texts(form, name, files).items():
            cells[f"media::{column}"] = file
    return cells


def _survey(form: Form) -> Iterator[Cells]:
    """The rows in order, groups opened before and closed after what is in them."""
    rows: list[Question | Group] = sorted((*form.questions, *form.groups), key=lambda row: row.row)
    inside: tuple[str, ...] = ()
    made_by_other: set[tuple[tuple[str, ...], str]] = set()
    for row in rows:
        around = row.path[:-1] if isinstance(row, Group) else row.group
        while inside != around[: len(inside)]:
            yield _end(form, inside)
            inside = inside[:-1]
        if isinstance(row, Group):
            yield _begin(form, row)
            inside = row.path
        elif (row.group, row.name) not in made_by_other:
            yield _question(form, row)
            if row.or_other:
                # Reading `or_other` makes that question again.
                made_by_other.add((row.group, f"{row.name}_other"))
    while inside:
        yield _end(form, inside)
        inside = inside[:-1]


def _kind(group: Group) -> str:
    return "repeat" if group.is_repeat else "group"


def _end(form: Form, path: tuple[str, ...]) -> Cells:
    return {"type": f"end {_kind(form.group_by_path[path])}"}


def _begin(form: Form, group: Group) -> Cells:
    return {
        "type": f"begin {_kind(group)}",
        "name": group.name,
        **_texts(form, "label", group.labels),
        **_texts(form, "hint", group.hints),
        "relevant": group.relevant,
        "repeat_count": group.repeat_count,
        "appearance": group.appearance,
    }


def _type_cell(question: Question) -> str:
    name = question.type
    if question.list_name.endswith((".csv", ".xml", ".geojson")):
        name += "_from_file"
    other = " or_other" if question.or_other else ""
    return f"{name} {question.list_name}{other}".strip()


def _question(form: Form, question: Question) -> Cells:
    cells = {
        "type": _type_cell(question),
        "name": question.name,
        **_texts(form, "label", question.labels),
        **_texts(form, "hint", question.hints),
        **_texts(form, "guidance_hint", question.guidance),
        **_texts(form, "constraint_message", question.constraint_message),
        **_texts(form, "required_message", question.required_message),
        **_media(form, question.media),
    }
    for column in _SURVEY:
        value = getattr(question, column, "")
        if column == "parameters":
            value = " ".join(f"{name}={value}" for name, value in question.parameters.items())
        cells[column] = value
    if question.level:
        cells["sensitivity"] = f"{question.sensitivity}:{question.level}"
    return cells


def _choices(form: Form) -> Iterator[Cells]:
    for list_name, choices in form.choices.items():
        for choice in choices:
            yield _choice(form, list_name, choice)


def _choice(form: Form, list_name: str, choice: Choice) -> Cells:
    return {
        "list_name": list_name,
        "name": choice.name,
        **_texts(form, "label", choice.labels),
        **choice.extra,
        **_media(form, choice.media),
    }


def _settings(form: Form) -> Cells:
    cells = {"form_id": form.form_id, "version": form.version, **form.settings}
    named = form.language_names.get(form.default_language)
    if named and code_of(named) == form.default_language:
        cells["default_language"] = named
    for code, text in form.title.items():
        bare = code in {form.default_language, "und"}
        name = form.language_names.get(code, code)
        cells["form_title" if bare else f"form_title::{name}"] = text
    return cells
