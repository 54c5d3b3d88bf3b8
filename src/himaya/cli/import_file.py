"""`himaya import`: bring a file in, or say what would be brought in."""

import argparse
import csv
import gc
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from himaya.cli import import_places
from himaya.cli.session import WrongUseError

if TYPE_CHECKING:
    from himaya.collect.importers import Bench, Importer, Progress, Written
    from himaya.datasets.models import ImportBatch
    from himaya.engines.tabular import ReadError
    from himaya.gate.seats import ActingSeat
    from himaya.releases.models import Release

RECORDS = "records"  # rows in the columns of a register's own form
_LARGE = 5_000  # rows; of larger files only what the bench kept is printed, unless as JSON

SUMMARY = "Import a file people already have, such as a work plan."
EXAMPLE = "himaya import plan.xlsx --as workplan --operation marjana --dry-run --json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The file, what it is, and where it goes."""
    from himaya.cli import reading

    parser.add_argument(
        "file", type=Path, help="txt, docx, xlsx, xls, ods, csv or tsv; a map for places"
    )
    parser.add_argument("--as", dest="kind", required=True, metavar="KIND", help="such as workplan")
    parser.add_argument(
        "--instrument",
        default="",
        metavar="CODE",
        help="records: the register's form, declared or its own (or the register's reference)",
    )
    parser.add_argument("--operation", help="short name; may be left out when there is only one")
    parser.add_argument("--seat", help="reference of the seat to act from (default: service seat)")
    parser.add_argument("--dry-run", action="store_true", help="read and report, import nothing")
    parser.add_argument(
        "--take-doubtful", action="store_true", help="import doubtful rows too, as they are"
    )
    parser.add_argument(
        "--for-all",
        action="append",
        default=[],
        metavar="QUESTION=ANSWER",
        help="the answer of all rows to a question that the file has no column for",
    )
    parser.add_argument(
        "--rest", type=Path, metavar="OUT.xlsx", help="write the rows not imported, annotated"
    )
    parser.add_argument(
        "--normalised", type=Path, metavar="OUT.csv", help="also write what was read as a table"
    )
    parser.add_argument(
        "--provider", default="", metavar="ACRONYM", help="whose file it is, if not the seat's own"
    )
    parser.add_argument(
        "--remember", action="store_true", help="read the provider's next file by these decisions"
    )
    parser.add_argument(
        "--forget", action="store_true", help="forget what is remembered of such files first"
    )
    reading.add_arguments(parser)
    parser.add_argument("--json", action="store_true", help="print the reading as JSON")
    import_places.add_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Status 0 when every row is sound, 1 when some are doubtful or refused."""
    from himaya.cli import reading as kinds_read
    from himaya.cli.session import start
    from himaya.engines.tabular import ReadError
    from himaya.kernel.problems import Problem

    if options.kind == import_places.KIND:  # areas fill no register
        return import_places.run(options)
    options.kind = _kind_of(options)
    if options.dry_run and kinds_read.reads(options.kind):
        return kinds_read.run(options)
    if kinds_read.lists_given(options):
        raise WrongUseError(
            "--places, --agencies and --country serve --dry-run; a register is filled against the"
            " places and agencies of its operation."
        )
    start()
    importer = _importer(options)
    told = kinds_read.decisions_of(options)
    if kinds_read.reads(options.kind):
        kinds_read.refuse_fields(options, told)
    try:
        reading, bench, report = (_look if options.dry_run else _import)(options, importer, told)
    except ReadError as error:
        return unreadable(options, error)
    except Problem as problem:
        if isinstance(problem.__cause__, ReadError):
            return unreadable(options, problem.__cause__)
        raise
    if options.normalised:
        _write_normalised(options.normalised, importer, reading, bench)
    _print(options, report)
    left = report["refused"] + (0 if options.take_doubtful else report["doubtful"])
    return 1 if left or not report["accepted"] + report["doubtful"] else 0


def _kind_of(options: argparse.Namespace) -> str:
    """What the file is, once it is there: for records the form of the register."""
    if not options.file.is_file():
        raise WrongUseError(f"There is no file {options.file}.")
    if options.kind != RECORDS:
        return str(options.kind)
    if not options.instrument:
        raise WrongUseError("Name the form of the register: --instrument protection_monitoring.")
    return str(options.instrument)


def _importer(options: argparse.Namespace) -> "Importer":
    from himaya.cli.benches import importer_of_own
    from himaya.collect.importers import importer_of, importers

    kind = options.kind
    importer = importer_of(kind)
    if importer is None and options.instrument:
        importer = importer_of_own(options)
    if importer is None:
        known = ", ".join(sorted(one.kind for one in importers())) + ", places"
        raise WrongUseError(f"Nothing is imported as {kind}; known: {known}.")
    return importer


def unreadable(options: argparse.Namespace, error: "ReadError") -> int:
    """Say why the file cannot be read and what to do."""
    from himaya.cli.main import refuse
    from himaya.collect.unreadable import why_unreadable

    code, why = str(error.code), why_unreadable(error)
    if options.json:
        problem = {"row": None, "code": code, "message": why, **error.params}
        empty: dict[str, Any] = {"kind": options.kind, "plans": []}
        counts = {"accepted": 0, "doubtful": 0, "refused": 0}
        print(json.dumps({**empty, **counts, "problems": [problem]}, ensure_ascii=False))
    return refuse(f"The file could not be read ({code}). {why}", status=1)


def _look(
    options: argparse.Namespace, importer: "Importer", told: Mapping[str, Any]
) -> tuple[Any, "Bench", dict[str, Any]]:
    """As `_import`, and nothing is brought."""
    from himaya.cli.benches import bench_beforehand, last_time

    reading = importer.read(options.file.read_bytes(), options.file.name)
    bench = bench_beforehand(options, importer, reading, told, answers_of(options))
    report = dict(importer.to_json(reading, bench))
    if "from" in bench.of_file:
        report["read_as_last_time"] = last_time(bench.of_file)
    return reading, bench, report


def _import(
    options: argparse.Namespace, importer: "Importer", told: Mapping[str, Any]
) -> tuple[Any, "Bench", dict[str, Any]]:
    """Through the same actions as the page: bring the file to the bench, take what is sound.

    Returns the file as read, what it was looked at with, and the report.
    """
    from himaya.cli.benches import bench_beforehand, last_time, provider_named
    from himaya.cli.ready import require_key
    from himaya.cli.session import operation_named, require_current, seat_named
    from himaya.collect.actions import bring_file, register_filled_by
    from himaya.collect.queries import bench_of, imported_before, reading_of
    from himaya.collect.whole_file import read_afresh, read_as_told

    # Rows live until they are written: looking for cycles among them all the time costs a fifth.
    gc.set_threshold(50_000, 20, 100)
    require_current()
    require_key()
    operation = operation_named(options.operation)
    if told or options.for_all:  # before anything is brought: an option may be wrong
        before_all = importer.read(options.file.read_bytes(), options.file.name)
        bench_beforehand(options, importer, before_all, told, answers_of(options))
    seat = seat_named(operation, options.seat)
    dataset = register_filled_by(seat=seat, importer=importer)
    batch = bring_file(
        seat=seat,
        dataset=dataset,
        kind=importer.kind,
        name=options.file.name,
        content=options.file.read_bytes(),
        provider=provider_named(operation, options.provider),
        answers=answers_of(options),
        progress=_progress(),
    )
    if before := imported_before(seat, batch):
        print(f"This very file was imported before: batch {before.ref}.", file=sys.stderr)
    if options.forget:
        batch = read_afresh(seat=seat, batch=batch, forget=True)
    known = last_time(bench_of(batch).of_file)
    if told or options.remember:
        batch = read_as_told(seat=seat, batch=batch, decisions=told, keep=options.remember)
    reading, bench = reading_of(batch), bench_of(batch)
    report = _told_of(options, importer, batch, reading)
    if known:
        report["read_as_last_time"] = known
    report["imported"] = _written(options, seat, batch, reading)
    return reading, bench, report


def _written(
    options: argparse.Namespace,
    seat: "ActingSeat",
    batch: "ImportBatch",
    reading: Any,  # noqa: ANN401 - the importer's own shape
) -> dict[str, Any]:
    """Take what is sound of a batch, give back the rest where it is wanted; what came of it."""
    from himaya.collect.actions import decide_rows, give_back_rest, import_batch

    if options.take_doubtful:
        doubtful = batch.rows.filter(state="doubtful").values_list("stable_id", flat=True)
        decide_rows(seat=seat, batch=batch, decisions=dict.fromkeys(doubtful, "take"))
    written: Written = import_batch(
        seat=seat, batch=batch, reason="import", reading=reading, progress=_progress()
    )
    if options.rest:
        release = give_back_rest(seat=seat, batch=batch, maker="himaya import")
        _write_rest(options.rest, release)
    return {
        "batch": batch.ref,
        "created": len(written.created),
        "updated": len(written.updated),
        "unchanged": len(written.unchanged),
    }


def _told_of(
    options: argparse.Namespace,
    importer: "Importer",
    batch: "ImportBatch",
    reading: Any,  # noqa: ANN401 - the importer's own shape
) -> dict[str, Any]:
    """The report of a file on the bench; of a large one what the bench kept, unless as JSON."""
    from himaya.collect.queries import bench_of

    bench = bench_of(batch)
    if sum(batch.counts.values()) > _LARGE and not options.json:
        return reported(batch, _asked(importer, reading, bench))
    return dict(importer.to_json(reading, bench))


def _progress() -> "Progress | None":
    """How far it is, on one line of a terminal; nothing where nobody looks."""
    if not sys.stderr.isatty():
        return None

    def tell(step: str, rows: int, in_all: int) -> None:
        bar = f"[{'#' * (30 * rows // in_all):30}] " if in_all else ""
        of_all = f" of {in_all:,}" if in_all else ""
        end = "\n" if rows == in_all else ""
        print(f"\r{step}: {bar}{rows:,}{of_all} rows", end=end, file=sys.stderr, flush=True)

    return tell


def _asked(importer: "Importer", reading: Any, bench: "Bench") -> list[dict[str, Any]]:  # noqa: ANN401 - the importer's own
    from himaya.collect.spreadsheets import SpreadsheetImporter

    return importer.asked(reading, bench) if isinstance(importer, SpreadsheetImporter) else []


def reported(batch: "ImportBatch", asked: Sequence[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """What the bench says of the rows, without looking at the file again.

    `asked`: what is asked once for all rows, and so not said of each.
    """
    once = {("required", one["label"]) for one in asked}
    problems = [
        {"row": order + 1, "code": one["code"], "message": one["message"] % one["params"]}
        for order, told in batch.rows.exclude(problems=[]).values_list("order", "problems")
        for one in told
        if (one["code"], one["params"].get("question")) not in once
    ]
    counts = {state: batch.counts[state] for state in ("accepted", "doubtful", "refused")}
    return {"asked": list(asked), "problems": problems, **counts}


def answers_of(options: argparse.Namespace) -> dict[str, str]:
    """What `--for-all` says, by question. Raises WrongUseError."""
    answers = {}
    for one in options.for_all:
        question, sign, answer = one.partition("=")
        if not sign:
            raise WrongUseError(f"--for-all {one}: write QUESTION=ANSWER, such as sex=t.")
        answers[question] = answer
    return answers


def _write_rest(out: Path, release: "Release") -> None:
    """The working copy of the rest, where the person asked for it."""
    from himaya.files.actions import read_file

    if release.file is None:
        return
    try:
        out.write_bytes(read_file(release.file))
    except OSError as error:
        raise WrongUseError(f"{out} cannot be written ({error.strerror}).") from error


def _write_normalised(
    out: Path,
    importer: "Importer",
    reading: Any,  # noqa: ANN401 - its own shape
    bench: "Bench",
) -> None:
    """The rows as read, for whoever brought the file. Nothing here comes out of the platform."""
    columns = list(importer.columns)
    try:
        with out.open("w", newline="", encoding="utf-8-sig") as handle:
            writer = csv.writer(handle)
            writer.writerow(["id", "state", *columns, "problems"])
            for row in importer.rows(reading, bench):
                codes = " ".join(problem.code for problem in row.problems)
                cells = [plain(row.cells.get(column, "")) for column in columns]
                writer.writerow([row.stable_id, row.state, *cells, codes])
    except OSError as error:
        raise WrongUseError(f"{out} cannot be written ({error.strerror}).") from error


def plain(text: str) -> str:
    """A spreadsheet would run such a cell as a formula (OWASP, CSV injection)."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _print(options: argparse.Namespace, report: dict[str, Any]) -> None:
    from himaya.cli.benches import say_last_time, say_problems

    if options.json:
        print(json.dumps(report, ensure_ascii=False, indent=1))
        return
    say_last_time(report)
    say_problems(report)
    print(
        f"{report['accepted']} sound, {report['doubtful']} doubtful, {report['refused']} refused."
    )
    if done := report.get("imported"):
        print(
            f"Imported: {done['created']} new, {done['updated']} changed, "
            f"{done['unchanged']} as they were. Batch {done['batch']}."
        )
