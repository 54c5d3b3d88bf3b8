"""What import-linter cannot see: foreign keys by string, and rooms left out of the settings."""

import configparser
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import ForeignKey, ManyToManyField, Model, OneToOneField

ROOT = Path(__file__).resolve().parents[2]


def order_of_rooms() -> dict[str, int]:
    """Height by room as .importlinter has it; siblings stand on the same floor."""
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter")
    floors = contracts["importlinter:contract:rooms"]["layers"].split("\n")
    return {
        room.strip(): -number
        for number, floor in enumerate(floors)
        for room in floor.split("|")
        if room.strip()
    }


def own_models() -> list[type[Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("himaya.")]


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model._meta.label)
def test_foreign_keys__point_down(model: type[Model]) -> None:
    order = order_of_rooms()
    room = model.__module__.split(".")[1]
    for field in model._meta.get_fields():
        if not isinstance(field, ForeignKey | OneToOneField | ManyToManyField):
            continue
        target = field.related_model
        assert isinstance(target, type)
        if not target.__module__.startswith("himaya."):
            continue
        other = target.__module__.split(".")[1]
        is_down = other == room or order[other] < order[room]
        assert is_down, f"{model.__name__}.{field.name} points from {room} to {other}"


def test_rooms_with_models__installed_in_the_same_order() -> None:
    order = order_of_rooms()
    installed = [
        name.split(".")[1] for name in settings.INSTALLED_APPS if name.startswith("himaya.")
    ]

    assert installed == sorted(installed, key=order.__getitem__)


def test_every_room_on_the_disk__has_a_floor() -> None:
    rooms = {path.parent.name for path in (ROOT / "src/himaya").glob("*/__init__.py")}

    assert rooms == set(order_of_rooms())
