"""What reading a messy sheet costs, beside bare Polars and libhxl in the same run.

Run: PYTHONPATH=src python benchmarks/tabular.py [--rows 100000] [--json] [--real FOLDER]
libhxl is left out where it is not installed (it needs `six` beside it). The answers are compared,
so that the figures are about the same work. Least of the repeats: wall times on a busy machine
say little. --real names a folder of country files with OCHA's published presence beside them.
"""

import argparse
import csv
import datetime as dt
import importlib.util
import io
import json
import logging
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from himaya.engines.tabular.intake import (
    HxlRule,
    Reference,
    check_hxl,
    presence_of,
    read_as,
    read_hxl,
    reference_of,
    total_by,
)

REPEATS = 5
# Hashtag and heading of each column.
COLUMNS = [
    line.split(" | ")
    for line in """
#org+name | Organisation
#org+acronym | Acronym
#org+type | Org type
#sector | Sector
#subsector | Sub-sector
#activity | Activity
#adm1+name | Province
#adm1+code | Province code
#adm2+name | District
#adm2+code | District code
#loc | Place
#date+start | Start date
#date+end | End date
#status | Status
#population | Population
#affected+f | Women
#affected+m | Men
#reached | Reached
#targeted | Targeted
#value+usd | Budget
#meta+id | Id
#contact | Contact
#description | Description
""".strip().splitlines()
]
TAGS, HEADS = ([pair[n] for pair in COLUMNS] for n in (0, 1))
SECTORS = ["Protection", "Health", "WASH", "Education", "Nutrition"]
KEYS = ["#adm1+code", "#sector"]


def rows_of(count: int) -> list[list[Any]]:
    """Invented activities: a few faults among them."""
    r = random.Random(1)
    made: list[list[Any]] = []
    for n in range(count):
        a, b, o = r.randint(1, 30), r.randint(1, 9), r.randint(1, 300)
        day = dt.date(2024, 1, 1) + dt.timedelta(r.randint(0, 500))
        end = day + dt.timedelta(r.randint(-5, 100))
        reached = "n/a" if r.random() < 0.001 else r.randint(0, 1000)
        made.append(  # one row, in the order of the columns
            [f"Organisation number {o}", f"ORG{o}", r.choice(["National NGO", "UN"])]  # noqa: RUF005
            + [r.choice(SECTORS) if r.random() > 0.001 else "", "General", f"Activity {n % 200}"]
            + [f"Province {a}", f"XA{a:02}", f"District {a}-{b}", f"XA{a:02}{b:02}"]
            + [f"Place {r.randint(1, 5000)}", day, end if r.random() > 0.001 else "soon"]
            + [r.choice(["Ongoing", "Completed"]), "IDP", r.randint(0, 500), r.randint(0, 500)]
            + [reached, r.randint(0, 1500), round(r.random() * 10_000, 2), f"ID{n:06}"]
            + [f"focal{o}", f"Some longer words that describe what was done, row {n}"]
        )
    return made


def as_csv(rows: list[list[Any]]) -> bytes:
    stream = io.StringIO()
    csv.writer(stream).writerows([HEADS, TAGS, *rows])
    return stream.getvalue().encode()


def as_xlsx(rows: list[list[Any]]) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet, day = book.add_worksheet("3W"), book.add_format({"num_format": "yyyy-mm-dd"})
    for y, row in enumerate([HEADS, TAGS, *rows]):
        for x, value in enumerate(row):
            if isinstance(value, dt.date):
                moment = dt.datetime.combine(value, dt.time.min, dt.UTC).replace(tzinfo=None)
                sheet.write_datetime(y, x, moment, day)
            else:
                sheet.write(y, x, value)
    book.close()
    return stream.getvalue()


def places() -> list[dict[str, Any]]:
    made = [
        {"code": f"XA{a:02}", "level": 1, "name": f"Province {a}", "country": "XAA"}
        for a in range(1, 31)
    ]
    return made + [
        {
            "code": f"XA{a:02}{b:02}",
            "level": 2,
            "name": f"District {a}-{b}",
            "parent": f"XA{a:02}",
            "country": "XAA",
        }
        for a in range(1, 31)
        for b in range(1, 10)
    ]


