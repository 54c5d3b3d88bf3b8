"""`himaya risk`: whom a file of records could betray, in figures."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from himaya.cli.documents import add_language, report_path, write_report
from himaya.cli.session import WrongUseError

if TYPE_CHECKING:
    from himaya.engines.disclosure import DisclosureError, RiskReport, Roles
    from himaya.engines.disclosure.suda import Progress

SUMMARY = "Measure the disclosure risk of a file of records."
EXAMPLE = (
    "himaya risk survey.csv --keys district,sex,age --weight weight --household hh "
    "--sensitive incident --json"
)
# Codes that say the file is not as it should be; the others are wrong use of the command.
_PROBLEMS = {
    "file_unreadable",
    "file_too_large",
    "file_unwritable",
    "frame_empty",
    "column_nested",
    "column_twice",
    "column_not_numeric",
    "column_not_date",
    "column_not_text",
    "column_has_missing",
    "weight_invalid",
    "hierarchy_incomplete",
    "target_unreachable",
    "not_certified",
    "plan_stale",
    "release_refused",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The file, the part each column plays, and the form of the answer."""
    parser.add_argument("file", type=Path, metavar="DATA", help="csv, xlsx, parquet, sav or dta")
    parser.add_argument(
        "--keys", type=_names, required=True, metavar="A,B,C", help="indirect identifiers"
    )
    parser.add_argument("--weight", metavar="W", help="column of sampling weights")
    parser.add_argument("--household", metavar="H", help="column of household numbers")
    parser.add_argument(
        "--sensitive", type=_names, default=[], metavar="S,T", help="columns nobody should learn"
    )
    parser.add_argument(
        "--k", type=_numbers, default=[2, 3, 5], metavar="2,3,5", help="groups below k are counted"
    )
    parser.add_argument(
        "--missing",
        choices=["wildcard", "category"],
        default="wildcard",
        help="a missing value matches any value, or is a value of its own (default: wildcard)",
    )
    parser.add_argument(
        "--alpha",
        type=float,
        default=1.0,
        metavar="A",
        help="how much a match by a missing value counts, 0 to 1 (1; wildcard only)",
    )
    parser.add_argument("--max-k", type=int, metavar="N", help="size of special uniques looked for")
    parser.add_argument(
        "--dis-fraction", type=float, default=0.01, metavar="F", help="DIS sampling fraction (0.01)"
    )
    parser.add_argument(
        "--population",
        type=float,
        metavar="N",
        help="people that the file was drawn from (default: the sum of the weights)",
    )
    parser.add_argument(
        "--population-file",
        type=Path,
        metavar="ALL",
        help="table of everybody the file was drawn from: adds k-map and presence",
    )
    _add_outcomes(parser)


def _add_outcomes(parser: argparse.ArgumentParser) -> None:
    limit = parser.add_mutually_exclusive_group()
    limit.add_argument(
        "--max-global-risk",
        type=float,
        metavar="R",
        help="end with status 1 if the global risk is above",
    )
    limit.add_argument(
        "--policy",
        choices=["hdx-public"],
        help="the same with a limit that is known by name (hdx-public: 0.03)",
    )
    parser.add_argument(
        "--records", type=Path, metavar="OUT.csv", help="write the risks of each record"
    )
    parser.add_argument(
        "--report",
        type=report_path,
        metavar="R.html",
        help="write an internal report, .html, .pdf or .json: it names the riskiest combinations",
    )
    add_language(parser)
    parser.add_argument(
        "--piecewise",
        action="store_true",
        help="read csv or parquet piece by piece, for files larger than memory",
    )
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _numbers(text: str) -> list[int]:
    return [int(number) for number in text.split(",")]


def run(options: argparse.Namespace) -> int:
    """Status 0 when measured, 1 when the file is unsound or the risk above what was allowed."""
    from himaya.engines.disclosure import DisclosureError

    try:
        found = _measure(options)
        beside = _beside_population(options)
        if options.records:
            _write_records(options.records, found)
        if options.report:
            _write_report(options, found)
    except DisclosureError as error:
        return refused(error, as_json=options.json)
    limit = options.max_global_risk
    report = found.to_json() | beside
    if options.policy:
        from himaya.engines.disclosure.policies import POLICIES

        policy = POLICIES[options.policy]
        limit = policy.global_risk
        report["policy"] = {
            "name": policy.name,
            "global_risk": limit,
            "holds": found.global_risk <= limit,
        }
    if options.json:
        print(json.dumps(report, ensure_ascii=False, indent=1))
    else:
        _print(report)
    return 1 if limit is not None and found.global_risk > limit else 0


def _measure(options: argparse.Namespace) -> "RiskReport":
    from himaya.engines.disclosure import Missing, Roles, assess
    from himaya.engines.disclosure.files import read
    from himaya.engines.disclosure.memory import require_room

    roles = Roles.of(options.keys, options.weight, options.household, options.sensitive)
    if options.piecewise:
        return _measure_piecewise(options, roles)
    columns = sorted(roles.named)
    require_room(options.file, columns, is_measured=True)
    loaded = read(options.file, columns)
    with Bar("special uniques") as bar:
        return assess(
            loaded.frame,
            roles,
            levels=options.k,
            missing=Missing(options.missing),
            alpha=options.alpha,
            max_k=options.max_k,
            fraction=options.dis_fraction,
            population=options.population,
            progress=bar.step,
        )


