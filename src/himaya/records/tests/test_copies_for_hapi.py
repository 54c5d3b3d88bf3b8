"""A working copy in HAPI's columns: who is where in which sector, from the marks alone."""

import csv
import io
from collections.abc import Callable
from datetime import date

from django.test import Client
from django.urls import reverse
from tests.world import World

from himaya.files.actions import read_file
from himaya.places.actions import import_units
from himaya.places.boundaries import UnitRow
from himaya.records.tests.register import opened, recorded
from himaya.releases.models import Release

SignIn = Callable[[str], Client]
FORM = """
| survey |                        |         |         |                |             |
|        | type                   | name    | label   | means          | sensitivity |
|        | text                   | doing   | Doing   | activity       | none:1      |
|        | text                   | who     | Who     | agency         | none:1      |
|        | text                   | where   | Where   | area           | none:1      |
|        | select_multiple sector | sectors | Sectors | sector         | none:1      |
|        | date                   | start   | From    | period.start   | none:1      |
|        | integer                | planned | Planned | count.planned  | none:1      |
|        | integer                | girls   | Girls   | count          | none:1      |
|        | integer                | boys    | Boys    | count          | none:1      |
|        | text                   | caller  | Caller  | person.name    | direct:2    |
| choices |           |         |                  |
|         | list_name | name    | label            |
|         | sector    | PRO-GBV | Violence         |
|         | sector    | WSH     | Water            |
|         | sector    | dance   | Dance            |
"""
PLAIN = """
| survey |        |        |        |             |             |
|        | type   | name   | label  | means       | sensitivity |
|        | text   | what   | What   | title       | none:1      |
"""


def rows_of(world: World, client: Client, *several: dict[str, object]) -> list[dict[str, str]]:
    """What the copy of these records holds, as a program reads it."""
    dataset = opened(world, FORM)
    for answers in several:
        recorded(world, dataset, answers)
    client.post(reverse("dataset-copies", args=[dataset.ref]), {"form": "hapi"})
    release = Release.objects.get()
    assert release.file is not None
    assert (release.format, "caller" in release.columns) == ("csv", False)
    text = read_file(release.file).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_two_agencies_in_two_sectors__a_row_each_and_the_figure_once(
    world: World, sign_in: SignIn
) -> None:
    world.agencies["HRA"].kind = "ingo"
    world.agencies["HRA"].save(update_fields=["kind"])
    rows = rows_of(
        world,
        sign_in("amina"),
        {
            "doing": "Safe wells",
            "who": "HRA, ZZZ",
            "where": "MJ0101",
            "sectors": ["PRO-GBV", "WSH"],
            "start": "2026-03-01",
            "planned": 40,
            "girls": 3,
            "boys": 4,
            "caller": "Nim Otter",
        },
    )

    assert [(row["org_acronym"], row["sector_code"], row["targeted"]) for row in rows] == [
        ("HRA", "PRO-GBV", "40"),
        ("HRA", "WSH", ""),
        ("ZZZ", "PRO-GBV", ""),
        ("ZZZ", "WSH", ""),
    ]
    first = rows[0]
    assert (first["location_code"], first["admin1_code"], first["admin2_code"]) == (
        "MJ",
        "MJ01",
        "MJ0101",
    )
    assert (first["admin_level"], first["sector_name"]) == ("2", "Gender Based Violence")
    assert first["org_type_description"] == "International NGO"
    assert (first["reference_period_start"], first["activity"]) == ("2026-03-01", "Safe wells")
    assert "population" not in first  # two counts: nobody could tell which
    assert "Otter" not in str(rows)


def test_country__by_the_three_letters_that_hapi_knows(world: World, sign_in: SignIn) -> None:
    units = [UnitRow("UG", 0, {"en": "Uganda"}, ""), UnitRow("UG1", 1, {"en": "Kampala"}, "UG")]
    import_units(
        seat=world.people["dawit"].acting, edition="2026", units=units, valid_from=date(2026, 1, 1)
    )
    rows = rows_of(
        world, sign_in("amina"), {"who": "HRA", "where": "UG1"}, {"who": "HRA", "doing": "Nothing"}
    )
    assert [row["location_code"] for row in rows] == ["UGA", "UGA"]
    assert rows[0]["admin1_code"] == "UG1"


def test_what_the_lists_do_not_know__said_in_warning_and_error(
    world: World, sign_in: SignIn
) -> None:
    rows = rows_of(
        world,
        sign_in("amina"),
        {"doing": "Dance", "who": "HRA", "where": "MJ99", "sectors": ["dance"]},
        {"doing": "Nobody", "where": "MJ01", "sectors": ["WSH"]},
        {"doing": "Nothing", "who": "HRA"},
    )

    assert [(row["warning"], row["error"]) for row in rows] == [
        ("PCode unknown MJ99", "Unknown sector dance"),
        ("", "No org"),
        ("", "No sector"),
    ]
    assert (rows[2]["location_code"], rows[2]["admin_level"]) == ("MJ", "0")


def test_headings__in_the_order_of_the_published_file(world: World, sign_in: SignIn) -> None:
    from himaya.engines.tabular.intake.presence import COLUMNS

    (row,) = rows_of(
        world, sign_in("amina"), {"who": "HRA", "where": "MJ01", "sectors": ["WSH"], "planned": 2}
    )

    published = [name for name in row if name in COLUMNS]
    assert published == [name for name in COLUMNS if name in published]
    assert {"location_code", "admin1_code", "org_acronym", "sector_code"} <= set(published)


def test_register_of_neither_who_nor_where__no_such_copy(world: World, sign_in: SignIn) -> None:
    dataset = opened(world, PLAIN)
    client = sign_in("amina")
    url = reverse("dataset-copies", args=[dataset.ref])

    assert "HAPI" not in client.get(url).content.decode()
    client.post(url, {"form": "hapi"})
    assert not Release.objects.exists()
