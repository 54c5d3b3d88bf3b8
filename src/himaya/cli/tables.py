"""`himaya tables`: whether tables may be shared together, and hiding what they would betray.

Needs no installation and no data.
"""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from himaya.cli.documents import report_path, write_report
from himaya.cli.risk import Bar, refused
from himaya.cli.session import WrongUseError

if TYPE_CHECKING:
    from himaya.engines.disclosure.tables.audit import Audit
    from himaya.engines.disclosure.tables.model import Table
    from himaya.engines.disclosure.tables.system import Reading

SUMMARY = "Check what can be worked out from tables before they are shared, or hide it."
EXAMPLE = "himaya tables check release1.xlsx release2.xlsx --threshold 5 --json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The tables, what must not be learned, and how to read them."""
    parser.add_argument(
        "action",
        choices=("check", "suppress"),
        help="check: what can an attacker work out? suppress: hide small counts and their partners",
    )
    parser.add_argument(
        "tables", type=Path, nargs="+", help="csv, xlsx or parquet; all tables of the same data"
    )
    parser.add_argument("--threshold", type=int, default=5, help="least count shown (default 5)")
    parser.add_argument("--zeros", action="store_true", help="counts of nobody must be hidden too")
    parser.add_argument(
        "--percent", type=float, default=10.0, help="how closely amounts may be known (default 10)"
    )
    parser.add_argument("--value", metavar="COLUMN", help="column of values in long form")
    parser.add_argument("--dimensions", metavar="A,B", help="columns that are dimensions")
    parser.add_argument("--columns", metavar="NAME", help="variable across the top of cross tables")
    parser.add_argument("--measure", metavar="NAME", help="what is counted or summed, in all files")
    parser.add_argument("--amounts", action="store_true", help="the values are amounts, not counts")
    parser.add_argument("--negative", action="store_true", help="values may be below zero")
    parser.add_argument("--rounded-to", type=float, default=0.0, metavar="BASE")
    parser.add_argument("--parents", type=Path, help="file with columns variable, code, parent")
    parser.add_argument("--flat", action="append", default=[], metavar="NAME", help="not nested")
    parser.add_argument(
        "--partial", action="append", default=[], metavar="NAME", help="not all categories listed"
    )
    parser.add_argument("--missing", choices=("refuse", "zero", "unknown"), default="refuse")
    parser.add_argument("--empty", choices=("refuse", "zero", "suppressed"), default="refuse")
    parser.add_argument("--language", choices=("en", "fr", "es", "ar"), default="en")
    parser.add_argument(
        "--external", action="store_true", help="only the verdict, as may leave the house"
    )
    parser.add_argument(
        "--report",
        type=report_path,
        metavar="R.html",
        help="write the report, .html, .pdf or .json; with --external the one that may leave",
    )
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument(
        "--out", type=Path, metavar="FOLDER", help="suppress: where the tables are written, as csv"
    )
    parser.add_argument(
        "--released",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="suppress: an earlier release of the same data, which cannot be changed any more",
    )
    parser.add_argument(
        "--seconds",
        type=float,
        default=60.0,
        help="suppress: how long to look for fewer cells (60)",
    )


def run(options: argparse.Namespace) -> int:
    """Status 1 where the tables leak or cannot be read."""
    from himaya.engines.disclosure import DisclosureError
    from himaya.engines.disclosure.tables.problems import TableError
    from himaya.engines.disclosure.tables.words import say_fault

    parents = [options.parents] if options.parents else []
    for path in [*options.tables, *options.released, *parents]:
        if not path.is_file():
            raise WrongUseError(f"There is no file {path}.")
    if options.action == "suppress" and options.out is None:
        raise WrongUseError("Say with --out FOLDER where the tables are to be written.")
    if options.out and options.out.resolve() in {path.resolve().parent for path in options.tables}:
        raise WrongUseError("Name another --out FOLDER: in this one are the tables themselves.")
    try:
        return _suppress(options) if options.action == "suppress" else _check(options)
    except DisclosureError as error:
        return refused(error, as_json=options.json)
    except TableError as error:
        faults = [
            {
                "id": str(fault.code),
                "params": dict(fault.params),
                "said": say_fault(fault, options.language),
            }
            for fault in error.faults
        ]
        said = [fault["said"] for fault in faults]
        _print(options, {"internal": True, "ok": False, "faults": faults, "said": said})
        return 1