def least(work: Callable[[], Any], repeats: int = REPEATS) -> tuple[float, float, Any]:
    """Seconds by the clock and of the processor in the quickest runs, and the answer."""
    took, used, answer = [], [], None
    for _ in range(repeats):
        start, before = time.perf_counter(), time.process_time()
        answer = work()
        took.append(time.perf_counter() - start)
        used.append(time.process_time() - before)
    return min(took), min(used), answer


def ours(content: bytes) -> tuple[int, pl.DataFrame, int]:
    table = read_hxl(content, file_name="x.csv")
    rules = [
        HxlRule("#sector", is_required=True),
        HxlRule("#adm2+code", values=frozenset(one["code"] for one in places())),
        HxlRule("#reached", kind="number"),
        HxlRule("#date+end", kind="date"),
    ]
    return table.frame.height, total_by(table, KEYS, "#reached"), check_hxl(table, rules).height


def bare(content: bytes) -> tuple[int, pl.DataFrame, int]:
    """The same with nothing but Polars, knowing where the headings are and what is in them."""
    frame = pl.read_csv(
        content, has_header=False, skip_rows=2, infer_schema=False, new_columns=TAGS
    )
    totals = (
        frame.group_by(KEYS).agg(pl.col("#reached").cast(pl.Float64, strict=False).sum()).sort(KEYS)
    )
    codes = [one["code"] for one in places()]
    breaches = frame.select(
        pl.col("#sector").is_null().sum().alias("a"),
        (~pl.col("#adm2+code").is_in(codes)).sum().alias("b"),
        (
            pl.col("#reached").is_not_null()
            & pl.col("#reached").cast(pl.Float64, strict=False).is_null()
        )
        .sum()
        .alias("c"),
        (
            pl.col("#date+end").is_not_null()
            & pl.col("#date+end").str.to_date("%Y-%m-%d", strict=False).is_null()
        )
        .sum()
        .alias("d"),
    ).row(0)
    return frame.height, totals, sum(breaches)


def theirs(path: Path) -> tuple[int, int, int]:
    """libhxl: read, count reached by province and sector, validate the same four rules."""
    import hxl  # type: ignore[import-not-found,unused-ignore]

    logging.disable(logging.CRITICAL)  # it tells of every text among numbers
    options = hxl.InputOptions(allow_local=True)
    source = hxl.data(str(path), options).cache()
    height = sum(1 for _ in source)
    groups = sum(1 for _ in source.count(KEYS, "sum(#reached) as Reached#reached"))
    schema = [
        ["#valid_tag", "#valid_required", "#valid_datatype", "#valid_value+list"],
        ["#sector", "true", "", ""],
        ["#adm2+code", "", "", "|".join(one["code"] for one in places())],
        ["#reached", "", "number", ""],
        ["#date+end", "", "date", ""],
    ]
    found: list[Any] = []
    hxl.schema(hxl.data(schema), callback=found.append).validate(source)
    return height, groups, len(found)


def real_agreement(folder: Path) -> dict[str, Any]:
    """Share of the rows OCHA published that our reading of the same files gives."""
    published = pl.read_csv(
        folder / "3w/hapi_operational_presence_cod_tcd.csv", infer_schema=False
    ).fill_null("")
    key = ["location_code", "admin1_code", "admin2_code", "org_acronym", "sector_code"]
    found, took = [], 0.0
    for country, name in (("COD", "cod_3w_2025-05.xlsx"), ("TCD", "tcd_3w_2025-04.xlsx")):
        content, reference = (folder / "3w" / name).read_bytes(), real_reference(folder, country)
        start = time.perf_counter()
        reading = read_as(content, "3w", reference, file_name=name)
        found.append(presence_of(reading, reference).rows.select(key).fill_null(""))
        took += time.perf_counter() - start
    differs = published.join(pl.concat(found), on=key, how="anti")
    return {
        "published rows": published.height,
        "agreement": 1 - differs.height / published.height,
        "differences": differs["error"].value_counts().to_dicts(),
        "seconds": took,
    }


