"""What disclosure control costs: our engine, peers that can be installed beside it, quoted peers.

Run: PYTHONPATH=src python benchmarks/disclosure.py [--rows 10000,100000] [--json] [--write]
Every figure is CPU seconds of all threads, measured in a process of its own after a warm-up on a
small file (compiling and reading excluded), and the peak memory of that process. pycanon and anjana
run in the same way if they can be imported (pip install pycanon anjana, in an environment of your
own); ratios to sdcMicro 5.8 and ARX 3.9 are to figures quoted from earlier runs on files of the
same shape, since R and Java are not installed here. --write puts the curve into docs/scale.md.
"""

import argparse
import importlib
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

M7 = ["admin2", "sex", "age_group", "hh_size", "status", "nationality", "disability"]
L10 = [
    "admin3", "sex", "age", "hh_size", "status", "nationality", "disability", "ethnicity",
    "education", "marital",
]  # fmt: skip
L8 = [
    "admin3", "sex", "age", "hh_size", "status", "nationality", "disability", "marital",
]  # fmt: skip
S5 = ["admin1", "sex", "age_group", "status", "marital"]
N3 = ["income", "expense", "debt"]
SCALE = Path(__file__).parent.parent / "docs" / "scale.md"

# CPU seconds of peers by work and rows, quoted: sdcMicro 5.8.1 (R 4.2), ARX 3.9.2 (Java 17).
QUOTED: dict[str, tuple[str, dict[int, float]]] = {
    "risk, M7, from strings": ("sdcMicro", {10_000: 0.27, 100_000: 0.71, 1_000_000: 2.32}),
    "risk again, M7, encoded": ("sdcMicro", {10_000: 0.27, 100_000: 0.71, 1_000_000: 2.32}),
    "SUDA2, M7": ("sdcMicro", {1_000_000: 4.29}),
    "SUDA2, L10": ("sdcMicro", {100_000: 2.92, 1_000_000: 39.5}),
    "SUDA2, L10, sets up to 3": ("sdcMicro", {100_000: 2.92, 1_000_000: 39.5}),
    "local suppression k=3, S5": ("sdcMicro", {10_000: 9.9, 100_000: 42.5}),
    "local suppression k=3, M7": ("sdcMicro", {10_000: 80.2}),
    "MDAV k=3, N3": ("sdcMicro", {10_000: 0.278, 100_000: 51.8}),
    "rank swapping, N3": ("sdcMicro", {10_000: 0.08, 100_000: 12.6}),
    "PRAM, one variable": ("sdcMicro", {1_000_000: 13.2}),
    "optimal lattice k=5, 5 %, M7": ("ARX", {10_000: 0.68, 100_000: 1.44, 1_000_000: 4.87}),
    "optimal lattice k=5, 5 %, L8": ("ARX", {10_000: 1.42, 100_000: 6.28, 1_000_000: 87.9}),
}


