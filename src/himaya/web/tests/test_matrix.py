"""The matrix: what runs where, and what each person may know of it."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.world import World, table

from himaya.datasets.actions import open_register
from himaya.datasets.models import Dataset
from himaya.people.models import Agency
from himaya.profiles.categories import COMMUNITIES, SECURITY
from himaya.profiles.categories.texts import ROWS
from himaya.records.actions import create_record
from himaya.records.registers.tests.test_crosstab import PEOPLE
from himaya.records.snapshots.tests.registers import add_rows, register
from himaya.systems.models import Category, InformationSystem
from himaya.web.matrix import columns_of, coverage, running_by_area, running_systems

FEEDBACK = {
    "ticket": "HRA-00001", "received_on": "2025-03-02", "channel": "hotline", "area": "MJ0101",
    "language": "ar", "receiving_agency": "HRA", "feedback_type": "complaint", "sector": "PRO",
    "priority": "high", "anonymous": "yes", "answer_due": "2025-03-16", "status": "new",
}  # fmt: skip

Enter = Callable[[str], Client]


@pytest.fixture
def hotline(world: World) -> InformationSystem:
    """HRA's hotline with a register, in the first province; a security system of CCU beside it."""
    system = _system(world, "HRA", "hotline", Category.COMMUNITIES, ["MJ01"])
    system.members.set([world.agencies["CCU"]])
    open_register(seat=world.people["dawit"].acting, system=system, profile=COMMUNITIES)
    return system


def _system(
    world: World, agency: str, code: str, category: str, areas: list[str], state: str = "active"
) -> InformationSystem:
    system = InformationSystem.objects.create(
        operation=world.operation,
        agency=world.agencies[agency],
        code=code,
        names={"en": f"The {code}", "ar": f"نظام {code}"},
        categories=[category],
        state=state,
        outputs="A monthly note",
        starts_on=date(2025, 1, 1),
    )
    system.areas.set([world.areas[pcode] for pcode in areas])
    return system


def _report(world: World, system: InformationSystem, who: str = "amina") -> None:
    dataset = Dataset.objects.select_related("version").get(system=system)
    create_record(seat=world.people[who].acting, dataset=dataset, answers=FEEDBACK)


def _spots(world: World, who: str) -> dict[tuple[str, str], str]:
    seat = world.people[who].acting
    systems, provinces = running_by_area(seat)
    return {
        (unit.pcode, column.code): spot.state
        for unit, spots in coverage(seat, columns_of(systems), provinces)
        for column, spot in spots
    }


SEEN = table("""
| amina  | silent | reported | nothing |
| dawit  | silent | reported | nothing |
| celine | hidden | hidden   | nothing |
""")


@pytest.mark.parametrize("row", SEEN, ids=lambda row: row[0])
def test_coverage__silent_hidden_and_nothing_are_kept_apart(
    world: World, hotline: InformationSystem, row: list[str]
) -> None:
    who, before, after, elsewhere = row
    assert _spots(world, who)[("MJ01", "communities")] == before
    _report(world, hotline)
    found = _spots(world, who)
    assert found[("MJ01", "communities")] == after
    assert found[("MJ02", "communities")] == elsewhere
    assert found[("MJ01", "population")] == "nothing"


def test_planned_system__is_no_running_one(world: World) -> None:
    _system(world, "CCU", "survey", Category.NEEDS_ASSESSMENT, ["MJ01"], state="planned")
    _system(world, "CCU", "old", Category.SECTORAL, ["MJ01"], state="ended")
    found = _spots(world, "dawit")
    assert found[("MJ01", "needs_assessment")] == "resting"
    assert found[("MJ01", "sectoral")] == "nothing"


def test_system_without_areas__covers_only_where_entries_came_from(world: World) -> None:
    system = _system(world, "HRA", "everywhere", Category.COMMUNITIES, [])
    system.members.set([world.agencies["CCU"]])
    open_register(seat=world.people["dawit"].acting, system=system, profile=COMMUNITIES)
    _report(world, system)
    found = _spots(world, "dawit")
    assert found[("MJ01", "communities")] == "reported"
    assert found[("MJ02", "communities")] == "claimed"


def test_counts__only_of_records_in_sight(world: World, hotline: InformationSystem) -> None:
    _report(world, hotline)
    for who, count in (("amina", 1), ("dawit", 1), ("celine", 0)):
        running = running_systems(world.people[who].acting)
        assert [one.count for one in running if one.system == hotline] == [count], who
        assert [bool(one.last) for one in running if one.system == hotline] == [bool(count)]


