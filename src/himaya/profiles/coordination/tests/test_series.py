"""Series of meetings: planned ahead, moved singly, never rewritten once held; the turns fair."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from tests.world import World, table

from himaya.kernel import clock
from himaya.profiles.coordination.meetings.cadence import days_of
from himaya.profiles.coordination.meetings.series import Made, plan_meetings
from himaya.profiles.coordination.tests.keeping import fresh, keep, move
from himaya.records.actions import amend_record, link_records
from himaya.records.models import Record
from himaya.records.sealing import whole_answers

SignIn = Callable[[str], Client]
TODAY = date(2026, 3, 12)
CADENCES = table("""
| cadence     | start      | until      | days                                                   |
| two_weeks   | 2026-01-01 | 2026-01-31 | 2026-01-01 2026-01-15 2026-01-29                       |
| three_weeks | 2025-12-30 | 2026-02-10 | 2025-12-30 2026-01-20 2026-02-10                       |
| month       | 2026-01-13 | 2026-04-30 | 2026-01-13 2026-02-10 2026-03-10 2026-04-14            |
| month       | 2026-01-30 | 2026-05-31 | 2026-01-30 2026-02-27 2026-03-27 2026-04-24 2026-05-29 |
| quarter     | 2025-11-03 | 2026-08-31 | 2025-11-03 2026-02-02 2026-05-04 2026-08-03            |
""")[1:]
SERIES = {
    "title": "Working group",
    "kind": "regular",
    "body": "cluster_national",
    "cadence": "week",
    "start": "2026-02-19",
    "end": "2026-04-09",
    "starts_at": "10:00:00.000",
    "chair": "CCU",
    "expected": "HRA, WCI, CCU",
    "agenda": [{"item": "Gaps"}],
}


@pytest.mark.parametrize("row", CADENCES, ids=lambda row: f"{row[0]}-{row[1]}")
def test_days__of_each_cadence(row: list[str]) -> None:
    cadence, start, until, days = row
    found = days_of(cadence, date.fromisoformat(start), date.fromisoformat(until))
    assert " ".join(map(str, found)) == days


@pytest.fixture
def series(world: World, monkeypatch: pytest.MonkeyPatch) -> Record:
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    return keep(world, "meeting_series", SERIES)


def meetings(series: Record) -> dict[str, Record]:
    """By the day they were made for."""
    found = Record.objects.filter(stable_id__startswith=series.ref).order_by("period_start")
    return {one.stable_id.partition(":")[2]: fresh(one) for one in found}


def changed(world: World, record: Record, **answers: object) -> Record:
    assert record.head is not None
    kept = {**whole_answers(record, record.head), **answers}
    seat = world.people["dawit"].acting
    amend_record(seat=seat, record=record, answers=kept, seen=record.lock, sure=True)
    return fresh(record)


@pytest.mark.slow  # amends and moves meetings one by one
def test_series_changed__untouched_meetings_follow_and_no_other(
    world: World, series: Record
) -> None:
    dawit = world.people["dawit"].acting
    assert plan_meetings(seat=dawit, series=series) == Made(5)
    assert plan_meetings(seat=dawit, series=series) == Made()
    made = meetings(series)
    assert list(made) == ["2026-03-12", "2026-03-19", "2026-03-26", "2026-04-02", "2026-04-09"]
    move(world, made["2026-03-12"], "held")
    changed(world, made["2026-03-19"], date="2026-03-20")
    move(world, made["2026-03-26"], "cancelled")
    series = changed(world, series, end="2026-04-03", starts_at="09:00:00.000")
    assert plan_meetings(seat=dawit, series=series) == Made(0, 1, 1)
    said = [
        (f"{one.period_start}", one.status, one.head.answers["starts_at"][:2])
        for one in meetings(series).values()
        if one.head
    ]
    assert said == [
        ("2026-03-12", "held", "10"),
        ("2026-03-20", "planned", "10"),
        ("2026-03-26", "cancelled", "10"),
        ("2026-04-02", "planned", "09"),
        ("2026-04-09", "cancelled", "10"),
    ]


@pytest.mark.slow  # as above
def test_turns__fewest_first_without_who_is_away_and_only_when_kept(
    world: World, series: Record, sign_in: SignIn
) -> None:
    dawit = world.people["dawit"].acting
    for day, took in (("2026-02-19", "WCI"), ("2026-02-26", "WCI"), ("2026-03-05", "CCU")):
        present = [{"attendee_agency": one, "attended": "yes"} for one in ("WCI", "CCU")]
        talk = {"title": "Working group", "kind": "regular", "chair": "CCU", "date": day}
        told = talk | {"minute_taker": took, "attendance": present}
        held = move(world, keep(world, "meeting", told, sure=True), "held")
        Record.objects.filter(pk=held.pk).update(stable_id=f"{series.ref}:{day}")
        link_records(seat=dawit, relation="meeting_in_series", source=held, target=series)
    plan_meetings(seat=dawit, series=series)
    made = meetings(series)
    excused = [{"attendee_agency": "CCU", "attended": "excused"}]
    changed(world, made["2026-03-19"], attendance=excused)
    client, page = sign_in("dawit"), reverse("meeting-series", args=[series.ref])
    shown = client.get(page).content.decode()
    proposed = [
        shown.partition(f'name="who-{made[day].ref}"')[2].partition(" selected>")[2][:3]
        for day in ("2026-03-12", "2026-03-19", "2026-03-26", "2026-04-02")
    ]
    assert proposed == ["CCU", "WCI", "CCU", "WCI"]  # fewer; the other excused; fewer; longer ago
    assert "<bdi>HRA</bdi>" in shown.partition("at none of the last three meetings")[2]

    first = made["2026-03-12"]
    client.post(reverse("series-turns", args=[series.ref]), {f"who-{first.ref}": "WCI"})
    head = fresh(first).head
    assert head is not None
    assert head.answers["minute_taker"] == "WCI"
    turn = Record.objects.get(dataset__profile="minute_taker")
    assert (turn.status, f"{turn.deadline}") == ("assigned", "2026-03-19")
    again = {f"who-{first.ref}": "CCU", f"seen-{first.ref}": "1"}
    assert client.post(reverse("series-turns", args=[series.ref]), again).status_code == 409
    assert plan_meetings(seat=dawit, series=fresh(series)) == Made()
