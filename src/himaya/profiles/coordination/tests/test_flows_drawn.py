"""Information flows drawn, and compared with what really came in."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client
from django.urls import reverse
from tests.world import World

from himaya.profiles.coordination.tests.keeping import day, keep, move
from himaya.profiles.coordination.tests.test_refusals import SOUND
from himaya.records.actions import link_records
from himaya.records.models import Record

SignIn = Callable[[str], Client]


def flow(world: World, source: str, target: str, status: str = "working") -> Record:
    answers = SOUND["information_flow"] | {"from_node": source, "to_node": target}
    return keep(world, "information_flow", answers | {"title": f"{source} on", "status": status})


def report(world: World, under: Record, status: str) -> None:
    answers = {"title": "Monthly", "agency": "HRA", "kind": "monitoring"}
    answers |= {"start": day(-60), "end": day(-31), "due": day(-20)}
    one = keep(world, "report_due", answers, sure=True)
    link_records(
        seat=world.people["dawit"].acting, relation="due_in_flow", source=one, target=under
    )
    if status != "due":
        move(world, one, status)


@pytest.fixture
def flows(world: World) -> list[Record]:
    made = [flow(world, "Field", "District group"), flow(world, "District group", "Cluster")]
    made.append(flow(world, "Cluster", "Donor", "planned"))
    report(world, made[0], "submitted")
    report(world, made[0], "due")
    report(world, made[1], "due")
    return made


def test_page__a_picture_a_table_and_what_came_in(flows: list[Record], sign_in: SignIn) -> None:
    register = reverse("dataset", args=[flows[0].dataset.ref])
    page = reverse("flows", args=[flows[0].dataset.ref])
    amina = sign_in("amina")
    assert page in amina.get(register).content.decode()
    shown = amina.get(page).content.decode()
    assert shown.count("<rect") == 4
    assert shown.count("marker-end") == 3
    assert shown.count("stroke-dasharray") == 1
    assert "1 of 2 reports" in shown
    assert "0 of 1 reports" in shown
    assert shown.count("said to run, nothing came") == 1
    assert "no report is tied to it" in shown
    taken = amina.post(reverse("flows-copy", args=[flows[0].dataset.ref]))
    copied = amina.get(taken["Location"]).content.decode()
    assert copied.count(" -> ") == 3
    assert 'label="District group"' in copied


def test_page__hidden_from_who_does_not_see_the_register(
    flows: list[Record], sign_in: SignIn
) -> None:
    page = reverse("flows", args=[flows[0].dataset.ref])
    assert sign_in("bakari").get(page).status_code == 404


def test_other_registers__no_diagram(world: World, sign_in: SignIn) -> None:
    other = keep(world, "indicator_report", SOUND["indicator_report"])
    assert sign_in("dawit").get(reverse("flows", args=[other.dataset.ref])).status_code == 404


def test_page__within_its_query_budget(
    world: World,
    flows: list[Record],
    sign_in: SignIn,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    for n in range(20):
        flow(world, f"Field {n}", "Cluster")
    client = sign_in("dawit")
    with django_assert_max_num_queries(22):
        client.get(reverse("flows", args=[flows[0].dataset.ref]))


def test_bodies__told_apart_by_the_register_of_groups(world: World, sign_in: SignIn) -> None:
    seat = world.people["dawit"].acting
    group = {"kind": "task_force", "chair": "CCU", "start": "2026-01-01", "status": "active"}
    field, north, cluster = (
        keep(world, "coordination_group", group | {"title": title}, sure=True)
        for title in ("Field group", "Field group", "Cluster")
    )
    made = [flow(world, "Field group", "cluster"), flow(world, "Field group (north)", "Cluster")]
    for one, body in zip(made, (field, north), strict=True):
        link_records(seat=seat, relation="flow_from", source=one, target=body)
    flow(world, "Cluster", "Donor")
    page = reverse("flows", args=[made[0].dataset.ref])
    shown = sign_in("dawit").get(page).content.decode()

    assert shown.count("<rect") == 4  # two field groups, one cluster in two spellings, the donor
    assert shown.count("<title>Field group</title>") == 2
    assert "nobody says what it is used for: <bdi>Donor</bdi>" in shown
    assert "under no such name: <bdi>Donor</bdi>" in shown
    assert cluster.ref not in shown


def test_traffic__minutes_sent_and_copies_taken_for_who_manages_the_register(
    world: World, sign_in: SignIn
) -> None:
    seat = world.people["dawit"].acting
    answers = SOUND["information_flow"] | {"register": "MEETINGS", "partner": "HRA"}
    one = keep(world, "information_flow", answers | {"status": "working"})
    talk = {"title": "Talk", "kind": "regular", "chair": "CCU", "date": day(-9)}
    for sent in ({"minutes_sent_on": day(-3)}, {}):
        meeting = move(world, keep(world, "meeting", talk | sent), "held")
        link_records(seat=seat, relation="minutes_in_flow", source=meeting, target=one)
    amina = sign_in("amina")
    amina.post(reverse("dataset-copies", args=[meeting.dataset.ref]), {"form": "csv"})
    page = reverse("flows", args=[one.dataset.ref])
    hers = amina.get(page).content.decode()
    keeper_s = sign_in("dawit").get(page).content.decode()

    assert "1 of 2 reports" in hers
    assert ("working copy taken" in hers, "1 working copy taken" in keeper_s) == (False, True)
