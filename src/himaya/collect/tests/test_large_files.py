"""A large file: imported piece by piece, and what was killed in between goes on where it stopped."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from tests.world import World

from himaya.audit.models import Event
from himaya.collect import actions, going_on, queries, views
from himaya.collect.actions import bring_file, import_batch, register_for
from himaya.collect.going_on import go_on_importing, go_on_reading, go_on_undoing
from himaya.datasets.models import ImportBatch
from himaya.jobs.models import Job
from himaya.kernel.problems import Code, Problem
from himaya.records.actions import amend_record
from himaya.records.models import Record
from himaya.search.models import Entry

ROWS = "".join(f"CCU;Officer {n};no;03/02/2026;31/12/2026\n" for n in range(7))
LIST = f"Organisation;Position;Agrees to be listed;Confirmed on;Valid until\n{ROWS}"


@pytest.fixture
def large(world: World, monkeypatch: pytest.MonkeyPatch) -> ImportBatch:
    """Seven rows where a large file is one of more than three."""
    monkeypatch.setattr(actions, "PIECE", 3)
    monkeypatch.setattr(queries, "PIECE", 3)
    seat = world.people["dawit"].acting
    register = register_for(seat=seat, profile_code="contact")
    return bring_file(
        seat=seat, dataset=register, kind="contacts", name="c.csv", content=LIST.encode()
    )


def test_killed_after_a_piece__the_rest_is_imported_and_nothing_twice(
    world: World, large: ImportBatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    seat = world.people["dawit"].acting
    pieces: list[int] = []

    def killed(_step: str, rows: int, _in_all: int) -> None:
        pieces.append(rows)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_batch(seat=seat, batch=large, progress=killed)
    large.refresh_from_db()
    assert (large.state, pieces, Record.objects.count()) == ("importing", [3], 3)

    go_on_importing.func(large.ref, seat.ref, second_factor=True)
    large.refresh_from_db()

    assert (large.state, large.counts["created"]) == ("imported", 7)
    assert Record.objects.count() == large.effects.count() == 7
    assert set(large.rows.values_list("record", flat=True)) == set(
        Record.objects.values_list("ref", flat=True)
    )
    assert Event.objects.filter(verb="record.create", scope="change").count() == 7
    assert Entry.objects.filter(kind="record").count() == 7
    with pytest.raises(Problem) as again:
        import_batch(seat=seat, batch=large)
    assert again.value.code == Code.ALREADY_DONE


def test_over_the_page__a_job_and_how_far_it_is(
    large: ImportBatch, sign_in: Callable[[str], Client]
) -> None:
    client = sign_in("dawit")
    bench = reverse("import", args=[large.ref])

    page = client.post(f"{bench}finish/", follow=True).content.decode()

    job = Job.objects.get(task=go_on_importing.module_path)
    assert job.arguments["args"][0] == large.ref
    assert "0 of 7 rows are imported" in page
    assert client.post(f"{bench}decide/", {"all": "take"}).status_code == 302
    large.refresh_from_db()
    assert large.state == "importing"


def test_undone__by_a_job_piece_by_piece_and_what_was_changed_since_is_left(
    world: World,
    large: ImportBatch,
    sign_in: Callable[[str], Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(going_on, "PIECE", 3)
    seat = world.people["dawit"].acting
    import_batch(seat=seat, batch=large)
    record = Record.objects.order_by("pk")[0]
    assert record.head is not None
    changed = {**record.head.answers, "function": "Somebody else"}
    amend_record(seat=seat, record=record, answers=changed, seen=record.lock)

    undoing = reverse("import-undo", args=[large.ref])
    page = sign_in("dawit").post(undoing, follow=True).content.decode()
    assert "The import is being undone" in page
    assert Job.objects.filter(task=go_on_undoing.module_path).exists()

    assert go_on_undoing.func(large.ref, seat.ref, second_factor=True) == 6
    large.refresh_from_db()
    assert (large.state, large.counts["undone"], large.counts["left"]) == ("undone", 6, 1)
    assert Record.objects.filter(is_withdrawn=False).count() == 1
    assert go_on_undoing.func(large.ref, seat.ref, second_factor=True) == 0


def test_read_by_a_job__nothing_to_decide_until_all_rows_are_looked_at(
    world: World, sign_in: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "READ_AT_ONCE", 10)
    client, seat = sign_in("dawit"), world.people["dawit"].acting
    page = client.post(reverse("imports"), {"kind": "contacts", "text": LIST}, follow=True)
    batch = ImportBatch.objects.get()

    assert "0 rows are read so far" in page.content.decode()
    assert Job.objects.get(task=go_on_reading.module_path).arguments["args"][0] == batch.ref
    with pytest.raises(Problem):
        import_batch(seat=seat, batch=batch)

    assert go_on_reading.func(batch.ref, seat.ref, second_factor=True) == 7
    batch.refresh_from_db()
    assert (batch.state, batch.counts["accepted"]) == ("read", 7)
    assert go_on_reading.func(batch.ref, seat.ref, second_factor=True) == 0
    assert "rows are read so far" not in client.get(page.request["PATH_INFO"]).content.decode()
