"""Who may open which page about places."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.world import World, table

from himaya.places.models import AdminUnit, PopulationGroup, Site

SignIn = Callable[[str], Client]

# "outside" has a seat in another operation; 302 leads to signing in.
PAGES = table("""
| page                   | thing | amina | bakari | celine | dawit | outside | nobody |
| places                 |       | 200   | 200    | 200    | 200   | 200     | 302    |
| place                  | MJ01  | 200   | 200    | 200    | 200   | 404     | 302    |
| places-import          |       | 403   | 403    | 403    | 200   | 200     | 302    |
| sites                  |       | 200   | 200    | 200    | 200   | 200     | 302    |
| site                   | open  | 200   | 200    | 200    | 200   | 404     | 302    |
| site                   | high  | 200   | 404    | 200    | 200   | 404     | 302    |
| site                   | house | 404   | 404    | 404    | 404   | 404     | 302    |
| site-add               |       | 403   | 403    | 403    | 200   | 200     | 302    |
| site-amend             | open  | 403   | 403    | 403    | 200   | 404     | 302    |
| site-amend             | house | 403   | 403    | 403    | 404   | 404     | 302    |
| population-groups      |       | 200   | 200    | 200    | 200   | 200     | 302    |
| population-group-add   |       | 403   | 403    | 403    | 200   | 200     | 302    |
| population-group-amend | idp   | 403   | 403    | 403    | 200   | 404     | 302    |
""")
WHO = PAGES[0][2:]
CELLS = [
    (row[0], row[1], who, int(cell))
    for row in PAGES[1:]
    for who, cell in zip(WHO, row[2:], strict=True)
]


@pytest.fixture
def things(world: World) -> dict[str, str]:
    refs = {"": "", "MJ01": world.areas["MJ01"].ref}
    for code, level, secret in (("open", 1, False), ("high", 3, False), ("house", 4, True)):
        refs[code] = Site.objects.create(
            operation=world.operation,
            code=code,
            names={"en": f"Place {code}"},
            kind="other",
            unit=world.areas["MJ01"],
            level=level,
            is_secret=secret,
        ).ref
    refs["idp"] = PopulationGroup.objects.create(
        operation=world.operation, code="idp", names={"en": "IDPs"}
    ).ref
    return refs


@pytest.fixture
def enter(world: World, sign_in: SignIn) -> SignIn:
    def come(who: str) -> Client:
        if who == "outside":
            from himaya.people.models import Seat
            from himaya.tenancy.models import Operation

            other = Operation.objects.create(slug="other", names={"en": "Other"}, languages=["en"])
            Seat.objects.filter(pk=world.people["dawit"].seat.pk).update(operation=other)
            return sign_in("dawit")
        return sign_in(who)

    return come


@pytest.mark.parametrize(("page", "thing", "who", "status"), CELLS)
def test_page__opens_for(
    things: dict[str, str], enter: SignIn, page: str, thing: str, who: str, status: int
) -> None:
    address = reverse(page, args=[things[thing]] if thing else [])
    assert enter(who).get(address).status_code == status


@pytest.mark.parametrize("page", ["places", "sites", "place"])
def test_secret_place__silent_in_lists_and_counts(
    things: dict[str, str], sign_in: SignIn, page: str
) -> None:
    args = [things["MJ01"]] if page == "place" else []
    text = sign_in("dawit").get(reverse(page, args=args)).content.decode()
    assert "Place house" not in text
    if page == "sites":
        assert "1 to 2 of 2" in text
        assert "Place house" not in sign_in("dawit").get(
            reverse(page), {"words": "house"}
        ).content.decode().replace('value="house"', "")


def test_other_operation__no_place_of_ours(things: dict[str, str], enter: SignIn) -> None:
    text = enter("outside").get(reverse("places"), {"edition": "2024"}).content.decode()
    assert "MJ01" not in text


def test_places__found_by_name_code_and_level(world: World, sign_in: SignIn) -> None:
    AdminUnit.objects.filter(pk=world.areas["MJ02"].pk).update(names={"en": "South", "ar": "جنوب"})
    client = sign_in("amina")
    for query, count in (
        ({"words": "جنوب"}, 1),
        ({"words": "mj01"}, 2),
        ({"level": "1"}, 2),
        ({"words": "zzz"}, 0),
    ):
        assert client.get(reverse("places"), query).context["page"].paginator.count == count, query


TABLE = "ADM1_PCODE,ADM1_EN,ADM0_PCODE,ADM0_EN\nMJ01,North,MJ,Marjana\nMJ02,,MJ,Marjana\n"


def test_areas__looked_at_then_brought_in(world: World, sign_in: SignIn) -> None:
    client = sign_in("dawit")

    def send(**more: str):  # type: ignore[no-untyped-def]  # noqa: ANN202
        file = SimpleUploadedFile("adm.csv", TABLE.encode())
        return client.post(reverse("places-import"), {"table": file, "edition": "2026", **more})

    looked = send(dry_run="on")
    assert (looked.context["read"], looked.context["problem_count"]) == (2, 1)
    assert not AdminUnit.objects.filter(edition="2026").exists()
    assert send().context["done"].added == 2
    assert send(closes="2024").status_code == 422
    assert send(closes="2026", valid_from="2026-01-01").status_code == 422


def test_file_that_is_none__refused(world: World, sign_in: SignIn) -> None:
    file = SimpleUploadedFile("adm.xlsx", b"PK\x03\x04 broken")
    answer = sign_in("dawit").post(reverse("places-import"), {"table": file, "edition": "2026"})
    assert answer.status_code == 422


def test_site__added_amended_and_never_lowered(world: World, sign_in: SignIn) -> None:
    client = sign_in("dawit")
    form = {
        "code": "CAMP",
        "kind": "planned_camp",
        "pcode": "MJ0101",
        "level": "2",
        "name_en": "Camp",
    }
    assert client.post(reverse("site-add"), form | {"pcode": "XX"}).status_code == 422
    assert client.post(reverse("site-add"), form).status_code == 302
    site = Site.objects.get(code="CAMP")
    amend = reverse("site-amend", args=[site.ref])
    assert client.post(amend, form | {"level": "1"}).status_code == 422
    assert client.post(amend, form | {"latitude": "91"}).status_code == 422
    assert client.post(amend, form | {"name_en": "Big camp", "is_secret": "on"}).status_code == 302
    site.refresh_from_db()
    assert (site.names["en"], site.level) == ("Big camp", 4)


def test_population_group__added_and_amended(world: World, sign_in: SignIn) -> None:
    client = sign_in("dawit")
    client.post(reverse("population-group-add"), {"code": "idp", "name_en": "IDPs"})
    group = PopulationGroup.objects.get(code="idp")
    form = {"name_en": "Displaced people", "definition": "Within the country."}
    client.post(reverse("population-group-amend", args=[group.ref]), form)
    group.refresh_from_db()
    assert (group.code, group.definition) == ("idp", "Within the country.")
    assert "Displaced people" in client.get(reverse("population-groups")).content.decode()
    assert client.post(reverse("population-group-add"), {"code": "x"}).status_code == 422


@pytest.mark.parametrize("page", ["places", "sites"])
def test_list__within_its_query_budget(
    world: World,
    sign_in: SignIn,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
    page: str,
) -> None:
    for n in range(60):
        unit = AdminUnit.objects.create(
            operation=world.operation,
            edition="2024",
            pcode=f"MJ9{n}",
            level=2,
            parent=world.areas["MJ01"],
        )
        Site.objects.create(
            operation=world.operation, code=f"S{n}", kind="other", unit=unit, level=1
        )
    client = sign_in("amina")
    with django_assert_max_num_queries(15):
        assert client.get(reverse(page)).status_code == 200
