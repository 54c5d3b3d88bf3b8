"""A decision whose evidence was taken out says so to whoever may amend it, and to nobody else."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse
from tests.world import World

from himaya.profiles.coordination.tests.keeping import fresh, keep
from himaya.profiles.coordination.tests.test_refusals import SOUND
from himaya.records.actions import link_records
from himaya.records.withdrawing import withdraw_record

SignIn = Callable[[str], Client]


def test_evidence_taken_out__told_to_who_may_amend(world: World, sign_in: SignIn) -> None:
    seat = world.people["dawit"].acting
    told = {"title": "Open desks", "decided_on": "2026-01-10", "decided_by": "CCU"}
    decision = keep(world, "decision", told, sure=True)
    assessment = keep(world, "assessment", SOUND["assessment"], sure=True)
    link_records(seat=seat, relation="rests_on", source=decision, target=assessment)
    page = reverse("record", args=[decision.ref])
    assert "taken out" not in sign_in("dawit").get(page).content.decode()
    withdraw_record(seat=seat, record=fresh(assessment), seen=1, reason="Twice")
    assert "One entry that this decision" in sign_in("dawit").get(page).content.decode()
    assert "One entry that this decision" not in sign_in("celine").get(page).content.decode()