def _beside_population(options: argparse.Namespace) -> dict[str, Any]:
    """What a table of the population adds, under its key; nothing without one."""
    if options.population_file is None:
        return {}
    from himaya.engines.disclosure.files import read
    from himaya.engines.disclosure.memory import require_room
    from himaya.engines.disclosure.presence import presence

    for path in (options.file, options.population_file):
        require_room(path, options.keys, is_measured=True)
    file, people = (
        read(path, options.keys).frame for path in (options.file, options.population_file)
    )
    return {"population_file": presence(file, people, options.keys, options.k).to_json()}


def _measure_piecewise(options: argparse.Namespace, roles: "Roles") -> "RiskReport":
    """Only the combinations of key values come into memory; figures of single records do not."""
    from himaya.engines.disclosure import Missing
    from himaya.engines.disclosure.files import count_combinations
    from himaya.engines.disclosure.risk import assess_combinations

    if options.household or options.sensitive or options.records or options.population_file:
        raise WrongUseError(
            "--piecewise knows no --household, --sensitive, --records and --population-file."
        )
    counted = count_combinations(options.file, options.keys, options.weight)
    with Bar("special uniques") as bar:
        return assess_combinations(
            counted,
            roles,
            levels=options.k,
            missing=Missing(options.missing),
            alpha=options.alpha,
            max_k=options.max_k,
            fraction=options.dis_fraction,
            population=options.population,
            progress=bar.step,
        )


class Bar:
    """A bar for the terminal once two seconds have passed; nothing when nobody looks."""

    def __init__(self, what: str) -> None:
        from tqdm import tqdm

        self._bar: Any = tqdm(desc=what, delay=2, disable=None, leave=False)
        self.step: Progress = self._step

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.close()

    def _step(self, done: int, total: int) -> None:
        self._bar.total = total
        self._bar.update(done - self._bar.n)


def refused(error: "DisclosureError", *, as_json: bool) -> int:
    """Say what is wrong and what to do; status 1 for an unsound file, 2 for wrong use."""
    from himaya.cli.main import PROBLEMS, WRONG_USE, refuse

    if as_json:
        said = {"code": str(error.code), "message": error.message, "todo": error.todo}
        print(json.dumps({"error": said}, ensure_ascii=False))
    status = PROBLEMS if error.code in _PROBLEMS else WRONG_USE
    return refuse(f"{error.message} {error.todo}", status=status)


def _write_report(options: argparse.Namespace, found: "RiskReport") -> None:
    from himaya.engines.disclosure.documents.risk import risk_document

    write_report(options.report, found.to_json, lambda: risk_document(found, options.language))


def _write_records(path: Path, found: "RiskReport") -> None:
    """One line per record, in the order of the file."""
    import polars as pl

    from himaya.engines.disclosure.files import write

    columns = {
        "fk": found.fk,
        "Fk": found.Fk,
        "risk": found.risk,
        "risk_exact": found.risk_exact,
        "suda": found.suda,
        "dis": found.dis,
    }
    if found.households is not None:
        columns["household_risk"] = found.households
    write(path, pl.DataFrame(columns))


def _print(report: dict[str, Any]) -> None:
    share = 100 * report["global_risk"]
    meaning = {
        "wildcard": "a missing value matches any value",
        "category": "a missing value is a value of its own",
    }[report["missing"]]
    print(f"{report['n']:,} records, keys {', '.join(report['keys'])}; {meaning}.")
    print(
        f"Global risk {share:.2f} %: {report['expected_reidentifications']:,.1f} records expected "
        f"to be re-identified. Highest risk of one record {100 * report['highest_risk']:.1f} %."
    )
    for k, count in report["violations"].items():
        print(f"  k = {k}: {count:,} records have key values that fewer than {k} records share.")
    if household := report["household"]:
        print(f"Household risk {100 * household['global_risk']:.2f} %.")
    special = report["suda2"]
    print(
        f"{special['records']:,} records stand out in few variables (special uniques, sets of up "
        f"to {special['max_k']}); highest DIS score {special['highest_dis']:.3f}."
    )
    found = report["population_uniques"]
    print(
        f"{found['dankar']:,.0f} of {found['population']:,.0f} people are estimated to be alone in "
        f"the population ({100 * found['share']:.1f} %; model: {found['model']})."
    )
    if beside := report.get("population_file"):
        print(
            f"Each record stands for at least {beside['k_map']} of {beside['people']:,} people; of "
            f"those with the same key values {100 * beside['delta_lowest']:.0f} to "
            f"{100 * beside['delta_highest']:.0f} % are in the file."
        )
    for name, one in report["l_diversity"].items():
        print(
            f"{name}: the poorest group has {one['distinct']} different values; "
            f"t = {one['t_closeness']:.3f}."
        )
    for note in report["notes"]:
        print(note)
    if policy := report.get("policy"):
        holds = "holds" if policy["holds"] else "does not hold"
        print(f"The file {holds} {policy['name']}: at most {100 * policy['global_risk']:g} %.")
