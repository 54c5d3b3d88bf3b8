"""Registers for the tests of snapshots, and rows made in bulk."""

from collections.abc import Iterable, Mapping
from typing import Any

from tests.world import World

from himaya.datasets.actions import create_dataset
from himaya.datasets.models import Dataset
from himaya.engines.xlsform import read_form
from himaya.instruments.actions import create_instrument, publish_version
from himaya.kernel import clock
from himaya.records.models import Record, Revision
from himaya.systems.models import InformationSystem

FORM = """
| survey |                       |           |           |               |             |
|        | type                  | name      | label     | means         | sensitivity |
|        | text                  | what      | What      | title         | none:1      |
|        | select_one states     | standing  | Standing  | status        | none:1      |
|        | text                  | where     | Where     | area          | none:1      |
|        | date                  | day       | Day       | date          | none:1      |
|        | integer               | reached   | Reached   | count.reached | none:1      |
|        | decimal               | money     | Money     | amount        | none:1      |
|        | time                  | at        | At        |               | none:1      |
|        | dateTime              | moment    | Moment    |               | none:1      |
|        | select_multiple needs | needs     | Needs     | need.reported | none:1      |
|        | text                  | caller    | Caller    | person.name   | direct:3    |
|        | text                  | mislaid   | Mislaid   | person.phone  | indirect:1  |
|        | text                  | story     | Story     | narrative     | indirect:2  |
|        | text                  | secret    | Secret    | narrative     | sensitive:3 |
|        | select_one kinds      | incident  | Incident  | incident.type | sensitive:3 |
|        | geopoint              | spot      | Spot      | point         | direct:3    |
|        | text                  | unmarked  | Unmarked  |               |             |
|        | begin_repeat          | steps     | Steps     |               |             |
|        | text                  | step      | Step      | sub_activity  | none:1      |
|        | begin_repeat          | parts     | Parts     |               |             |
|        | integer               | count     | Count     | count         | none:1      |
|        | end_repeat            |           |           |               |             |
|        | end_repeat            |           |           |               |             |
| choices |           |         |         |
|         | list_name | name    | label   |
|         | states    | open    | Open    |
|         | states    | done    | Done    |
|         | needs     | food    | Food    |
|         | needs     | shelter | Shelter |
|         | kinds     | theft   | Theft   |
|         | kinds     | attack  | Attack  |
"""

ANSWERS: dict[str, Any] = {
    "what": "Train partners",
    "standing": "open",
    "where": "MJ01",
    "day": "2026-05-15",
    "reached": 12,
    "money": 2.5,
    "at": "08:30:00",
    "moment": "2026-05-15T10:00:00+02:00",
    "needs": ["food", "shelter"],
    "caller": "Canary One",
    "mislaid": "Canary Two",
    "story": "Words of somebody",
    "secret": "Canary Three",
    "incident": "attack",
    "spot": {"lat": 1.5, "lon": 2.5},
    "unmarked": "Canary Four",
    "steps": [
        {"step": "one", "parts": [{"count": 1}, {"count": 2}]},
        {"step": "two", "parts": [{"count": 3}]},
    ],
}
LOW_FORM = """
| survey |         |         |         |               |             |
|        | type    | name    | label   | means         | sensitivity |
|        | text    | what    | What    | title         | none:1      |
|        | integer | reached | Reached | count.reached | none:1      |
"""


def register(
    world: World, form: str = FORM, *, level: int = 2, code: str = "snap", audience: str = "agency"
) -> Dataset:
    """A register of HRA in a system of its own."""
    system, _ = InformationSystem.objects.get_or_create(
        operation=world.operation,
        agency=world.agencies["HRA"],
        code="own",
        defaults={"names": {"en": "Own"}, "categories": ["monitoring"]},
    )
    seat = world.people["amina"].acting
    version = create_instrument(
        seat=seat, system=system, code=code, form=read_form(form, kind="md")
    )
    version = publish_version(seat=seat, version=version)
    return create_dataset(
        seat=seat,
        instrument=version.instrument,
        version=version,
        code=code,
        names={"en": code},
        audience=audience,
        level=level,
    )


def add_rows(
    dataset: Dataset, rows: Iterable[Mapping[str, Any]], answers: Mapping[str, Any] | None = None
) -> list[Record]:
    """Records with the given columns, straight into the tables; `answers` where a row has none."""
    listed = [dict(row) for row in rows]
    said = [row.pop("answers", answers or {}) for row in listed]
    plain = {
        "operation_id": dataset.operation_id,
        "dataset": dataset,
        "version_id": dataset.version_id,
        "agency_id": dataset.agency_id,
        "status": "open",
        "audience": dataset.audience,
        "lane": dataset.lane,
        "level": dataset.level,
        "author": "a" * 16,
    }
    records = Record.objects.bulk_create([Record(**{**plain, **row}) for row in listed])
    revisions = Revision.objects.bulk_create(
        [
            Revision(
                record=record,
                n=1,
                version_id=record.version_id,
                answers=answer,
                status=record.status,
                made_by=record.author,
                made_at=clock.now(),
                door="import",
            )
            for record, answer in zip(records, said, strict=True)
        ]
    )
    for record, revision in zip(records, revisions, strict=True):
        record.head = revision
    Record.objects.bulk_update(records, ["head"])
    return records
