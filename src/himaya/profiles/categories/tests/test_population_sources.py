"""Sources of one population figure side by side: differences, and what is not compared and why."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.world import World, table

from himaya.profiles.categories.tests.test_population_adding import figures
from himaya.records.models import Record

SignIn = Callable[[str], Client]
SOURCES = """
| MJ01 | 200 |                                                                    |
| MJ01 | 120 | sex=f                                                              |
| MJ01 | 230 | source_organisation=WCI as_of=2026-01-11                           |
| MJ01 | 90  | source_organisation=GOV definition_used=Other                      |
| MJ01 | 80  | source_organisation=UNX population_status=in_need                  |
| MJ01 | 60  | source_organisation=SUM sex=f age_bracket=a0_17 age_scheme=sadd6   |
| MJ01 | 70  | source_organisation=SUM sex=f age_bracket=a18_plus age_scheme=child_adult |
| MJ01 | 50  | source_organisation=SUM sex=m                                      |
| MJ02 | 999 | source_organisation=FAR                                            |
| MJ01 | 888 | source_organisation=OTH population_group=host                      |
"""


def look(client: Client, record: Record) -> dict[str, Any]:
    page = client.get(reverse("population-figure", args=[record.ref]))
    assert page.status_code == 200
    keys = ("sources", "across", "hides", "least", "part", "group", "place")
    return {key: page.context[key] for key in keys} | {"text": page.content.decode()}


def lines(page: dict[str, Any]) -> dict[str, list[str]]:
    return {
        one["name"]: [one["figure"] or one["state"], one["absolute"], one["percent"], *one["why"]]
        for one in page["sources"]
    }


def test_sources__of_the_same_place_and_group_with_differences(
    world: World, sign_in: SignIn
) -> None:
    _dataset, made = figures(world, SOURCES)

    page = look(sign_in("dawit"), made[0])

    assert lines(page) == {
        "HRA": ["200", "", ""],
        "WCI": ["230", "+30", "+15.0 %"],
        "SUM": ["180", "-20", "-10.0 %"],
        "GOV": ["90", "", "", "It follows another definition."],
        "UNX": ["80", "", "", "It is of other people: affected, in need, targeted and so on."],
    }
    assert page["sources"][0]["is_base"]
    assert [one["days"] for one in page["sources"] if one["name"] == "WCI"] == [10]
    assert [one["is_added"] for one in page["sources"] if one["name"] == "SUM"] == [True]
    assert (page["group"], page["part"]) == ("Internally displaced person", "All, All ages")


def test_page_of_a_part__compared_with_what_others_give_of_it(
    world: World, sign_in: SignIn
) -> None:
    _dataset, made = figures(world, SOURCES)
    page = look(sign_in("dawit"), made[1])
    assert lines(page)["SUM"] == ["130", "+10", "+8.3 %"]
    assert lines(page)["WCI"] == ["", "", "", "It gives no figure of these people."]


def test_brackets__nest_downwards_only(world: World, sign_in: SignIn) -> None:
    rows = """
    | MJ01 | 10 | sex=f age_bracket=a0_4 |
    | MJ01 | 20 | sex=f age_bracket=a5_11 |
    | MJ01 | 30 | sex=f age_bracket=a12_17 |
    | MJ01 | 66 | sex=f age_bracket=a0_17 age_scheme=sadd6 source_organisation=WCI |
    """
    _dataset, made = figures(world, rows)
    client = sign_in("dawit")
    assert lines(look(client, made[3]))["HRA"] == ["60", "-6", "-9.1 %"]
    wider = lines(look(client, made[0]))["WCI"]
    assert wider == ["", "", "", "Its age brackets do not add up to this one."]
    cells = dict(look(client, made[0])["across"]["parts"])
    assert [cell["state"] for cell in cells["Female, 0–4 years"]] == ["figure", "scheme"]


def test_two_figures_of_the_very_same__neither(world: World, sign_in: SignIn) -> None:
    _dataset, made = figures(
        world, "| MJ01 | 10 | |\n" + "| MJ01 | 12 | source_organisation=WCI |\n" * 2
    )
    page = look(sign_in("dawit"), made[0])
    assert lines(page)["WCI"][3:] == ["It gives two figures of the very same."]


def test_drafts_and_what_is_out_of_sight__not_read(world: World, sign_in: SignIn) -> None:
    _dataset, made = figures(world, SOURCES)
    Record.objects.filter(pk=made[2].pk).update(status="draft")
    Record.objects.filter(pk=made[3].pk).update(
        audience="agency", agency=world.agencies["OTH"], author="z" * 16
    )
    assert set(lines(look(sign_in("celine"), made[0]))) == {"HRA", "SUM", "UNX"}
    Record.objects.filter(pk=made[0].pk).update(
        audience="agency", agency=world.agencies["OTH"], author="z" * 16
    )
    answer = sign_in("celine").get(reverse("population-figure", args=[made[0].ref]))
    assert answer.status_code == 404


def test_count_under_the_smallest_cell__its_source_shows_all_people_alone(
    world: World, sign_in: SignIn
) -> None:
    rows = SOURCES + "| MJ01 | 3 | source_organisation=WCI as_of=2026-01-11 sex=m |"
    _dataset, made = figures(world, rows)
    Record.objects.filter(pk__in=[one.pk for one in made]).update(level=2)

    page = look(sign_in("dawit"), made[0])

    assert page["least"] == 5
    assert lines(page)["WCI"] == ["230", "+30", "+15.0 %"]
    at = [name for name, _day in page["across"]["sources"]].index("WCI")
    cells = {label: row[at]["state"] for label, row in page["across"]["parts"]}
    assert cells["Male, All ages"] == cells["Female, All ages"] == "hidden"
    assert page["hides"]


PARTS = """
| MJ01 | 210 |                                                  |
| MJ01 | 200 | as_of=2025-10-01                                 |
| MJ   | 300 |                                                  |
| MJ02 | 95  |                                                  |
| MJ01 | 150 | source_organisation=WCI as_of=2026-01-09         |
| MJ02 | 3   | source_organisation=WCI as_of=2026-01-09         |
| MJ01 | 500 | source_organisation=GOV population_status=in_need |
| MJ02 | 40  | source_organisation=SUM sex=f                    |
| MJ02 | 50  | source_organisation=SUM sex=m                    |
"""


def test_parts_of_a_larger_area__each_source_against_its_own_whole(
    world: World, sign_in: SignIn
) -> None:
    _dataset, made = figures(world, PARTS)
    Record.objects.filter(pk__in=[one.pk for one in made]).update(level=2)
    page = sign_in("dawit").get(reverse("population-figure", args=[made[0].ref]))
    spread = page.context["spread"]
    cells = {
        name: [
            (row[at]["state"] or row[at]["text"])
            for _label, row in [*spread["lines"], ("", spread["wholes"])]
        ]
        for at, name in enumerate(spread["sources"])
    }
    assert cells == {
        "HRA": ["210", "95", "300"],
        "WCI": ["hidden", "hidden", "not_reported"],
        "SUM": ["not_reported", "90", "not_reported"],
    }
    at = spread["sources"].index("HRA")
    assert (spread["added"][at], spread["differences"][at]) == ("305", ("+5", "+1.7 %"))
    assert spread["added"][spread["sources"].index("WCI")] == ""


def test_through_time__a_source_beside_itself(world: World, sign_in: SignIn) -> None:
    _dataset, made = figures(world, PARTS)
    page = sign_in("dawit").get(reverse("population-figure", args=[made[0].ref]))
    (series,) = page.context["through_time"]
    assert series["name"] == "HRA"
    assert [line[1:] for line in series["lines"]] == [
        ("200", "", "", 0),
        ("210", "+10", "+5.0 %", 92),
    ]


ACCESS = table("""
| amina  | 200 |
| celine | 200 |
| dawit  | 200 |
| nobody | 302 |
""")


@pytest.mark.parametrize(("who", "sees"), ACCESS)
def test_who_sees_it(who: str, sees: str, world: World, sign_in: SignIn) -> None:
    _dataset, made = figures(world, "| MJ01 | 10 | |")
    answer = sign_in(who).get(reverse("population-figure", args=[made[0].ref]))
    assert answer.status_code == int(sees)


def test_more_figures__no_more_queries(
    world: World,
    sign_in: SignIn,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    more = "".join(f"| MJ01 | {n} | source_organisation=S{n} |\n" for n in range(100, 140))
    _dataset, made = figures(world, SOURCES + more)
    client = sign_in("dawit")
    look(client, made[0])
    with django_assert_max_num_queries(25):
        look(client, made[0])


PYRAMID = """
| MJ01 | 90 | sex=f age_bracket=a0_17 age_scheme=child_adult    |
| MJ01 | 40 | sex=f age_bracket=a0_4 age_scheme=sadd6           |
| MJ01 | 50 | sex=f age_bracket=a5_11 age_scheme=sadd6          |
| MJ01 | 60 | sex=m age_bracket=a0_4 age_scheme=sadd6           |
| MJ01 | 70 | sex=f age_bracket=a18_plus age_scheme=child_adult |
"""


def test_pyramid__the_finest_brackets_once_each(world: World, sign_in: SignIn) -> None:
    _dataset, made = figures(world, PYRAMID)
    text = look(sign_in("dawit"), made[0])["text"]
    drawn = text[text.index('aria-labelledby="pyramid-t') :].partition("</svg>")[0]
    assert [figure in drawn for figure in (">40<", ">50<", ">60<", ">70<", ">90<")] == [
        True, True, True, True, False,
    ]  # fmt: skip
    assert drawn.count(">not given<") == 2
