"""One rule text, three readings: SQL, one by one, and frames give the same rows.

Requirement (protocol.md, Tests): row filter (Q, Polars) against single decisions, 0 differences.
Here over the real tables and the default rules; NULLs cannot be in them (gate/tests/test_things.py)
and are tried at the engine's level, 15 % of them (engines/rules/tests/test_filtering.py).
"""

import os
import random
from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from django.db.models import Model

from himaya.datasets.models import Dataset
from himaya.gate.asking import outcome_of
from himaya.gate.decisions import COORDINATION, authorize, visible_to
from himaya.gate.frames import COLUMNS, may_show, visible_rows
from himaya.gate.seats import ActingSeat
from himaya.gate.things import kind_of
from himaya.kernel.ids import new_ref
from himaya.kernel.verbs import Verb
from himaya.people.models import Role
from himaya.records.models import Record
from himaya.search.models import Entry, Shelf
from tests.access.universe import dataset_of, universe_of, version_in
from tests.world import World

ROWS = 2000 if os.environ.get("HIMAYA_LONG") else 300
SEATS = 60 if os.environ.get("HIMAYA_LONG") else 25
GROUPS = ("identity", "contact", "narrative", "fine_location", "alleged_perpetrator")
VERBS = {
    Record: (Verb.RECORD_VIEW, Verb.RECORD_AMEND, Verb.RECORD_SEAL_OPEN, Verb.PLAN_ENDORSE),
    Dataset: (Verb.DATASET_VIEW, Verb.RECORD_CREATE, Verb.COPY_MAKE, Verb.DATASET_MANAGE),
    Entry: (Verb.RECORD_VIEW,),
}


def drawn(rng: random.Random) -> dict[str, Any]:
    """The attributes that rules read, evenly spread."""
    return {
        "level": rng.randint(1, 4),
        "lane": rng.choice(["information", "information", "person"]),
        "audience": rng.choice(["agency", "workspace", "operation"]),
    }


def fill(world: World, rng: random.Random) -> None:
    """Rows of all three kinds over all registers of the universe."""
    universe_of(world)
    registers = list(Dataset.objects.select_related("operation", "version", "system"))
    agencies = list(world.agencies.values())
    Record.objects.bulk_create(
        Record(
            operation=register.operation,
            dataset=register,
            version=register.version,
            agency=rng.choice(agencies),
            status="open",
            area=rng.choice(["", "MJ01", "MJ0101", "MJ02"]),
            author=rng.choice(["me", "somebody"]),
            caseworker=rng.choice(["me", "somebody"]),
            is_withdrawn=rng.random() < 0.1,
            **drawn(rng),
        )
        for register in rng.choices(registers, k=ROWS)
    )
    shelf = Shelf.objects.create(operation=world.operation)
    Entry.objects.bulk_create(
        Entry(
            operation=world.operation,
            kind="record",
            thing=new_ref(),
            title="",
            shelf=shelf,
            agency=rng.choice(agencies).ref,
            system=rng.choice(registers).system.ref,
            area=rng.choice(["", "MJ01", "MJ02"]),
            **drawn(rng),
        )
        for _ in range(ROWS)
    )
    version = version_in(world, world.workspace, "more")
    for number in range(ROWS // 10):
        made = dataset_of(version, rng.choice(agencies), f"more-{number}")
        Dataset.objects.filter(pk=made.pk).update(**drawn(rng))


def seats(world: World, rng: random.Random) -> list[ActingSeat]:
    """All roles, any clearance, half of them with areas, some looking through another's eyes."""
    found = []
    for _ in range(SEATS):
        seat = replace(
            world.people[rng.choice(["amina", "celine", "dawit"])].acting,
            role=rng.choice([str(role) for role in Role]),
            level=rng.randint(1, 4),
            everywhere=rng.random() < 0.5,
            areas=frozenset(rng.sample(["MJ01", "MJ0101", "MJ02"], k=rng.randint(0, 3))),
            second_factor=rng.random() < 0.7,
        )
        if rng.random() < 0.2:
            seat = replace(seat, viewing_as=world.people[rng.choice(["amina", "celine"])].acting)
        found.append(seat)
    return found


def whole(model: type[Model]) -> list[Any]:
    related: dict[type[Model], tuple[str, ...]] = {
        Record: ("operation", "agency", "dataset__system"),
        Dataset: ("operation", "agency", "system"),
        Entry: ("operation",),
    }
    return list(model._default_manager.select_related(*related[model]))


@pytest.mark.slow
@pytest.mark.parametrize("model", VERBS, ids=lambda model: model.__name__)
def test_sql_one_by_one_and_frames__the_same_rows(world: World, model: type[Any]) -> None:
    """Slow: hundreds of rows, tens of seats, several verbs, three readings."""
    rng = random.Random(f"differential {model.__name__}")  # noqa: S311 - a repeatable draw
    fill(world, rng)
    rows, kind = whole(model), kind_of(model)
    frame = pl.LazyFrame([kind.read(row) for row in rows if not kind.is_withdrawn(row)]).rename(
        dict(COLUMNS)
    )
    asked, allowed = 0, 0
    for seat in seats(world, rng):
        for verb in VERBS[model]:
            one_by_one = {row.pk for row in rows if authorize(seat, verb, row).allowed}
            by_sql = set(visible_to(model.objects.all(), seat, verb).values_list("pk", flat=True))
            refs = {kind.read(row)["ref"] for row in rows if row.pk in one_by_one}
            by_frame = visible_rows(frame, kind.name, seat, verb).select("@ref").collect()
            assert one_by_one == by_sql
            assert refs == set(by_frame["@ref"])
            asked, allowed = asked + len(rows), allowed + len(one_by_one)
    assert 0.005 < allowed / asked < 0.9


@pytest.mark.slow
def test_field_groups__the_same_rows(world: World) -> None:
    """Slow: as above, by each field group."""
    rng = random.Random("groups")  # noqa: S311 - a repeatable draw
    fill(world, rng)
    rows, kind = whole(Record), kind_of(Record)
    frame = pl.LazyFrame([kind.read(row) for row in rows if not kind.is_withdrawn(row)]).rename(
        dict(COLUMNS)
    )
    for seat in seats(world, rng):
        fields = {row.ref: authorize(seat, Verb.RECORD_VIEW, row).fields for row in rows}
        for group in GROUPS:
            open_to = {ref for ref, groups in fields.items() if group in groups}
            by_sql = visible_to(Record.objects.all(), seat, group=group)
            shown = frame.filter(may_show(group, "record", seat)).select("@ref").collect()
            assert open_to == set(by_sql.values_list("ref", flat=True)) == set(shown["@ref"])


def test_reading_that_forgets_a_forbid__is_told_apart(world: World) -> None:
    """Else 0 differences would prove nothing: without the preview's second pair of eyes."""
    rng = random.Random("forget")  # noqa: S311 - a repeatable draw
    fill(world, rng)
    seat = replace(world.people["amina"].acting, viewing_as=world.people["celine"].acting)
    kind = kind_of(Record)
    forgetful = {
        row.pk
        for row in whole(Record)
        if outcome_of(seat, Verb.RECORD_VIEW, kind, row, COORDINATION).allowed
    }
    assert forgetful != set(visible_to(Record.objects.all(), seat).values_list("pk", flat=True))
