"""A register of any size for benchmarks/registers.py: 60 questions, 40 agencies, 600 districts.

Two ways in, and each says so in what it prints:
- `stage`, `stage_words`: rows of records and revisions written in bulk (no checks, no log entries),
  their search entries as the product makes them, then a snapshot built by the product;
- `stage_snapshot`: the same columns drawn straight into the product's Parquet files, for sizes that
  would take hours through the database. Pages that show rows need the first.
"""

import json
import random
import string
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from tests.world import World

    from himaya.datasets.models import Dataset

CODE = "large"
AREAS = [f"MJ{a:02}{b:02}" for a in range(1, 31) for b in range(1, 21)]
STATES = ["open", "waiting", "done", "stopped"]
AUDIENCES = ["agency", "workspace", "operation"]
OPEN_TO = [0.2, 0.5, 0.3]
SPLITS = (
    *("service", "sector", "theme", "modality", "channel", "priority", "severity", "reason"),
    *("risk", "sex", "age.group", "goal", "unit", "method", "verification"),
)
FIGURES = ("amount", "count", "count.reached", "target", "score")
OTHERS = 31
WORDS = ("training", "partners", "referral", "visit", "space", "kit", "session", "water", "point")
NEWEST = datetime(2026, 6, 1, tzinfo=UTC)
DAYS = 900  # of which records tell
AT_ONCE = 20_000
_ABSENT = 0.05  # share of each answer that is missing


def values_of(question: int) -> list[str]:
    """The choices of a question: four to fifteen."""
    return [f"c{question % 12 + 4}_{n}" for n in range(question % 12 + 4)]


def form() -> str:
    """The instrument as a Markdown table: 60 questions."""
    asked = [
        ("text", "what", "title", ""),
        ("text", "place", "area", ""),
        ("select_one states", "standing", "status", ""),
        ("date", "day", "date", ""),
        ("date", "until", "deadline", ""),
        ("select_multiple needs", "needs", "need.reported", ""),
    ]
    asked += [(f"select_one l{n}", f"s{n}", means, "") for n, means in enumerate(SPLITS)]
    asked += [("integer", f"n{n}", means, "sum") for n, means in enumerate(FIGURES)]
    asked += [("text", f"t{n}", "code", "") for n in range(2)]
    asked += [(f"select_one l{n}", f"q{n}", "value", "") for n in range(OTHERS)]
    asked += [("geopoint", "spot", "point", "")]
    assert len(asked) == 60
    lists = {"states": STATES, "needs": [f"need{n}" for n in range(10)]}
    lists |= {f"l{n}": values_of(n) for n in range(max(OTHERS, len(SPLITS)))}
    survey = [
        f"| | {kind} | {name} | {name.upper()} | {means} | none:1 | {adds} |"
        for kind, name, means, adds in asked
    ]
    choices = [f"| | {name} | {one} | {one} |" for name, all_ in lists.items() for one in all_]
    return "\n".join(
        (
            "| survey |",
            "| | type | name | label | means | sensitivity | aggregation |",
            *survey,
            "| choices |",
            "| | list_name | name | label |",
            *choices,
        )
    )


def settle(world: "World") -> list[Any]:
    """40 agencies and an edition of 600 districts in 30 provinces; returns the agencies."""
    from himaya.people.models import Agency
    from himaya.places.models import AdminUnit

    country = world.areas["MJ"]

    def unit(pcode: str, level: int, parent: AdminUnit) -> AdminUnit:
        names = {"en": f"Area {pcode}"}
        return AdminUnit(
            operation=world.operation,
            edition="2024",
            pcode=pcode,
            level=level,
            parent=parent,
            names=names,
        )

    known = set(AdminUnit.objects.values_list("pcode", flat=True))
    provinces = [f"MJ{a:02}" for a in range(1, 31)]
    AdminUnit.objects.bulk_create([unit(p, 1, country) for p in provinces if p not in known])
    above = {one.pcode: one for one in AdminUnit.objects.filter(level=1)}
    AdminUnit.objects.bulk_create([unit(a, 2, above[a[:4]]) for a in AREAS if a not in known])
    first = world.agencies["HRA"]
    letters = random.Random(1).sample(string.ascii_uppercase, 20)
    more = [
        Agency(
            operation=world.operation,
            acronym=f"{one}{two}X",
            names={"en": one + two},
            kind="ingo",
            sealed_key=first.sealed_key,
        )
        for one, two in zip(letters * 2, letters[7:] + letters[:7] + letters[3:], strict=False)
    ][:36]
    Agency.objects.bulk_create(more)
    return list(Agency.objects.filter(operation=world.operation).order_by("pk"))


def register_of(world: "World", level: int, code: str = CODE) -> "Dataset":
    """The empty register, open to the workspace."""
    from himaya.records.snapshots.tests.registers import register

    return register(world, form(), level=level, code=code, audience="workspace")


