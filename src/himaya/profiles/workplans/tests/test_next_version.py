"""The next version of a plan: a draft beside what is endorsed, which changes nothing of it."""

import io
from collections.abc import Callable, Iterator
from copy import deepcopy

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker
from tests.world import World, kept_world, table

from himaya.collect.actions import bring_file, decide_rows, import_batch, register_for
from himaya.datasets.models import Dataset, ImportBatch
from himaya.kernel import clock
from himaya.kernel.problems import Code, Problem
from himaya.profiles.workplans.actions import endorse_plan, start_next_version
from himaya.profiles.workplans.tests.test_plan_page import bring
from himaya.profiles.workplans.tests.test_working_copy import LAYOUT, copied
from himaya.records.actions import amend_record, create_record, link_records, move_record
from himaya.records.due import due_records
from himaya.records.models import Link, Record, Revision
from himaya.records.sealing import whole_answers
from himaya.records.withdrawing import withdraw_record

pytestmark = pytest.mark.slow  # pages over whole plans

SignIn = Callable[[str], Client]


def fresh(record: Record) -> Record:
    return Record.objects.select_related(
        "operation", "head", "agency", "version", "dataset__system", "dataset__version"
    ).get(pk=record.pk)


def activities(plan: Record) -> list[Record]:
    links = Link.objects.filter(relation="activity_of", target=plan).order_by("order", "pk")
    return [fresh(link.source) for link in links]


