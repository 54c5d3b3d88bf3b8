"""The bench: every doubt in its row, decisions kept, nothing doubled, the rest given back."""

import io
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from tests.world import World, table

from himaya.audit.models import Event
from himaya.collect.actions import (
    bring_file,
    decide_rows,
    give_back_rest,
    import_batch,
    register_for,
)
from himaya.collect.bench import bench_rows
from himaya.collect.corrections import CorrectionsRefused
from himaya.collect.queries import taken_ids
from himaya.datasets.models import ImportBatch, ImportRow
from himaya.files.actions import path_of, read_file
from himaya.kernel.problems import Code, Problem
from himaya.records.models import Link, Record

FILES = Path(__file__).parents[2] / "profiles" / "workplans" / "tests" / "files"
PLAN = FILES / "cluster_work_plan.txt"


@pytest.fixture
def brought(world: World) -> ImportBatch:
    return bring(world, "dawit", PLAN.name, PLAN.read_bytes())


def bring(world: World, who: str, name: str, content: bytes) -> ImportBatch:
    seat = world.people[who].acting
    dataset = register_for(seat=seat, profile_code="plan_activity")
    return bring_file(seat=seat, dataset=dataset, kind="workplan", name=name, content=content)


def take_all(world: World, batch: ImportBatch) -> None:
    doubtful = batch.rows.filter(state="doubtful").values_list("stable_id", flat=True)
    decide_rows(
        seat=world.people["dawit"].acting, batch=batch, decisions=dict.fromkeys(doubtful, "take")
    )


def test_brought_file__nothing_imported_before_somebody_says_so(brought: ImportBatch) -> None:
    assert brought.rows.count() > 10
    assert not Record.objects.exists()


def test_sound_rows__imported_and_doubtful_ones_wait(world: World, brought: ImportBatch) -> None:
    written = import_batch(seat=world.people["dawit"].acting, batch=brought)

    assert len(written.created) == brought.counts["accepted"]
    ids = set(Record.objects.filter(dataset=brought.dataset).values_list("stable_id", flat=True))
    assert ids.isdisjoint(brought.rows.filter(state="doubtful").values_list("stable_id", flat=True))


def test_same_file_again__doubles_nothing(world: World, brought: ImportBatch) -> None:
    take_all(world, brought)
    import_batch(seat=world.people["dawit"].acting, batch=brought)
    records, links = Record.objects.count(), Link.objects.count()

    again = bring(world, "dawit", PLAN.name, PLAN.read_bytes())
    take_all(world, again)
    written = import_batch(seat=world.people["dawit"].acting, batch=again)

    assert (written.created, written.updated) == ({}, {})
    assert (Record.objects.count(), Link.objects.count()) == (records, links)


def test_annotated_rest_corrected__updates_by_stable_id(world: World, brought: ImportBatch) -> None:
    dawit = world.people["dawit"].acting
    import_batch(seat=dawit, batch=brought)
    brought.refresh_from_db()
    left = brought.rows.exclude(stable_id__in=taken_ids(brought))
    release = give_back_rest(seat=dawit, batch=brought, maker="Dawit")
    assert release.file is not None
    rest = bring(world, "dawit", "rest.xlsx", read_file(release.file))

    assert set(rest.rows.values_list("stable_id", flat=True)) == set(
        left.values_list("stable_id", flat=True)
    )
    take_all(world, rest)
    written = import_batch(seat=dawit, batch=rest)
    assert len(written.created) == left.count()
    assert Record.objects.filter(dataset=brought.dataset).count() == brought.rows.count()


def test_annotated_rest__says_what_to_do_in_every_row(world: World, brought: ImportBatch) -> None:
    release = give_back_rest(seat=world.people["dawit"].acting, batch=brought, maker="Dawit")
    assert release.file is not None
    sheet = openpyxl.load_workbook(io.BytesIO(read_file(release.file))).worksheets[0]
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    head = next(row for row in rows if "himaya_id" in row)
    todo, ident = head.index("what to do"), head.index("himaya_id")
    activities = [row for row in rows if str(row[ident] or "").startswith("wp-")]

    assert activities
    assert all(row[todo] for row in activities)


def test_correction_on_the_bench__kept_encrypted_and_imported(
    world: World, brought: ImportBatch
) -> None:
    dawit = world.people["dawit"].acting
    row = brought.rows.filter(state="doubtful").first()
    assert row is not None
    decide_rows(
        seat=dawit,
        batch=brought,
        decisions={row.stable_id: "take"},
        corrections={row.stable_id: {"code": "ZZ9", "title": "not correctable here"}},
    )
    brought.refresh_from_db()
    assert b"ZZ9" not in bytes(brought.sealed_reading)
    import_batch(seat=dawit, batch=brought)

    record = Record.objects.get(stable_id=row.stable_id)
    assert record.head is not None
    assert record.head.answers["code"] == "ZZ9"
    assert record.head.answers["title"] != "not correctable here"


