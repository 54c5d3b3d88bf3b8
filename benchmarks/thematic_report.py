"""What the page of a thematic report costs over many coded passages.

Run: HIMAYA_DATA=FOLDER PYTHONPATH=src:. python benchmarks/thematic_report.py [--documents 10000]
In an empty folder it makes an invented operation first: ten passages a document, each coded with a
theme, one in three with a suggestion besides; half of the documents are of the span before.
"""

import argparse
import random
import statistics
import time
from datetime import date, timedelta
from hashlib import blake2b
from typing import Any

import django
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

FIRST = date(2026, 1, 1)
PASSAGES = 10


def make(documents: int) -> None:
    """The operation with its documents."""
    from tests.world import make_world

    from himaya.files.actions import store_file
    from himaya.files.models import StoredFile
    from himaya.library.models import DocumentVersion
    from himaya.library.tests.files import register
    from himaya.records.models import Involvement, Record, Revision
    from himaya.themes.defaults import give_default_framework
    from himaya.themes.models import Decision, Passage, Suggestion
    from himaya.themes.queries import framework_of

    chance = random.Random(1)
    world = make_world()
    version = give_default_framework(world.operation)
    assert version is not None
    codes = list(framework_of(version).codes)
    dataset = register(world)
    seat = world.people["dawit"]
    stored = store_file(
        operation=world.operation, made_by=seat.seat.ref, kind=StoredFile.Kind.UPLOAD,
        name="one.txt", content=b"Words.", media_type="text/plain", level=1,
    )  # fmt: skip
    agencies = [world.agencies[name] for name in ("HRA", "WCI", "CCU")]
    records = []
    for n in range(documents):
        day = FIRST + timedelta(days=chance.randrange(181))
        records.append(
            Record(
                operation=world.operation, dataset=dataset, version=dataset.version,
                agency=chance.choice(agencies), status="coded", audience=dataset.audience,
                lane=dataset.lane, level=1, area=chance.choice(["MJ01", "MJ02", "MJ0101", ""]),
                period_start=day, period_end=day, author=seat.seat.ref, stable_id=f"b{n}",
            )
        )  # fmt: skip
    Record.objects.bulk_create(records, batch_size=500)
    heads = [
        Revision(
            record=one, n=1, version=dataset.version, answers={"title": f"Report {one.pk}"},
            status="coded", made_by=seat.seat.ref, made_at=timezone.now(), door="command",
        )
        for one in records
    ]  # fmt: skip
    Revision.objects.bulk_create(heads, batch_size=500)
    for record, head in zip(records, heads, strict=True):
        record.head = head
    Record.objects.bulk_update(records, ["head"], batch_size=300)
    Involvement.objects.bulk_create(
        [Involvement(record=one, agency=one.agency, means="agency") for one in records],
        batch_size=500,
    )
    versions = [
        DocumentVersion(
            operation=world.operation, record=one, n=1, file=stored, text=stored, state="read",
            made_by=seat.seat.ref,
        )
        for one in records
    ]  # fmt: skip
    DocumentVersion.objects.bulk_create(versions, batch_size=500)
    passages = [
        Passage(
            version=one, number=n + 1, start=n * 400, end=n * 400 + 390, language="en",
            specific=chance.randrange(5), first_hand=chance.choice([None, True, False]),
            runs=_marks(chance),
        )
        for one in versions
        for n in range(PASSAGES)
    ]  # fmt: skip
    Passage.objects.bulk_create(passages, batch_size=500)
    weights = [1 / (n + 1) for n in range(len(codes))]
    Decision.objects.bulk_create(
        [
            Decision(
                operation=world.operation, passage=one, framework_version=version,
                theme=chance.choices(codes, weights)[0], verdict="accepted",
                coder=seat.seat.ref, client=f"c{one.pk}",
            )
            for one in passages
        ],
        batch_size=500,
    )  # fmt: skip
    Suggestion.objects.bulk_create(
        [
            Suggestion(
                passage=one, framework_version=version, theme=chance.choice(codes), score=0.6,
                doubt=0.8, standing="suggested",
            )
            for one in passages[::3]
        ],
        batch_size=500,
    )  # fmt: skip


def _marks(chance: random.Random) -> bytes:
    """Of a passage of 65 words; one in twenty shares some with others."""
    number = chance.randrange(20)
    shared = blake2b(str(chance.randrange(4000)).encode(), digest_size=16).digest()
    return chance.randbytes(160) + (shared if number == 0 else b"")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--profile", action="store_true")
    args = parser.parse_args()
    django.setup()
    call_command("migrate", verbosity=0)
    from himaya.people.models import Seat
    from himaya.people.queries import acting_seat
    from himaya.tenancy.models import Operation

    if not Operation.objects.exists():
        began = time.perf_counter()
        with transaction.atomic():
            make(args.documents)
        print(f"made in {time.perf_counter() - began:.0f} s")
    seat = Seat.objects.select_related("account", "agency", "operation").get(account__name="Dawit")
    acting = acting_seat(seat, second_factor=True)
    measure(acting, profiled=args.profile)


def measure(seat: Any, *, profiled: bool) -> None:  # noqa: ANN401 - an ActingSeat; Django is not set up yet
    from himaya.records.bulletin.model import Month
    from himaya.themes.models import FrameworkVersion
    from himaya.themes.report.asking import Ask
    from himaya.themes.report.composing import composed
    from himaya.themes.report.copying import leaving
    from himaya.themes.report.gathering import country_of, evidence_of

    ask = Ask(FrameworkVersion.objects.get(), Month(date(2026, 4, 1)), 3)

    def page() -> None:
        country = country_of(seat)
        evidence = evidence_of(seat, ask, country)
        leaving(seat, evidence)
        from unittest.mock import patch

        # The words of the benchmark are not real: quotations are left out.
        with patch("himaya.themes.report.composing._quoted", lambda *_: {}):
            composed(seat, ask, evidence, country)

    if profiled:
        import cProfile
        import pstats

        page()
        profile = cProfile.Profile()
        profile.runcall(page)
        pstats.Stats(profile).sort_stats("cumulative").print_stats(45)
        return
    taken, worked = [], []
    for _ in range(7):
        began, busy = time.perf_counter(), time.process_time()
        page()
        taken.append(time.perf_counter() - began)
        worked.append(time.process_time() - busy)
    print(f"report: first {taken[0] * 1000:.0f} ms (processor {worked[0] * 1000:.0f} ms)")
    print(f"again: median {_ms(taken[1:])} (processor {_ms(worked[1:])})")


def _ms(seconds: list[float]) -> str:
    return f"{statistics.median(seconds) * 1000:.0f} ms"


if __name__ == "__main__":
    main()
