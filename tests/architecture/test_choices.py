"""What a form offers is named by reference: ids of the database tell how many there are, and whose."""

from collections.abc import Iterator

import pytest
from django import forms
from django.urls import get_resolver

# A form version has no reference of its own: its number within the form is public.
PUBLIC = {"ref", "number"}


def forms_of_the_house() -> Iterator[type[forms.BaseForm]]:
    """Every form class that a page can reach; the URL map has loaded them all."""
    assert get_resolver().url_patterns
    waiting: list[type[forms.BaseForm]] = [forms.BaseForm]
    while waiting:
        one = waiting.pop()
        waiting += one.__subclasses__()
        if one.__module__.startswith("himaya."):
            yield one


CHOICES = sorted(
    (
        (f"{one.__module__}.{one.__name__}.{name}", field)
        for one in forms_of_the_house()
        for name, field in getattr(one, "base_fields", {}).items()
        if isinstance(field, forms.ModelChoiceField)
    ),
    key=lambda pair: pair[0],
)


@pytest.mark.parametrize("field", [one for _, one in CHOICES], ids=[name for name, _ in CHOICES])
def test_choice__named_by_reference(field: forms.ModelChoiceField) -> None:  # type: ignore[type-arg]
    assert field.to_field_name in PUBLIC


def test_choices__found_in_several_rooms() -> None:
    assert len({name.split(".")[1] for name, _ in CHOICES}) >= 4