def _answers(draw: random.Random) -> dict[str, Any]:
    day = NEWEST - timedelta(days=draw.randrange(DAYS))
    said: dict[str, Any] = {
        "what": f"{draw.choice(WORDS)} {draw.choice(WORDS)} {draw.randrange(10**6)}".capitalize(),
        "place": draw.choice(AREAS),
        "standing": draw.choice(STATES),
        "day": day.date().isoformat(),
        "until": (day + timedelta(days=60)).date().isoformat(),
        "needs": sorted(draw.sample([f"need{n}" for n in range(10)], draw.randrange(4))),
        "t0": f"T{draw.randrange(5000)}",
        "t1": f"U{draw.randrange(5000)}",
        "spot": {"lat": draw.randrange(4000) / 1000, "lon": 20 + draw.randrange(4000) / 1000},
    }
    for n in range(len(SPLITS)):
        said[f"s{n}"] = draw.choice(_VALUES[n])
    for n in range(OTHERS):
        said[f"q{n}"] = draw.choice(_VALUES[n])
    for n in range(len(FIGURES)):
        said[f"n{n}"] = draw.randrange(500)
    for key in draw.sample([*said][8:], 3):
        del said[key]
    return said


_VALUES = [values_of(n) for n in range(OTHERS)]


def stage(dataset: "Dataset", agencies: list[Any], size: int, levels: list[int]) -> float:
    """Write that many records into the tables; seconds it took."""
    from django.db import connection, transaction
    from django.db.models import F

    from himaya.datasets.models import Dataset
    from himaya.records.models import Record, Revision

    began = time.perf_counter()
    start = Record.objects.count() + 1
    for at in range(start, start + size, AT_ONCE):
        count = min(AT_ONCE, start + size - at)
        with transaction.atomic():
            records, revisions = [], []
            for record, revision in _rows(dataset, agencies, levels, at, count):
                records.append(record)
                revisions.append(revision)
            Record.objects.bulk_create(records)
            Revision.objects.bulk_create(revisions)
    moved = Dataset.objects.filter(pk=dataset.pk)
    moved.update(revision=F("revision") + size)
    Record.objects.filter(dataset=dataset).update(changed_at=_when(F("pk"), connection.vendor))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return time.perf_counter() - began


def stage_words(dataset: "Dataset") -> float:
    """Make the records findable, as the product does; seconds it took."""
    from django.db import transaction

    from himaya.records.indexing import findable
    from himaya.records.models import Record
    from himaya.search.actions import index_new

    began = time.perf_counter()
    whole = Record.objects.filter(dataset=dataset).select_related("head", "agency").order_by("pk")
    last = 0
    while records := list(whole.filter(pk__gt=last)[:AT_ONCE]):
        for record in records:
            record.dataset, record.version = dataset, dataset.version
            record.operation = dataset.operation
        with transaction.atomic():
            index_new(findable(one, one.head.answers) for one in records if one.head)
        last = records[-1].pk
    return time.perf_counter() - began


def _when(key: Any, vendor: str) -> Any:  # noqa: ANN401 - expressions
    """Moments that do not follow the order in which records came."""
    from django.db.models import DateTimeField, ExpressionWrapper, Func, Value

    if vendor == "sqlite":
        return Func(
            Value("%Y-%m-%d %H:%M:%f"),
            Value(NEWEST.timestamp()) - (key * 7919) % (DAYS * 86_400),
            Value("unixepoch"),
            function="strftime",
            output_field=DateTimeField(),
        )
    seconds = Func((key * 7919) % (DAYS * 86_400), function="make_interval", arg_joiner=", ",
                   template="make_interval(secs => %(expressions)s)")  # fmt: skip
    return ExpressionWrapper(Value(NEWEST) - seconds, output_field=DateTimeField())


def _rows(
    dataset: "Dataset", agencies: list[Any], levels: list[int], at: int, count: int
) -> Iterator[tuple[Any, Any]]:
    from himaya.records.models import Record, Revision

    assert dataset.version is not None
    draw = random.Random(at)
    authors = [f"{n:016}" for n in range(200)]
    for key in range(at, at + count):
        said = _answers(draw)
        author = draw.choice(authors)
        record = Record(
            pk=key,
            operation_id=dataset.operation_id,
            dataset=dataset,
            version=dataset.version,
            agency=draw.choice(agencies),
            head_id=key,
            status=said["standing"],
            audience=draw.choices(AUDIENCES, OPEN_TO)[0],
            lane="information",
            level=draw.choice(levels),
            area=said["place"],
            deadline=said["until"],
            can_be_late=True,
            author=author,
            caseworker=author,
            lock=1,
        )
        yield (
            record,
            Revision(
                pk=key,
                record_id=key,
                n=1,
                version=dataset.version,
                answers=said,
                status=record.status,
                made_by=author,
                made_at=NEWEST,
                door="import",
            ),
        )


