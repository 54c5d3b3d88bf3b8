"""Maps in a real browser: a register on a map, an area with its neighbours, a map that is refused.

Numbered requirements, besides those of `chromium.py`:

1  a page with a map of 600 areas weighs at most 100 KB on the wire, style sheets and script included
2  zero, hidden and not reported differ by pattern and word
3  everything works without scripts; the keyboard goes past the map to its table
"""

import json
import random
from pathlib import Path

import pytest
from benchmarks.maps import invented
from django.urls import reverse
from playwright.sync_api import Browser

from himaya.datasets.models import Dataset
from himaya.engines.figures import Shape
from himaya.places.actions import decide_name, import_map, import_units
from himaya.places.boundaries import UnitRow
from himaya.records.actions import create_record
from himaya.records.tests.register import opened
from tests.journeys.chromium import weight_of, window_of
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KB = 1024
FORM = """
| survey |         |        |               |                    |         |             |
|        | type    | name   | label::English(en) | label::العربية (ar) | means | sensitivity |
|        | text    | what   | What happened | ماذا حدث           | title   | none:1      |
|        | text    | where  | Where         | أين                | area    | none:1      |
|        | text    | kind   | Kind          | النوع              | incident.type | none:1 |
|        | integer | harmed | Harmed        | المتضررون          | count   | none:1      |
"""


def square(x: float, y: float) -> Shape:
    return [[(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1), (x, y)]]


@pytest.fixture
def incidents(world: World, transactional_db: None) -> Dataset:
    """Many in one area, few in another, none in a third."""
    seat = world.people["dawit"].acting
    names = {"en": "Sahl", "ar": "سهل"}
    units = [UnitRow(f"MJ0{n}", 1, names, "MJ") for n in (3, 4)]
    import_units(seat=seat, edition="2024", units=units)
    shapes = {f"MJ0{n}": square(40 + n, 17) for n in range(1, 5)}
    import_map(seat=seat, edition="2024", shapes=shapes)
    dataset = opened(world, FORM, code="incidents")
    for area in ("MJ01",) * 8 + ("MJ02",) * 2 + ("MJ03",) * 9:
        answers = {"what": "Shots heard", "where": area, "kind": "shots", "harmed": 7}
        create_record(seat=world.people["amina"].acting, dataset=dataset, answers=answers)
    return dataset


@pytest.mark.parametrize("query", ["", "&figure=harmed"])
def test_register_on_a_map__holds_the_requirements(
    world: World,
    incidents: Dataset,
    live_server: object,
    chromium: Browser,
    side: tuple[str, int],
    query: str,
) -> None:
    window = window_of(chromium, world.people["celine"], str(live_server), *side)
    window.page.goto(window.root + reverse("dataset", args=[incidents.ref]) + "?view=map" + query)
    window.look()
    window.look_again("dark")
    assert window.page.locator("svg.map path.m1, svg.map path.m2").count()
    if not query:
        assert window.page.locator("svg.map path.mh[fill^=url]").count()
        assert window.page.locator("svg.map path.mn[fill^=url]").count() == 1


def test_area_pressed__leads_to_its_records_without_scripts(
    world: World, incidents: Dataset, live_server: object, chromium: Browser
) -> None:
    window = window_of(
        chromium, world.people["amina"], str(live_server), "en", 1440, java_script_enabled=False
    )
    window.page.goto(window.root + reverse("dataset", args=[incidents.ref]) + "?view=map")
    with window.page.expect_navigation():
        window.page.click("svg.map a[href*='area=MJ03'] path")
    assert "area=MJ03" in window.page.url
    assert window.page.locator("tbody tr").count() == 9
    window.page.go_back()
    stops = window.page.locator("svg.map a:not([tabindex='-1'])").count()
    assert stops == 0  # the keyboard goes to the table, which has the same links
    assert window.page.locator("table a[href*='area=MJ03']").count() == 1


def test_area_names_and_a_refused_map__hold_the_requirements(
    world: World,
    incidents: Dataset,
    live_server: object,
    chromium: Browser,
    side: tuple[str, int],
    tmp_path: Path,
) -> None:
    seat = world.people["dawit"].acting
    decide_name(seat=seat, words="السهل", unit=world.areas["MJ02"])
    window = window_of(chromium, world.people["dawit"], str(live_server), *side)
    window.open("place", world.areas["MJ02"].ref)
    window.look()
    window.look_again("dark")
    window.page.goto(window.root + reverse("place-names") + "?words=Sahel")
    window.look()
    moved = {
        "type": "Feature",
        "properties": {"pcode": "MJ02"},
        "geometry": {"type": "Polygon", "coordinates": square(60, 3)},
    }
    path = tmp_path / "moved.geojson"
    path.write_text(json.dumps(moved))
    window.open("places-import")
    window.page.set_input_files("[name=table]", str(path))
    window.page.fill("[name=edition]", "2024")
    window.press("main form button.primary")
    assert window.page.locator("svg.map.why path.mc").count() == 1
    window.look()
    window.look_again("dark")


def test_map_of_six_hundred_areas__light(
    world: World, incidents: Dataset, live_server: object, chromium: Browser
) -> None:
    """Slow: makes the drawing of 600 areas."""
    seat = world.people["dawit"].acting
    shapes = invented(random.Random(3))  # noqa: S311 - invented borders
    names = random.Random(4)  # noqa: S311 - invented names
    parts = ("Vel", "mira", "Tar", "dosh", "Oru", "ben", "Kas", "lim", "Zer", "hana")
    units = [
        UnitRow(code, 2, {"en": "".join(names.sample(parts, 3)).capitalize()}, "MJ01")
        for code in shapes
    ]
    import_units(seat=seat, edition="2024", units=units)
    import_map(seat=seat, edition="2024", shapes=shapes)
    for code in list(shapes)[::7]:
        answers = {"what": "Shots heard", "where": code, "kind": "shots", "harmed": 7}
        create_record(seat=world.people["amina"].acting, dataset=incidents, answers=answers)
    window = window_of(chromium, world.people["amina"], str(live_server), "en", 1440)
    window.page.goto(
        window.root + reverse("dataset", args=[incidents.ref]) + "?view=map&level=2&figure=harmed"
    )
    window.look()
    document, others = weight_of(window)
    assert window.page.locator("svg.map a").count() == 600
    assert document + sum(others.values()) < 100 * KB
