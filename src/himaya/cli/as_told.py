"""Whether what the options of `himaya import` tell of a file is so: nothing is ignored silently."""

import argparse
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from himaya.cli.session import WrongUseError

if TYPE_CHECKING:
    from himaya.collect.importers import Bench, Importer
    from himaya.collect.layouts import Layout
    from himaya.engines.tabular.intake import Sheet

_LETTERS = re.compile(r"[A-Z]{1,2}")  # a column without a heading is told by its letters
_LOOK = ("sheet", "head_row", "day_first")

# By value of a field, what its columns may say of it; of places one level stands for all.
_PARTS = {"area": ("code:1", "name:1"), "agency": ("name", "acronym")}

Look = Callable[[Mapping[str, Any]], "Layout | None"]  # the layout of a file read as told


def refuse_untrue(options: argparse.Namespace, told: Mapping[str, Any], look: Look) -> None:
    """Raises WrongUseError for a sheet, a row or a column that the file does not have."""
    from himaya.engines.tabular import ReadError

    if not told:
        return
    try:
        layout = look({name: told[name] for name in _LOOK if name in told})
    except ReadError:
        if not options.head_row:
            raise
        raise WrongUseError(_no_headings(options)) from None
    if layout is None:
        raise WrongUseError(f"Of a file read as {options.kind} no sheet or column is told.")
    if options.sheet and options.sheet != layout.sheet:
        there = ", ".join(layout.sheets) or "only one, without a name"
        raise WrongUseError(f"There is no sheet {options.sheet}; there is {there}.")
    if options.head_row and options.head_row != layout.head_row:
        raise WrongUseError(_no_headings(options))
    _refuse_columns(options, told, layout)


def _no_headings(options: argparse.Namespace) -> str:
    return (
        f"Row {options.head_row} holds no headings: give the number of one of the first rows of"
        " the sheet, or leave --head-row out."
    )


def _refuse_columns(options: argparse.Namespace, told: Mapping[str, Any], layout: "Layout") -> None:
    from himaya.collect.layouts import column_code, read_twice
    from himaya.engines.tabular.intake.names import plain_name

    named = {
        plain_name(name): one.heading for one in layout.columns for name in (*one.also, one.heading)
    }
    for one in options.column:
        heading = one.rpartition("=")[0]
        if plain_name(heading) not in named and not _LETTERS.fullmatch(heading):
            there = ", ".join(f"“{' '.join(it.heading.split())}”" for it in layout.columns)
            raise WrongUseError(f"There is no column “{heading}”; there is {there}.")
    _refuse_fields(options, told, layout)
    codes = {
        named.get(plain_name(heading), heading): column_code(said)
        for heading, said in told.get("columns", {}).items()
    }
    if twice := read_twice(layout, codes):
        both = [
            one.heading
            for one in layout.columns
            if codes.get(one.heading, one.taken_for) in {twice, twice.removesuffix(":name")}
        ]
        raise WrongUseError(
            f"These columns would all be read as {twice}: {', '.join(both)}. Say of the others too"
            f' what they are, or that they are not read: --column "{both[0]}=".'
        )


def _refuse_fields(options: argparse.Namespace, told: Mapping[str, Any], layout: "Layout") -> None:
    from himaya.cli.reading import reads

    if reads(options.kind):  # the engine's own fields are looked at before
        return
    known = {code.partition(":")[0] for code, _label in layout.fields}
    for heading, said in told.get("columns", {}).items():
        field = said.get("field", "")
        if field and field not in known and "[" not in field:  # of repeats: trip[1].port
            raise WrongUseError(
                f"{heading}: there is no field {field}; there is {', '.join(sorted(known))}."
            )


def refuse_unasked(importer: "Importer", reading: Any, bench: "Bench") -> None:  # noqa: ANN401 - the importer's own
    """Raises WrongUseError for a `--for-all` that no row is asked, or that is no answer to it."""
    from django.utils.translation import override

    from himaya.collect.importers import FOR_ALL

    answers = bench.corrections.get(FOR_ALL, {})
    if not answers:
        return
    with override("en"):
        first = next(iter(importer.rows(reading, replace(bench, is_brief=False))), None)
    asked = {one.key: one for one in first.fields if one.is_shared} if first else {}
    for question, answer in answers.items():
        if question not in asked:
            there = ", ".join(asked) or "nothing: each required question has its column"
            raise WrongUseError(f"--for-all {question}: of all rows is asked {there}.")
        choices = dict(asked[question].choices)
        if choices and answer not in choices:
            raise WrongUseError(f"--for-all {question}: answer with one of {', '.join(choices)}.")


def layout_of_lists(
    options: argparse.Namespace, sheets: "list[Sheet]", told: Mapping[str, Any]
) -> "Layout":
    """How the engine alone reads the file, without an operation."""
    from himaya.collect.layouts import Layout, LayoutColumn, column_code
    from himaya.engines.tabular.intake import read_as, reference_of

    found = read_as(
        sheets, options.kind, reference_of(), file_name=options.file.name, profile=dict(told)
    )
    return Layout(
        sheets=[one.name for one in sheets if one.name],
        sheet=found.sheet.name,
        head_row=found.head.rows[-1] if found.head.rows else 0,
        columns=[
            LayoutColumn(
                one.column.name,
                column_code({"field": one.field, "facet": one.facet, "level": one.level}),
                also=(*one.column.labels, one.column.tag, one.column.key),
            )
            for one in found.proposals
        ],
        fields=[
            (f"{key}:{part}", "")
            for key, one in found.kind.fields.items()
            for part in _PARTS.get(one.value, ())
        ],
    )
