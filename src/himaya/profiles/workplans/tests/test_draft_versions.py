"""Activities of a draft version: left out of what shows all, marked where shown, never late."""

from collections.abc import Callable

import pytest
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse
from tests.world import World

from himaya.collect.actions import bring_file, decide_rows, import_batch, register_for
from himaya.datasets.models import Dataset
from himaya.kernel import clock
from himaya.kernel.verbs import Verb
from himaya.people.tokens import make_token
from himaya.profiles.workplans.actions import endorse_plan, start_next_version
from himaya.profiles.workplans.tests.test_next_version import activities, fresh
from himaya.records.actions import create_record, link_records
from himaya.records.due import is_overdue, waiting
from himaya.records.models import Record
from himaya.records.registers.asking import Ask
from himaya.records.registers.filtering import in_sight, narrow
from himaya.records.registers.register import Register
from himaya.records.registers.views import whole_datasets

pytestmark = pytest.mark.slow  # pages over whole plans

SignIn = Callable[[str], Client]


@pytest.fixture
def plans(world: World) -> tuple[Record, Record]:
    """An endorsed plan with two late activities, and the draft of its next version with three."""
    seat = world.people["dawit"].acting
    of_plans = register_for(seat=seat, profile_code="plan")
    plan = create_record(
        seat=seat, dataset=of_plans, answers={"title": "One plan", "endorsement": "draft"}
    )
    for title in ("Meet the fishers", "Map the piers"):
        _activity(world, plan, title)
    endorse_plan(seat=seat, plan=fresh(plan), seen=plan.lock)
    draft = start_next_version(seat=seat, plan=fresh(plan), version="2")
    _activity(world, draft, "Light the quay")
    return fresh(plan), fresh(draft)


def _activity(world: World, plan: Record, title: str) -> None:
    seat = world.people["dawit"].acting
    activity = create_record(
        seat=seat,
        dataset=register_for(seat=seat, profile_code="plan_activity"),
        answers={"title": title, "due": "2019-06-30", "status": "ongoing", "quarters": ["Q2"]},
    )
    link_records(seat=seat, relation="activity_of", source=activity, target=plan)


def _register(world: World) -> Dataset:
    return register_for(seat=world.people["dawit"].acting, profile_code="plan_activity")


def _asked(world: World, ask: Ask) -> QuerySet[Record]:
    dataset = whole_datasets().get(pk=_register(world).pk)
    register = Register.of(dataset, world.people["dawit"].acting)
    return narrow(in_sight(register), register, ask, clock.today())


@pytest.mark.parametrize("view", ["table", "sheet", "board", "timeline", "calendar", "crosstab"])
def test_views_of_all__leave_draft_versions_out_and_offer_them(
    view: str, world: World, plans: tuple[Record, Record], sign_in: SignIn
) -> None:
    url, month = reverse("dataset", args=[_register(world).ref]), "2019-06"
    asked = {"view": view, "month": month, "year": "2019"}
    client = sign_in("dawit")
    page = client.get(url, asked).content.decode()
    wide = client.get(url, {**asked, "drafts": "1"}).content.decode()

    assert "3 records stand in draft versions only" in page
    assert "drafts=1" in page
    assert "Light the quay" not in page
    assert "3 records of draft versions are shown too" in wide
    if view != "crosstab":
        assert page.count("Map the piers") < wide.count("Map the piers")
        assert (page.count(">draft version<"), wide.count(">draft version<")) == (0, 3)
    if view == "board":
        assert (page.count(">overdue<"), wide.count(">overdue<")) == (2, 2)


def test_narrowed__mine_and_late_mean_what_stands(
    world: World, plans: tuple[Record, Record]
) -> None:
    plan, draft = plans
    standing = {one.pk for one in activities(plan)}
    drafted = {one.pk for one in activities(draft)}
    for ask, found in (
        (Ask(), standing),
        (Ask(drafts=True), standing | drafted),
        (Ask(late=True, drafts=True), standing),
        (Ask(of=draft.ref), drafted),
        (Ask(of=draft.ref, late=True), set()),
    ):
        assert {one.pk for one in _asked(world, ask)} == found
    assert not any(is_overdue(one, clock.today()) for one in activities(draft))


def test_page_of_the_draft__its_activities_not_late(
    plans: tuple[Record, Record], sign_in: SignIn
) -> None:
    plan, draft = plans
    client = sign_in("dawit")
    url = reverse("dataset", args=[activities(plan)[0].dataset.ref])
    own = client.get(reverse("plan", args=[draft.ref])).content.decode()
    board = client.get(url, {"view": "board", "of": draft.ref}).content.decode()
    for page in (own, board):
        assert "Light the quay" in page
        assert 'data-tone="danger"' not in page
        assert "stand in draft versions only" not in page
    assert 'data-tone="danger"' in client.get(reverse("plan", args=[plan.ref])).content.decode()


def test_draft_endorsed_or_replacing_nothing__stands(
    world: World, plans: tuple[Record, Record]
) -> None:
    seat = world.people["dawit"].acting
    _plan, draft = plans
    alone = create_record(
        seat=seat,
        dataset=draft.dataset,
        answers={"title": "Another plan", "endorsement": "draft"},
    )
    _activity(world, alone, "Count the boats")
    assert _asked(world, Ask()).filter(pk=activities(alone)[0].pk).exists()

    before = activities(draft)[0].changed_at
    endorse_plan(seat=seat, plan=draft, seen=draft.lock)
    assert not Record.objects.filter(waiting()).exists()
    assert activities(draft)[0].changed_at > before  # copies elsewhere hear of it


def test_api__says_what_stands_and_narrows_to_it(
    world: World, plans: tuple[Record, Record], client: Client
) -> None:
    plan, draft = plans
    seat = world.people["dawit"].acting
    verbs = [Verb.DATASET_VIEW, Verb.RECORD_VIEW]
    _, secret = make_token(seat=seat, label="t", verbs=verbs, level_cap=2)
    bearer = {"authorization": f"Bearer {secret}"}
    url = f"/api/v1/datasets/{_register(world).ref}/records"
    items = client.get(url, headers=bearer).json()["items"]
    assert {one["ref"] for one in items if one["stands"]} == {one.ref for one in activities(plan)}
    drafts = client.get(url, {"stands": "false"}, headers=bearer).json()["items"]
    assert {one["ref"] for one in drafts} == {one.ref for one in activities(draft)}
    one = client.get(f"/api/v1/records/{drafts[0]['ref']}", headers=bearer).json()
    assert one["stands"] is False


def test_draft_brought_in_under_the_title_of_an_endorsed_plan__its_activities_wait(
    world: World, plans: tuple[Record, Record]
) -> None:
    seat = world.people["dawit"].acting
    standing = {one.pk for one in activities(plans[0])}
    lines = [
        "ONE  PLAN",
        "Code\tDescription\tResponsibility\tPartners\tExpected deadline",
        "\tGoal 1: Light\t\t\t",
        "P9\tPaint the piers\tHRA\t\tMay 2026",
    ]
    batch = bring_file(
        seat=seat,
        dataset=_register(world),
        kind="workplan",
        name="p.txt",
        content="\n".join(lines).encode(),
    )
    decide_rows(
        seat=seat,
        batch=batch,
        decisions=dict.fromkeys(batch.rows.values_list("stable_id", flat=True), "take"),
    )
    import_batch(seat=seat, batch=batch)

    assert Record.objects.filter(head__answers__title="Paint the piers").exists()
    assert {one.pk for one in _asked(world, Ask())} == standing
