"""Whose case it is: written by one caseworker, given by a supervisor to another.

Wafa wrote the case, Tariq is another caseworker of HRA, Salma supervises; Omar works with cases
in another agency.
"""

from dataclasses import replace

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from tests.world import World, table

from himaya.audit.models import Event
from himaya.datasets.models import Dataset
from himaya.gate.decisions import authorize, visible_to
from himaya.gate.seats import ActingSeat
from himaya.kernel.problems import Problem
from himaya.kernel.verbs import Verb
from himaya.people.models import Seat
from himaya.records.actions import create_record
from himaya.records.assigning import assign_case, caseworkers
from himaya.records.models import Record
from himaya.records.tests.people import ANSWERS, cases, enter, fresh, seat_of
from himaya.search.models import Entry


@pytest.fixture
def people(world: World) -> dict[str, ActingSeat]:
    return {
        "wafa": seat_of(world, "caseworker"),
        "tariq": seat_of(world, "caseworker"),
        "salma": seat_of(world, "supervisor"),
        "omar": seat_of(world, "caseworker", agency="WCI"),
    }


@pytest.fixture
def registers(world: World) -> tuple[Dataset, Dataset]:
    return cases(world, "files"), cases(world, "visits")


def written(seat: ActingSeat, dataset: Dataset, **answers: object) -> Record:
    return fresh(create_record(seat=seat, dataset=dataset, answers={**ANSWERS, **answers}))


def sees(seat: ActingSeat, things: type[Model], **which: object) -> bool:
    return visible_to(things._default_manager.filter(**which), seat).exists()


# asked by -> outcome
WHO = table("""
| who   | outcome     |
| salma | done        |
| wafa  | not_allowed |
| tariq | not_allowed |
| omar  | not_allowed |
""")[1:]


@pytest.mark.parametrize("row", WHO, ids=lambda row: row[0])
def test_who_assigns(
    people: dict[str, ActingSeat], registers: tuple[Dataset, Dataset], row: list[str]
) -> None:
    who, expected = row
    record = written(people["wafa"], registers[0])
    try:
        assign_case(seat=people[who], record=record, caseworker=people["tariq"].ref)
        got = "done"
    except Problem as problem:
        got = str(problem.code)
    assert got == expected
    assert (fresh(record).caseworker == people["tariq"].ref) == (expected == "done")


def test_whole_case_goes_along__and_who_wrote_it_sees_it_no_more(
    people: dict[str, ActingSeat], registers: tuple[Dataset, Dataset]
) -> None:
    wafa, tariq, salma = (people[who] for who in ("wafa", "tariq", "salma"))
    case, visit = (written(wafa, register, household="HH-1") for register in registers)
    other = written(wafa, registers[0], household="HH-2")
    assert assign_case(seat=salma, record=case, caseworker=tariq.ref) == 2
    for record in (fresh(case), fresh(visit)):
        assert sees(tariq, Record, pk=record.pk)
        assert authorize(tariq, Verb.RECORD_AMEND, record).allowed
        assert not sees(wafa, Record, pk=record.pk)
        assert not sees(wafa, Entry, thing=record.ref)
        assert (
            sees(tariq, Entry, thing=record.ref) == Entry.objects.filter(thing=record.ref).exists()
        )
        assert sees(salma, Record, pk=record.pk)
        assert not sees(people["omar"], Record, pk=record.pk)
    assert sees(wafa, Record, pk=other.pk)
    noted = Event.objects.filter(verb=Verb.RECORD_ASSIGN, scope="change", thing=visit.ref).get()
    assert noted.note == f"to {tariq.ref}"


UNFIT = table("""
| to whom                    |
| another agency             |
| who does no case work      |
| whose access has ended     |
| who reads up to Moderate   |
| who works in another area  |
| nobody                     |
""")[1:]


@pytest.mark.parametrize("row", UNFIT, ids=lambda row: row[0])
def test_to_whom_it_cannot_go(
    world: World,
    people: dict[str, ActingSeat],
    registers: tuple[Dataset, Dataset],
    row: list[str],
) -> None:
    tariq = Seat.objects.filter(ref=people["tariq"].ref)
    record = written(people["wafa"], registers[0])
    to = people["tariq"].ref
    match row[0]:
        case "another agency":
            to = people["omar"].ref
        case "who does no case work":
            to = world.people["amina"].acting.ref
        case "whose access has ended":
            tariq.update(ended_at="2024-01-01T00:00:00Z")
        case "who reads up to Moderate":
            Record.objects.filter(pk=record.pk).update(level=3)
            tariq.update(access_level=2)
        case "who works in another area":
            Record.objects.filter(pk=record.pk).update(area="MJ01")
            tariq.update(everywhere=False)
        case _:
            to = "absent"
    with pytest.raises(Problem, match="caseworker_unfit"):
        assign_case(seat=people["salma"], record=fresh(record), caseworker=to)
    assert fresh(record).caseworker == people["wafa"].ref


def test_choice__fewest_persons_first(
    people: dict[str, ActingSeat], registers: tuple[Dataset, Dataset]
) -> None:
    for register in registers:
        written(people["wafa"], register, household="HH-1")
    held = {one.seat.ref: one.cases for one in caseworkers(people["salma"])}
    assert held == {people["wafa"].ref: 1, people["tariq"].ref: 0, people["salma"].ref: 0}
    assert list(held)[-1] == people["wafa"].ref


def test_supervisor_bound_to_an_area__assigns_what_is_in_sight(
    people: dict[str, ActingSeat], registers: tuple[Dataset, Dataset]
) -> None:
    here, there = (written(people["wafa"], register, household="HH-1") for register in registers)
    Record.objects.filter(pk=here.pk).update(area="MJ01")
    Record.objects.filter(pk=there.pk).update(area="MJ02")
    salma = replace(people["salma"], everywhere=False, areas=frozenset({"MJ01"}))
    assert assign_case(seat=salma, record=fresh(here), caseworker=people["tariq"].ref) == 1
    assert fresh(there).caseworker == people["wafa"].ref


def test_page__offered_to_supervisors_and_done(
    world: World, people: dict[str, ActingSeat], registers: tuple[Dataset, Dataset], client: Client
) -> None:
    record = written(people["wafa"], registers[0])
    address, page = (
        reverse("record-assign", args=[record.ref]),
        reverse("record", args=[record.ref]),
    )
    enter(client, people["wafa"])
    assert address not in client.get(page).content.decode()
    assert client.get(address).status_code == 403
    enter(client, people["salma"])
    assert address in client.get(page).content.decode()
    assert client.post(address, {"caseworker": "absent"}).status_code == 422
    assert client.post(address, {"caseworker": people["tariq"].ref}).status_code == 302
    assert fresh(record).caseworker == people["tariq"].ref
    enter(client, people["wafa"])
    assert client.get(page).status_code == 404