def real_reference(folder: Path, country: str) -> Reference:
    codes = pl.read_csv(folder / "pcodes/pcodes_adm1_adm2_dev.csv", infer_schema=False)
    aliases = pl.read_csv(folder / "reference/org_alias_map.csv", infer_schema=False)
    return reference_of(
        places=codes.select(
            code="P-Code",
            name="Name",
            level="Admin Level",
            parent="Parent P-Code",
            country="Location",
        ),
        agencies=aliases.select(
            alias="Lookup",
            name="Canonical Name",
            acronym="Acronym",
            type="Type Code",
            country="Country Code",
        ),
        country=country,
    )


def in_a_process_of_its_own(path: Path) -> tuple[float, float, int]:
    """Seconds by the clock and of the processor, and the most memory held, libraries included."""
    told = subprocess.run(  # noqa: S603  # ourselves
        [sys.executable, __file__, "--whole", str(path)], check=True, capture_output=True, text=True
    )
    seconds, processor, megabytes = told.stdout.split()
    return float(seconds), float(processor), int(megabytes)


def whole(path: Path) -> None:
    """Read one file as a 3W and print seconds and peak megabytes."""
    agencies = [{"name": f"Organisation number {o}", "acronym": f"ORG{o}"} for o in range(1, 301)]
    reference = reference_of(places=places(), agencies=agencies, country="XAA")
    start, before = time.perf_counter(), time.process_time()
    reading = read_as(path.read_bytes(), "3w", reference, file_name=path.name)
    presence_of(reading, reference)
    reading.stable_ids()
    seconds, processor = time.perf_counter() - start, time.process_time() - before
    status = Path("/proc/self/status").read_text()  # getrusage would tell of the parent's peak too
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    print(f"{seconds:.3f} {processor:.3f} {int(peak.split()[1]) // 1024}")


def measured(count: int, real: Path | None) -> dict[str, Any]:
    rows = rows_of(count)
    content, workbook = as_csv(rows), as_xlsx(rows)
    del rows
    figures: dict[str, Any] = {"rows": count, "csv MB": len(content) / 1e6}
    least(lambda: ours(content), 1)  # the tables of headings are read once
    figures["HXL, ours"], used, mine = least(lambda: ours(content))
    figures["HXL, bare Polars"], spent, plain = least(lambda: bare(content))
    same = mine[0] == plain[0] and mine[1].equals(plain[1]) and mine[2] == plain[2]
    figures["same answers"] = same
    figures["ours / bare Polars"] = figures["HXL, ours"] / figures["HXL, bare Polars"]
    figures["ours / bare Polars, processor"] = used / spent
    if importlib.util.find_spec("hxl") is not None:
        path = Path(tempfile.mkdtemp()) / "x.csv"  # libhxl reads files only
        path.write_bytes(content)
        figures["HXL, libhxl"], taken, peer = least(lambda: theirs(path), 1)
        figures["libhxl groups and errors"] = peer[1:]
        figures["libhxl / ours"] = figures["HXL, libhxl"] / figures["HXL, ours"]
        figures["libhxl / ours, processor"] = taken / used
    for name, source in (("csv", content), ("xlsx", workbook)):
        path = Path(tempfile.mkdtemp()) / f"x.{name}"
        path.write_bytes(source)
        seconds, processor, megabytes = in_a_process_of_its_own(path)
        figures[f"3w {name}: read, resolve, normalise, ids"] = seconds
        figures[f"3w {name}: the same, seconds of the processor"] = processor
        figures[f"3w {name}: peak MB of the process"] = megabytes
    if real is not None:
        figures["published presence"] = real_agreement(real)
    return figures


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, default=100_000)
    asked.add_argument("--json", action="store_true")
    asked.add_argument("--real", type=Path)
    asked.add_argument("--whole", type=Path, help=argparse.SUPPRESS)
    said = asked.parse_args()
    if said.whole is not None:
        whole(said.whole)
        return
    figures = measured(said.rows, said.real)
    if said.json:
        print(json.dumps(figures, default=str))
        return
    print("| what | seconds or figure |\n|---|---:|")
    for name, value in figures.items():
        print(f"| {name} | {value:,.3f} |" if isinstance(value, float) else f"| {name} | {value} |")


if __name__ == "__main__":
    main()
