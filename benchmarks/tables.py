"""What tables cost: the auditor and the suppression beside sdcTable's own solutions.

Run: PYTHONPATH=src:. python benchmarks/tables.py [--json] [--tries N] [--seconds S] [--large N]
The tables and sdcTable's patterns are the reference outputs (HIMAYA_SDC_REFERENCE; the tests say
where they are looked for). sdcTable's own figures are quoted: measured once with sdcTable 0.34.0
under R 4.2.2 on another day, not in this run. CPU seconds of this process. Its patterns are
audited here by our auditor, so that the same attacker looks at both. `--large N` adds an invented
table of 11,900 cells over N records. `--pages` measures two-way tables of pages instead, invented
and seeded: whole ones, and ones under a filter that keeps every second record.
"""

import argparse
import json
import random
import time
from dataclasses import replace
from typing import Any

import numpy as np

from himaya.engines.disclosure.tables.audit import Policy, audit
from himaya.engines.disclosure.tables.crossing import Crossing, hidden_cells
from himaya.engines.disclosure.tables.model import State, Table
from himaya.engines.disclosure.tables.rules import MinimumFrequency
from himaya.engines.disclosure.tables.suppress import Effort, suppress
from himaya.engines.disclosure.tables.tabulate import tabulate
from himaya.engines.disclosure.tables.tests.worlds import REFERENCE, peer_table

THRESHOLD = 5
QUOTED = {  # pattern: (secondary cells, CPU seconds of sdcTable)
    "t1_SIMPLEHEURISTIC": (50, 0.5),
    "t1_GAUSS": (50, 1.6),
    "t1_HYPERCUBE": (118, 4.6),
    "t1_OPT": (44, 6.5),
    "t2_SIMPLEHEURISTIC": (345, 105.0),
    "t2_GAUSS": (274, 44.6),
    "t2_HYPERCUBE": (551, 15.4),
}


def primaries(table: Table) -> Table:
    """The peer's primary cells and nothing else, with the protection the auditor asks for.

    sdcTable takes counts up to and including 5 as primary; those of 5 must not be exact.
    """
    cells = [
        replace(cell, above=max(THRESHOLD - (cell.value or 0), 1.0))
        if cell.state is State.PRIMARY
        else replace(cell, state=State.PUBLISHED)
        for cell in table.cells
    ]
    return replace(table, cells=cells)


def audited(name: str) -> dict[str, Any]:
    """The peer's pattern before our auditor."""
    table = peer_table(name)
    begin = time.process_time()
    found = audit([table], Policy(THRESHOLD))
    took = time.process_time() - begin
    secondary, quoted = QUOTED[name]
    return {
        "what": f"sdcTable {name}, CPU quoted",
        "secondary": secondary,
        "leaking": len(found.leaks),
        "cpu": quoted,
        "audit_cpu": took,
    }


def suppressed(name: str, effort: Effort) -> dict[str, Any]:
    """Our choice for the same primaries."""
    table = primaries(peer_table(name))
    begin = time.process_time()
    done = suppress([table], (MinimumFrequency(THRESHOLD),), effort=effort)
    took = time.process_time() - begin
    begin = time.process_time()
    leaks = len(audit(done.tables, Policy(THRESHOLD)).leaks)
    return {
        "what": f"himaya {name[:2]}, {effort.tries} tries, {done.outcome}",
        "secondary": done.secondary,
        "bound": done.bound,
        "leaking": leaks,
        "cpu": took,
        "audit_cpu": time.process_time() - begin,
    }


def large(records: int, effort: Effort) -> dict[str, Any]:
    """An invented table with parents: 85 areas, 4 sexes, 7 age groups, 5 needs, totals included."""
    r = random.Random(1)
    areas = [f"XX{a:02}{b:02}" for a in range(1, 13) for b in range(1, 7)]
    weights = [r.paretovariate(1) for _ in areas]
    columns = {
        "admin": r.choices(areas, weights, k=records),
        "sex": r.choices(["F", "M", "X"], [50, 48, 0.3], k=records),
        "age": r.choices(
            ["0-4", "5-11", "12-17", "18-59", "60-79", "80+"], [14, 18, 14, 44, 8, 2], k=records
        ),
        "need": r.choices(["none", "some", "much", "all"], [90, 7, 2, 0.5], k=records),
    }
    parents = {"admin": {area: area[:4] for area in areas}}
    table = tabulate(columns, list(columns), parents=parents)
    begin = time.process_time()
    done = suppress([table], effort=effort)
    took = time.process_time() - begin
    begin = time.process_time()
    audit(done.published(), Policy(THRESHOLD))
    return {
        "what": f"himaya, {len(table.cells)} cells, {done.primary} primary, {done.outcome}",
        "secondary": done.secondary,
        "leaking": len(done.audit.leaks),
        "cpu": took,
        "audit_cpu": time.process_time() - begin,
    }


def page(down: int, across: int, mean: float, *, is_filtered: bool) -> dict[str, Any]:
    """A two-way table of a page: the fastest of five, totals known."""
    r = np.random.default_rng(1)
    whole = r.negative_binomial(1, 1 / (1 + mean), size=(down, across)).astype(float)
    values = r.binomial(whole.astype(int), 0.5).astype(float) if is_filtered else whole
    none = np.zeros(down, dtype=bool), np.zeros(across, dtype=bool)
    table = Crossing(values, *none, THRESHOLD, rest=whole - values if is_filtered else None)
    took = []
    for _ in range(5):
        begin = time.perf_counter()
        hidden = hidden_cells(table)
        took.append(time.perf_counter() - begin)
    return {
        "what": f"{down} x {across}, {mean:g} a cell" + (", filtered" if is_filtered else ""),
        "small": int(((values > 0) & (values < THRESHOLD)).sum()),
        "hidden": None if hidden is None else int(hidden.sum()),
        "ms": min(took) * 1000,
    }


def pages() -> list[dict[str, Any]]:
    sizes = ((10, 5, 6.0), (40, 12, 2.0), (40, 12, 6.0), (40, 12, 15.0), (150, 30, 3.0))
    return [page(*size, is_filtered=filtered) for size in sizes for filtered in (False, True)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--tries", type=int, default=150)
    parser.add_argument("--rounds", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--large", type=int, default=0, metavar="RECORDS")
    parser.add_argument("--pages", action="store_true")
    options = parser.parse_args()
    if options.pages:
        print("| table | small | hidden | ms |\n|---|---:|---:|---:|")
        for row in pages():
            hidden = "all" if row["hidden"] is None else row["hidden"]
            print(f"| {row['what']} | {row['small']} | {hidden} | {row['ms']:.1f} |")
        return
    effort = Effort(tries=options.tries, rounds=options.rounds, seconds=options.seconds)
    rows = []
    if REFERENCE.is_dir():
        rows += [audited(name) for name in QUOTED]
        rows += [suppressed(name, effort) for name in ("t1_GAUSS", "t2_GAUSS")]
    if options.large:
        rows.append(large(options.large, replace(effort, tries=0, proof=False)))
    if options.json:
        print(json.dumps(rows))
        return
    print("| what | secondary | proven least | leaking primaries | CPU s | audit CPU s |")
    print("|---|---:|---:|---:|---:|---:|")
    for row in rows:
        bound = f"{row['bound']:.0f}" if "bound" in row else ""
        print(
            f"| {row['what']} | {row['secondary']} | {bound} | {row['leaking']} |"
            f" {row['cpu']:.1f} | {row['audit_cpu']:.2f} |"
        )


if __name__ == "__main__":
    main()
