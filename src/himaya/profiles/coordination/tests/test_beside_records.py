"""What stands beside an entry: risks of the place, and what was reported on an activity."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from tests.world import World

from himaya.profiles.coordination.tests.keeping import day, keep, move
from himaya.profiles.coordination.tests.test_refusals import SOUND
from himaya.records.actions import link_records
from himaya.records.models import Record

pytestmark = pytest.mark.slow  # pages over several registers

SignIn = Callable[[str], Client]
ANALYSIS = {
    "title": "The north",
    "area": "MJ01",
    "agency": "CCU",
    "date": "2026-01-01",
    "parties": "Kinds of armed groups",
    "likelihood": "l2",
    "impact": "i2",
    "go": "go",
    "sources": "Partners",
    "review_on": day(30),
}
NOTICE = {
    "area": "MJ01",
    "agency": "CCU",
    "kind": "restricted",
    "start": "2026-01-01",
    "what_to_do": "Wait",
    "reliability": "high",
    "review_on": day(5),
}
CRITERION = {
    "title": "Shelter without a roof",
    "programme": "Winter help",
    "version": "1",
    "agency": "CCU",
    "kind": "priority",
    "how_checked": "Seen",
    "harm_note": "No",
    "community_validated": "yes",
    "review_on": day(30),
}
ACTIVITY = {
    "agency": "HRA",
    "is_funded": "yes",
    "sector": "PRO",
    "activity_type": "legal_aid",
    "activity": "Legal desks",
    "area": "MJ01",
    "start": "2026-01-01",
    "end": "2026-12-31",
    "reports": "monthly",
    "unit": "person",
    "targeted": 500,
}


REPORT = {
    "reporting_agency": "HRA",
    "organisation_type": "ingo",
    "sector": "PRO",
    "activity_type": "legal_aid",
    "activity": "Legal desks",
    "progress": "ongoing",
    "modality": "service",
    "population_group": "idp",
    "area": "MJ01",
    **dict.fromkeys(("boys", "women", "men", "elderly_women", "elderly_men"), 0),
}


def page(client: Client, record: Record) -> str:
    return client.get(reverse("record", args=[record.ref])).content.decode()


def test_place_without_valid_analysis__said_where_somebody_will_collect(
    world: World, sign_in: SignIn
) -> None:
    planned = keep(world, "assessment", SOUND["assessment"] | {"area": "MJ0101"})
    client = sign_in("dawit")
    before = page(client, planned)
    analysis = keep(world, "context_analysis", ANALYSIS)
    draft = page(client, planned)
    move(world, analysis, "in_review", "endorsed")
    after = page(client, planned)
    Record.objects.filter(pk=analysis.pk).update(deadline=day(-1))
    expired = page(client, planned)

    warned = "No valid analysis of the risks of this place"
    assert [warned in text for text in (before, draft, after, expired)] == [True, True, False, True]
    assert reverse("record", args=[analysis.ref]) in after
    assert warned not in page(client, move(world, planned, "cancelled"))


def test_hazards_and_notices_of_the_place__warn_as_long_as_they_stand(
    world: World, sign_in: SignIn
) -> None:
    planned = keep(world, "assessment", SOUND["assessment"])
    hazard = keep(world, "hazard", SOUND["hazard"] | {"area": "MJ0101"})
    for title, end in (("Road closed", day(5)), ("Road was closed", day(-5))):
        keep(world, "movement_notice", NOTICE | {"title": title, "end": end})

    told = page(sign_in("dawit"), planned)
    Record.objects.filter(pk=hazard.pk).update(status="cleared")
    cleared = page(sign_in("dawit"), planned)

    assert [reverse("record", args=[hazard.ref]) in text for text in (told, cleared)] == [
        True,
        False,
    ]
    assert ("Road closed" in told, "Road was closed" in told) == (True, False)
    assert "Remnant in a field" not in told


def test_activity__shows_its_reports_and_never_their_sum(world: World, sign_in: SignIn) -> None:
    planned = keep(world, "activity_planned", ACTIVITY)
    client = sign_in("celine")
    silent = page(client, planned)
    for month, reached in (("2026-01", 30), ("2025-12", 20)):
        told = REPORT | {"girls": reached, "reached": reached}
        days = {"period_start": f"{month}-01", "period_end": f"{month}-28"}
        report = keep(world, "response_5w", told | days)
        link_records(
            seat=world.people["dawit"].acting, relation="reports_on", source=report, target=planned
        )

    shown = page(client, planned)

    assert "begun, and nothing reported" in silent
    assert "Reached in the period that reached most: 30; planned to reach: 500." in shown
    assert shown.count("outside the planned days") == 1


def test_weights_of_a_programme__said_where_they_make_no_hundred(
    world: World, sign_in: SignIn
) -> None:
    first = keep(world, "selection_criterion", CRITERION | {"weight": 60})
    keep(world, "selection_criterion", CRITERION | {"weight": 100, "version": "2"})
    keep(world, "selection_criterion", CRITERION)
    client = sign_in("dawit")
    short = page(client, first)
    keep(world, "selection_criterion", CRITERION | {"weight": 40})

    assert "60 % in 2 criteria" in short
    assert "they do not make 100 %" in short
    assert "they do not make 100 %" not in page(client, first)
