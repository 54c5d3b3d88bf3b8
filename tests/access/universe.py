"""Registers and records in every relation to a seat, made straight in the store.

The rows are made without the actions: what a door answers must follow from the rows alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Model

from himaya.datasets.models import Dataset
from himaya.engines.xlsform import read_form
from himaya.gate.seats import ActingSeat
from himaya.instruments.actions import create_instrument, publish_version
from himaya.instruments.models import Version
from himaya.kernel import clock
from himaya.people.keys import give_key
from himaya.people.models import Account, Agency, Seat
from himaya.people.queries import acting_seat
from himaya.places.models import AdminUnit, PopulationGroup, Site
from himaya.records.models import Record, Revision, Subject
from himaya.records.sealing import give_key as give_subject_key
from himaya.systems.models import InformationSystem
from himaya.tenancy.models import Operation
from himaya.themes.models import Framework, FrameworkVersion
from himaya.themes.storing import columns_of
from tests.world import World

FORM = """
| survey |      |        |        |             |             |
|        | type | name   | label  | means       | sensitivity |
|        | text | what   | What   | title       | none:1      |
|        | text | remark | Remark | narrative   | sensitive:2 |
|        | text | caller | Caller | person.name | direct:3    |
"""


def system_of(operation: Operation, agency: Agency, code: str) -> InformationSystem:
    """A system without members: its owner's workspace."""
    return InformationSystem.objects.create(
        operation=operation, agency=agency, code=code, names={"en": code}, categories=[]
    )


def version_in(world: World, system: InformationSystem, code: str) -> Version:
    """A published form of the system, made by its owner's people."""
    maker = seat_for(world, system.agency, "im_officer", system.operation)
    version = create_instrument(
        seat=maker, system=system, code=code, form=read_form(FORM, kind="md")
    )
    return publish_version(seat=maker, version=version)


def seat_for(
    world: World, agency: Agency, role: str, operation: Operation | None = None, level: int = 3
) -> ActingSeat:
    """A new person with one seat, signed in with a second factor."""
    operation = operation or world.operation
    who = f"{role}-{agency.acronym}-{operation.slug}-{Seat.objects.count()}@example.org"
    return acting_seat(
        Seat.objects.create(
            operation=operation,
            account=Account.objects.create_user(who, name=f"Invented {role}"),
            agency=agency,
            role=role,
            access_level=level,
            everywhere=True,
            valid_from=date(2024, 1, 1),
        ),
        second_factor=True,
    )


def dataset_of(
    version: Version, agency: Agency, code: str, *, audience: str = "agency", level: int = 1
) -> Dataset:
    """A register of the information lane."""
    return Dataset.objects.create(
        operation=version.operation,
        code=code,
        names={"en": f"Register {code}"},
        system=version.instrument.system,
        instrument=version.instrument,
        version=version,
        agency=agency,
        audience=audience,
        lane="information",
        level=level,
    )


def record_in(
    dataset: Dataset,
    *,
    author: str = "somebody",
    answers: Mapping[str, str] | None = None,
    **columns: object,
) -> Record:
    """One record with its first revision; attributes follow the register unless named."""
    assert dataset.version is not None
    record = Record.objects.create(
        operation=dataset.operation,
        dataset=dataset,
        version=dataset.version,
        status="submitted",
        author=author,
        caseworker=author,
        **{
            "agency": dataset.agency,
            "audience": dataset.audience,
            "lane": dataset.lane,
            "level": dataset.level,
            **columns,
        },
    )
    record.head = Revision.objects.create(
        record=record,
        n=1,
        version=dataset.version,
        answers=dict(answers or {"what": f"Invented matter {record.pk}"}),
        status="submitted",
        made_by=author,
        made_at=clock.now(),
        door="page",
    )
    record.save(update_fields=["head"])
    return record


def subject_of(dataset: Dataset) -> Subject:
    """A subject of the register's owner, without a record."""
    subject = Subject(operation=dataset.operation, agency=dataset.agency, kind="subject")
    give_subject_key(subject)
    subject.save()
    return subject


