"""A register of the person lane, and who works in it."""

from datetime import date

from django.test import Client
from tests.world import World

from himaya.datasets.models import Dataset
from himaya.gate.seats import ActingSeat
from himaya.people.models import Account, Seat
from himaya.people.queries import acting_seat
from himaya.records.models import Record
from himaya.records.tests.register import opened

CASES = """
| survey |                |           |            |             |             |
|        | type           | name      | label      | means       | sensitivity |
|        | text           | what      | What       | title       | none:1      |
|        | text           | household | Household  | subject     | indirect:3  |
|        | text           | caller    | Caller     | person.name | direct:3    |
|        | select_one yn  | threat    | Threat     | risk        | sensitive:3 |
|        | image          | photo     | Photo      | photo       | direct:3    |
|        | begin_repeat   | members   | Members    |             |             |
|        | text           | nick      | Nickname   |             | none:1      |
|        | text           | full      | Full name  | person.name | direct:3    |
|        | end_repeat     |           |            |             |             |
| choices |           |      |       |
|         | list_name | name | label |
|         | yn        | yes  | Yes   |
|         | yn        | no   | No    |
"""
HOUSE = "HH-0042"
CANARY = "Zubaydah Invented"
ANSWERS = {
    "what": "First visit",
    "household": HOUSE,
    "caller": CANARY,
    "threat": "yes",
    "members": [{"nick": "Zu", "full": CANARY}, {"nick": "Ko"}],
}


def cases(world: World, code: str = "cases", *, lane: str = "person") -> Dataset:
    """A register of HRA's, of that lane."""
    dataset = opened(world, CASES, audience="agency", code=code)
    Dataset.objects.filter(pk=dataset.pk).update(lane=lane, level=3)
    dataset.refresh_from_db()
    return dataset


def seat_of(
    world: World, role: str, agency: str = "HRA", *, second_factor: bool = True
) -> ActingSeat:
    """One more person with a seat."""
    who = f"{role}-{agency}-{Seat.objects.count()}@example.org".lower()
    seat = Seat.objects.create(
        operation=world.operation,
        account=Account.objects.create_user(who, name=f"Invented {role}"),
        agency=world.agencies[agency],
        role=role,
        access_level=3,
        everywhere=True,
        valid_from=date(2024, 1, 1),
    )
    return acting_seat(seat, second_factor=second_factor)


def fresh(record: Record) -> Record:
    """As a page would read it."""
    return (
        Record.objects.select_related(
            "head__version",
            "head__sealed_for__agency",
            "subject__agency",
            "version",
            "agency",
            "dataset",
        )
        .prefetch_related("version__questions")
        .get(pk=record.pk)
    )


def enter(client: Client, seat: ActingSeat) -> Client:
    account = Seat.objects.select_related("account").get(ref=seat.ref).account
    client.force_login(account)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password"}, {"method": "mfa"}]
    session["account_authentication_methods_user"] = str(account.pk)
    session.save()
    return client
