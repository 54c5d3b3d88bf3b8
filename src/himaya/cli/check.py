"""`himaya check`: whether this installation is sound."""

import argparse
import json

SUMMARY = "Check key, database, log, files, disk and clock."
EXAMPLE = "himaya check --json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How much, and the form of the answer."""
    parser.add_argument(
        "--quick", action="store_true", help="leave out reading every file and event"
    )
    parser.add_argument("--json", action="store_true", help="print all checks as JSON")


def run(options: argparse.Namespace) -> int:
    """Status 1 when a check found something."""
    from himaya.cli.session import start_existing

    start_existing()
    from himaya.cli.checks import quick_checks, thorough_checks

    found = quick_checks()
    # Without key or tables the rest can only repeat what is said already.
    if not options.quick and all(one.is_fine for one in found if one.is_vital):
        found += thorough_checks()
    is_fine = all(one.is_fine for one in found)
    if options.json:
        rows = [{"name": one.name, "ok": one.is_fine, "detail": one.detail} for one in found]
        print(json.dumps({"ok": is_fine, "checks": rows}, indent=1))
    else:
        for one in found:
            print(f"{'ok   ' if one.is_fine else 'FOUND'} {one.name}: {one.detail}")
    return 0 if is_fine else 1
