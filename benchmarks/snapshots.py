"""Snapshots against their peer, JSON in SQLite: build, delta, crosstab.

Run: python benchmarks/snapshots.py [20000 200000]
Makes a scratch data folder, prints one table. CPU seconds, the least of three where repeated:
wall times on a busy machine say little.
"""

import base64
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from himaya.datasets.models import Dataset

SCRATCH = tempfile.TemporaryDirectory(prefix="himaya-benchmark-")
os.environ["HIMAYA_DATA"] = SCRATCH.name
os.environ["HIMAYA_MASTER_KEY"] = base64.urlsafe_b64encode(b"b" * 32).decode()
os.environ["HIMAYA_SECRET_KEY"] = "benchmark" * 6
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

FORM = """
| survey |                  |          |          |               |             |
|        | type             | name     | label    | means         | sensitivity |
|        | text             | where    | Where    | area          | none:1      |
|        | select_one kinds | incident | Incident | incident.type | sensitive:2 |
|        | date             | day      | Day      | date          | none:1      |
|        | integer          | reached  | Reached  | count.reached | none:1      |
{more}
| choices |           |        |        |
|         | list_name | name   | label  |
{choices}
"""
QUESTIONS = 20
KINDS = [f"kind{n}" for n in range(12)]
AREAS = [f"MJ{n:02}" for n in range(1, 41)]


def measure(work: Callable[[], Any], times: int = 1) -> tuple[float, float, Any]:
    """(wall, CPU, result): the least of some runs."""
    found: list[tuple[float, float]] = []
    result = None
    for _ in range(times):
        wall, cpu = time.perf_counter(), time.process_time()
        result = work()
        found.append((time.perf_counter() - wall, time.process_time() - cpu))
    return min(w for w, _ in found), min(c for _, c in found), result


def answers(random_: random.Random) -> dict[str, Any]:
    """One invented record."""
    said: dict[str, Any] = {
        "where": random_.choice(AREAS),
        "incident": random_.choice(KINDS),
        "day": f"2026-{random_.randint(1, 12):02}-{random_.randint(1, 28):02}",
        "reached": random_.randint(0, 500),
    }
    for n in range(QUESTIONS):
        said[f"q{n}"] = random_.choice(KINDS)
    return said


def stage(size: int, level: int) -> "Dataset":
    """A dataset of that many records."""
    from django.db import transaction

    from himaya.datasets.models import Dataset
    from himaya.records.models import Record
    from himaya.records.snapshots.tests.registers import add_rows, register

    more = "\n".join(
        f"|        | select_one kinds | q{n} | Q{n} | value | none:1 |" for n in range(QUESTIONS)
    )
    choices = "\n".join(f"|         | kinds | {kind} | {kind} |" for kind in KINDS)
    form = FORM.format(more=more, choices=choices)
    dataset = register(WORLD, form, level=level, code=f"bench{size}-{level}", audience="workspace")
    draw = random.Random(size)
    for start in range(0, size, 5_000):
        with transaction.atomic():
            add_rows(
                dataset,
                [
                    {"answers": (said := answers(draw)), "area": said["where"], "agency_id": agency}
                    for agency in [draw.choice(AGENCIES) for _ in range(min(5_000, size - start))]
                ],
            )
    assert Record.objects.filter(dataset=dataset).count() == size
    return Dataset.objects.select_related("system").get(pk=dataset.pk)


def crosstab_sql(dataset: "Dataset") -> list[Any]:
    """The peer: area by kind over the JSON answers, within the same sight."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT json_extract(v.answers, '$.where'), json_extract(v.answers, '$.incident'),"
            " COUNT(*), SUM(json_extract(v.answers, '$.reached'))"
            " FROM records_record r JOIN records_revision v ON v.id = r.head_id"
            " WHERE r.dataset_id = %s AND (r.agency_id = %s OR r.audience = 'workspace')"
            " AND r.is_withdrawn = 0 GROUP BY 1, 2",
            [dataset.pk, AGENCIES[0]],
        )
        rows: list[Any] = cursor.fetchall()
    return rows


def crosstab_frame(dataset: "Dataset") -> list[Any]:
    """The same from the snapshot, with the rules inside."""
    import polars as pl

    from himaya.records.snapshots.reading import column_for, read_snapshot

    frame = read_snapshot(dataset, WORLD.people["amina"].acting)
    area, kind = column_for(frame, "area"), column_for(frame, "incident.type")
    figure = column_for(frame, "count.reached")
    counted = frame.rows.group_by(area, kind).agg(pl.len(), pl.col(figure).sum())
    rows: list[Any] = counted.collect().rows()
    return rows


def change(dataset: "Dataset", count: int) -> None:
    """Change some records, as actions do: a newer state and a higher revision."""
    from django.db.models import F

    from himaya.records.models import Record
    from himaya.records.revising import mark_changed

    some = Record.objects.filter(dataset=dataset).order_by("pk")
    keys = list(some.values_list("pk", flat=True)[:count])
    Record.objects.filter(pk__in=keys).update(lock=F("lock") + 1)
    mark_changed(dataset.pk, keys)


def trial(size: int, level: int) -> dict[str, Any]:
    """One row of the table."""
    from himaya.records.models import Snapshot
    from himaya.records.snapshots import files
    from himaya.records.snapshots.building import refresh_dataset

    dataset = stage(size, level)
    build = measure(lambda: refresh_dataset(dataset))
    frame = measure(lambda: crosstab_frame(dataset), 3)
    peer = measure(lambda: crosstab_sql(dataset), 3)
    assert sorted(frame[2]) == sorted(peer[2])
    change(dataset, 1_000)
    delta = measure(lambda: refresh_dataset(dataset))
    assert [(one.full, one.delta) for one in delta[2]] == [(False, 1_000)]
    with_delta = measure(lambda: crosstab_frame(dataset), 3)
    assert sorted(with_delta[2]) == sorted(peer[2])
    base = files.path_of(Snapshot.objects.get(dataset=dataset).base_file)
    return {
        "records": size,
        "level": level,
        "build": build[1],
        "delta of 1,000": delta[1],
        "crosstab": frame[1],
        "with delta": with_delta[1],
        "peer": peer[1],
        "ratio": peer[1] / frame[1],
        "MB": base.stat().st_size / 1e6,
        "wall": {"build": build[0], "delta": delta[0], "crosstab": frame[0], "peer": peer[0]},
    }


def main(sizes: list[int]) -> None:
    """Print the table."""
    columns = ("records", "level", "build", "delta of 1,000", "crosstab", "with delta", "peer")
    print("| " + " | ".join((*columns, "peer / crosstab", "MB")) + " |")
    print("|" + "---|" * (len(columns) + 2))
    for size in sizes:
        for level in (1, 2):
            row = trial(size, level)
            cells = [str(row["records"]), str(row["level"])]
            cells += [f"{row[name]:.3f}" for name in columns[2:]]
            print("| " + " | ".join((*cells, f"{row['ratio']:.0f}x", f"{row['MB']:.1f}")) + " |")
            print(json.dumps({"wall": row["wall"]}), file=sys.stderr)


if __name__ == "__main__":
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from tests.world import make_world

    WORLD = make_world()
    AGENCIES = [agency.pk for agency in WORLD.agencies.values()]
    main([int(text) for text in sys.argv[1:]] or [20_000, 200_000])