def test_code_given_on_the_bench__shown_and_its_doubt_gone(
    world: World, brought: ImportBatch
) -> None:
    row = next(row for row in brought.rows.all() if codes(row) == {"code_missing"})
    decide(world, brought, {row.stable_id: {"code": "ZZ9"}})

    shown = next(one for one in bench_rows(brought) if one.row.stable_id == row.stable_id)
    assert shown.row.cells["code"] == "ZZ9"
    assert (shown.kept.state, codes(shown.kept)) == ("accepted", set())
    assert {one.field.key: one.value for one in shown.fields}["code"] == "ZZ9"


def test_code_of_another_row_given_on_the_bench__both_doubtful(
    world: World, brought: ImportBatch
) -> None:
    other = next(row for row in bench_rows(brought) if row.kept.state == "accepted")
    row = next(row for row in brought.rows.all() if codes(row) == {"code_missing"})
    decide(world, brought, {row.stable_id: {"code": other.row.cells["code"].lower()}})

    for ident in (row.stable_id, other.row.stable_id):
        found = brought.rows.get(stable_id=ident)
        assert (found.state, codes(found)) == ("doubtful", {"code_duplicate"})


def codes(row: ImportRow) -> set[str]:
    """Of the row's doubts."""
    return {problem["code"] for problem in row.problems if problem["level"] == "doubt"}


def decide(world: World, batch: ImportBatch, corrections: Mapping[str, Mapping[str, str]]) -> None:
    decide_rows(
        seat=world.people["dawit"].acting, batch=batch, decisions={}, corrections=corrections
    )
    batch.refresh_from_db()


def test_status_moved_here__not_taken_back_by_the_file(world: World, brought: ImportBatch) -> None:
    from himaya.records.actions import move_record

    dawit = world.people["dawit"].acting
    import_batch(seat=dawit, batch=brought)
    record = Record.objects.filter(dataset=brought.dataset).first()
    assert record is not None
    move_record(seat=dawit, record=record, to="done", seen=record.lock)
    import_batch(seat=dawit, batch=bring(world, "dawit", PLAN.name, PLAN.read_bytes()))

    record.refresh_from_db()
    assert record.status == "done"


def test_imported_twice__second_refused(world: World, brought: ImportBatch) -> None:
    dawit = world.people["dawit"].acting
    import_batch(seat=dawit, batch=brought)
    with pytest.raises(Problem) as refused:
        import_batch(seat=dawit, batch=brought)
    assert refused.value.code == Code.ALREADY_DONE