@pytest.fixture(scope="module")
def staged(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:
    """An endorsed plan, one of whose activities is done; brought in once."""
    with kept_world(django_db_blocker, tmp_path_factory.mktemp("staged")) as world:
        bring(world)
        seat = world.people["dawit"].acting
        plan = fresh(Record.objects.get(dataset__profile="plan"))
        endorse_plan(seat=seat, plan=plan, seen=plan.lock)
        done = activities(plan)[0]
        move_record(seat=seat, record=done, to="done", seen=done.lock)
        yield world


@pytest.fixture
def world(staged: World, db: None) -> World:
    """Its world, of which a test may change its own copy."""
    return deepcopy(staged)


@pytest.fixture
def plan(world: World) -> Record:
    """That plan."""
    return fresh(Record.objects.get(dataset__profile="plan"))


def test_next_version__takes_over_what_is_not_finished_in_order(world: World, plan: Record) -> None:
    draft = fresh(start_next_version(seat=world.people["dawit"].acting, plan=plan, version="2"))

    old, new = activities(plan)[1:], activities(draft)
    assert draft.head is not None
    assert (draft.status, draft.head.answers["version"]) == ("draft", "2")
    assert len(new) == len(old)
    for before, after in zip(old, new, strict=True):
        assert before.head is not None
        assert after.head is not None
        assert whole_answers(before, before.head) == whole_answers(after, after.head)
    goals = fresh(plan).head
    assert goals is not None
    assert draft.head.answers["goals"] == goals.answers["goals"]


def test_draft_amended__the_endorsed_version_stays(world: World, plan: Record) -> None:
    seat = world.people["dawit"].acting
    draft = start_next_version(seat=seat, plan=plan, version="2")
    copy = activities(draft)[0]
    move_record(seat=seat, record=copy, to="ongoing", seen=copy.lock)
    assert {one.status for one in activities(plan)} == {"done", "not_started"}
    assert fresh(plan).status == "endorsed"


def test_draft_endorsed__old_version_superseded_and_its_activities_carried_over(
    world: World, plan: Record
) -> None:
    seat = world.people["dawit"].acting
    draft = fresh(start_next_version(seat=seat, plan=plan, version="2"))
    finished_meanwhile = activities(plan)[1]
    move_record(seat=seat, record=finished_meanwhile, to="done", seen=finished_meanwhile.lock)
    identities = {one.stable_id for one in activities(plan)}

    endorse_plan(seat=seat, plan=draft, seen=draft.lock)

    assert (fresh(plan).status, fresh(draft).status) == ("superseded", "endorsed")
    states = [one.status for one in activities(plan)]
    assert states == ["done", "done", *["carried_over"] * (len(states) - 2)]
    kept = {one.stable_id for one in (*activities(plan), *activities(draft))}
    assert kept - {""} == identities
    assert fresh(draft).stable_id


def test_file_brought_again__updates_the_new_version_and_doubles_nothing(
    world: World, plan: Record
) -> None:
    seat = world.people["dawit"].acting
    draft = fresh(start_next_version(seat=seat, plan=plan, version="2"))
    endorse_plan(seat=seat, plan=draft, seen=draft.lock)
    before = Record.objects.count()
    bring(world)
    assert Record.objects.count() == before


def test_second_draft_or_no_endorsement__refused(world: World, plan: Record) -> None:
    seat = world.people["dawit"].acting
    draft = fresh(start_next_version(seat=seat, plan=plan, version="2"))
    for one in (plan, draft):
        with pytest.raises(Problem) as refused:
            start_next_version(seat=seat, plan=one, version="3")
        assert refused.value.code == Code.ALREADY_DONE


ACCESS = table("""
| dawit  | yes | 302 |
| amina  | yes | 302 |
| celine | yes | 302 |
| bakari | -   | 403 |
| nobody | -   | 302 |
""")


@pytest.mark.parametrize(("who", "offered", "status"), ACCESS)
def test_who_may_start_the_next_version(
    who: str, offered: str, status: str, plan: Record, sign_in: SignIn
) -> None:
    client = sign_in(who)
    url = reverse("plan-next-version", args=[plan.ref])
    page = client.get(reverse("plan", args=[plan.ref]))
    assert (url in page.content.decode()) == (offered == "yes")
    answer = client.post(url, {"next_version": "2"})
    assert answer.status_code == int(status)
    drafts = Link.objects.filter(relation="replaces", target=plan).count()
    assert drafts == (1 if offered == "yes" else 0)


def test_version_without_a_name__said_on_the_page(plan: Record, sign_in: SignIn) -> None:
    answer = sign_in("dawit").post(reverse("plan-next-version", args=[plan.ref]), {})
    assert answer.status_code == 422
    assert "What the next version is called" in answer.content.decode()


def test_working_copy_of_both_versions__comes_back_unchanged(world: World, plan: Record) -> None:
    start_next_version(seat=world.people["dawit"].acting, plan=plan, version="2")
    dataset = plan_register(world)
    records, revisions = Record.objects.count(), Revision.objects.count()

    batch = brought_back(world, dataset)

    assert not batch.rows.exclude(state="accepted").exists()
    written = import_batch(seat=world.people["dawit"].acting, batch=batch)
    assert (written.created, written.updated) == ({}, {})
    assert len(written.unchanged) == Record.objects.filter(dataset=dataset).count()
    assert (Record.objects.count(), Revision.objects.count()) == (records, revisions)


def test_row_added_to_the_draft_in_a_copy__becomes_the_drafts(world: World, plan: Record) -> None:
    draft = start_next_version(seat=world.people["dawit"].acting, plan=plan, version="2")
    before = [one.pk for one in activities(plan)]
    dataset = plan_register(world)

    batch = brought_back(world, dataset, added={"Description": "Meet the fishers", "Code": "Z9"})
    decide_rows(
        seat=world.people["dawit"].acting,
        batch=batch,
        decisions={row.stable_id: "take" for row in batch.rows.filter(state="doubtful")},
    )
    written = import_batch(seat=world.people["dawit"].acting, batch=batch)

    (ref,) = written.created.values()
    assert ref in {one.ref for one in activities(draft)}
    assert [one.pk for one in activities(plan)] == before


def test_activity_of_the_draft__not_due_beside_the_one_it_continues(
    world: World, plan: Record
) -> None:
    seat = world.people["dawit"].acting
    draft = start_next_version(seat=seat, plan=plan, version="2")
    Record.objects.filter(dataset=plan_register(world)).update(
        deadline="2019-06-30", can_be_late=True
    )
    asked = {one.ref for one in due_records(seat, clock.today())}

    assert asked
    assert asked.isdisjoint(one.ref for one in activities(draft))
    endorse_plan(seat=seat, plan=fresh(draft), seen=fresh(draft).lock)
    later = {one.ref for one in due_records(seat, clock.today())}
    assert later & {one.ref for one in activities(draft)}


def test_board_of_one_plan__its_activities_alone(
    world: World, plan: Record, sign_in: SignIn
) -> None:
    draft = start_next_version(seat=world.people["dawit"].acting, plan=plan, version="2")
    client, register = sign_in("dawit"), plan_register(world)

    table = client.get(reverse("dataset", args=[register.ref]), {"of": draft.ref})
    other = client.get(reverse("dataset", args=[register.ref]), {"of": "0absent0"})

    page = table.content.decode()
    assert all(one.ref in page for one in activities(draft)[:20])
    assert not any(one.ref in page for one in activities(plan))
    assert "Only what belongs to" in page
    assert not any(one.ref in other.content.decode() for one in activities(plan))


def plan_register(world: World) -> Dataset:
    return register_for(seat=world.people["dawit"].acting, profile_code="plan_activity")


def brought_back(
    world: World, dataset: Dataset, added: dict[str, str] | None = None
) -> ImportBatch:
    """The working copy of the whole register on the bench; `added` stands below the last row."""
    book = openpyxl.load_workbook(io.BytesIO(copied(world, dataset, "xlsx", LAYOUT)))
    if added:
        sheet = book.worksheets[-1]
        headers = next(
            [str(cell.value) for cell in row]
            for row in sheet
            if any(cell.value == "himaya_id" for cell in row)
        )
        last = [cell.value for cell in sheet[sheet.max_row]]
        shared = ("Plan", "Version", "himaya_plan", "Responsibility")
        said = {name: str(last[headers.index(name)]) for name in shared} | added
        sheet.append([said.get(name, "") for name in headers])
    stream = io.BytesIO()
    book.save(stream)
    return bring_file(
        seat=world.people["dawit"].acting,
        dataset=dataset,
        kind="workplan",
        name="copy.xlsx",
        content=stream.getvalue(),
    )


def test_versions_side_by_side__what_moved_and_the_same_to_take_along(
    world: World, plan: Record, sign_in: SignIn
) -> None:
    seat = world.people["dawit"].acting
    draft = fresh(start_next_version(seat=seat, plan=plan, version="2"))
    first, second, third = activities(draft)[:3]
    assert first.head is not None
    answers = {**whole_answers(first, first.head), "due": "2013-03-31", "deadline_text": "March"}
    amend_record(seat=seat, record=first, answers=answers, seen=first.lock, sure=True)
    move_record(seat=seat, record=second, to="ongoing", seen=second.lock)
    withdraw_record(seat=seat, record=third, reason="Given up", seen=third.lock)
    assert second.head is not None
    named = {**whole_answers(second, second.head), "code": "NEW1", "title": "Look ahead"}
    fourth = create_record(seat=seat, dataset=second.dataset, answers=named, sure=True)
    link_records(seat=seat, relation="activity_of", source=fourth, target=draft)

    page = reverse("plan-versions", args=[draft.ref])
    shown = sign_in("dawit").get(page).content.decode()
    rows = shown.partition("<tbody>")[2].split("</tr>")[:-1]
    told = [(row.partition('class="status">')[2].partition("<")[0], row) for row in rows]
    assert [kind for kind, _row in told] == [
        "Added",
        "Dropped, not finished",
        "Finished, not taken over",
        "Moved",
        "Status changed",
    ]
    assert "Look ahead" in told[0][1]
    assert "March" in told[3][1]
    assert "Ongoing" in told[4][1]
    taken = sign_in("amina").post(page, {"form": "xlsx"})
    book = openpyxl.load_workbook(io.BytesIO(sign_in("amina").get(taken["Location"]).content))
    kinds = [row[0].value for row in book.active.iter_rows()]  # type: ignore[union-attr]
    assert kinds.count("Moved") == 1
    assert sign_in("celine").get(page).status_code == 200
