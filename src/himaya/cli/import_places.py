"""`himaya import FILE --as places`: areas, their outlines, or what areas became."""

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from himaya.cli.session import WrongUseError

if TYPE_CHECKING:
    from himaya.places.actions import AreasBrought
    from himaya.places.bringing import MapPlan
    from himaya.places.reading import Brought
    from himaya.tenancy.models import Operation

KIND = "places"
_COUNTS = ("units", "outlines", "successors")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What only places need."""
    parser.add_argument("--edition", help="places: the edition, as its source names it")
    parser.add_argument("--from", dest="valid_from", help="places: in force from (2026-01-31)")
    parser.add_argument("--replaces", default="", help="places: the edition that it replaces")
    parser.add_argument(
        "--trust-positions", action="store_true", help="places: areas may lie elsewhere than before"
    )
    parser.add_argument(
        "--picture", type=Path, metavar="OUT.svg", help="places: draw why a map is refused"
    )


def run(options: argparse.Namespace) -> int:
    """Status 0 when everything was sound, 1 when something was left out or the file is refused."""
    from himaya.cli.ready import require_key
    from himaya.cli.session import operation_named, require_current, seat_named, start

    if not options.file.is_file():
        raise WrongUseError(f"There is no file {options.file}.")
    if not options.edition:
        raise WrongUseError("Name the edition of the boundaries: --edition 2026-01.")
    valid_from = _day(options.valid_from)
    start()
    from himaya.engines.figures import MapError
    from himaya.engines.tabular import ReadError
    from himaya.kernel.problems import Code, Problem
    from himaya.places.actions import bring_areas
    from himaya.places.reading import read_areas
    from himaya.places.refusing import why_unreadable

    require_current()
    operation = operation_named(options.operation)
    try:
        brought = read_areas(
            operation,
            edition=options.edition,
            content=options.file.read_bytes(),
            file_name=options.file.name,
            trusts=options.trust_positions,
        )
    except MapError as error:
        said = why_unreadable(error)
        return _print(options, {"problems": [{"code": str(error.code), "message": said}]})
    except ReadError as error:
        refused = Problem(Code.FILE_UNREADABLE)
        said = f"{refused.title} {refused.todo}"
        return _print(options, {"problems": [{"code": str(error.code), "message": said}]})
    report = report_of(operation, brought)
    if options.picture and brought.plan is not None and brought.is_refused:
        draw_refused(options.picture, brought.plan)
    if brought.crosswalk is not None and not options.replaces:
        raise WrongUseError("Name the edition of the old p-codes: --replaces 2024.")
    if not options.dry_run and not brought.is_refused:
        require_key()
        done = bring_areas(
            seat=seat_named(operation, options.seat),
            brought=brought,
            valid_from=valid_from,
            closes=options.replaces,
        )
        report["imported"] = _done(done)
    return _print(options, report)


def _day(text: str | None) -> Any:  # noqa: ANN401 - a date or None
    from datetime import date

    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise WrongUseError("Write the day as 2026-01-31.") from error


def draw_refused(path: Path, plan: "MapPlan") -> None:
    """One file, and OUT-2.svg for the areas whose figures are no degrees."""
    from himaya.places.refusing import picture_alone, pictures_of

    for number, svg in enumerate(pictures_of(plan), 1):
        name = path if number == 1 else path.with_stem(f"{path.stem}-{number}")
        name.write_text(picture_alone(svg), encoding="utf-8")


def report_of(operation: "Operation", brought: "Brought") -> dict[str, Any]:
    """What the file holds, and `problems`: what is left out and why."""
    from himaya.places import wording

    problems: list[dict[str, Any]] = [
        {
            "code": str(one.code),
            "row": one.row,
            "level": one.level,
            "message": str(wording.ROWS[one.code]),
        }
        for one in brought.read.problems
    ]
    problems += [
        _left_out("no_area_above", pcode=unit.pcode, above=unit.parent) for unit in brought.hanging
    ]
    report: dict[str, Any] = {"kind": KIND, "units": len(brought.read.units), "problems": problems}
    if brought.crosswalk is not None:
        report["successors"] = len(brought.crosswalk.pairs)
        problems += [
            {"code": code, "row": row, "message": str(wording.PAIRS[code])}
            for row, code in brought.crosswalk.problems
        ]
    if (plan := brought.plan) is not None:
        report["outlines"] = len(plan.shapes)
        problems += _of_map(plan, operation, brought.edition)
    return report


def _of_map(plan: "MapPlan", operation: "Operation", edition: str) -> list[dict[str, Any]]:
    from himaya.places.models import AdminUnit
    from himaya.places.refusing import why_refused

    found: list[dict[str, Any]] = [
        {
            "code": str(one.fault),
            "areas": [plan.labels[n] for n in one.numbers],
            "message": why_refused(one),
        }
        for one in plan.findings
    ]
    known = AdminUnit.objects.filter(operation=operation, edition=edition)
    if not plan.units.units and not known.exists():
        said = (
            f"The edition {edition} has no areas yet: bring in the table of areas first (himaya"
            f" import TABLE --as places --edition {edition}), then this map."
        )
        return [*found, {"code": "no_areas_yet", "message": said}]
    if plan.nameless and not plan.findings:
        found.append(_left_out("nameless", areas=[plan.labels[n] for n in plan.nameless]))
    found += [_left_out("unknown_pcode", pcode=code) for _, code in plan.unknown]
    return found + [
        _left_out("undecided_name", name=one.asked.words, near=[near.key for near in one.proposals])
        for one in plan.undecided
    ]


def _left_out(code: str, **about: object) -> dict[str, Any]:
    from himaya.places import wording

    return {"code": code, **about, "message": wording.left_out(code)}


def _done(done: "AreasBrought") -> dict[str, int]:
    kept = {"outlines": done.outlines, "successors": done.pairs}
    if done.units is not None:
        kept |= {"added": done.units.added, "amended": done.units.amended, "same": done.units.same}
    return {name: count for name, count in kept.items() if count is not None}


def _print(options: argparse.Namespace, report: dict[str, Any]) -> int:
    if options.json:
        print(json.dumps(report, ensure_ascii=False, indent=1))
    else:
        for problem in report["problems"]:
            print(_line(problem))
        if "imported" not in report:
            counts = {name: report[name] for name in _COUNTS if name in report}
            print("; ".join(f"{count} {name} read" for name, count in counts.items()))
        for name, count in report.get("imported", {}).items():
            print(f"{name}: {count}")
    return 1 if report["problems"] else 0


def _line(problem: Mapping[str, Any]) -> str:
    """The code, what it is about, and what it means."""
    about = [
        f"{name} {', '.join(value) if isinstance(value, list) else value}"
        for name, value in problem.items()
        if name not in {"code", "message"} and value not in ([], "", None, 0)
    ]
    head = " ".join((f"{problem['code']}:", "; ".join(about))).strip()
    return f"{head}{'. ' if about else ' '}{problem['message']}"
