"""Counts of people beside one another: heads of registers, boards, maps, the matrix."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from tests.world import World, table

from himaya.datasets.models import Dataset
from himaya.people.models import Seat
from himaya.records.models import Record
from himaya.records.registers.tests.test_crosstab import PEOPLE
from himaya.records.snapshots.tests.registers import add_rows, register

SignIn = Callable[[str], Client]


def fill(dataset: Dataset, rows: str) -> None:
    """area | kind | status | times."""
    for area, kind, status, times in table(rows):
        answers = {"what": "x", "where": area, "kind": kind}
        add_rows(
            dataset,
            [{"area": area, "status": status, "answers": answers} for _ in range(int(times))],
        )


@pytest.fixture
def people(world: World) -> Dataset:
    dataset = register(world, PEOPLE, level=2)
    fill(
        dataset,
        """
        | MJ01 | legal   | open   | 12 |
        | MJ01 | shelter | open   | 3  |
        | MJ02 | legal   | closed | 2  |
        | MJ02 | shelter | closed | 9  |
        """,
    )
    return dataset


@pytest.mark.parametrize(
    ("query", "open_ones", "closed"),
    [("", 15, 11), ("&pick.kind=legal", "hidden", "hidden"), ("&area=MJ01", 15, 0)],
)
def test_board__columns_as_far_as_they_tell_nothing(
    people: Dataset, sign_in: SignIn, query: str, open_ones: object, closed: object
) -> None:
    page = sign_in("amina").get(reverse("dataset", args=[people.ref]) + f"?view=board{query}")
    lanes = {lane.stage.code: lane for lane in page.context["lanes"]}
    said = {code: "hidden" if lane.is_hidden else lane.count for code, lane in lanes.items()}
    assert said.get("open", 0) == open_ones
    assert said.get("closed", 0) == closed


def test_head_of_a_register__hides_a_part_that_leaves_few(people: Dataset, sign_in: SignIn) -> None:
    late = {"deadline": date(2026, 1, 1), "can_be_late": True}
    rows = Record.objects.filter(dataset=people)
    rows.filter(pk__in=rows.order_by("pk").values("pk")[2:]).update(**late)
    page = sign_in("amina").get(reverse("dataset", args=[people.ref]))
    assert page.context["totals"] == {"all": 26, "mine": 26, "late": "hidden", "waiting": 0}


def test_map_under_a_filter__what_is_left_out_stays_hidden(
    people: Dataset, sign_in: SignIn
) -> None:
    page = sign_in("amina").get(
        reverse("dataset", args=[people.ref]) + "?view=map&level=1&pick.kind=legal"
    )
    assert {line.code: line.state for line in page.context["map"].lines} == {
        "MJ01": "hidden",
        "MJ02": "hidden",
    }


def test_list_and_board__no_number_where_other_views_hide_it(
    people: Dataset, sign_in: SignIn
) -> None:
    client, address = sign_in("amina"), reverse("dataset", args=[people.ref])
    few = client.get(address + "?pick.kind=shelter&area=MJ01").content.decode()
    many = client.get(address + "?status=open").content.decode()
    board = client.get(address + "?view=board&pick.kind=legal").content.decode()
    assert "1 to 3 of 3" not in few
    assert "1 to 15 of 15" in many
    assert board.count('class="card"') == 14
    assert ">hidden<" not in board


def test_role_that_may_see_no_records__is_told_so_and_no_zero(
    people: Dataset, world: World, sign_in: SignIn
) -> None:
    Seat.objects.filter(pk=world.people["amina"].seat.pk).update(role="data_protection")
    page = sign_in("amina").get(reverse("dataset", args=[people.ref])).content.decode()
    assert "You may see no records of this register" in page
    for said in ("Nothing is here yet", "All: 0", "Mine: 0"):
        assert said not in page
