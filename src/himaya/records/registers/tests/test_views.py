"""A register looked at five ways, by everybody, in a constant number of queries."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from copy import deepcopy
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker
from tests.world import World, kept_world

from himaya.collect.actions import bring_file, import_batch, register_for
from himaya.datasets.models import Dataset
from himaya.records.actions import create_record
from himaya.records.models import Record
from himaya.records.registers.asking import Ask
from himaya.records.registers.quarters import timeline_of
from himaya.records.registers.register import Register

FILES = Path(__file__).parents[3] / "profiles" / "workplans" / "tests" / "files"
SignIn = Callable[[str], Client]
VIEWS = ("table", "sheet", "board", "timeline", "calendar")


@pytest.fixture(scope="module")
def staged(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[World, Dataset]]:
    """The register of plan activities with the invented cluster work plan, brought in once."""
    with kept_world(django_db_blocker, tmp_path_factory.mktemp("staged")) as world:
        seat = world.people["dawit"].acting
        dataset = register_for(seat=seat, profile_code="plan_activity")
        batch = bring_file(
            seat=seat,
            dataset=dataset,
            kind="workplan",
            name="plan.txt",
            content=(FILES / "cluster_work_plan.txt").read_bytes(),
        )
        import_batch(seat=seat, batch=batch)
        yield world, dataset


@pytest.fixture
def world(staged: tuple[World, Dataset], db: None) -> World:
    """Its world, of which a test may change its own copy."""
    return deepcopy(staged[0])


@pytest.fixture
def activities(staged: tuple[World, Dataset], db: None) -> Dataset:
    """That register."""
    return Dataset.objects.get(pk=staged[1].pk)


def address(dataset: Dataset, query: str = "") -> str:
    return reverse("dataset", args=[dataset.ref]) + (f"?{query}" if query else "")


def activity(world: World, dataset: Dataset, who: str = "dawit", **answers: object) -> Record:
    known = {"title": "Talk", "status": "not_started"} | answers
    return create_record(seat=world.people[who].acting, dataset=dataset, answers=known)


def test_each_view__shows_the_imported_plan(activities: Dataset, sign_in: SignIn) -> None:
    client = sign_in("dawit")
    for view in VIEWS:
        page = client.get(address(activities, f"view={view}"))

        assert page.status_code == 200
        assert f'aria-current="page">{view.title()}' in page.content.decode()


@pytest.mark.parametrize(
    ("who", "status"), [("amina", 200), ("bakari", 404), ("celine", 200), ("nobody", 302)]
)
def test_who_sees_a_register__in_every_view(
    who: str, status: int, activities: Dataset, sign_in: SignIn
) -> None:
    client = sign_in(who)
    found = [client.get(address(activities, f"view={view}")).status_code for view in VIEWS]
    assert found == [status] * len(VIEWS)


def test_more_rows__no_more_queries(
    world: World,
    activities: Dataset,
    sign_in: SignIn,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    client = sign_in("amina")
    session = client.session
    session["seat"] = world.people["amina"].seat.ref
    session.save()
    client.get(address(activities))
    for few in (10, 190):
        for number in range(few):
            activity(world, activities, title=f"Activity {number}", due="2026-05-15")
        for view in VIEWS:
            with django_assert_max_num_queries(16):
                page = client.get(address(activities, f"view={view}&month=2026-05&year=2026"))
            assert page.status_code == 200


def test_table__sorted_by_an_open_column_both_ways(
    world: World, activities: Dataset, sign_in: SignIn
) -> None:
    for title in ("aaa first of all", "zzz last of all"):
        activity(world, activities, title=title)
    client = sign_in("amina")

    up = client.get(address(activities, "sort=title")).content.decode()
    down = client.get(address(activities, "sort=-title")).content.decode()

    assert up.index("aaa first") < up.index("zzz last")
    assert down.index("zzz last") < down.index("aaa first")
    assert 'aria-sort="descending"' in down


@pytest.mark.parametrize("key", ["focal_points", "focal_points.focal_point", "nothing"])
def test_sort_by_an_encrypted_or_unknown_column__ignored(
    key: str, activities: Dataset, sign_in: SignIn
) -> None:
    page = sign_in("amina").get(address(activities, f"sort={key}"))

    assert page.context["ask"].sort == ""


def test_focal_points__in_no_view(world: World, activities: Dataset, sign_in: SignIn) -> None:
    activity(world, activities, focal_points=[{"focal_point": "Nimble Otterby"}])
    client = sign_in("dawit")

    for view in VIEWS:
        assert "Otterby" not in client.get(address(activities, f"view={view}")).content.decode()


def test_late__never_what_is_continuous(world: World, activities: Dataset, sign_in: SignIn) -> None:
    activity(world, activities, title="Missed it", due="2019-05-15", deadline_kind="exact_date")
    activity(world, activities, title="Goes on", deadline_kind="open_ended")
    activity(world, activities, title="Was done", due="2019-05-15", status="done")

    page = sign_in("dawit").get(address(activities, "late=1")).content.decode()

    assert "Missed it" in page
    assert "Goes on" not in page
    assert "Was done" not in page


def test_mine__names_my_agency(world: World, activities: Dataset, sign_in: SignIn) -> None:
    activity(
        world, activities, title="For us", responsible=[{"party": "HRA", "party_agency": "HRA"}]
    )
    activity(
        world, activities, title="For them", responsible=[{"party": "WCI", "party_agency": "WCI"}]
    )

    page = sign_in("amina").get(address(activities, "mine=1")).content.decode()

    assert "For us" in page
    assert "For them" not in page


def test_words__found_by_post_and_never_in_an_address(
    world: World, activities: Dataset, sign_in: SignIn
) -> None:
    activity(world, activities, title="Paint the lighthouse")
    client = sign_in("amina")

    page = client.post(address(activities), {"words": "LIGHTHOUSE"}).content.decode()
    links = re.findall(r'(?:href|action)="([^"]*)"', page)

    assert "Paint the lighthouse" in page
    assert "Look again at the pier form" not in page
    assert not any("lighthouse" in link.lower() for link in links)


def test_goal_as_filter__address_tells_no_answer(activities: Dataset, sign_in: SignIn) -> None:
    client = sign_in("amina")
    page = client.get(address(activities))
    goals = next(one for one in page.context["filters"] if one.name == "pick.goal_title")
    training = next(choice for choice in goals.choices if "MEASURES" in choice.label)

    found = client.get(address(activities, f"pick.goal_title={training.code}"))

    titles = {row.title for row in found.context["table"].rows}
    assert titles
    assert all(not title.startswith("Look again") for title in titles)
    assert "MEASURES" not in found.context["query"]


def test_board_move__moves_and_comes_back(
    world: World, activities: Dataset, sign_in: SignIn
) -> None:
    record = activity(world, activities)
    url = reverse("dataset-move", args=[activities.ref, record.ref])

    answer = sign_in("dawit").post(url, {"status": "ongoing", "seen": "1"})

    record.refresh_from_db()
    assert record.status == "ongoing"
    assert answer.status_code == 302
    assert "view=board" in answer["Location"]


def test_board_move__somebody_was_faster(
    world: World, activities: Dataset, sign_in: SignIn
) -> None:
    record = activity(world, activities)
    client = sign_in("dawit")
    url = reverse("dataset-move", args=[activities.ref, record.ref])
    client.post(url, {"status": "ongoing", "seen": "1"})

    page = client.post(url, {"status": "done", "seen": "1"}, follow=True)

    record.refresh_from_db()
    assert record.status == "ongoing"
    assert "Somebody changed this record meanwhile" in page.content.decode()


def test_board_move__not_by_somebody_who_may_only_look(
    world: World, activities: Dataset, sign_in: SignIn
) -> None:
    record = activity(world, activities)
    url = reverse("dataset-move", args=[activities.ref, record.ref])

    assert sign_in("celine").post(url, {"status": "done", "seen": "1"}).status_code == 403
    assert sign_in("bakari").post(url, {"status": "done", "seen": "1"}).status_code in {403, 404}


def test_sheet_row__written_without_script(
    world: World, activities: Dataset, sign_in: SignIn
) -> None:
    record = activity(
        world, activities, remarks="kept", focal_points=[{"focal_point": "Nimble Otterby"}]
    )
    client = sign_in("dawit")
    page = client.get(address(activities, f"view=sheet&edit={record.ref}"))
    assert 'name="answer.title"' in page.content.decode()

    url = reverse("dataset-row", args=[activities.ref, record.ref])
    client.post(url, {"seen": "1", "answer.title": "Another talk", "answer.due": "2026-06-30"})

    record.refresh_from_db()
    assert record.head is not None
    assert record.head.answers["title"] == "Another talk"
    assert record.head.answers["remarks"] == "kept"
    assert record.deadline == date(2026, 6, 30)
    assert record.head.sealed


def test_sheet_row__wrong_date_keeps_what_was_typed(
    world: World, activities: Dataset, sign_in: SignIn
) -> None:
    record = activity(world, activities)
    url = reverse("dataset-row", args=[activities.ref, record.ref])

    page = sign_in("dawit").post(
        url, {"seen": "1", "answer.title": "Typed here", "answer.due": "32 May"}
    )

    assert page.status_code == 422
    assert 'value="Typed here"' in page.content.decode()
    assert 'aria-invalid="true"' in page.content.decode()


def test_sheet_row__conflict_shows_both(world: World, activities: Dataset, sign_in: SignIn) -> None:
    record = activity(world, activities)
    client = sign_in("dawit")
    url = reverse("dataset-row", args=[activities.ref, record.ref])
    client.post(url, {"seen": "1", "answer.title": "Theirs"})

    page = client.post(url, {"seen": "1", "answer.title": "Mine"})

    assert page.status_code == 409
    assert 'value="Mine"' in page.content.decode()
    assert "stands now: Theirs" in page.content.decode()


def test_empty_register__says_what_to_do_first(world: World, sign_in: SignIn) -> None:
    dataset = register_for(seat=world.people["dawit"].acting, profile_code="decision")

    page = sign_in("amina").get(address(dataset)).content.decode()

    assert "Nothing is here yet" in page
    assert reverse("imports") in page


def test_registers__listed_with_counts(activities: Dataset, sign_in: SignIn) -> None:
    page = sign_in("amina").get(reverse("datasets")).content.decode()

    assert address(activities) in page


@pytest.mark.parametrize(
    "query",
    ["view=calendar&month=9999-12", "view=calendar&month=0001-01", "view=timeline&year=9999"],
)
def test_year_out_of_range__as_if_it_were_not_there(
    activities: Dataset, sign_in: SignIn, query: str
) -> None:
    answer = sign_in("dawit").get(address(activities, query))
    assert answer.status_code == 200
    assert (answer.context["ask"].month, answer.context["ask"].year) == (None, None)


@pytest.mark.parametrize(
    ("marked", "due", "runs"),
    [
        (["Q1"], "2026-02-10", [(0, 0)]),
        (["Q1"], "2026-08-10", [(0, 2)]),
        (["Q3", "Q4"], "2026-02-10", [(0, 0), (2, 3)]),
        (["Q1", "Q4"], "2026-05-10", [(0, 1), (3, 3)]),
    ],
)
def test_deadline_outside_the_marked_quarters__on_the_bar_too(
    world: World,
    activities: Dataset,
    marked: list[str],
    due: str,
    runs: list[tuple[int, int]],
) -> None:
    made = activity(world, activities, quarters=marked, due=due, deadline_kind="exact_date")
    register = Register.of(activities, world.people["dawit"].acting)
    only = Record.objects.filter(pk=made.pk)

    found = timeline_of(register, only.order_by("pk"), Ask(year=2026), "1", date(2026, 1, 1))

    [line] = found.groups[0].lines
    place, bars = 0, []
    for segment in line.segments:
        if segment.kind == "bar":
            bars.append((place, place + segment.span - 1))
        place += segment.span
    assert bars == runs
