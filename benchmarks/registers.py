"""A large register under a viewer's rules: counts, dashboard, lists and map, beside bare engines.

Run: python benchmarks/registers.py [--records 1000000] [--straight] [--level 1] [--keep FOLDER]
     [--runs 20] [--write]
Polars, and DuckDB where it is installed, count the same three ways on the same Parquet file in the
same run, without any rule. Wall and CPU milliseconds: least, median and 95th percentile of the
runs. `--keep` stages in a folder that a later run uses again. `--straight` draws the snapshot's
file directly and leaves the database empty, for sizes that would take hours through it: then no
page is asked for, only what pages are made from. `--write` puts the table into docs/scale.md.
"""

import argparse
import base64
import gzip
import importlib.util
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from himaya.datasets.models import Dataset

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
MARK, END = "<!-- registers -->", "<!-- /registers -->"
HEAD = (
    "| work | records | least ms | median ms | p95 ms | CPU ms | beside it |\n"
    "|---|---:|---:|---:|---:|---:|---|"
)
SMALLEST = 5  # the least count shown, as the page asks the rules for
WAYS = ("place", "s0", "s1")
PAGES = {
    "list page, newest first": "",
    "list page, sorted by a number": "sort=-n0",
    "list page, sorted by a choice": "sort=s2",
    "list page, filtered by area and choice": "area=MJ03&pick.s0=c4_1",
    "list page, the last one": "page=999999",
    "dashboard of ten panels": "view=dashboard",
    "three-way table of provinces": "view=crosstab&down=~area1&across=s0&each=s1",
    "map of 600 districts and points, page": "view=map&level=2",
    "sheet of 60 questions": "view=sheet",
    "board": "view=board",
    "timeline": "view=timeline",
    "calendar": "view=calendar&month=2026-06",
}
WORDS = {"a rare word": "123456", "two words": "training 123", "a common word": "training"}
Row = tuple[str, int, float, float, float, float, str]


def measured(work: Callable[[], Any], runs: int) -> tuple[float, float, float, float]:
    """Least, median, 95th percentile of the clock, and least of the processor, in ms."""
    work()
    took, used = [], []
    for _ in range(runs):
        clock, processor = time.perf_counter(), time.process_time()
        work()
        took.append((time.perf_counter() - clock) * 1000)
        used.append((time.process_time() - processor) * 1000)
    least, median, high = np.percentile(took, [0, 50, 95], method="nearest").tolist()
    return least, median, high, min(used)


def engines(path: Path) -> dict[str, Callable[[], Any]]:
    """Bare counting of the same three ways."""
    import polars as pl

    found: dict[str, Callable[[], Any]] = {
        "Polars": lambda: pl.scan_parquet(path).group_by(*WAYS).agg(pl.len()).collect()
    }
    if importlib.util.find_spec("duckdb") is not None:
        import duckdb  # type: ignore[import-not-found,unused-ignore]

        ways = ", ".join(WAYS)
        sql = f"SELECT {ways}, count(*) FROM read_parquet('{path}') GROUP BY {ways}"  # noqa: S608
        connection = duckdb.connect()
        found["DuckDB"] = lambda: connection.execute(sql).fetchnumpy()
    return found


def three_ways(dataset: "Dataset") -> Any:  # noqa: ANN401 - a tally
    """The product's count: decision, freshness, rules and cells."""
    from himaya.engines.coded import tally
    from himaya.records.snapshots.coded import read_coded

    rows = read_coded(dataset, SEAT(), WAYS)
    return tally([rows.column(name) for name in WAYS], rows.keep)


def looked_at(dataset: "Dataset") -> Any:  # noqa: ANN401 - a Register
    """The register as a page takes it."""
    from himaya.records.registers.register import Register
    from himaya.records.registers.views import whole_datasets

    return Register.of(whole_datasets().get(pk=dataset.pk), SEAT())


def functions(dataset: "Dataset") -> dict[str, Callable[[], Any]]:
    """What the pages are made from, without rows and drawing."""
    from datetime import date

    from himaya.records.registers import counted
    from himaya.records.registers.asking import Ask
    from himaya.records.registers.large import large_of

    today = date(2026, 6, 1)

    def panels() -> None:
        register, ask = looked_at(dataset), Ask(view="dashboard")
        counted.dashboard(register, ask).made(register, ask, SMALLEST, today)

    def listed() -> None:
        large = large_of(looked_at(dataset), Ask(), today)
        large.counts()
        found = large.listed()
        assert found is not None
        assert len(found.keys(100, 150)) == 50

    return {"dashboard of ten panels, counting": panels, "list, counts and order": listed}


def pages(dataset: "Dataset") -> dict[str, Callable[[], Any]]:
    """Pages as the test client gets them, session and rules included."""
    from django.test import Client
    from django.urls import reverse

    from himaya.people.models import Account

    account = Account.objects.get(email="amina@example.org")
    client = Client(SERVER_NAME="localhost")
    client.force_login(account)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password"}, {"method": "mfa"}]
    session["account_authentication_methods_user"] = str(account.pk)
    session.save()
    url = reverse("dataset", args=[dataset.ref])

    def get(query: str) -> bytes:
        page = client.get(f"{url}?{query}")
        assert page.status_code == 200, query
        return bytes(page.content)

    def find(words: str) -> bytes:
        page = client.post(url, {"words": words})
        assert page.status_code == 200, words
        return bytes(page.content)

    found = {name: partial(get, query) for name, query in PAGES.items()}
    return found | {f"looking for {name}": partial(find, words) for name, words in WORDS.items()}


