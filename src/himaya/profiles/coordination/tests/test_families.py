"""Each family of registers at work: entries made, related, moved, and seen by whom they may."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from tests.world import World

from himaya.gate.decisions import visible_to
from himaya.kernel import clock
from himaya.kernel.problems import Code, Problem
from himaya.profiles.coordination.tests.keeping import day, fresh, keep, move
from himaya.profiles.coordination.tests.test_refusals import SOUND
from himaya.records.actions import amend_record, link_records
from himaya.records.due import closed, due_records, late
from himaya.records.lifecycle import RecordLocked
from himaya.records.models import Record
from himaya.records.relations import links_from, offers_for
from himaya.records.sealing import whole_answers
from himaya.records.withdrawing import withdraw_record

pytestmark = pytest.mark.django_db

CONTACT = {
    "function": "Protection officer",
    "agency": "HRA",
    "name": "Lina Meadow",
    "phone": "+000 555 001",
    "email": "desk@example.org",
    "consent_to_list": "yes",
    "confirmed_on": day(-200),
    "valid_until": day(-1),
}
PLANNED = {
    "agency": "HRA",
    "is_funded": "yes",
    "sector": "PRO",
    "activity_type": "legal_aid",
    "activity": "Legal advice days",
    "area": "MJ01",
    "start": day(-30),
    "end": day(60),
    "reports": "monthly",
    "unit": "person",
}


def overdue() -> set[int]:
    return set(
        Record.objects.filter(late(clock.today())).exclude(closed()).values_list("pk", flat=True)
    )


def test_contact_nobody_confirmed__overdue_until_it_is_or_ends(world: World) -> None:
    contact = keep(world, "contact", CONTACT, who="amina")
    assert contact in due_records(world.people["amina"].acting, clock.today())

    move(world, contact, "ended", who="amina")

    assert contact.pk not in overdue()


def test_contact__nothing_of_the_person_unsealed(world: World) -> None:
    contact = keep(world, "contact", CONTACT, who="amina")
    assert contact.head is not None
    assert not {"name", "phone", "email"} & set(contact.head.answers)
    assert contact.head.sealed_keys == ["email", "name", "phone"]


def test_planned_and_reported__tied_to_each_other(world: World) -> None:
    planned = keep(world, "activity_planned", PLANNED, who="amina")
    reported = keep(
        world,
        "response_5w",
        {
            "reporting_agency": "HRA",
            "organisation_type": "ingo",
            "sector": "PRO",
            "activity_type": "legal_aid",
            "activity": "Legal advice days",
            "progress": "ongoing",
            "modality": "service",
            "period_start": day(-30),
            "period_end": day(-1),
            "area": "MJ01",
            "population_group": "idp",
            "girls": 4,
            "boys": 5,
            "women": 20,
            "men": 9,
            "elderly_women": 1,
            "elderly_men": 1,
            "reached": 40,
        },
        who="amina",
    )
    seat = world.people["amina"].acting
    assert {offer.relation.code for offer in offers_for(planned, seat)} == {"reports_on"}

    link_records(seat=seat, relation="reports_on", source=reported, target=planned)
    move(world, planned, "ongoing", who="amina")

    assert [link.target for link in links_from(reported, seat)] == [planned]


def test_indicator_report__sent_back_then_locked_by_the_coordinator_alone(world: World) -> None:
    report = keep(world, "indicator_report", SOUND["indicator_report"], who="amina")
    assert report.pk in overdue()
    report = move(world, report, "submitted", "sent_back", "submitted", "accepted")
    assert report.pk not in overdue()
    with pytest.raises(Problem) as refused:
        move(world, report, "locked", who="amina")
    assert refused.value.code is Code.NOT_ALLOWED

    move(world, report, "locked")

    with pytest.raises(Problem) as unknown:
        move(world, report, "submitted")
    assert unknown.value.code is Code.STEP_UNKNOWN


def test_report_sent_back__only_with_a_word_why(
    world: World, sign_in: Callable[[str], Client]
) -> None:
    report = keep(world, "indicator_report", SOUND["indicator_report"], who="amina")
    report = move(world, report, "submitted")
    client, told = sign_in("dawit"), {"to": "sent_back", "seen": str(report.lock)}
    step = reverse("record-move", args=[report.ref])

    asked = client.post(step, told, follow=True).content.decode()
    card = reverse("dataset-move", args=[report.dataset.ref, report.ref])
    drawn = client.post(card, {"status": "sent_back", "seen": str(report.lock)}, follow=True)
    client.post(step, told | {"reason": "Boys and girls are swapped"})

    assert "Say why under Reason" in asked
    assert "Say why under Reason" in drawn.content.decode()
    assert fresh(report).status == "sent_back"
    seen = sign_in("amina").get(reverse("record", args=[report.ref])).content.decode()
    assert "Boys and girls are swapped" in seen


def test_locked_report__changed_by_nobody_until_the_coordinator_sends_it_back(
    world: World, sign_in: Callable[[str], Client]
) -> None:
    report = keep(world, "indicator_report", SOUND["indicator_report"], who="amina")
    report = move(world, report, "submitted", "accepted", "locked")
    assert report.head is not None
    answers = whole_answers(report, report.head)
    amina, dawit = (world.people[who].acting for who in ("amina", "dawit"))
    for seat in (amina, dawit):
        with pytest.raises(RecordLocked):
            amend_record(seat=seat, record=report, answers=answers | {"value": 1}, seen=report.lock)
        with pytest.raises(RecordLocked):
            withdraw_record(seat=seat, record=report, seen=report.lock, reason="So")
    with pytest.raises(Problem) as refused:
        move(world, report, "sent_back", who="amina")
    assert refused.value.code is Code.NOT_ALLOWED
    client, amend = sign_in("amina"), reverse("record-amend", args=[report.ref])
    assert amend not in client.get(reverse("record", args=[report.ref])).content.decode()
    assert client.get(amend).status_code == 422

    report = move(world, report, "sent_back")

    amend_record(
        seat=amina, record=report, answers=answers | {"status": "sent_back"}, seen=report.lock
    )


def test_document_in_force__overdue_once_its_review_day_has_passed(world: World) -> None:
    terms = {"title": "Task force", "version": "1", "kind": "group", "agency": "CCU"}
    terms |= {"review_on": day(-3)}
    record = move(world, keep(world, "terms_of_reference", terms), "in_review", "endorsed")
    assert record.pk in overdue()
    assert move(world, record, "superseded").pk not in overdue()


def test_term__has_as_many_definitions_as_there_are(world: World) -> None:
    seat = world.people["dawit"].acting
    term = keep(world, "glossary_term", {"title": "Returnee", "code": "T-2", "domain": "people"})
    for source in ("Working group", "Ministry"):
        answers = SOUND["term_definition"] | {"source": source, "machine": "no"}
        one = keep(world, "term_definition", answers)
        link_records(seat=seat, relation="definition_of", source=one, target=term)
        move(world, one, "endorsed")
    assert fresh(term).links_in.count() == 2


def test_list_of_participants__seen_by_the_organiser_alone(world: World) -> None:
    answers = {
        "code": "P-1",
        "name": "Tarek Harbour",
        "agency": "WCI",
        "function": "Monitor",
        "sex": "m",
        "attended": "all",
        "consent_to_list": "yes",
    }
    participant = keep(world, "participant", answers, who="dawit")
    seen = visible_to(Record.objects.all(), world.people["celine"].acting)
    assert participant not in seen
    assert participant in visible_to(Record.objects.all(), world.people["dawit"].acting)
    assert participant.head is not None
    assert participant.head.answers["title"] == "WCI – P-1"


def test_safe_house__area_in_the_open_and_address_sealed(world: World) -> None:
    answers = SOUND["service"] | {"address": "Lane 3, house 2", "title": "Safe house"}
    service = keep(world, "service", answers, who="amina")
    assert service.head is not None
    assert service.area == "MJ01"
    assert "address" in service.head.sealed_keys
    assert "address" not in service.head.answers


def test_assessment_on_request__its_contact_is_sealed(world: World) -> None:
    answers = SOUND["assessment"] | {
        "report_availability": "on_request",
        "instructions": "Say what for",
        "contact_name": "Maya Lantern",
        "contact_phone": "+000 555 002",
    }
    assessment = keep(world, "assessment", answers, who="amina")
    assert assessment.head is not None
    assert set(assessment.head.sealed_keys) == {"contact_name", "contact_phone"}
    done = move(world, assessment, "field_work_done", "report_completed", who="amina")
    assert done.status == "report_completed"


def test_step_the_form_refuses__its_own_words_said(
    world: World, sign_in: Callable[[str], Client]
) -> None:
    pilot = keep(world, "pilot", SOUND["pilot"])
    client, url = sign_in("dawit"), reverse("record-move", args=[pilot.ref])
    for to, said in (("running", "The record moved on."), ("stopped", "who decided, and when")):
        seen = {"to": to, "seen": fresh(pilot).lock}
        page = client.post(url, seen, follow=True).content.decode()
        assert said in page
    assert fresh(pilot).status == "running"


def test_agreed_minutes__changed_only_after_they_are_taken_back(world: World) -> None:
    talk = {"title": "Talk", "kind": "regular", "date": day(-3), "chair": "CCU"}
    meeting = move(world, keep(world, "meeting", talk), "held", "minuted")
    seat = world.people["dawit"].acting
    with pytest.raises(RecordLocked):
        amend_record(seat=seat, record=meeting, answers=talk | {"minutes": "New"}, seen=3)
    meeting = move(world, meeting, "held")
    changed = talk | {"minutes": "New", "status": "held"}
    amend_record(seat=seat, record=meeting, answers=changed, seen=meeting.lock)


def test_decision__says_when_what_it_rests_on_was_given_up(
    world: World, sign_in: Callable[[str], Client]
) -> None:
    decision = keep(world, "decision", SOUND["decision"])
    assessment = keep(world, "assessment", SOUND["assessment"])
    seat = world.people["dawit"].acting
    link_records(seat=seat, relation="rests_on", source=decision, target=assessment)
    client, page = sign_in("dawit"), reverse("record", args=[decision.ref])
    assert "Rests on the assessment" in client.get(page).content.decode()
    before = client.get(page).content.decode().count("Cancelled")
    Record.objects.filter(pk=assessment.pk).update(status="cancelled")
    assert client.get(page).content.decode().count("Cancelled") == before + 1
