"""`himaya import --dry-run` of the kinds that the tabular engine reads: 3w, assessments and so on.

Without --dry-run they go through the bench like any other file. Here the file is read against lists
of places and agencies, those of the operation or those given as files, and what was understood is
printed or written as a table.
"""

import argparse
import csv
import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from himaya.cli.session import WrongUseError

if TYPE_CHECKING:
    import polars as pl

    from himaya.engines.tabular.intake import Reading, Reference, Sheet

# What the form itself says of a row, in its own words.
_LEFT_TO_THE_FORM = frozenset({"required_missing", "place_missing"})
_OF_BENCH = ("asked", "read_as_last_time")  # what the form and the register say beside
# Headings that lists of agencies use, by what they hold; the first that is there is taken.
_AGENCY_HEADINGS = {
    "name": ("canonical name", "name", "organisation", "organization", "org name"),
    "acronym": ("acronym", "org acronym"),
    "alias": ("lookup", "alias", "other name"),
    "type": ("type code", "org type code", "type", "org type"),
    "country": ("country code", "country iso3", "country", "location code"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to read against, where there is no operation or it knows less."""
    parser.add_argument(
        "--places", type=Path, metavar="FILE", help="areas with p-codes to read against (3w ...)"
    )
    parser.add_argument(
        "--agencies", type=Path, metavar="FILE", help="agencies to read against: name, acronym ..."
    )
    parser.add_argument(
        "--country", default="", metavar="ISO3", help="of the file, where the lists hold several"
    )
    parser.add_argument("--sheet", default="", help="the sheet to read, if not the best one")
    parser.add_argument("--head-row", type=int, metavar="N", help="the row of the headings")
    order = parser.add_mutually_exclusive_group()
    order.add_argument("--day-first", action="store_true", help="03/04 is the third of April")
    order.add_argument("--month-first", action="store_true", help="03/04 is the fourth of March")
    parser.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="HEADING=FIELD",
        help="what a column is: a field (area:code:2, agency:name, start ...), nothing to leave it",
    )
    parser.add_argument(
        "--mapping", type=Path, metavar="FILE.json", help="decisions of a person: columns, words"
    )


def reads(kind: str) -> bool:
    """Whether the engine reads this kind of file."""
    from himaya.engines.tabular.intake import kinds

    return kind in kinds() and bool(kinds()[kind].fields)


def lists_given(options: argparse.Namespace) -> bool:
    """Whether the file is to be read against something else than the operation."""
    return any((options.places, options.agencies, options.country))


def decisions_of(options: argparse.Namespace) -> dict[str, Any]:
    """The mapping profile that the options tell: a file of one, and what is said beside it."""
    from himaya.cli.mappings import mapping_in
    from himaya.collect.layouts import column_decision

    told: dict[str, Any] = mapping_in(options.mapping) if options.mapping else {}
    told.pop("kind", None)
    if options.sheet:
        told["sheet"] = options.sheet
    if options.head_row:
        told["head_row"] = options.head_row
    if options.day_first or options.month_first:
        told["day_first"] = options.day_first
    columns = dict(told.get("columns", {}))
    for one in options.column:
        heading, sign, code = one.rpartition("=")
        if not sign:
            raise WrongUseError(f"--column {one}: write HEADING=FIELD, such as Org=agency:name.")
        try:
            columns[heading] = column_decision(code)
        except ValueError as error:
            raise WrongUseError(
                f"--column {one}: the level of an area is a number, such as area:code:2."
            ) from error
    if columns:
        told["columns"] = columns
    return told


def run(options: argparse.Namespace) -> int:
    """Status 0 when every row is sound, 1 when some are doubtful or refused, or nothing is read."""
    from himaya.cli.as_told import layout_of_lists, refuse_untrue
    from himaya.cli.import_file import unreadable
    from himaya.engines.tabular import ReadError
    from himaya.engines.tabular.intake import read_as, read_sheets

    told = decisions_of(options)
    refuse_fields(options, told)
    if lists_given(options) and options.for_all:
        raise WrongUseError("--for-all answers the form of a register: read without lists for it.")
    reference = _reference(options)
    try:
        sheets = read_sheets(options.file.read_bytes(), file_name=options.file.name)
        if lists_given(options):
            refuse_untrue(options, told, partial(layout_of_lists, options, sheets))
        formed, by = _as_on_the_bench(options, told)
        reading = read_as(
            sheets,
            options.kind,
            reference,
            file_name=options.file.name,
            profile=by or None,
        )
    except ReadError as error:
        return unreadable(options, error)
    table = _normalised(reading, reference)
    if options.normalised:
        _write(options.normalised, table)
    counts: dict[str, Any] = reading.counts()
    if formed is not None:
        counts |= {state: formed[state] for state in ("accepted", "doubtful", "refused")}
    _print(options, reading, counts, table, formed)
    return 1 if counts["doubtful"] or counts["refused"] or not counts["read"] else 0


def refuse_fields(options: argparse.Namespace, told: dict[str, Any]) -> None:
    """Refuses fields that the kind does not have."""
    from himaya.engines.tabular.intake import kind_of

    fields = kind_of(options.kind).fields
    for heading, said in told.get("columns", {}).items():
        if said.get("field") and said["field"] not in fields:
            known = ", ".join(fields)
            raise WrongUseError(f"{heading}: there is no field {said['field']}; there is {known}.")


def _as_on_the_bench(
    options: argparse.Namespace, told: dict[str, Any]
) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    """The same file as the bench of the operation reads it, with what the form asks for.

    Also the decisions that it is read by, with those remembered. The report is None without an
    operation, and where the file is read against other lists.
    """
    if lists_given(options):
        return None, told
    from himaya.cli.benches import bench_beforehand, last_time
    from himaya.cli.import_file import answers_of
    from himaya.cli.session import start

    start()
    from himaya.collect.importers import importer_of  # models, which need the apps

    importer = importer_of(options.kind)
    if importer is None:
        return None, told
    reading = importer.read(options.file.read_bytes(), options.file.name)
    bench = bench_beforehand(options, importer, reading, told, answers_of(options))
    if not bench.operation:
        return None, told
    report = dict(importer.to_json(reading, bench))
    if "from" in bench.of_file:
        report["read_as_last_time"] = last_time(bench.of_file)
    return report, {name: said for name, said in bench.of_file.items() if name != "from"}


def _reference(options: argparse.Namespace) -> "Reference":
    """Lists given as files go before those of the operation; without either, words are kept."""
    from himaya.engines.tabular.intake import reference_of

    places = places_in(options.places) if options.places else None
    agencies = _agencies(options.agencies) if options.agencies else None
    if places is None or agencies is None:
        known_places, known_agencies = _of_operation(options.operation)
        places = known_places if places is None else places
        agencies = known_agencies if agencies is None else agencies
    return reference_of(places=places, agencies=agencies, country=options.country)


def _sheets(path: Path) -> list["Sheet"]:
    from himaya.engines.tabular import ReadError
    from himaya.engines.tabular.intake import read_sheets

    try:
        return read_sheets(path.read_bytes(), file_name=path.name)
    except OSError as error:
        raise WrongUseError(f"There is no file {path}.") from error
    except ReadError as error:
        raise WrongUseError(f"{path} could not be read ({error.code}).") from error


def places_in(path: Path) -> list[dict[str, Any]]:
    """Areas of a list with p-codes: `code`, `parent`, `names` by language ...; WrongUseError."""
    from himaya.engines.tabular.intake import read_units

    rows = read_units(_sheets(path)).rows()
    if not rows:
        raise WrongUseError(
            f"{path} holds no areas: it needs p-codes and names, as ADM1_PCODE, ADM1_EN ..."
        )
    return rows


def _agencies(path: Path) -> list[dict[str, object]]:
    from himaya.engines.tabular.intake import find_head

    for sheet in _sheets(path):
        head = find_head(sheet)
        titles = {" ".join(column.labels).strip().lower(): column.key for column in head.columns}
        wanted = {
            name: next((titles[one] for one in headings if one in titles), "")
            for name, headings in _AGENCY_HEADINGS.items()
        }
        if wanted["name"]:
            body = sheet.cells.slice(head.first_row - 1)
            chosen = {name: key for name, key in wanted.items() if key}
            rows = body.select(**chosen).fill_null("").to_dicts()
            return [row for row in rows if row["name"]]
    raise WrongUseError(f"{path} holds no agencies: it needs a column called name or acronym.")


def _of_operation(slug: str | None) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """Places and agencies of the operation; nothing where there is none and none is named."""
    from himaya.cli.session import has_database, operation_named, start

    start()
    if not has_database():
        if slug is None:
            return [], []
        raise WrongUseError("The database is empty or older than this program: run himaya upgrade.")
    from himaya.tenancy.models import Operation

    if slug is None and not Operation.objects.exists():
        return [], []
    from himaya.collect.places_known import known_agencies, known_places

    operation = operation_named(slug)
    return known_places(operation), known_agencies(operation)


def _normalised(reading: "Reading", reference: "Reference") -> "pl.DataFrame":
    """For a 3W the presence in HAPI's columns; else the rows without personal fields."""
    import polars as pl

    if reading.kind.code == "3w":
        from himaya.engines.tabular.intake import presence_of

        return presence_of(reading, reference).rows
    personal = [key for key, one in reading.kind.fields.items() if one.is_personal]
    kept = [
        name
        for name in reading.rows.columns
        if not any(name == key or name.startswith(f"{key}_") for key in personal)
    ]
    several = [
        _one_by_one(name, kind)
        for name, kind in reading.rows.select(kept).schema.items()
        if isinstance(kind, pl.List)
    ]
    return reading.rows.select(kept).with_columns(
        one.cast(pl.List(pl.String)).list.join("; ") for one in several
    )


def _one_by_one(name: str, kind: "pl.List") -> "pl.Expr":
    """The texts of a cell with several values; agencies by their acronym, else their name."""
    import polars as pl

    from himaya.engines.tabular.intake.fields import AGENCY

    if kind != AGENCY:
        return pl.col(name)
    each = pl.element().struct
    return pl.col(name).list.eval(pl.coalesce(each.field("acronym"), each.field("name")))


def _write(out: Path, table: "pl.DataFrame") -> None:
    """As csv with a mark, so that spreadsheets know the letters; the file's own rows only."""
    from himaya.cli.import_file import plain

    try:
        with out.open("w", newline="", encoding="utf-8-sig") as handle:
            writer = csv.writer(handle)
            writer.writerow(table.columns)
            for row in table.iter_rows():
                writer.writerow(
                    [plain(value) if isinstance(value, str) else value for value in row]
                )
    except OSError as error:
        raise WrongUseError(f"{out} cannot be written ({error.strerror}).") from error


def _print(
    options: argparse.Namespace,
    reading: "Reading",
    counts: dict[str, Any],
    table: "pl.DataFrame",
    formed: dict[str, Any] | None,
) -> None:
    from himaya.cli.benches import say_last_time, say_problems
    from himaya.engines.tabular.intake import doubts, explain

    known = doubts()
    problems = [
        {"row": row, "field": field, "code": code, "message": known[code].texts["en"]}
        for row, field, code in reading.doubts.select("row", "field", "code").iter_rows()
        if formed is None or code not in _LEFT_TO_THE_FORM
    ]
    if formed is not None:  # the form's own words too: what it refuses would be no import
        seen = {(one["row"], one["code"]) for one in problems}
        problems += [
            {"field": one.get("question", ""), **one}
            for one in formed["problems"]
            if (one["row"], one["code"]) not in seen
        ]
    if options.json:
        report = explain(reading) | {
            "accepted": counts["accepted"],
            "doubtful": counts["doubtful"],
            "refused": counts["refused"],
            "normalised": table.height,
            "problems": problems,
        }
        report |= {key: formed[key] for key in _OF_BENCH if formed and key in formed}
        print(json.dumps(report, ensure_ascii=False, indent=1, default=str))
        return
    say_last_time(formed or {})
    if not counts["read"]:
        print(f"There are no rows under the headings in row {reading.head.rows[-1]}.")
    say_problems({"asked": (formed or {}).get("asked", ()), "problems": problems})
    print(
        f"{counts['accepted']} sound, {counts['doubtful']} doubtful, {counts['refused']} refused;"
        f" {table.height} rows normalised."
    )