def pending(dataset: "Dataset", count: int) -> None:
    """Records that changed and that no file holds yet."""
    from himaya.records.models import Record
    from himaya.records.revising import mark_changed

    keys = Record.objects.filter(dataset=dataset).order_by("pk").values_list("pk", flat=True)
    mark_changed(dataset.pk, list(keys[:: max(1, len(keys) // count)][:count]))


def SEAT() -> Any:  # noqa: ANN401, N802 - a seat, read afresh as by a request
    """Amina, focal point of HRA: her agency's records, and others' as far as they are shared."""
    from himaya.people.models import Seat
    from himaya.people.queries import acting_seat

    seats = Seat.objects.select_related("operation", "agency", "account")
    return acting_seat(seats.get(account__email="amina@example.org"), second_factor=True)


def staged(said: argparse.Namespace) -> "Dataset":
    """The register, from the folder or made now."""
    from django.core.management import call_command
    from large_register import register_of, said_to_be, settle, stage, stage_snapshot, stage_words
    from tests.world import make_world

    from himaya.datasets.models import Dataset
    from himaya.records.snapshots.building import refresh_dataset

    call_command("migrate", verbosity=0)
    whole = Dataset.objects.select_related("system", "operation", "version")
    if not Dataset.objects.exists():
        world = make_world()
        agencies = settle(world)
        dataset = whole.get(pk=register_of(world, said.level).pk)
        make = stage_snapshot if said.straight else stage
        levels = [1] if said.level == 1 else [1, 2]
        seconds = make(dataset, agencies, said.records, levels)
        print(said_to_be(said.records, seconds, straight=said.straight))
        if not said.straight:
            print(f"search entries: {stage_words(dataset):.0f} s")
    dataset = whole.get()
    began, used = time.perf_counter(), time.process_time()
    if not said.straight:
        refresh_dataset(dataset)
        took = time.perf_counter() - began, time.process_time() - used
        print(f"snapshot: {took[0]:.1f} s by the clock, {took[1]:.1f} s of the processor")
    return dataset


def figures(said: argparse.Namespace) -> list[Row]:
    """Every line of the table."""
    from himaya.records.models import Snapshot
    from himaya.records.snapshots import files

    dataset = staged(said)
    snapshot = Snapshot.objects.get(dataset=dataset)
    count = snapshot.rows
    rows: list[Row] = []
    mine = measured(lambda: three_ways(dataset), said.runs)
    ratios = []
    if snapshot.level == 1:
        for name, work in engines(files.path_of(snapshot.base_file)).items():
            bare = measured(work, said.runs)
            rows.append((f"three-way count, bare {name}, no rules", count, *bare, ""))
            ratios.append(f"{mine[1] / bare[1]:.1f} x {name} ({mine[3] / bare[3]:.1f} x CPU)")
    kind = "" if snapshot.level == 1 else ", encrypted"
    rows.insert(0, (f"three-way count in sight{kind}", count, *mine, ", ".join(ratios)))
    print("\n".join([HEAD, *as_lines(rows)]), flush=True)

    def add(name: str, work: Callable[[], Any], beside: str = "") -> None:
        rows.append((name + kind, count, *measured(work, said.runs), beside))
        print(*as_lines(rows[-1:]), flush=True)

    for name, work in functions(dataset).items():
        add(name, work)
    if not said.straight:
        for name, work in pages(dataset).items():
            add(name, work, f"{len(gzip.compress(work())) / 1024:.0f} KB compressed")
        pending(dataset, 100)
        add("three-way count, 100 changes pending", lambda: three_ways(dataset))
    return rows


def as_lines(rows: list[Row]) -> list[str]:
    return [
        f"| {name} | {count:,} | {least:.0f} | {median:.0f} | {high:.0f} | {cpu:.0f} | {beside} |"
        for name, count, least, median, high, cpu, beside in rows
    ]


def write(lines: list[str], count: int) -> None:
    """Replace the lines of that size in docs/scale.md, and keep the others."""
    path = ROOT / "docs" / "scale.md"
    text = path.read_text()
    before, rest = text.split(MARK)
    table, after = rest.split(END)
    kept = [line for line in table.splitlines() if re.match(r"\| [^|]+ \| [\d,]+ \|", line)]
    kinds = {line.split("|")[1] for line in lines}
    kept = [x for x in kept if f" {count:,} " not in x or x.split("|")[1] not in kinds]
    order = sorted([*kept, *lines], key=lambda x: int(x.split("|")[2].replace(",", "")))
    path.write_text(f"{before}{MARK}\n{HEAD}\n" + "\n".join(order) + f"\n{END}{after}")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--records", type=int, default=1_000_000)
    asked.add_argument("--level", type=int, default=1, choices=(1, 2))
    asked.add_argument("--straight", action="store_true")
    asked.add_argument("--keep", type=Path)
    asked.add_argument("--runs", type=int, default=20)
    asked.add_argument("--write", action="store_true")
    said = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="himaya-benchmark-") as scratch:
        if said.keep:
            said.keep.mkdir(parents=True, exist_ok=True)
        os.environ["HIMAYA_DATA"] = str(said.keep or scratch)
        os.environ["HIMAYA_MASTER_KEY"] = base64.urlsafe_b64encode(b"b" * 32).decode()
        os.environ["HIMAYA_SECRET_KEY"] = "benchmark" * 6
        os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
        import django

        django.setup()
        rows = figures(said)
    if said.write:
        write(as_lines(rows), rows[0][1])


if __name__ == "__main__":
    main()
