"""`himaya protect`: carry out a disclosure plan on a file of records, or propose one."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from himaya.cli.documents import add_language, report_path, write_report
from himaya.cli.risk import Bar, refused
from himaya.cli.session import WrongUseError

if TYPE_CHECKING:
    from himaya.engines.disclosure.plan_secrets import PlanSecrets
    from himaya.engines.disclosure.protect import Protected

SUMMARY = "Treat a file of records as a plan says, and write it if it holds what the plan asks."
EXAMPLE = "himaya protect survey.csv --plan plan.yaml --out share.csv --report internal.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The file, the plan, and where the results go."""
    parser.add_argument("file", type=Path, metavar="DATA", help="csv, xlsx, parquet, sav or dta")
    parser.add_argument("--plan", type=Path, required=True, metavar="PLAN.yaml")
    parser.add_argument("--out", type=Path, metavar="OUT", help="the treated file")
    parser.add_argument(
        "--report",
        type=report_path,
        metavar="R.json",
        help="internal report, .json, .html or .pdf: keep it",
    )
    parser.add_argument(
        "--public-report",
        type=report_path,
        metavar="P.json",
        help="what a receiver may know, likewise",
    )
    add_language(parser)
    parser.add_argument(
        "--secrets",
        type=Path,
        metavar="FILE",
        help="seed and key of the plan (default: PLAN.secrets beside the plan, made at first)",
    )
    parser.add_argument(
        "--propose",
        action="store_true",
        help="write nothing but proposals: PLAN.yaml names keys and thresholds, its steps are left",
    )
    parser.add_argument("--json", action="store_true", help="print what was done as JSON")


def run(options: argparse.Namespace) -> int:
    """Status 0 when the file is written, 1 when it would not hold what the plan asks."""
    from himaya.engines.disclosure import DisclosureError

    try:
        return _propose(options) if options.propose else _protect(options)
    except DisclosureError as error:
        return refused(error, as_json=options.json)


def _protect(options: argparse.Namespace) -> int:
    from himaya.engines.disclosure import files
    from himaya.engines.disclosure.memory import require_room
    from himaya.engines.disclosure.plan import read_plan
    from himaya.engines.disclosure.protect import protect

    if options.out is None:
        raise WrongUseError("Name the file to be written with --out.")
    if options.out.exists() and options.out.samefile(options.file):
        raise WrongUseError("--out is the file itself; the original is never overwritten.")
    plan = read_plan(options.plan)
    require_room(options.file, None, is_measured=False)
    loaded = files.read(options.file)
    with Bar("steps") as bar:
        done = protect(loaded.frame, plan, _secrets(options), bar.step)
    files.write(options.out, done.frame, loaded.about)
    _write_reports(options, done)
    _print(options, done)
    return 0


def _write_reports(options: argparse.Namespace, done: "Protected") -> None:
    from himaya.engines.disclosure.documents.protection import external_document, internal_document

    language = options.language
    if options.report:
        write_report(
            options.report, done.internal_report, lambda: internal_document(done, language)
        )
    if options.public_report:
        write_report(
            options.public_report, done.external_report, lambda: external_document(done, language)
        )


def _secrets(options: argparse.Namespace) -> "PlanSecrets":
    """Those beside the plan; new ones at the first run."""
    from himaya.engines.disclosure.plan_secrets import PlanSecrets

    path = options.secrets or options.plan.with_suffix(".secrets")
    if path.exists():
        return PlanSecrets.read(path)
    made = PlanSecrets.fresh()
    made.write(path)
    return made


def _print(options: argparse.Namespace, done: "Protected") -> None:
    report = done.external_report()
    if options.json:
        print(json.dumps(report, ensure_ascii=False, indent=1))
        return
    print(f"{options.out}: {done.frame.height:,} records.")
    before, after = done.before.global_risk, done.after.global_risk if done.after else 0.0
    print(f"Global risk {100 * before:.2f} % before, {100 * after:.2f} % now.")
    for sentence in report["utility"]:
        print(sentence)
    for key, names in done.given_away.items():
        print(f"WARNING: {key} was treated, but {', '.join(names)} still tells it.")
    if options.report:
        print(f"{options.report} is internal: it holds what could undo the protection.")


def _propose(options: argparse.Namespace) -> int:
    from himaya.engines.disclosure import files
    from himaya.engines.disclosure.memory import require_room
    from himaya.engines.disclosure.plan import read_plan
    from himaya.engines.disclosure.planner import propose

    plan = read_plan(options.plan)
    require_room(options.file, None, is_measured=False)
    drop = [
        name for step in plan.steps if step.method == "drop" for name in step.options["columns"]
    ]
    points = propose(
        files.read(options.file).frame,
        plan.roles,
        purpose=plan.purpose,
        k=int(plan.thresholds.get("k", 3)),
        global_risk=plan.thresholds.get("global_risk", 0.03),
        missing=plan.missing,
        drop=drop,
    )
    if options.json:
        listed = [
            {
                "levels": one.levels,
                "global_risk": one.global_risk,
                "below_k": one.below_k,
                "loss": one.loss,
                "plan": one.plan.to_yaml(),
            }
            for one in points
        ]
        print(json.dumps({"frontier": listed}, ensure_ascii=False, indent=1))
        return 0
    print("loss   global risk  records below k  levels")
    for one in points:
        levels = ", ".join(f"{key} {level}" for key, level in one.levels.items() if level)
        print(f"{one.loss:.3f}  {100 * one.global_risk:9.2f} %  {one.below_k:15,}  {levels or '-'}")
    print("The plan of a line is printed with --json.")
    return 0