def test_system_of_two_categories__stands_in_both_columns(world: World) -> None:
    system = _system(world, "CCU", "both", Category.COMMUNITIES, ["MJ01"])
    system.categories = ["communities", "response_monitoring"]
    system.save(update_fields=["categories"])
    columns = columns_of(running_systems(world.people["dawit"].acting))
    assert [column.code for column in columns if column.systems] == [
        "response_monitoring",
        "communities",
    ]


PAGES = table("""
| amina  | 200 |
| bakari | 200 |
| celine | 200 |
| dawit  | 200 |
| nobody | 302 |
""")


@pytest.mark.parametrize("row", PAGES, ids=lambda row: row[0])
@pytest.mark.parametrize(
    "url", ["/matrix/", "/matrix/?row=outputs", "/matrix/?category=security", "/help/"]
)
def test_pages__for_everybody_with_an_access(
    sign_in: Enter, hotline: InformationSystem, row: list[str], url: str
) -> None:
    assert sign_in(row[0]).get(url).status_code == int(row[1])


def test_page__eight_columns_by_six_rows_and_gaps(
    sign_in: Enter, hotline: InformationSystem
) -> None:
    page = sign_in("dawit").get("/matrix/").content.decode()
    assert page.count('<section class="matrix-category"') == 8
    assert page.count("<dt>Definition and purpose</dt>") == 8
    assert page.count("<dt>") == 48
    assert "nothing runs here" in page
    assert "The hotline" in page
    assert "never a permission" in page


@pytest.mark.parametrize("wanted", ROWS)
def test_page_of_one_row__shows_that_row_alone(
    sign_in: Enter, hotline: InformationSystem, wanted: str
) -> None:
    page = sign_in("amina").get(f"/matrix/?row={wanted}").content.decode()
    assert page.count("<dt>") == 8
    assert ("never a permission" in page) == (wanted == "shared")


def test_page_of_a_category__lists_its_systems_only(
    sign_in: Enter, world: World, hotline: InformationSystem
) -> None:
    _system(world, "CCU", "watch", Category.SECURITY, ["MJ02"])
    page = sign_in("celine").get("/matrix/?category=communities").content.decode()
    assert "The hotline" in page
    assert "The watch" not in page
    assert "No definition was agreed" in page
    assert "not in your sight" in page


@pytest.mark.parametrize("url", ["/matrix/?row=nonsense", "/matrix/?category=nonsense"])
def test_unknown_row_or_category__the_whole_matrix(
    sign_in: Enter, hotline: InformationSystem, url: str
) -> None:
    assert sign_in("amina").get(url).content.decode().count("<dt>") == 48


def test_arabic_page__words_and_names_in_arabic(sign_in: Enter, hotline: InformationSystem) -> None:
    client = sign_in("dawit")
    page = client.get("/matrix/", headers={"accept-language": "ar"}).content.decode()
    assert "نظام hotline" in page
    assert "كم عدد الناس" in page


def test_matrix__one_number_of_queries_however_many_systems(
    world: World,
    sign_in: Enter,
    hotline: InformationSystem,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(12):
        system = _system(world, "HRA", f"s{number}", Category.SECURITY, ["MJ01"])
        system.members.set(Agency.objects.filter(acronym="CCU"))
        open_register(
            seat=world.people["dawit"].acting,
            system=system,
            profile=SECURITY,
            code=f"security-{number}",
        )
    seat = world.people["dawit"].acting
    with django_assert_max_num_queries(6):
        systems, provinces = running_by_area(seat)
        coverage(seat, columns_of(systems), provinces)
    with django_assert_max_num_queries(2):
        columns_of(running_systems(seat), ())


def test_home__shows_the_matrix_in_short_and_says_there_are_no_meetings(
    sign_in: Enter, hotline: InformationSystem
) -> None:
    page = sign_in("dawit").get("/").content.decode()
    assert page.count("?category=") == 8
    assert "There is no register of meetings here yet." in page


def test_counts_of_people__provinces_without_a_number_that_tells_one(world: World) -> None:
    people = register(world, PEOPLE, level=2)
    for area, times in (("MJ01", 15), ("MJ02", 12), ("", 3)):
        add_rows(people, [{"area": area, "answers": {"what": "x", "where": area}}] * times)
    InformationSystem.objects.filter(pk=people.system_id).update(categories=[Category.COMMUNITIES])
    systems, provinces = running_by_area(world.people["amina"].acting)
    found = {
        unit.pcode: (spot.count, spot.is_hidden)
        for unit, spots in coverage(world.people["amina"].acting, columns_of(systems), provinces)
        for column, spot in spots
        if column.code == "communities"
    }
    assert found == {"MJ01": (15, False), "MJ02": (12, True)}
