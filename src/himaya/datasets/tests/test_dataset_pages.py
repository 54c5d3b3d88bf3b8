"""The list of registers, and opening one with a form."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from tests.world import World, table

from himaya.datasets import views
from himaya.datasets.actions import create_dataset, open_register
from himaya.datasets.declarations import profile_named
from himaya.datasets.models import Dataset
from himaya.engines.xlsform import read_form
from himaya.instruments.actions import add_version, create_instrument, publish_version
from himaya.instruments.models import Instrument, Version
from himaya.systems.models import InformationSystem

SignIn = Callable[[str], Client]

FORM = """
| survey |      |       |       |             |
|        | type | name  | label | sensitivity |
|        | text | what  | What  | none:1      |
"""

ACCESS = table(
    """
    | who    | list | new | open |
    | amina  | 200  | 200 | 200  |
    | bakari | 200  | 403 | 403  |
    | celine | 200  | 404 | 200  |
    | dawit  | 200  | 403 | 200  |
    | nobody | 302  | 302 | 302  |
    """
)[1:]


@pytest.fixture
def version(world: World) -> Version:
    system = InformationSystem.objects.create(
        operation=world.operation, agency=world.agencies["HRA"], code="own", names={"en": "Own"}
    )
    seat = world.people["amina"].acting
    form = read_form(FORM, kind="md")
    draft = create_instrument(
        seat=seat, system=system, code="calls", form=form, names={"en": "Calls", "ar": "مكالمات"}
    )
    return publish_version(seat=seat, version=draft)


def filled(version: Version, **changes: object) -> dict[str, object]:
    return {
        "name_en": "Calls of people",
        "code": "calls",
        "version": version.number,
        "audience": "agency",
        "lane": "information",
        "level": 2,
        "retention_months": 12,
        **changes,
    }


def url_of(version: Version) -> str:
    return f"{reverse('dataset-new')}?instrument={version.instrument.ref}"


@pytest.mark.parametrize("row", ACCESS, ids=lambda row: row[0])
def test_who_may_open_which_page(sign_in: SignIn, version: Version, row: list[str]) -> None:
    who, listed, new, opening = row
    client = sign_in(who)
    assert str(client.get(reverse("datasets")).status_code) == listed
    assert str(client.get(url_of(version)).status_code) == new
    assert str(client.get(reverse("register-open")).status_code) == opening


def test_register__opened_with_a_form_and_listed_for_its_owner_alone(
    sign_in: SignIn, version: Version
) -> None:
    client = sign_in("amina")
    page = client.get(url_of(version)).content.decode()
    assert 'value="مكالمات"' in page
    answer = client.post(url_of(version), filled(version))
    made = Dataset.objects.get()
    assert answer.headers["Location"] == reverse("dataset", args=[made.ref])
    assert (made.version, made.names, made.audience) == (
        version,
        {"en": "Calls of people"},
        "agency",
    )
    assert "Calls of people" in client.get(reverse("datasets")).content.decode()
    assert (
        "Calls of people"
        in client.get(reverse("instrument", args=[version.instrument.ref])).content.decode()
    )
    hidden = sign_in("celine").get(reverse("datasets")).content.decode()
    assert made.ref not in hidden
    system = reverse("system", args=[made.system.ref])
    assert made.ref not in sign_in("celine").get(system).content.decode()


def test_list__grouped_with_headings_to_jump_to(
    world: World, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    seat = world.people["dawit"].acting
    for code in ("response_5w", "meeting", "action_point", "plan"):
        profile = profile_named(code)
        assert profile is not None
        open_register(seat=seat, system=world.workspace, profile=profile)
    monkeypatch.setattr(views, "_PAGE", 2)
    client = sign_in("dawit")

    first = client.get(reverse("datasets")).content.decode()
    second = client.get(reverse("datasets"), {"page": "2"}).content.decode()

    headings = re.compile(r'<h2 id="([^"]+)"')
    assert headings.findall(first) == ["plans", "meetings"]
    assert headings.findall(second) == ["meetings", "response_monitoring"]
    jumps = re.compile(r'class="chip" href="([^"]+)"')
    assert jumps.findall(first) == ["#plans", "#meetings", "?page=2#response_monitoring"]
    assert jumps.findall(second)[:2] == ["?page=1#plans", "?page=1#meetings"]


def test_draft_version__cannot_be_used(world: World, sign_in: SignIn, version: Version) -> None:
    draft = add_version(
        seat=world.people["amina"].acting,
        instrument=version.instrument,
        form=read_form(FORM, kind="md"),
    )
    answer = sign_in("amina").post(url_of(version), filled(draft))
    assert answer.status_code == 422
    assert not Dataset.objects.exists()


def test_person_lane__closed_until_the_operation_opens_it(
    world: World, sign_in: SignIn, version: Version
) -> None:
    world.operation.is_demo = False
    world.operation.save(update_fields=["is_demo"])
    answer = sign_in("amina").post(url_of(version), filled(version, lane="person"))
    assert answer.status_code == 422
    assert "Calls of people" in answer.content.decode()
    assert not Dataset.objects.exists()


def test_code_taken__said_beside_the_field(sign_in: SignIn, version: Version) -> None:
    client = sign_in("amina")
    client.post(url_of(version), filled(version))
    answer = client.post(url_of(version), filled(version, name_en="Second"))
    assert answer.status_code == 422
    assert 'href="#id_code"' in answer.content.decode()
    assert Dataset.objects.count() == 1


def test_code_of_what_is_hidden__is_free_and_tells_nothing(
    world: World, sign_in: SignIn, version: Version
) -> None:
    """Celine sees neither form nor register of HRA; its codes are hers to use as well."""
    amina, celine = world.people["amina"].acting, world.people["celine"].acting
    create_dataset(
        seat=amina, instrument=version.instrument, version=version, code="calls", names={}
    )
    hers = InformationSystem.objects.create(
        operation=world.operation, agency=world.agencies["WCI"], code="wci", names={"en": "Hers"}
    )
    form = read_form(FORM, kind="md")
    draft = create_instrument(seat=celine, system=hers, code="calls", form=form)
    published = publish_version(seat=celine, version=draft)
    assert sign_in("celine").post(url_of(published), filled(published)).status_code == 302
    assert Dataset.objects.filter(code="calls").count() == 2
    assert Instrument.objects.filter(code="calls").count() == 2
    again = sign_in("celine").post(url_of(published), filled(published))
    assert "in use already" in again.content.decode()
