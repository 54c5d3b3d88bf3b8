"""Pages of information systems."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from tests.world import World, table

from himaya.audit.models import Event
from himaya.kernel.verbs import Verb
from himaya.systems.models import InformationSystem

SignIn = Callable[[str], Client]

# The frame is known to every seat; coordination manages it, an agency its own systems.
ACCESS = table(
    """
    | who    | list | detail | add | amend | amend own |
    | amina  | 200  | 200    | 403 | 403   | 200       |
    | bakari | 200  | 200    | 403 | 403   | 403       |
    | celine | 200  | 200    | 403 | 403   | 403       |
    | dawit  | 200  | 200    | 200 | 200   | 200       |
    | nobody | 302  | 302    | 302 | 302   | 302       |
    """
)[1:]


@pytest.fixture
def own(world: World) -> InformationSystem:
    return InformationSystem.objects.create(
        operation=world.operation,
        agency=world.agencies["HRA"],
        code="hotline",
        names={"en": "Hotline", "ar": "الخط الساخن"},
        categories=["communities"],
    )


def filled(world: World, **changes: object) -> dict[str, object]:
    return {
        "name_en": "Monitoring",
        "name_ar": "الرصد",
        "code": "monitoring",
        "purpose": "Know what people face",
        "categories": ["monitoring", "security"],
        "agency": world.agencies["HRA"].ref,
        "members": [world.agencies["WCI"].ref],
        "areas": [world.areas["MJ01"].ref],
        "tool": "Kobo",
        "methods": ["key_informant"],
        "outputs": "A bulletin each month",
        "state": "active",
        "level": 2,
        "starts_on": "2026-01-01",
        "retention_months": 24,
        **changes,
    }


@pytest.mark.parametrize("row", ACCESS, ids=lambda row: row[0])
def test_who_may_open_which_page(
    world: World, sign_in: SignIn, own: InformationSystem, row: list[str]
) -> None:
    who, listed, detail, add, amend, amend_own = row
    client = sign_in(who)

    def status(name: str, *args: str) -> str:
        return str(client.get(reverse(name, args=args)).status_code)

    assert status("systems") == listed
    assert status("system", own.ref) == detail
    assert status("system-new") == add
    assert status("system-amend", world.workspace.ref) == amend
    assert status("system-amend", own.ref) == amend_own


def test_new_system__kept_with_all_that_was_said(world: World, sign_in: SignIn) -> None:
    client = sign_in("dawit")
    answer = client.post(reverse("system-new"), filled(world))
    assert answer.status_code == 302
    system = InformationSystem.objects.get(code="monitoring")
    assert system.names == {"en": "Monitoring", "ar": "الرصد"}
    assert system.categories == ["monitoring", "security"]
    assert [str(agency) for agency in system.members.all()] == ["WCI"]
    assert [area.pcode for area in system.areas.all()] == ["MJ01"]
    text = client.get(reverse("system", args=[system.ref])).content.decode()
    for words in ("Protection monitoring", "Key informant interview", "Kobo", "not reviewed yet"):
        assert words in text


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name_en": "", "name_ar": ""}, "name_en"),
        ({"code": "coordination"}, "code"),
        ({"ends_on": "2025-01-01"}, "ends_on"),
        ({"categories": ["astrology"]}, "categories"),
        ({"level": 9}, "level"),
    ],
)
def test_wrong_system__422_beside_the_field_and_nothing_lost(
    world: World, sign_in: SignIn, change: dict[str, object], field: str
) -> None:
    answer = sign_in("dawit").post(reverse("system-new"), filled(world, **change))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert f'href="#id_{field}' in text
    assert "A bulletin each month" in text
    assert not InformationSystem.objects.filter(code="monitoring").exists()


def test_amended_system__changed_columns_are_noted(
    world: World, sign_in: SignIn, own: InformationSystem
) -> None:
    change = filled(world, code="another", tool="himaya", agency=world.agencies["WCI"].ref)
    answer = sign_in("amina").post(reverse("system-amend", args=[own.ref]), change)
    assert answer.status_code == 302
    own.refresh_from_db()
    # Addresses and keys hang on code and owner: both stay, whatever was sent.
    assert (own.code, own.agency.acronym, own.tool) == ("hotline", "HRA", "himaya")
    noted = Event.objects.filter(verb=Verb.SYSTEM_MANAGE, scope="change").get()
    assert "tool" in noted.fields
    assert "state" not in noted.fields


def test_lower_sensitivity__refused(world: World, sign_in: SignIn, own: InformationSystem) -> None:
    url = reverse("system-amend", args=[own.ref])
    answer = sign_in("amina").post(url, filled(world, level=1))
    assert answer.status_code == 422
    assert "lowering needs" in answer.content.decode()
    own.refresh_from_db()
    assert own.level == 2


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Coordination", "Hotline"}),
        ("?category=communities", {"Hotline"}),
        ("?category=population", set()),
        ("?state=ended", set()),
        ("?state=nonsense", {"Coordination", "Hotline"}),
        ("?owner={HRA}", {"Hotline"}),
    ],
)
def test_list__filtered(
    world: World, sign_in: SignIn, own: InformationSystem, query: str, found: set[str]
) -> None:
    refs = {name: agency.ref for name, agency in world.agencies.items()}
    answer = sign_in("celine").get(reverse("systems") + query.format(**refs))
    shown = {str(row["system"]) for row in answer.context["systems"]}
    assert shown == found


def test_list__as_many_queries_for_thirty_as_for_two(
    world: World,
    sign_in: SignIn,
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    for n in range(30):
        InformationSystem.objects.create(
            operation=world.operation, agency=world.agencies["WCI"], code=f"s{n}", names={"en": "S"}
        )
    client = sign_in("celine")
    with django_assert_max_num_queries(20):  # type: ignore[attr-defined]
        client.get(reverse("systems"))


def test_system_of_another_operation__absent(world: World, sign_in: SignIn) -> None:
    other = type(world.operation).objects.create(slug="other", names={"en": "Other"})
    agency = world.agencies["OTH"]
    foreign = InformationSystem.objects.create(
        operation=other, agency=agency, code="far", names={"en": "Far away"}
    )
    client = sign_in("dawit")
    assert client.get(reverse("system", args=[foreign.ref])).status_code == 404
    assert "Far away" not in client.get(reverse("systems")).content.decode()


# Dawit coordinates; the system is HRA's. Who comes in sees what its workspace shares.
MEMBERS = table(
    """
    | who    | members before | members sent | then    |
    | dawit  | WCI            | WCI CCU      | WCI     |
    | dawit  | WCI            | WCI OTH      | WCI     |
    | dawit  | WCI            |              |         |
    | amina  | WCI            | WCI OTH      | OTH WCI |
    """
)[1:]


@pytest.mark.parametrize("row", MEMBERS, ids="-".join)
def test_members__let_in_by_the_owner_only(
    world: World, sign_in: SignIn, own: InformationSystem, row: list[str]
) -> None:
    who, before, sent, then = row
    own.members.set([world.agencies[name] for name in before.split()])
    refs = [world.agencies[name].ref for name in sent.split()]
    answer = sign_in(who).post(reverse("system-amend", args=[own.ref]), filled(world, members=refs))
    assert " ".join(sorted(str(agency) for agency in own.members.all())) == then
    assert answer.status_code == (302 if sorted(sent.split()) == then.split() else 422)
    if answer.status_code == 422:
        assert 'href="#id_members' in answer.content.decode()
        own.refresh_from_db()
        assert own.tool == ""  # nothing else was kept either
