"""Many records changed at once: looked at first, each on its own, undone as a whole."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from tests.world import World, table

from himaya.datasets.models import Dataset
from himaya.records.actions import amend_record, create_record
from himaya.records.models import BulkChange, Record
from himaya.records.registers.tests.test_crosstab import FORM
from himaya.records.snapshots.tests.registers import register

SignIn = Callable[[str], Client]
ANSWERS = {"what": "x", "kind": "legal", "kits": 3, "where": "MJ01"}


@pytest.fixture
def dataset(world: World) -> Dataset:
    made = register(world, FORM, level=1, audience="workspace")
    made.system.members.add(world.agencies["WCI"])
    return made


@pytest.fixture
def records(world: World, dataset: Dataset) -> list[Record]:
    """Three of Amina's agency, one of them with other answers."""
    seat = world.people["amina"].acting
    rows = [ANSWERS, ANSWERS | {"kind": "cash"}, ANSWERS | {"where": "MJ02"}]
    return [create_record(seat=seat, dataset=dataset, answers=row) for row in rows]


def url(dataset: Dataset, query: str = "") -> str:
    return reverse("bulk", args=[dataset.ref]) + f"?{query}"


def change(
    client: Client, dataset: Dataset, records: list[Record], question: str, answer: str
) -> object:
    body = {"question": question, "answer": answer, "reason": "Agreed", "do": "change"}
    for record in records:
        body |= {f"take.{record.ref}": "on", f"seen.{record.ref}": str(record.lock)}
    return client.post(url(dataset), body, follow=True)


def stands(records: list[Record], key: str) -> list[object]:
    found = Record.objects.select_related("head").in_bulk([record.pk for record in records])
    heads = [found[record.pk].head for record in records]
    return [head.answers.get(key) if head else None for head in heads]


def test_preview__says_what_would_change_and_changes_nothing(
    dataset: Dataset, records: list[Record], sign_in: SignIn
) -> None:
    page = sign_in("amina").post(
        url(dataset), {"question": "kind", "answer": "cash", "reason": "Agreed", "do": "preview"}
    )
    rows = {row.record.pk for row in page.context["rows"]}
    assert rows == {records[0].pk, records[2].pk}
    assert page.context["same"] == 1
    assert stands(records, "kind") == ["legal", "cash", "legal"]


def test_filtered_register__only_those_left_are_looked_at(
    dataset: Dataset, records: list[Record], sign_in: SignIn
) -> None:
    page = sign_in("amina").post(
        url(dataset, "area=MJ02"),
        {"question": "kind", "answer": "cash", "reason": "Agreed", "do": "preview"},
    )
    assert [row.record.pk for row in page.context["rows"]] == [records[2].pk]


def test_changed_then_undone__every_record_as_before_with_its_history(
    dataset: Dataset, records: list[Record], sign_in: SignIn
) -> None:
    client = sign_in("amina")
    change(client, dataset, records[:2], "kits", "9")
    assert stands(records, "kits") == [9, 9, 3]
    made = BulkChange.objects.get()

    client.post(reverse("bulk-undo", args=[dataset.ref, made.ref]))

    assert stands(records, "kits") == [3, 3, 3]
    reasons = [one.reason for one in records[0].revisions.order_by("n")]
    assert reasons == ["", "Agreed", "Undone: Agreed"]
    again = client.post(reverse("bulk-undo", args=[dataset.ref, made.ref]))
    assert again.status_code == 409


def test_changed_by_somebody_since_the_preview__left_as_it_is(
    world: World, dataset: Dataset, records: list[Record], sign_in: SignIn
) -> None:
    seat = world.people["amina"].acting
    amend_record(seat=seat, record=records[0], answers=ANSWERS | {"kits": 4}, seen=1)
    page = change(sign_in("amina"), dataset, records[:2], "kits", "9")
    assert stands(records, "kits") == [4, 9, 3]
    assert "One record was left as it is" in page.content.decode()  # type: ignore[attr-defined]


def test_changed_since_and_then_undone__the_later_word_stays(
    world: World, dataset: Dataset, records: list[Record], sign_in: SignIn
) -> None:
    client = sign_in("amina")
    change(client, dataset, records[:2], "kits", "9")
    seat = world.people["amina"].acting
    amend_record(seat=seat, record=records[0], answers=ANSWERS | {"kits": 5}, seen=2)
    client.post(reverse("bulk-undo", args=[dataset.ref, BulkChange.objects.get().ref]))
    assert stands(records, "kits") == [5, 3, 3]


def test_answer_that_does_not_fit__said_and_nothing_written(
    dataset: Dataset, records: list[Record], sign_in: SignIn
) -> None:
    body = {"question": "kits", "answer": "many", "reason": "Agreed", "do": "change"}
    assert sign_in("amina").post(url(dataset), body).status_code == 422
    assert stands(records, "kits") == [3, 3, 3]


def test_status__moved_along_its_lifecycle(
    dataset: Dataset, records: list[Record], sign_in: SignIn
) -> None:
    change(sign_in("amina"), dataset, records, "~status", "open")
    assert {record.status for record in Record.objects.all()} == {"open"}


ACCESS = table("""
| who    | page | changes |
| amina  | 200  | yes     |
| bakari | 403  | no      |
| celine | 200  | no      |
| dawit  | 404  | no      |
| nobody | 302  | no      |
""")[1:]


@pytest.mark.parametrize(("who", "page", "changes"), ACCESS)
def test_who_may_change(
    who: str,
    page: str,
    changes: str,
    dataset: Dataset,
    records: list[Record],
    sign_in: SignIn,
) -> None:
    client = sign_in(who)
    assert client.get(url(dataset)).status_code == int(page)
    change(client, dataset, records, "kits", "9")
    assert (stands(records, "kits") == [9, 9, 9]) == (changes == "yes")


def test_change_of_another__looks_as_if_it_were_not_there(
    dataset: Dataset, records: list[Record], sign_in: SignIn
) -> None:
    change(sign_in("amina"), dataset, records, "kits", "9")
    address = reverse("bulk-change", args=[dataset.ref, BulkChange.objects.get().ref])
    assert sign_in("amina").get(address).status_code == 200
    assert sign_in("celine").get(address).status_code == 404
