"""Entries of coordination registers for tests, and reading them back whole."""

from datetime import timedelta
from typing import Any

from tests.world import World

from himaya.collect.actions import register_for
from himaya.kernel import clock
from himaya.records.actions import create_record, move_record
from himaya.records.models import Record


def day(days: int) -> str:
    """A day that many days from today."""
    return (clock.today() + timedelta(days=days)).isoformat()


def keep(
    world: World, code: str, answers: dict[str, Any], who: str = "dawit", *, sure: bool = False
) -> Record:
    """An entry by that person, in the register of that profile."""
    coordinator = world.people["dawit"].acting
    dataset = register_for(seat=coordinator, profile_code=code)
    seat = world.people[who].acting
    record = create_record(seat=seat, dataset=dataset, answers=answers, sure=sure)
    return fresh(record)


def fresh(record: Record) -> Record:
    """The entry as it stands now."""
    return Record.objects.select_related(
        "operation", "head", "agency", "version", "dataset__system", "dataset__version"
    ).get(pk=record.pk)


def move(world: World, record: Record, *steps: str, who: str = "dawit") -> Record:
    """Take an entry through states, one after the other."""
    for step in steps:
        record = fresh(record)
        move_record(
            seat=world.people[who].acting, record=record, to=step, seen=record.lock, reason="So"
        )
    return fresh(record)