def _check(options: argparse.Namespace) -> int:
    from himaya.engines.disclosure.tables.reports import external_report, internal_report

    audit = _audit(options)
    make = external_report if options.external else internal_report
    if options.report:
        _write_report(options, audit)
    _print(options, make(audit, options.language))
    return 0 if audit.is_safe else 1


def _write_report(options: argparse.Namespace, audit: "Audit") -> None:
    from himaya.engines.disclosure.documents.audit import audit_document, audit_statement
    from himaya.engines.disclosure.tables.reports import external_report, internal_report

    figures = external_report if options.external else internal_report
    document = audit_statement if options.external else audit_document
    write_report(
        options.report,
        lambda: figures(audit, options.language),
        lambda: document(audit, options.language),
    )


def _suppress(options: argparse.Namespace) -> int:
    """Write the tables with small cells and partners hidden; nothing, and status 1, if unsafe."""
    from himaya.engines.disclosure.tables.reports import messages
    from himaya.engines.disclosure.tables.rules import MinimumFrequency
    from himaya.engines.disclosure.tables.suppress import Effort, suppress
    from himaya.engines.disclosure.tables.words import say
    from himaya.engines.disclosure.tables.writing import write_tables

    with Bar("partners") as bar:
        done = suppress(
            _tables(options, options.tables),
            [MinimumFrequency(options.threshold, zeros=options.zeros)],
            released=_tables(options, options.released) if options.released else [],
            reading=_reading(options),
            effort=Effort(seconds=options.seconds),
            progress=lambda _, number, total: bar.step(number, max(number, total)),
        )
    is_safe = done.audit.is_safe
    verdict = "external_safe" if is_safe else "external_refused"
    # Where it cannot be done, the cells that are in the way, instead of how it was done.
    found = done.messages if is_safe else messages(done.audit)
    said = [say(message, params, options.language) for message, params in found]
    written = write_tables(options.out, done.published()) if is_safe else []
    _print(
        options,
        {
            "internal": True,
            "warning": say("internal", {}, options.language),
            "ok": is_safe,
            "outcome": str(done.outcome),
            "primary": done.primary,
            "secondary": done.secondary,
            "written": [path.name for path in written],
            "said": [*said, say(verdict, {}, options.language)],
        },
    )
    return 0 if is_safe else 1


def _tables(options: argparse.Namespace, paths: list[Path]) -> "list[Table]":
    from himaya.engines.disclosure.tables.drafts import Layout
    from himaya.engines.disclosure.tables.reading import read_tables

    layout = Layout(
        value=options.value,
        dimensions=tuple(options.dimensions.split(",")) if options.dimensions else None,
        columns=options.columns,
        measure=options.measure,
        amounts=options.amounts,
        rounded_to=options.rounded_to,
        negative=options.negative,
        empty=options.empty,
    )
    return read_tables([(path.name, path.read_bytes()) for path in paths], layout)


def _reading(options: argparse.Namespace) -> "Reading":
    from himaya.engines.disclosure.tables.reading import read_parents
    from himaya.engines.disclosure.tables.system import Reading

    parents = (
        read_parents(options.parents.read_bytes(), options.parents.name) if options.parents else {}
    )
    return Reading(
        parents=parents,
        flat=frozenset(options.flat),
        partial=frozenset(options.partial),
        missing=options.missing,
    )


def _audit(options: argparse.Namespace) -> "Audit":
    from himaya.engines.disclosure.tables.audit import Policy, audit

    policy = Policy(threshold=options.threshold, percent=options.percent, zeros=options.zeros)
    return audit(_tables(options, options.tables), policy, _reading(options))


def _print(options: argparse.Namespace, report: dict[str, Any]) -> None:
    if options.json:
        print(json.dumps(report, indent=1, ensure_ascii=False))
        return
    for line in [report["warning"]] if "warning" in report else []:
        print(line)
    for line in report["said"]:
        print(line)
