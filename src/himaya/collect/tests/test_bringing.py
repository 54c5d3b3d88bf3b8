"""Bringing a file: what is wrong with it is said once, and as it is."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from tests.world import table

from himaya.collect.actions import LARGEST_FILE
from himaya.collect.queries import corrections_of
from himaya.datasets.models import ImportBatch
from himaya.records.models import Record


def upload(content: bytes) -> io.BytesIO:
    file = io.BytesIO(content)
    file.name = "plan.txt"
    return file


def test_file_over_the_limit__said_with_the_limit(sign_in: Callable[[str], Client]) -> None:
    fields = {"kind": "workplan", "file": upload(b"x" * (LARGEST_FILE + 1))}

    answer = sign_in("dawit").post(reverse("imports"), fields)

    page = answer.content.decode()
    assert answer.status_code == 413
    assert "The file is larger than this page takes." in page
    assert "at most 25 MB" in page
    assert "one of the two" not in page
    assert not ImportBatch.objects.exists()


def test_empty_file__one_message(sign_in: Callable[[str], Client]) -> None:
    answer = sign_in("dawit").post(reverse("imports"), {"kind": "workplan", "file": upload(b"")})

    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert list(errors) == ["file"]
    assert len(errors["file"]) == 1


def test_plan_brought_as_table_of_activities__other_kind_named(
    sign_in: Callable[[str], Client],
) -> None:
    text = (PLAN / "objective_plan.txt").read_text()

    brought = {"kind": "plan_activity", "text": text}
    bench = sign_in("dawit").post(reverse("imports"), brought, follow=True)

    assert "Choose: Work or action plan." in bench.content.decode()


def test_file_that_is_no_table_but_a_plan__other_kind_named(
    sign_in: Callable[[str], Client],
) -> None:
    text = (PLAN / "pim_action_plan.txt").read_text()
    brought = {"kind": "plan_activity", "text": text}

    answer = sign_in("dawit").post(reverse("imports"), brought)

    assert answer.status_code == 422
    assert "Choose: Work or action plan." in answer.content.decode()


PLAN = Path(__file__).parents[2] / "profiles" / "workplans" / "tests" / "files"


@pytest.fixture
def bench(sign_in: Callable[[str], Client]) -> tuple[Client, str]:
    client = sign_in("dawit")
    text = (PLAN / "cluster_work_plan.txt").read_text()
    brought = client.post(reverse("imports"), {"kind": "workplan", "text": text})
    return client, brought.headers["Location"]


NONSENSE = table("""
| due  | not a date | Give a date that exists |
| due  | 2026-02-30 | Give a date that exists |
| code | LONG       | it may have 40          |
""")


@pytest.mark.parametrize(("key", "typed", "said"), NONSENSE, ids=lambda value: value)
def test_nonsense_correction__refused_at_the_row_and_kept_as_typed(
    bench: tuple[Client, str], key: str, typed: str, said: str
) -> None:
    client, address = bench
    typed = typed.replace("LONG", "z" * 41)
    row = ImportBatch.objects.get().rows.filter(state="doubtful").first()
    assert row is not None
    sent = {f"mend:{key}:{row.stable_id}": typed, f"take:{row.stable_id}": "take"}

    answer = client.post(f"{address}decide/", sent)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert f'value="{typed}"' in page
    row.refresh_from_db()
    assert row.decision == "open"
    assert corrections_of(ImportBatch.objects.get()) == {}


def test_longest_code__kept(bench: tuple[Client, str]) -> None:
    client, address = bench
    row = ImportBatch.objects.get().rows.filter(state="doubtful").first()
    assert row is not None

    answer = client.post(f"{address}decide/", {f"mend:code:{row.stable_id}": "z" * 40})

    assert answer.status_code == 302
    kept = corrections_of(ImportBatch.objects.get())
    assert kept == {row.stable_id: {"code": "z" * 40}}


@pytest.mark.parametrize("step", ["finish", "decide"])
def test_pressed_after_the_import__bench_says_so(bench: tuple[Client, str], step: str) -> None:
    client, address = bench
    client.post(f"{address}finish/", {"without": "undecided"})
    records = Record.objects.count()

    again = client.post(f"{address}{step}/", follow=True)

    assert again.redirect_chain == [(address, 302)]
    assert "imported already" in again.content.decode()
    assert Record.objects.count() == records


def test_file_without_rows__said_and_not_imported(sign_in: Callable[[str], Client]) -> None:
    client = sign_in("dawit")
    fields = {"kind": "workplan", "text": "Dear all,\n\nthis is not a plan.\n"}
    address = client.post(reverse("imports"), fields).headers["Location"]

    page = client.get(address).content.decode()
    answer = client.post(f"{address}finish/")

    assert "No row was found in this file" in page
    assert f"{address}finish/" not in page
    assert answer.status_code == 422
    assert ImportBatch.objects.get().state == ImportBatch.State.READ
