"""Forms name things by their reference: a database id says how many there are, and of what."""

import importlib.util

import pytest
from django import forms

# People and places follow.
ROOMS = ("collect", "datasets", "instruments", "releases", "records", "systems", "web")


def _chosen_from_tables() -> list[tuple[str, forms.ModelChoiceField]]:  # type: ignore[type-arg]
    found = []
    for room in ROOMS:
        name = f"himaya.{room}.forms"
        if importlib.util.find_spec(name) is None:
            continue
        for form in vars(importlib.import_module(name)).values():
            for label, field in getattr(form, "base_fields", {}).items():
                if isinstance(field, forms.ModelChoiceField):
                    found.append((f"{form.__name__}.{label}", field))
    return found


@pytest.mark.parametrize(("name", "field"), _chosen_from_tables())
def test_choice_of_a_table__by_reference(name: str, field: forms.ModelChoiceField) -> None:  # type: ignore[type-arg]
    assert field.to_field_name == "ref", name


def test_choices_of_tables__are_found() -> None:
    assert len(_chosen_from_tables()) >= 8