def invented(rows: int) -> pl.DataFrame:
    """People of an invented country, in households; shares fall off as they do in real files."""
    draw = np.random.default_rng(20_260)

    def skewed(count: int, power: float, size: int) -> Any:  # noqa: ANN401 - numpy integers
        weights = 1 / np.arange(1, count + 1) ** power
        return draw.choice(count, size, p=weights / weights.sum())

    homes = rows // 4 + 1
    home = np.sort(draw.integers(0, homes, rows))
    one, two, three = skewed(12, 0.8, homes), skewed(7, 0.7, homes), skewed(7, 0.9, homes)
    status = skewed(6, 1.6, homes)
    nation = np.where(draw.random(homes) < 0.9, 0, skewed(15, 1.1, homes))
    age = np.minimum(draw.gamma(1.6, 16, rows).astype(int), 95)
    sex = np.where(draw.random(rows) < 0.0008, 2, draw.integers(0, 2, rows))
    income = np.exp(draw.normal(5, 1, rows)).round(2)
    size = np.minimum(np.bincount(home, minlength=homes), 15)
    frame = pl.DataFrame(
        {
            "hh": home,
            "admin1": one[home],
            "two": two[home],
            "three": three[home],
            "sex": sex,
            "age": age,
            "age_group": np.minimum(age // 5, 17),
            "hh_size": size[home],
            "status": status[home],
            "nationality": nation[home],
            "disability": skewed(4, 3.2, rows),
            "ethnicity": skewed(16, 1.3, homes)[home],
            "education": skewed(7, 1.0, rows),
            "marital": skewed(6, 1.4, rows),
            "incident": skewed(10, 1.4, rows),
            "income": income,
            "expense": (income * draw.uniform(0.6, 1.1, rows)).round(2),
            "debt": np.maximum(draw.normal(40, 60, rows), 0).round(2),
            "weight": draw.uniform(5, 40, rows).round(3),
        }
    )
    place = pl.format("XX{}{}", pl.col("admin1") + 10, pl.col("two") + 10)
    return frame.with_columns(
        admin1=pl.format("XX{}", pl.col("admin1") + 10),
        admin2=place,
        admin3=pl.format("{}{}", place, pl.col("three") + 10),
        sex=pl.Series(["f", "m", "x"])[frame["sex"]],
        status=pl.format("status {}", pl.col("status")),
        nationality=pl.format("N{}", pl.col("nationality")),
        disability=pl.format("level {}", pl.col("disability")),
        incident=pl.format("kind {}", pl.col("incident")),
    ).drop("two", "three")


def works() -> dict[str, Callable[[pl.DataFrame], Callable[[], Any]]]:
    """By name: from a frame to the work whose time is taken."""
    from himaya.engines.disclosure import Roles, assess
    from himaya.engines.disclosure.diversity import diversity
    from himaya.engines.disclosure.encoding import encode
    from himaya.engines.disclosure.frequencies import frequencies
    from himaya.engines.disclosure.individual import approximate_risk
    from himaya.engines.disclosure.lattice import Demands, generalise
    from himaya.engines.disclosure.microaggregation import microaggregate
    from himaya.engines.disclosure.perturbation import pram, swap_ranks
    from himaya.engines.disclosure.randomness import stream
    from himaya.engines.disclosure.steps import hierarchy_of
    from himaya.engines.disclosure.suda import suda2
    from himaya.engines.disclosure.suppression import suppress_locally

    seed = b"benchmark"

    def again(frame: pl.DataFrame) -> Callable[[], Any]:
        encoding, weights = encode(frame, M7), frame["weight"].to_numpy()

        def measure() -> Any:  # noqa: ANN401 - an array
            found = frequencies(encoding, weights)
            return approximate_risk(found.fk, found.Fk)[encoding.groups]

        return measure

    def risk(frame: pl.DataFrame) -> Callable[[], Any]:
        roles = Roles.of(M7, weight="weight")
        return lambda: assess(frame, roles, special=False).risk

    def special(keys: list[str], max_k: int | None) -> Callable[[pl.DataFrame], Callable[[], Any]]:
        return lambda frame: lambda: suda2(encode(frame, keys), max_k=max_k)

    def lattice(keys: list[str]) -> Callable[[pl.DataFrame], Callable[[], Any]]:
        """As many levels for each key as where ARX was measured: 1,944 and 9,720 nodes."""

        def prepare(frame: pl.DataFrame) -> Callable[[], Any]:
            options: dict[str, Any] = {
                "admin2": {"pcodes": [4]},
                "admin3": {"pcodes": [6, 4]},
                "hh_size": {"bands": [2]},
                "age_group": {"bands": [2, 4]},
                "age": {"bands": [5, 10, 20]},
                "sex": {},
            }
            known = {
                key: hierarchy_of(frame, key, options.get(key, two(frame[key]))) for key in keys
            }
            return lambda: generalise(frame, known, Demands(k=5), 0.05)

        return prepare

    def two(column: pl.Series) -> dict[str, Any]:
        """The commonest value and all others, then one for all."""
        values = column.cast(pl.String).value_counts(sort=True)[column.name].to_list()
        return {"groups": {one: [str(one == values[0]), "*"] for one in values}}

    return {
        "risk, M7, from strings": risk,
        "risk again, M7, encoded": again,
        "SUDA2, M7": special(M7, None),
        "SUDA2, L10, sets up to 3": special(L10, 3),
        "SUDA2, L10": special(L10, None),
        "local suppression k=3, S5": lambda f: lambda: suppress_locally(f, S5, 3),
        "local suppression k=3, M7": lambda f: lambda: suppress_locally(f, M7, 3),
        "optimal lattice k=5, 5 %, M7": lattice(M7),
        "optimal lattice k=5, 5 %, L8": lattice(L8),
        "t-closeness, S5": lambda f: lambda: diversity(encode(f, S5), f["incident"]).t,
        "MDAV k=3, N3": lambda f: lambda: microaggregate(f, N3, 3),
        "rank swapping, N3": lambda f: lambda: swap_ranks(f, N3, 0.05, stream(seed, "ranks")),
        "PRAM, one variable": lambda f: lambda: pram(f, "marital", 0.8, stream(seed, "pram")),
    }


# Our work -> what an installable peer does for the same answer. Both get frames in memory.
def peers() -> dict[str, tuple[str, Callable[[pl.DataFrame], Callable[[], Any]]]]:
    """By the name of our work: the peer's name and its work."""
    found: dict[str, tuple[str, Callable[[pl.DataFrame], Callable[[], Any]]]] = {}
    try:
        # By name, since neither they nor types for them are among our packages.
        pd, canon, anjana = map(
            importlib.import_module, ("pandas", "pycanon.anonymity", "anjana.anonymity")
        )
    except ImportError:
        return found

    def table(frame: pl.DataFrame, names: list[str]) -> Any:  # noqa: ANN401 - pandas is not typed
        return pd.DataFrame({name: frame[name].to_list() for name in names}, dtype=object)

    def canon_k(frame: pl.DataFrame) -> Callable[[], Any]:
        rows = table(frame, M7)
        return lambda: canon.k_anonymity(rows, M7)

    def canon_t(frame: pl.DataFrame) -> Callable[[], Any]:
        rows = table(frame, [*S5, "incident"])
        return lambda: canon.t_closeness(rows, S5, ["incident"])

    def anjana_k(frame: pl.DataFrame) -> Callable[[], Any]:
        rows = table(frame.with_columns(pl.col(M7).cast(pl.String)), M7)
        levels = {key: {0: rows[key].to_numpy(), 1: np.array(["*"] * len(rows))} for key in M7}
        return lambda: anjana.k_anonymity(rows, [], M7, 5, 5, levels)

    found["optimal lattice k=5, 5 %, M7"] = ("anjana (one path, not optimal)", anjana_k)
    found["risk, M7, from strings"] = ("pycanon (k only)", canon_k)
    found["t-closeness, S5"] = ("pycanon", canon_t)
    return found


def one(name: str, path: Path, *, is_peer: bool) -> dict[str, float]:
    """Measure one work in this process: warm up on a part, then take the better of two."""
    frame = pl.read_parquet(path)
    work = peers()[name][1] if is_peer else works()[name]
    work(frame.head(2_000))()
    took = []
    for _ in range(1 if is_peer or frame.height > _ONCE_FROM else 2):
        run = work(frame)
        start = time.process_time()
        run()
        took.append(time.process_time() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"cpu": min(took), "mib": peak}


_ONCE_FROM = 500_000  # what takes long is not disturbed much


def apart(name: str, path: Path, *, is_peer: bool = False) -> dict[str, float]:
    """The same in a process of its own."""
    command = [sys.executable, __file__, "--one", name, "--file", str(path)]
    if is_peer:
        command.append("--peer")
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - ourselves
    measured: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return measured


def lines(sizes: list[int], only: str) -> list[dict[str, Any]]:
    """Every work at every size, with the peers there are."""
    found = []
    installed = peers()
    with tempfile.TemporaryDirectory() as folder:
        for rows in sizes:
            path = Path(folder) / f"{rows}.parquet"
            invented(rows).write_parquet(path)
            for name in works():
                if only not in name or rows > MOST.get(name, 10_000_000):
                    continue
                ours = apart(name, path)
                line = {"work": name, "rows": rows, **ours}
                peer, quoted = QUOTED.get(name, ("", {}))
                if rows in quoted:
                    line |= {"quoted": peer, "ratio_quoted": quoted[rows] / ours["cpu"]}
                if name in installed and rows <= MOST_OF_PEERS[installed[name][0].split()[0]]:
                    theirs = apart(name, path, is_peer=True)
                    line |= {"peer": installed[name][0], "ratio": theirs["cpu"] / ours["cpu"]}
                found.append(line)
                print(_row(line), flush=True)
    return found


MOST_OF_PEERS = {"pycanon": 100_000, "anjana": 10_000}
# What takes longer than a coffee at more rows than these is left out of the curve.
MOST = {"MDAV k=3, N3": 1_000_000}
HEAD = "| work | rows | CPU s | MiB | sdcMicro, ARX (quoted) / ours | installed peer / ours |\n"
HEAD += "|---|---:|---:|---:|---:|---:|"


def _row(line: dict[str, Any]) -> str:
    quoted = f"{line['quoted']} {line['ratio_quoted']:,.0f} x" if "quoted" in line else ""
    peer = f"{line['peer']} {line['ratio']:,.0f} x" if "peer" in line else ""
    return (
        f"| {line['work']} | {line['rows']:,} | {line['cpu']:.3f} | {line['mib']:,.0f} "
        f"| {quoted} | {peer} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", default="10000,100000")
    parser.add_argument("--only", default="", help="works whose name has this in it")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--peer", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(one(options.one, options.file, is_peer=options.peer)))
        return
    print(HEAD)
    found = lines([int(rows) for rows in options.rows.split(",")], options.only)
    if options.json:
        print(json.dumps(found))
    if options.write:
        write(found)


def write(found: list[dict[str, Any]]) -> None:
    """Put the table between the marks of docs/scale.md."""
    text = SCALE.read_text()
    before, _, rest = text.partition("<!-- disclosure -->\n")
    after = rest.partition("<!-- /disclosure -->\n")[2]
    rows = "\n".join(map(_row, found))
    SCALE.write_text(f"{before}<!-- disclosure -->\n{HEAD}\n{rows}\n<!-- /disclosure -->\n{after}")


if __name__ == "__main__":
    main()