def stage_snapshot(dataset: "Dataset", agencies: list[Any], size: int, levels: list[int]) -> float:
    """Draw that many rows straight into the snapshot's files; seconds it took."""
    from himaya.records.models import Snapshot
    from himaya.records.snapshots import files
    from himaya.records.snapshots.codes import keep_codes
    from himaya.records.snapshots.rows import Layout

    began = time.perf_counter()
    layout = Layout.of(dataset.version)  # type: ignore[arg-type]
    level = max(*levels, dataset.level)
    fresh = Snapshot(
        operation_id=dataset.operation_id, dataset=dataset, version=dataset.version, level=level
    )
    files.give_key(fresh)
    name = files.new_name(fresh)
    draw = np.random.default_rng(size)
    with files.writing(fresh, files.path_of(name), layout.schema(""), level) as writer:
        for at in range(0, size, files.ROW_GROUP):
            writer.write_batch(
                _batch(draw, layout.schema(""), dataset, agencies, levels, at,
                       min(files.ROW_GROUP, size - at))
            )  # fmt: skip
    dataset.refresh_from_db()
    fresh.base_file, fresh.rows = name, size
    fresh.base_revision = fresh.delta_revision = dataset.revision
    fresh.save()
    keep_codes(fresh, layout)
    return time.perf_counter() - began


def _batch(  # noqa: PLR0917 - what the rows are made of
    draw: np.random.Generator,
    schema: pa.Schema,
    dataset: "Dataset",
    agencies: list[Any],
    levels: list[int],
    at: int,
    count: int,
) -> pa.RecordBatch:
    def one_of(values: list[Any], p: list[float] | None = None, absent: float = 0.0) -> Any:  # noqa: ANN401 - arrow
        codes = pa.array(
            draw.choice(len(values), count, p=p), pa.int32(),
            mask=draw.random(count) < absent if absent else None,
        )  # fmt: skip
        return pa.DictionaryArray.from_arrays(codes, pa.array(values)).dictionary_decode()

    seats = [f"{n:016}" for n in range(200)]
    days = (NEWEST.date() - datetime(1970, 1, 1, tzinfo=UTC).date()).days
    day = (days - draw.integers(0, DAYS, count)).astype(np.int32)
    needs = np.r_[0, np.cumsum(draw.integers(0, 4, count))].astype(np.int32)
    made: dict[str, Any] = {
        "@ref": pa.array([f"{n:016x}" for n in range(at, at + count)]),
        "@key": pa.array(np.arange(at + 1, at + count + 1)),
        "@operation": one_of([dataset.operation.ref]),
        "@agency": one_of([one.ref for one in agencies]),
        "@system": one_of([dataset.system.ref]),
        "@level": one_of(levels).cast(pa.int32()),
        "@lane": one_of(["information"]),
        "@audience": one_of(AUDIENCES, OPEN_TO),
        "@area": one_of(AREAS),
        "@state": one_of(STATES),
        "@author": one_of(seats),
        "@caseworker": one_of(seats),
        "@changed_at": pa.array(
            1_000_000 * (int(NEWEST.timestamp()) - draw.integers(0, DAYS * 86_400, count))
        ).cast(pa.timestamp("us", tz="UTC")),
        "@revision": pa.array(np.ones(count, np.int64)),
        "@gone": pa.array(np.zeros(count, bool)),
        "@deadline": pa.array(day + 60, pa.int32()).cast(pa.date32()),
        "@can_be_late": pa.array(np.ones(count, bool)),
        "what": pa.array([f"{one} {n}" for one, n in zip(
            draw.choice(WORDS, count), draw.integers(0, 10**6, count), strict=True)]),
        "place": one_of(AREAS),
        "standing": one_of(STATES),
        "day": pa.array(day).cast(pa.date32()),
        "until": pa.array(day + 60, pa.int32()).cast(pa.date32()),
        "needs": pa.ListArray.from_arrays(needs, pa.array(
            np.array([f"need{n}" for n in range(10)])[draw.integers(0, 10, needs[-1])])),
        "t0": one_of([f"T{n}" for n in range(5000)]),
        "t1": one_of([f"U{n}" for n in range(5000)]),
    }  # fmt: skip
    made |= {f"s{n}": one_of(_VALUES[n], absent=_ABSENT) for n in range(len(SPLITS))}
    made |= {f"q{n}": one_of(_VALUES[n], absent=_ABSENT) for n in range(OTHERS)}
    places = [pa.array(draw.integers(0, 4000, count) / 1000 + add) for add in (0.0, 20.0)]
    made["spot"] = pa.StructArray.from_arrays(places, ["lat", "lon"])
    made |= {f"n{n}": pa.array(draw.integers(0, 500, count)) for n in range(len(FIGURES))}
    columns = [
        made[field.name] if field.name in made else pa.nulls(count, field.type) for field in schema
    ]
    return pa.RecordBatch.from_arrays(
        [one.cast(field.type) for one, field in zip(columns, schema, strict=True)], schema=schema
    )


def said_to_be(size: int, seconds: float, *, straight: bool) -> str:
    """How the rows came in, for the reader of the figures."""
    way = (
        "straight into the snapshot's Parquet file; the database holds none of them"
        if straight
        else "in bulk into the tables, without checks or log"
    )
    return json.dumps({"records": size, "staged": way, "seconds": round(seconds, 1)})
