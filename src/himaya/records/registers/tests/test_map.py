"""A register on a map: what is counted, hidden, zero and not reported, and who sees points."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags
from tests.world import World, table

from himaya.datasets.models import Dataset
from himaya.places.actions import import_crosswalk, import_map, import_units
from himaya.places.boundaries import UnitRow
from himaya.places.models import Site
from himaya.places.successions import SuccessionRow
from himaya.records.actions import create_record
from himaya.records.models import Record
from himaya.records.tests.register import opened

SignIn = Callable[[str], Client]
WORK = """
| survey |                   |         |         |                |             |
|        | type              | name    | label   | means          | sensitivity |
|        | text              | what    | What    | title          | none:1      |
|        | text              | where   | Where   | area           | none:1      |
|        | integer           | reached | Reached | count.reached  | none:1      |
|        | integer           | money   | Money   | amount         | none:1      |
|        | select_one states | status  | Status  | status         | none:1      |
| choices |       |      |       |
|         | list_name | name | label |
|         | states    | open | Open  |
|         | states    | done | Done  |
"""
INCIDENTS = WORK.replace("count.reached ", "incident.type ").replace(
    "integer           | reached", "text              | reached"
)


def square(x: float, y: float) -> list[tuple[float, float]]:
    return [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1), (x, y)]


@pytest.fixture
def drawn(world: World) -> World:
    """MJ01 with two parts, MJ02 with one, all with outlines."""
    seat = world.people["dawit"].acting
    more = [
        UnitRow("MJ0102", 2, {"en": "Area MJ0102"}, "MJ01"),
        UnitRow("MJ0201", 2, {"en": "Area MJ0201"}, "MJ02"),
    ]
    import_units(seat=seat, edition="2024", units=more)
    shapes = {
        "MJ01": [square(41, 17)],
        "MJ02": [square(42, 17)],
        "MJ0101": [square(41, 17)],
        "MJ0102": [square(41, 18)],
        "MJ0201": [square(42, 17)],
    }
    import_map(seat=seat, edition="2024", shapes=shapes)
    return world


def filled(world: World, form: str, areas: str, **answers: object) -> Dataset:
    """A register with one record for each named area."""
    dataset = opened(world, form)
    for area in areas.split():
        record(world, dataset, area, **answers)
    return dataset


def record(world: World, dataset: Dataset, area: str, **answers: object) -> Record:
    where = {} if area == "-" else {"where": area}
    given = {"what": "Visit", "status": "open", **where, **answers}
    return create_record(seat=world.people["amina"].acting, dataset=dataset, answers=given)


def look(client: Client, dataset: Dataset, query: str = "") -> str:
    address = reverse("dataset", args=[dataset.ref])
    answer = client.get(f"{address}?view=map{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def lines(page: str) -> dict[str, str]:
    """Figure or state by p-code, as the table under the map has it."""
    rows = re.findall(r'<tr><th scope="row">.*?</tr>', page, re.DOTALL)
    found = {}
    for row in rows:
        code = re.search(r'<td class="ref"><bdi>(.*?)</bdi>', row)
        figure = row.split('<td class="number">')[1].partition("</td>")[0]
        if code:
            found[code[1]] = strip_tags(
                re.sub(r'<span aria-hidden="true">.*?</span>', "", figure)
            ).strip()
    return found


def marks(page: str) -> dict[str, str]:
    """The class of each area as the drawing has it, by the words before the colon."""
    found = re.findall(r'<path class="(\w+)"[^>]*><title>(.*?):', page)
    return {name.removeprefix("Area "): mark for mark, name in found}


def test_counts__by_level_with_all_below_and_never_reported_apart(
    drawn: World, sign_in: SignIn
) -> None:
    dataset = filled(drawn, WORK, "MJ0101 MJ0101 MJ0102 MJ01")
    client = sign_in("amina")

    assert lines(look(client, dataset)) == {"MJ01": "4", "MJ02": "not reported"}
    page = look(client, dataset, "&level=2")
    assert lines(page) == {"MJ0101": "2", "MJ0102": "1", "MJ0201": "not reported"}
    assert "Records that name a larger area only, and are on no area here: 1." in page
    assert marks(page) == {"MJ0101": "m2", "MJ0102": "m1", "MJ0201": "mn"}


def test_filter_without_match__zero_where_there_are_records(drawn: World, sign_in: SignIn) -> None:
    dataset = filled(drawn, WORK, "MJ0101 MJ0201")
    record(drawn, dataset, "MJ0201", status="done")

    page = look(sign_in("amina"), dataset, "&level=2&status=done")

    assert lines(page) == {"MJ0101": "zero", "MJ0102": "not reported", "MJ0201": "1"}
    assert marks(page) == {"MJ0101": "mz", "MJ0102": "mn", "MJ0201": "m1"}
    assert "zero: records, but none that was asked for" in page


def test_area_link__leads_to_its_records_and_those_below(drawn: World, sign_in: SignIn) -> None:
    dataset = filled(drawn, WORK, "MJ0101 MJ0102 MJ0201")
    client = sign_in("amina")
    page = look(client, dataset, "&status=open")

    links = set(re.findall(r'href="(\?[^"]*area=MJ01)"', page))
    assert links == {"?status=open&amp;area=MJ01"}
    shown = client.get(reverse("dataset", args=[dataset.ref]) + "?status=open&area=MJ01")
    assert shown.context["table"].page.paginator.count == 2


def test_figures__added_up_and_null_is_not_zero(drawn: World, sign_in: SignIn) -> None:
    dataset = filled(drawn, WORK, "MJ0101 MJ0101", money=30)
    record(drawn, dataset, "MJ0102", money=0)
    record(drawn, dataset, "MJ0201")
    client = sign_in("amina")

    page = look(client, dataset, "&level=2&figure=money")
    assert lines(page) == {"MJ0101": "60", "MJ0102": "zero", "MJ0201": "not reported"}
    assert "Money by area, added up" in page


def test_people_reached__the_highest_not_the_sum(drawn: World, sign_in: SignIn) -> None:
    dataset = filled(drawn, WORK, "MJ0101 MJ0101", reached=40)
    record(drawn, dataset, "MJ0102", reached=90)

    page = look(sign_in("amina"), dataset, "&figure=reached")
    assert lines(page)["MJ01"] == "90"
    record(drawn, dataset, "MJ0201", reached=3)
    page = look(sign_in("amina"), dataset, "&figure=reached")
    assert lines(page) == {"MJ01": "90", "MJ02": "hidden"}
    assert "Reached by area, the highest" in page


def test_incidents__small_counts_hidden_and_not_to_be_worked_out(
    drawn: World, sign_in: SignIn
) -> None:
    dataset = filled(drawn, INCIDENTS, "MJ0101 " * 7 + "MJ0102 " * 2 + "MJ0201 " * 6, reached="x")
    Dataset.objects.filter(pk=dataset.pk).update(level=2)
    Record.objects.filter(dataset=dataset).update(level=2)
    client = sign_in("celine")

    assert lines(look(client, dataset)) == {"MJ01": "9", "MJ02": "6"}
    page = look(client, dataset, "&level=2")
    # 9 less 7 would be the 2 that is hidden: so the 7 is hidden too.
    assert lines(page) == {"MJ0101": "hidden", "MJ0102": "hidden", "MJ0201": "6"}
    assert marks(page) == {"MJ0101": "mh", "MJ0102": "mh", "MJ0201": "m1"}
    assert 'fill="url(#map-h)"' in page
    assert "hidden: too few to be shown" in page


def test_record_more_sensitive_than_its_register__brings_its_smallest_cell(
    drawn: World, sign_in: SignIn
) -> None:
    dataset = filled(drawn, INCIDENTS, "MJ0101 MJ0101", reached="x")
    Dataset.objects.filter(pk=dataset.pk).update(level=1)
    assert set(Record.objects.values_list("level", flat=True)) == {2}

    assert lines(look(sign_in("celine"), dataset))["MJ01"] == "hidden"


def test_records_out_of_sight__not_counted(drawn: World, sign_in: SignIn) -> None:
    dataset = filled(drawn, WORK, "MJ0101 MJ0101")
    Record.objects.filter(pk=Record.objects.earliest("pk").pk).update(audience="agency")

    assert lines(look(sign_in("amina"), dataset))["MJ01"] == "2"
    assert lines(look(sign_in("celine"), dataset))["MJ01"] == "1"


def test_area_of_high_sensitivity__no_map_and_no_filter_by_it(
    drawn: World, sign_in: SignIn
) -> None:
    closed = WORK.replace("area           | none:1 ", "area           | sensitive:3 ")
    dataset = opened(drawn, closed)
    client = sign_in("amina")
    address = reverse("dataset", args=[dataset.ref])

    page = client.get(f"{address}?view=map&area=MJ01")

    assert page.context["ask"].view == "table"
    assert page.context["ask"].area == ""
    assert ">Map</a>" not in page.content.decode()


def test_older_pcodes__carried_over_and_said_so(drawn: World, sign_in: SignIn) -> None:
    dataset = filled(drawn, WORK, "MJ0101 MJ0102 MJ0201")
    seat = drawn.people["dawit"].acting
    units = [UnitRow("MJ", 0, {"en": "Marjana"}, ""), UnitRow("MJ9", 1, {"en": "Nine"}, "MJ")]
    units += [UnitRow(code, 2, {"en": code}, "MJ9") for code in ("MJ91", "MJ92", "MJ93")]
    import_units(seat=seat, edition="2026", units=units, valid_from=date(2026, 1, 1), closes="2024")
    pairs = [("MJ0101", "MJ91"), ("MJ0102", "MJ92"), ("MJ0102", "MJ93")]
    import_crosswalk(
        seat=seat,
        old_edition="2024",
        new_edition="2026",
        pairs=[SuccessionRow(old, new, None) for old, new in pairs],
    )
    client = sign_in("amina")

    page = look(client, dataset, "&level=2")
    assert lines(page) == {"MJ91": "1", "MJ92": "not reported", "MJ93": "not reported"}
    assert "Carried over from p-codes of older editions: 2." in page
    assert "Records without an area that this edition knows: 1." in page
    assert lines(look(client, dataset, "&level=1")) == {"MJ9": "2"}  # the split one lies in it
    address = reverse("dataset", args=[dataset.ref])
    for area, count in (("MJ91", 1), ("MJ92", 0), ("MJ9", 2)):
        shown = client.get(f"{address}?area={area}")
        assert shown.context["table"].page.paginator.count == count


def with_question(line: str) -> str:
    head, choices = WORK.split("| choices |", 1)
    return f"{head}|        | {line} |\n| choices |{choices}"


PLACED = with_question("geopoint          | spot    | Spot    | point          | indirect:1 ")
WHO_SEES_POINTS = table("""
| amina  | 1 |
| celine | 0 |
""")


@pytest.mark.parametrize(("who", "count"), WHO_SEES_POINTS)
def test_points__only_where_their_field_group_is_open(
    drawn: World, sign_in: SignIn, who: str, count: str
) -> None:
    dataset = filled(drawn, PLACED, "MJ0101", spot={"lat": 17.5, "lon": 41.5})

    page = sign_in(who).get(reverse("dataset", args=[dataset.ref]) + "?view=map")

    assert page.content.decode().count('<circle class="md"') == int(count)


def test_sites__counted_but_secret_ones_never(drawn: World, sign_in: SignIn) -> None:
    for code, is_secret in (("S1", False), ("S2", True)):
        Site.objects.create(
            operation=drawn.operation,
            code=code,
            names={"en": f"Spot {code}"},
            kind="facility",
            unit=drawn.areas["MJ0101"],
            latitude=17.5,
            longitude=41.5,
            level=4 if is_secret else 1,
            is_secret=is_secret,
        )
    form = with_question("text              | at      | At      | site           | none:1      ")
    dataset = filled(drawn, form, "MJ0101", at="S1")
    record(drawn, dataset, "MJ0101", at="S2")

    page = look(sign_in("amina"), dataset)

    assert page.count('<circle class="md"') == 1
    assert "Spot S1: 1" in page
    assert "S2" not in page


def test_no_outlines__the_table_alone(world: World, sign_in: SignIn) -> None:
    dataset = filled(world, WORK, "MJ0101")

    page = look(sign_in("amina"), dataset)

    assert lines(page)["MJ01"] == "1"
    assert "There are no outlines of this level yet" in page
    assert '<svg class="map"' not in page


def test_more_records_and_areas__no_more_queries(
    drawn: World,
    sign_in: SignIn,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    dataset = filled(drawn, WORK, "MJ0101 MJ0201")
    client = sign_in("amina")
    session = client.session
    session["seat"] = drawn.people["amina"].seat.ref
    session.save()
    look(client, dataset)
    for _ in range(2):
        filled_again = [record(drawn, dataset, "MJ0102") for _ in range(20)]
        assert filled_again
        with django_assert_max_num_queries(21):
            look(client, dataset, "&level=2")


def test_split_area__sums_divided_by_known_shares_and_marked(drawn: World, sign_in: SignIn) -> None:
    dataset = filled(drawn, WORK, "MJ0102 MJ0102 MJ0201", money=100)
    seat = drawn.people["dawit"].acting
    units = [UnitRow("MJ", 0, {"en": "Marjana"}, ""), UnitRow("MJ9", 1, {"en": "Nine"}, "MJ")]
    units += [UnitRow(code, 2, {"en": code}, "MJ9") for code in ("MJ91", "MJ92", "MJ93")]
    import_units(seat=seat, edition="2026", units=units, valid_from=date(2026, 1, 1), closes="2024")
    pairs = [("MJ0102", "MJ91", 0.7), ("MJ0102", "MJ92", 0.3), ("MJ0201", "MJ93", 1.0)]
    import_crosswalk(
        seat=seat,
        old_edition="2024",
        new_edition="2026",
        pairs=[SuccessionRow(*pair) for pair in pairs],
    )
    client = sign_in("amina")

    page = look(client, dataset, "&level=2&figure=money")
    assert lines(page) == {"MJ91": "≈ 140", "MJ92": "≈ 60", "MJ93": "100"}
    assert "divided by the shares" in page
    assert lines(look(client, dataset, "&level=1&figure=money")) == {"MJ9": "300"}
    assert lines(look(client, dataset, "&level=2"))["MJ91"] == "not reported"  # whose record?


def test_latest_and_share__the_newest_of_the_area_itself(drawn: World, sign_in: SignIn) -> None:
    form = with_question("integer           | need    | In need | count.in_need  | none:1      ")
    form = form.replace("| amount ", "| share  ").replace(
        "|        | integer           | need",
        "|        | date              | day     | Day     | date           | none:1      |\n"
        "|        | integer           | need",
    )
    dataset = opened(drawn, form)
    for area, day, need, share in (
        ("MJ0101", "2026-02-01", 900, 40),
        ("MJ0101", "2026-04-01", 700, 30),
        ("MJ0101", "2026-03-01", 800, 35),
        ("MJ0102", "2026-01-01", 50, None),
    ):
        given = {"day": day, "need": need} | ({"money": share} if share else {})
        record(drawn, dataset, area, **given)
    client = sign_in("amina")
    assert lines(look(client, dataset, "&level=2&figure=need")) == {
        "MJ0101": "700",
        "MJ0102": "50",
        "MJ0201": "not reported",
    }
    assert lines(look(client, dataset, "&level=2&figure=money"))["MJ0101"] == "30"
    assert lines(look(client, dataset, "&level=1&figure=need"))["MJ01"] == "not reported"


def test_points_about_people__gathered_in_squares_of_enough(drawn: World, sign_in: SignIn) -> None:
    form = PLACED.replace("count.reached ", "incident.type ").replace(
        "integer           | reached", "text              | reached"
    )
    dataset = opened(drawn, form)
    near, far = {"lat": 17.2, "lon": 41.2}, {"lat": 17.9, "lon": 41.9}
    for spot, status in [(near, "open")] * 5 + [(far, "open")] * 5 + [(far, "done")] * 2:
        record(drawn, dataset, "MJ0101", spot=spot, status=status)
    client = sign_in("amina")
    address = reverse("dataset", args=[dataset.ref]) + "?view=map"

    points = client.get(address).context["map"].points
    assert sorted(one.count for one in points) == [5, 7]
    assert all((one.latitude, one.longitude) not in {(17.2, 41.2), (17.9, 41.9)} for one in points)
    narrowed = client.get(address + "&status=open").context["map"].points
    assert [one.count for one in narrowed] == [5]  # beside the other five two would be left out
    assert client.get(address + "&status=done").context["map"].points == []