def test_persons_named_in_a_plan__nowhere_in_clear(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    source = (FILES / "pim_action_plan.txt").read_bytes()
    batch = bring(world, "dawit", "plan.txt", source)
    take_all(world, batch)
    import_batch(seat=world.people["dawit"].acting, batch=batch)
    leader = re.search(rb"TEAM LEADER\t(\S[^\n\t]*)", source)
    assert leader is not None
    name = leader.group(1).strip()

    heads = [record.head for record in Record.objects.select_related("head")]
    assert any(head and head.sealed_keys for head in heads)
    assert all(name.decode() not in str(head.answers) for head in heads if head)
    assert name not in path_of(batch.file).read_bytes()
    assert name.decode() not in caplog.text
    assert not Event.objects.filter(note__contains=name.decode()).exists()
    release = give_back_rest(seat=world.people["dawit"].acting, batch=batch, maker="Dawit")
    assert release.file is not None
    assert name not in read_file(release.file)


def test_person_in_the_responsible_cell__encrypted_as_focal_point(world: World) -> None:
    lines = [
        "Work plan 2026",
        "Code\tDescription\tResponsibility\tExpected deadline",
        "\tGoal 1: Preparedness\t\t",
        "P1\tTrain the partners\tNadia Example, WCI (nadia@example.org, +99 300 1234567)\tMay 2026",
    ]
    batch = bring(world, "dawit", "plan.txt", "\n".join(lines).encode())
    take_all(world, batch)
    import_batch(seat=world.people["dawit"].acting, batch=batch)

    head = Record.objects.select_related("head").get(dataset=batch.dataset).head
    assert head is not None
    assert "Nadia" not in str(head.answers)
    assert "focal_points" in head.sealed_keys
    assert head.answers["responsible"] == [{"party": "WCI", "party_agency": "WCI"}]


JUNE = [
    "Work plan 2026",
    "Code\tDescription\tResponsibility\tExpected deadline",
    "\tGoal 1: Preparedness\t\t",
    "P1\tTrain the partners\tWCI\tJune 2026 - July 2026",
]


def test_due_corrected_to_before_the_start__refused_beside_its_field(world: World) -> None:
    dawit = world.people["dawit"].acting
    doubtful = "\n".join(JUNE).replace("\tWCI\t", "\t\t")
    batch = bring(world, "dawit", "plan.txt", doubtful.encode())
    row = batch.rows.get()

    with pytest.raises(CorrectionsRefused) as refused:
        decide_rows(
            seat=dawit,
            batch=batch,
            decisions={},
            corrections={row.stable_id: {"due": "2026-05-01"}},
        )

    assert refused.value.errors[row.stable_id]["due"].code == "constraint"
    decide_rows(
        seat=dawit,
        batch=batch,
        decisions={row.stable_id: "take"},
        corrections={row.stable_id: {"due": "2026-06-20"}},
    )
    import_batch(seat=dawit, batch=batch)
    head = Record.objects.select_related("head").get(stable_id=row.stable_id).head
    assert head is not None
    assert (head.answers["starts"], head.answers["due"]) == ("2026-06-01", "2026-06-20")


def test_words_of_a_deadline_changed_in_the_file__no_day_of_the_old_ones_stays(
    world: World,
) -> None:
    dawit = world.people["dawit"].acting
    import_batch(seat=dawit, batch=bring(world, "dawit", "a.txt", "\n".join(JUNE).encode()))
    lines = [*JUNE[:3], "P1\tTrain the partners\tWCI\tContinuous"]
    batch = bring(world, "dawit", "b.txt", "\n".join(lines).encode())
    take_all(world, batch)
    import_batch(seat=dawit, batch=batch)

    record = Record.objects.select_related("head").get(stable_id=batch.rows.get().stable_id)
    assert record.head is not None
    assert record.lock == 2
    assert {"starts", "due"}.isdisjoint(record.head.answers)


ACCESS = table("""
| amina  | own agency | 200 |
| celine | foreign    | 404 |
| bakari | reader     | 403 |
| nobody | logged out | 302 |
""")


@pytest.mark.parametrize(("who", "_is", "status"), ACCESS, ids=lambda value: value)
def test_who_may_open_a_bench(
    sign_in: Callable[[str], Client], world: World, who: str, _is: str, status: str
) -> None:
    register_for(seat=world.people["dawit"].acting, profile_code="plan_activity")
    batch = bring(world, "amina", PLAN.name, PLAN.read_bytes())

    answer = sign_in(who).get(reverse("import", args=[batch.ref]))

    assert answer.status_code == int(status)


def test_pasted_text__brought_decided_imported_over_pages(
    sign_in: Callable[[str], Client],
) -> None:
    client = sign_in("dawit")
    brought = client.post(reverse("imports"), {"kind": "workplan", "text": PLAN.read_text()})
    bench = brought.headers["Location"]
    assert client.get(bench).status_code == 200

    client.post(f"{bench}decide/", {"all": "take"})
    done = client.post(f"{bench}finish/", follow=True)

    batch = ImportBatch.objects.get()
    assert batch.counts["created"] == batch.rows.exclude(state="refused").count()
    assert done.status_code == 200


def test_import_pressed_with_a_code_typed__kept_and_imported(
    sign_in: Callable[[str], Client],
) -> None:
    client = sign_in("dawit")
    brought = client.post(reverse("imports"), {"kind": "workplan", "text": PLAN.read_text()})
    bench = brought.headers["Location"]
    row = next(one for one in ImportBatch.objects.get().rows.all() if "code_missing" in codes(one))

    asked = client.post(f"{bench}finish/", {f"mend:code:{row.stable_id}": "ZZ9"})
    client.post(f"{bench}finish/", {"without": "undecided"})

    assert asked.status_code == 409
    assert "not decided about" in asked.content.decode()
    record = Record.objects.select_related("head").get(stable_id=row.stable_id)
    assert record.head is not None
    assert record.head.answers["code"] == "ZZ9"


def test_nothing_sound_or_taken__said_and_the_bench_stays(
    sign_in: Callable[[str], Client],
) -> None:
    client = sign_in("dawit")
    text = "Code\tActivity\tResponsible\tDeadline\n-\tCount boats\t\tSome day\n"
    bench = client.post(reverse("imports"), {"kind": "workplan", "text": text}).headers["Location"]

    page = client.post(f"{bench}finish/", follow=True).content.decode()

    assert "there is nothing to import yet" in page
    assert ImportBatch.objects.get().state == ImportBatch.State.READ


BAD = table("""
| file and text | both    |
| nothing       | neither |
| not a plan    | letter  |
""")


@pytest.mark.parametrize(("_name", "what"), BAD, ids=lambda value: value)
def test_bad_input__said_and_nothing_kept(
    sign_in: Callable[[str], Client], _name: str, what: str
) -> None:
    upload = io.BytesIO(b"Dear all,\n\nthis is not a plan.\n")
    upload.name = "letter.txt"
    fields: dict[str, object] = {"kind": "workplan"}
    if what in {"both", "letter"}:
        fields["file"] = upload
    if what == "both":
        fields["text"] = "x"

    answer = sign_in("dawit").post(reverse("imports"), fields)

    if what == "letter":
        bench = sign_in("dawit").get(answer.headers["Location"])
        assert ImportBatch.objects.get().rows.count() == 0
        assert bench.status_code == 200
    else:
        assert answer.status_code == 422
        assert not ImportBatch.objects.exists()


def test_bench_of_many_rows__constant_number_of_queries(
    sign_in: Callable[[str], Client],
    world: World,
    brought: ImportBatch,
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    client = sign_in("dawit")
    with django_assert_max_num_queries(20):  # type: ignore[attr-defined]
        client.get(reverse("import", args=[brought.ref]))
