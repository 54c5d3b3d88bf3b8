"""The personas, everywhere the same, and the small world they live in.

Amina owns (focal point of HRA), Bakari is her colleague who may look, Celine is in another
agency (WCI), Dawit coordinates, nobody is logged out.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client, override_settings
from django.utils import translation
from pytest_django.plugin import DjangoDbBlocker

from himaya.gate.seats import ActingSeat
from himaya.people.keys import give_key
from himaya.people.models import Account, Agency, Seat
from himaya.people.queries import acting_seat
from himaya.places.models import AdminUnit
from himaya.systems.models import InformationSystem
from himaya.tenancy.models import Operation

PASSWORD = "a long enough passphrase"

# who    | name    | agency | role              | level | everywhere
CAST = """
| amina  | Amina   | HRA    | focal_point       | 3     | yes |
| bakari | Bakari  | HRA    | reader            | 2     | yes |
| celine | Celine  | WCI    | focal_point       | 3     | yes |
| dawit  | Dawit   | CCU    | coordinator       | 3     | yes |
"""


def table(text: str) -> list[list[str]]:
    """Rows of a Markdown table without header, cells stripped."""
    return [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in text.strip().splitlines()
        if not set(line.strip()) <= set("|- :")
    ]


@dataclass(frozen=True)
class Persona:
    """One invented person with one seat."""

    account: Account
    seat: Seat

    @property
    def acting(self) -> ActingSeat:
        """As the gate sees her, with a second factor, read afresh."""
        return acting_seat(
            Seat.objects.select_related("operation", "agency", "account").get(pk=self.seat.pk),
            second_factor=True,
        )


@dataclass(frozen=True)
class World:
    """The operation, its agencies and areas, one shared workspace, and the personas."""

    operation: Operation
    agencies: dict[str, Agency]
    areas: dict[str, AdminUnit]
    workspace: InformationSystem
    people: dict[str, Persona]


@pytest.fixture(autouse=True)
def _english() -> None:
    """No test speaks the language that the one before it left behind."""
    translation.activate("en")


@pytest.fixture(autouse=True)
def _own_folders(settings: object, tmp_path: Path) -> None:
    """Files and snapshots of one test stay in its own folder."""
    settings.HIMAYA_FILES = tmp_path / "files"  # type: ignore[attr-defined]
    settings.HIMAYA_SNAPSHOTS = tmp_path / "snapshots"  # type: ignore[attr-defined]


@pytest.fixture
def world(db: None) -> World:
    """A small operation: three agencies, two districts, a workspace of HRA, CCU and WCI."""
    return make_world()


@contextmanager
def kept_world(blocker: DjangoDbBlocker, folder: Path) -> Iterator[World]:
    """A world for all tests of a module: what is made in it stands before each, undone at the end.

    For what takes long to make, such as an imported plan. Tests of the module may not commit.
    """
    with blocker.unblock(), transaction.atomic():
        with override_settings(
            HIMAYA_FILES=folder / "files", HIMAYA_SNAPSHOTS=folder / "snapshots"
        ):
            translation.activate("en")
            world = make_world()
            yield world
        transaction.set_rollback(True)


def make_world() -> World:
    """The same outside pytest, for benchmarks."""
    operation = Operation.objects.create(
        slug="marjana", names={"en": "Marjana"}, languages=["en", "ar"], is_demo=True
    )
    agencies = {name: _agency(operation, name) for name in ("HRA", "WCI", "CCU", "OTH")}
    country = _unit(operation, "MJ", 0, None)
    areas = {"MJ": country}
    for pcode in ("MJ01", "MJ02"):
        areas[pcode] = _unit(operation, pcode, 1, country)
    areas["MJ0101"] = _unit(operation, "MJ0101", 2, areas["MJ01"])
    workspace = InformationSystem.objects.create(
        operation=operation,
        agency=agencies["CCU"],
        code="coordination",
        names={"en": "Coordination"},
        categories=[],
    )
    workspace.members.set([agencies["HRA"], agencies["WCI"], agencies["CCU"]])
    people = {row[0]: _persona(operation, agencies, row) for row in table(CAST)}
    return World(operation, agencies, areas, workspace, people)


def _agency(operation: Operation, acronym: str) -> Agency:
    agency = Agency(operation=operation, acronym=acronym, names={"en": acronym}, kind="ingo")
    give_key(agency)
    agency.save()
    return agency


def _unit(operation: Operation, pcode: str, level: int, parent: AdminUnit | None) -> AdminUnit:
    return AdminUnit.objects.create(
        operation=operation,
        edition="2024",
        pcode=pcode,
        level=level,
        parent=parent,
        names={"en": f"Area {pcode}"},
    )


def _persona(operation: Operation, agencies: dict[str, Agency], row: list[str]) -> Persona:
    who, name, agency, role, level, everywhere = row
    account = Account.objects.create_user(f"{who}@example.org", PASSWORD, name=name)
    seat = Seat.objects.create(
        operation=operation,
        account=account,
        agency=agencies[agency],
        role=role,
        access_level=int(level),
        everywhere=everywhere == "yes",
        valid_from=date(2024, 1, 1),
    )
    return Persona(account, seat)


def join(world: World, who: str, role: str, agency: str = "CCU") -> Persona:
    """One more person with one seat: High, everywhere, for years."""
    account = Account.objects.create_user(f"{who}@example.org", PASSWORD, name=who.title())
    seat = Seat.objects.create(
        operation=world.operation,
        account=account,
        agency=world.agencies[agency],
        role=role,
        access_level=3,
        everywhere=True,
        valid_from=date(2024, 1, 1),
    )
    world.people[who] = Persona(account, seat)
    return world.people[who]


@pytest.fixture
def sign_in(client: Client, world: World) -> Callable[[str], Client]:
    """Sign a persona in with a second factor; "nobody" stays out."""

    def enter(who: str) -> Client:
        client.logout()
        if who != "nobody":
            client.force_login(world.people[who].account)
            session = client.session
            # As allauth keeps them: the steps taken, and whose they were.
            session["account_authentication_methods"] = [{"method": "password"}, {"method": "mfa"}]
            session["account_authentication_methods_user"] = str(world.people[who].account.pk)
            session.save()
        return client

    return enter
