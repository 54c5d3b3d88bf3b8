"""Many rows at once stand as if each had been saved."""

import datetime as dt
from typing import Any

import pytest

from himaya.audit.models import Event
from himaya.kernel.rows import insert_keyed, insert_rows, insert_values
from himaya.search.models import Shelf
from himaya.tenancy.models import Operation

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


def _event(**more: object) -> Event:
    told = {"at": NOW, "request": "r1", "door": "page", "verb": "record.view", "scope": "item"}
    return Event(**{**told, "effect": "permit", **more})


def test_values_that_are_equal_but_not_the_same__each_kept_as_it_is() -> None:
    insert_rows([_event(fields=[1]), _event(fields=[True]), _event(fields=["1", "\t\\N\n"])])

    kept = list(Event.objects.order_by("pk").values_list("fields", flat=True))

    assert [repr(one) for one in kept] == ["[1]", "[True]", "['1', '\\t\\\\N\\n']"]


def test_columns_that_nobody_names__as_of_a_new_row() -> None:
    names = ["at", "request", "door", "verb", "scope", "effect", "thing"]
    insert_values(
        Event, names, [(NOW, "r2", "page", "record.view", "item", "deny", t) for t in "ab"]
    )

    columns = ("thing", "at", "rules", "operation")
    kept: list[Any] = list(Event.objects.order_by("pk").values_list(*columns))
    assert kept == [("a", NOW, [], None), ("b", NOW, [], None)]


def test_keyed_rows__each_has_the_key_it_was_given() -> None:
    operation = Operation.objects.create(slug="xx")
    rows = [Shelf(operation=operation, agency=agency) for agency in ("a", "b\n", "")]
    insert_keyed(rows)

    assert {row.agency: row.pk for row in rows} == dict(Shelf.objects.values_list("agency", "pk"))
