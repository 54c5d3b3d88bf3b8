"""`himaya tables`: whether tables may be shared together. Needs no installation and no data."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from himaya.cli.documents import report_path, write_report
from himaya.cli.session import WrongUseError

if TYPE_CHECKING:
    from himaya.engines.disclosure.tables.audit import Audit

SUMMARY = "Check what can be worked out from tables before they are shared."
EXAMPLE = "himaya tables check release1.xlsx release2.xlsx --threshold 5 --json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The tables, what must not be learned, and how to read them."""
    parser.add_argument("action", choices=("check",), help="check: what can an attacker work out?")
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


def run(options: argparse.Namespace) -> int:
    """Status 1 where the tables leak or cannot be read."""
    from himaya.engines.disclosure.tables.problems import TableError
    from himaya.engines.disclosure.tables.reports import external_report, internal_report
    from himaya.engines.disclosure.tables.words import say_fault

    for path in [*options.tables, *([options.parents] if options.parents else [])]:
        if not path.is_file():
            raise WrongUseError(f"There is no file {path}.")
    try:
        audit = _audit(options)
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


def _audit(options: argparse.Namespace) -> "Audit":
    from himaya.engines.disclosure.tables.audit import Policy, audit
    from himaya.engines.disclosure.tables.drafts import Layout
    from himaya.engines.disclosure.tables.reading import read_parents, read_tables
    from himaya.engines.disclosure.tables.system import Reading

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
    policy = Policy(threshold=options.threshold, percent=options.percent, zeros=options.zeros)
    parents = (
        read_parents(options.parents.read_bytes(), options.parents.name) if options.parents else {}
    )
    tables = read_tables([(path.name, path.read_bytes()) for path in options.tables], layout)
    reading = Reading(
        parents=parents,
        flat=frozenset(options.flat),
        partial=frozenset(options.partial),
        missing=options.missing,
    )
    return audit(tables, policy, reading)


def _print(options: argparse.Namespace, report: dict[str, Any]) -> None:
    if options.json:
        print(json.dumps(report, indent=1, ensure_ascii=False))
        return
    for line in [report["warning"]] if "warning" in report else []:
        print(line)
    for line in report["said"]:
        print(line)