@dataclass(frozen=True)
class Universe:
    """Things by relation and kind, as they stand to any seat of HRA."""

    world: World
    things: Mapping[str, Mapping[str, Model]]


def universe_of(world: World) -> Universe:
    """Every relation of `cases.RELATIONS` that rows alone can make, and another operation."""
    shared, away = world.workspace, system_of(world.operation, world.agencies["OTH"], "away")
    ours = system_of(world.operation, world.agencies["HRA"], "ours")
    elsewhere = _another_operation()
    home = system_of(elsewhere.operation, elsewhere, "home")
    in_shared = version_in(world, shared, "shared-form")
    in_away = version_in(world, away, "away-form")
    in_ours = version_in(world, ours, "our-form")
    in_home = version_in(world, home, "home-form")
    hra, wci, oth = (world.agencies[name] for name in ("HRA", "WCI", "OTH"))
    registers = {
        "agency": dataset_of(in_ours, hra, "agency"),
        "workspace": dataset_of(in_shared, wci, "workspace", audience="workspace"),
        "co-led": dataset_of(in_shared, wci, "co-led", audience="co_leads", level=2),
        "co-away": dataset_of(in_away, oth, "co-away", audience="co_leads"),
        "operation": dataset_of(in_away, oth, "operation", audience="operation"),
        "open": dataset_of(in_shared, wci, "open", audience="operation"),
        "other": dataset_of(in_away, oth, "other", audience="workspace"),
        "foreign": dataset_of(in_shared, wci, "foreign"),
        "elsewhere": dataset_of(in_home, elsewhere, "elsewhere", audience="operation"),
    }
    owners = {"agency": hra, "operation": oth, "other": oth, "co-away": oth, "elsewhere": elsewhere}
    systems = {"agency": ours, "operation": away, "open": shared, "elsewhere": home}
    things: dict[str, dict[str, Model]] = {}
    for relation, register in registers.items():
        things[relation] = {
            "dataset": register,
            "record": record_in(register),
            "subject": subject_of(register),
            "agency": owners.get(relation, wci),
            "seat": Seat.objects.get(
                ref=seat_for(
                    world, owners.get(relation, wci), "focal_point", register.operation
                ).ref
            ),
        }
    _places(world, elsewhere, things)
    for relation, system in systems.items():
        things[relation]["system"] = system
        things[relation]["instrument"] = registers[relation].instrument
    return Universe(world, things)


def _places(world: World, elsewhere: Agency, things: dict[str, dict[str, Model]]) -> None:
    """Locations and groups: the operation's own, and the other operation's."""
    for relation, operation in (("operation", world.operation), ("elsewhere", elsewhere.operation)):
        unit = AdminUnit.objects.create(
            operation=operation, edition="2025", pcode="ZZ01", level=1, names={"en": "Zone"}
        )
        things[relation] |= {
            "admin_unit": unit,
            "site": Site.objects.create(
                operation=operation, code="s1", names={"en": "S"}, kind="camp", unit=unit, level=1
            ),
            "population_group": PopulationGroup.objects.create(
                operation=operation, code="g1", names={"en": "Group"}
            ),
            "framework": _framework(operation),
        }


def _framework(operation: Operation) -> Framework:
    """A framework with its first version published."""
    framework = Framework.objects.create(operation=operation, code="f1", names={"en": "Themes"})
    tree = {"format": "himaya-framework/1", "code": "f1", "version": "1", "title": "Themes"}
    themes = [{"code": "water", "title": "Water", "lexicon": {"en": ["water"]}}]
    columns = columns_of(tree | {"languages": ["en"], "themes": themes})
    FrameworkVersion.objects.create(
        operation=operation, framework=framework, number=1, state="published", **columns
    )
    return framework


def _another_operation() -> Agency:
    operation = Operation.objects.create(slug="elsewhere", names={"en": "Elsewhere"})
    agency = Agency(operation=operation, acronym="HRA", names={"en": "HRA"}, kind="ingo")
    give_key(agency)
    agency.save()
    return agency
