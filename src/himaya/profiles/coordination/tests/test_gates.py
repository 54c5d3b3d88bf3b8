"""The guided PIM plan: a collection goes on once purpose, risk, consent and analysis are written."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from tests.world import World

from himaya.profiles.coordination.tests.keeping import day, fresh, keep, move
from himaya.profiles.coordination.tests.test_refusals import SOUND
from himaya.records.actions import amend_record, link_records
from himaya.records.lifecycle import GateShut
from himaya.records.models import Record
from himaya.records.sealing import whole_answers

pytestmark = pytest.mark.slow  # opens four registers with their forms

SignIn = Callable[[str], Client]


def lacks(world: World, record: Record) -> list[str]:
    with pytest.raises(GateShut) as refused:
        move(world, record, "ongoing")
    return list(refused.value.gates)


def test_collection_under_a_pim_plan__each_gate_in_turn(world: World, sign_in: SignIn) -> None:
    seat = world.people["dawit"].acting

    def tie(relation: str, source: Record, target: Record) -> None:
        link_records(seat=seat, relation=relation, source=source, target=target)

    visits = SOUND["monitoring_exercise"] | {"area": "MJ0101", "status": "planned"}
    exercise = keep(world, "monitoring_exercise", visits, sure=True)
    document = {"title": "PIM plan", "kind": "pim_plan", "version": "1", "agency": "CCU"}
    plan = keep(
        world, "strategy_document", document | {"start": day(-3), "end": day(99)}, sure=True
    )
    free = keep(world, "monitoring_exercise", visits | {"title": "Theirs"}, sure=True)
    assert move(world, free, "ongoing").status == "ongoing"  # registered only, under no plan

    tie("collected_under", exercise, plan)
    assert lacks(world, exercise) == ["purpose", "risk", "consent", "analysis"]
    need = keep(world, "information_need", SOUND["information_need"], sure=True)
    tie("exercise_serves", exercise, need)
    risky = {"title": "North", "area": "MJ01", "agency": "CCU", "date": day(-9)}
    risky |= {"parties": "Two", "likelihood": "l2", "impact": "i2", "sources": "Partners"}
    risky |= {"conditions": "By day", "review_on": day(30)}
    forbids = keep(world, "context_analysis", risky | {"go": "no_go"}, sure=True)
    move(world, forbids, "in_review", "endorsed")
    assert lacks(world, exercise) == ["risk", "consent", "analysis"]
    allows = keep(world, "context_analysis", risky | {"title": "Later", "go": "go"}, sure=True)
    move(world, allows, "in_review", "endorsed")
    assert plan.head is not None
    written = {**whole_answers(plan, plan.head), "consent": "Said first, in their words"}
    amend_record(seat=seat, record=plan, answers=written, seen=plan.lock)
    assert lacks(world, exercise) == ["analysis"]

    for record, what in ((exercise, "Before it goes on"), (plan, "Collections under this plan")):
        shown = sign_in("dawit").get(reverse("record", args=[record.ref])).content.decode()
        part = shown.partition(what)[2].partition("</section>")[0]
        assert (part.count(">written<"), part.count(">missing<")) == (3, 1)
        assert reverse("record-amend", args=[plan.ref]) in part

    amend_record(
        seat=seat, record=fresh(plan), answers=written | {"analysis": "Need by need"}, seen=2
    )
    assert move(world, exercise, "ongoing").status == "ongoing"
