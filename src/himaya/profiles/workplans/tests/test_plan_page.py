"""The page of a plan: what it shows, who endorses it, notes that are only ever added."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker
from tests.world import PASSWORD, Persona, World, kept_world, table

from himaya.collect.actions import bring_file, decide_rows, import_batch, register_for
from himaya.kernel import clock
from himaya.kernel.problems import Code, Problem
from himaya.people.models import Account, Seat
from himaya.records.actions import amend_record, create_record, move_record
from himaya.records.models import Record
from himaya.records.sealing import whole_answers

pytestmark = pytest.mark.slow  # pages over a whole plan

FILES = Path(__file__).parent / "files"
SignIn = Callable[[str], Client]


@pytest.fixture(scope="module")
def staged(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:
    """The invented objective plan, all its rows taken, as a draft; brought in once."""
    with kept_world(django_db_blocker, tmp_path_factory.mktemp("staged")) as world:
        bring(world)
        yield world


@pytest.fixture
def world(staged: World, db: None) -> World:
    """Its world, of which a test may change its own copy."""
    return deepcopy(staged)


@pytest.fixture
def plan(world: World) -> Record:
    """That plan."""
    return Record.objects.get(dataset__profile="plan")


def bring(world: World) -> None:
    """Bring the invented objective plan in, all its rows taken."""
    seat = world.people["dawit"].acting
    dataset = register_for(seat=seat, profile_code="plan_activity")
    content = (FILES / "objective_plan.txt").read_bytes()
    batch = bring_file(
        seat=seat, dataset=dataset, kind="workplan", name="plan.txt", content=content
    )
    doubtful = batch.rows.filter(state="doubtful").values_list("stable_id", flat=True)
    decide_rows(seat=seat, batch=batch, decisions=dict.fromkeys(doubtful, "take"))
    import_batch(seat=seat, batch=batch)


def plan_like(world: World, other: Record, who: str = "dawit") -> Record:
    assert other.head is not None
    return create_record(
        seat=world.people[who].acting,
        dataset=other.dataset,
        answers={"title": other.head.answers["title"].upper(), "endorsement": "draft"},
    )


def test_plan__goals_activities_and_unpaired_bullets(plan: Record, sign_in: SignIn) -> None:
    page = sign_in("amina").get(reverse("plan", args=[plan.ref]))
    assert plan.head is not None
    goals = plan.head.answers["goals"]
    text = page.content.decode()

    assert page.status_code == 200
    assert [goal.title for goal in page.context["goals"]][: len(goals)] == [
        goal["goal_title"] for goal in goals
    ]
    assert sum(len(goal.activities) for goal in page.context["goals"]) == (
        Record.objects.filter(dataset__profile="plan_activity").count()
    )
    if any(goal.get("goal_results") for goal in goals):
        assert "not paired with one activity" in text


ACCESS = table("""
| amina  | 200 | 403 |
| bakari | 404 | 403 |
| celine | 200 | 403 |
| dawit  | 200 | 302 |
| nobody | 302 | 302 |
""")


@pytest.mark.parametrize(("who", "sees", "endorses"), ACCESS)
def test_who_sees_and_endorses(
    who: str, sees: str, endorses: str, plan: Record, sign_in: SignIn
) -> None:
    client = sign_in(who)

    assert client.get(reverse("plan", args=[plan.ref])).status_code == int(sees)
    answer = client.post(reverse("plan-endorse", args=[plan.ref]), {"seen": plan.lock})

    plan.refresh_from_db()
    assert answer.status_code == int(endorses)
    assert (plan.status == "endorsed") == (who == "dawit")


def test_endorsed__earlier_version_superseded(world: World, plan: Record, sign_in: SignIn) -> None:
    newer = plan_like(world, plan)
    client = sign_in("dawit")
    for one in (plan, newer):
        client.post(reverse("plan-endorse", args=[one.ref]), {"seen": one.lock})

    plan.refresh_from_db()
    newer.refresh_from_db()
    assert (plan.status, newer.status) == ("superseded", "endorsed")


def test_endorse_what_changed_meanwhile__not_endorsed(plan: Record, sign_in: SignIn) -> None:
    page = sign_in("dawit").post(
        reverse("plan-endorse", args=[plan.ref]), {"seen": "0"}, follow=True
    )

    plan.refresh_from_db()
    assert plan.status == "draft"
    assert "changed the plan meanwhile" in page.content.decode()


def test_endorsing_by_the_other_doors__refused_to_the_owner(world: World, plan: Record) -> None:
    own = plan_like(world, plan, "amina")
    seat = world.people["amina"].acting
    assert own.head is not None
    answers = whole_answers(own, own.head) | {"endorsement": "endorsed"}

    with pytest.raises(Problem) as moved:
        move_record(seat=seat, record=own, to="endorsed", seen=own.lock)
    with pytest.raises(Problem) as amended:
        amend_record(seat=seat, record=own, answers=answers, seen=own.lock)

    assert moved.value.code == amended.value.code == Code.NOT_ALLOWED


def test_note__added_with_the_day_and_nothing_lost(plan: Record, sign_in: SignIn) -> None:
    activity = plan.links_in.order_by("pk")[0].source
    assert activity.head is not None
    before = activity.head.answers.get("status_notes", [])
    url = reverse("plan-note", args=[plan.ref, activity.ref])

    for text in ("First boat is painted", "Second boat too"):
        assert sign_in("dawit").post(url, {"note": text}).status_code == 302

    activity.refresh_from_db()
    assert activity.head is not None
    notes = activity.head.answers["status_notes"]
    today = clock.today().isoformat()
    assert notes[: len(before)] == before
    assert notes[len(before) :] == [
        {"note": "First boat is painted", "note_date": today},
        {"note": "Second boat too", "note_date": today},
    ]


def test_note_by_another_agency__refused(plan: Record, sign_in: SignIn) -> None:
    activity = plan.links_in.order_by("pk")[0].source
    url = reverse("plan-note", args=[plan.ref, activity.ref])

    assert sign_in("celine").post(url, {"note": "Not mine"}).status_code == 403


def test_milestone_of_another_body__waits_until_given(
    world: World, plan: Record, sign_in: SignIn
) -> None:
    activity = plan.links_in.order_by("pk")[0].source
    assert activity.head is not None
    client = sign_in("dawit")
    for approval, seen in (("waiting", 1), ("given", 2)):
        answers = activity.head.answers | {"approval_by": "Harbour master", "approval": approval}
        activity.refresh_from_db()
        amend_record(seat=world.people["dawit"].acting, record=activity, answers=answers, seen=seen)
        page = client.get(reverse("plan", args=[plan.ref])).content.decode()
        assert ("Waiting for the approval of others" in page) == (approval == "waiting")


def test_endorsed_from_the_start__by_the_coordinator_alone(world: World, plan: Record) -> None:
    answers = {"title": "Quay plan 2031", "endorsement": "endorsed"}

    with pytest.raises(Problem) as refused:
        create_record(seat=world.people["amina"].acting, dataset=plan.dataset, answers=answers)
    begun = create_record(seat=world.people["dawit"].acting, dataset=plan.dataset, answers=answers)

    assert refused.value.code == Code.NOT_ALLOWED
    assert begun.status == "endorsed"


def test_a_file_that_says_endorsed__is_a_draft_from_who_may_not_endorse(world: World) -> None:
    text = (
        "Quay plan 2031\nVersion 3 ENDORSED\n\n"
        "Code\tActivity\tStatus\tDeadline\nQ1\tCount the boats\tPlanned\tMay 2031\n"
    )
    stands = {}
    for who in ("dawit", "amina"):
        seat = world.people[who].acting
        dataset = register_for(seat=seat, profile_code="plan_activity")
        batch = bring_file(
            seat=seat, dataset=dataset, kind="workplan", name="plan.txt",
            content=text.replace("Quay", f"Quay of {who}").encode(),
        )  # fmt: skip
        rows = batch.rows.values_list("stable_id", flat=True)
        decide_rows(seat=seat, batch=batch, decisions=dict.fromkeys(rows, "take"))
        import_batch(seat=seat, batch=batch)
        stands[who] = Record.objects.filter(dataset__profile="plan").latest("pk").status

    assert stands == {"dawit": "endorsed", "amina": "draft"}


@pytest.mark.parametrize(("who", "stands"), [("amina", "draft"), ("dawit", "endorsed")])
def test_a_table_that_says_endorsed__the_first_state_from_who_may_not(
    who: str, stands: str, plan: Record, world: World
) -> None:
    seat = world.people[who].acting
    content = b"title,endorsement\nQuay plan 2031,endorsed\n"
    batch = bring_file(
        seat=seat, dataset=plan.dataset, kind="plan", name="plans.csv", content=content
    )
    import_batch(seat=seat, batch=batch)

    assert Record.objects.filter(dataset=plan.dataset).latest("pk").status == stands


def test_government_co_lead__plans_and_meetings_without_persons_and_minutes(
    world: World, plan: Record, sign_in: SignIn
) -> None:
    """Product: a co-lead comes for plans and meetings, and never sees internal minutes."""
    dawit = world.people["dawit"].acting
    focal = create_record(
        seat=dawit,
        dataset=register_for(seat=dawit, profile_code="plan_activity"),
        answers={
            "title": "Talk to islanders",
            "status": "not_started",
            "focal_points": [{"focal_point": "Nimble Otterby"}],
        },
    )
    meeting = create_record(
        seat=dawit,
        dataset=register_for(seat=dawit, profile_code="meeting"),
        answers={
            "title": "Working group",
            "kind": "regular",
            "date": clock.today().isoformat(),
            "chair": "CCU",
            "minute_taker": "HRA",
            "agenda": [{"item": "Reports due"}],
            "minutes": "Between members",
            "minutes_sent_on": clock.today().isoformat(),
            "status": "minuted",
        },
    )
    world.people["hoda"] = co_lead(world)
    client = sign_in("hoda")

    pages = {
        name: client.get(reverse(name, args=[one.ref]))
        for name, one in (("plan", plan), ("record", meeting))
    }
    activity = client.get(reverse("record", args=[focal.ref]))

    assert {page.status_code for page in pages.values()} == {200}
    assert "Working group" in pages["record"].content.decode()
    assert "Between members" not in pages["record"].content.decode()
    assert "Talk to islanders" in activity.content.decode()
    assert "Otterby" not in activity.content.decode()


def co_lead(world: World) -> Persona:
    """Somebody of a ministry, whose access reaches to Moderate."""
    account = Account.objects.create_user("hoda@example.org", PASSWORD, name="Hoda")
    seat = Seat.objects.create(
        operation=world.operation,
        account=account,
        agency=world.agencies["OTH"],
        role="government",
        access_level=2,
        everywhere=True,
        valid_from=date(2024, 1, 1),
    )
    return Persona(account, seat)
