"""Many new rows of one table with one statement: a prepared one, or PostgreSQL's COPY.

`bulk_create` writes a statement anew for each few dozen rows (SQLite takes a limited number of
parameters) and spends most of its time on that: measured at 100,000 rows of 16 columns, three
times what this takes. Values are made ready column by column, equal ones once.
"""

import datetime as dt
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import CharField, DateField, Field, Model, TextField

_AT_ONCE = 500  # keys looked up together
# Values that are the same for the database where they are equal; of other types (True == 1 == 1.0)
# or unhashable ones each object is taken for itself.
_PLAIN = (str, int, bool, type(None), dt.datetime, dt.date)


def insert_keyed(rows: Sequence[Model], name: str = "ref") -> None:
    """As `insert_rows`, and give each row its key, found by the unique column of that name."""
    insert_rows(rows)
    if not rows:
        return
    keys = keys_by(type(rows[0]), name, [getattr(row, name) for row in rows])
    for row in rows:
        row.pk = keys[getattr(row, name)]
        row._state.adding = False  # noqa: SLF001 - as `bulk_create` leaves it


def keys_by(model: type[Model], name: str, values: Sequence[str]) -> dict[str, int]:
    """The keys of rows by their values in a unique column."""
    manager = model._default_manager  # noqa: SLF001 - Django's documented API
    found: dict[str, int] = {}
    for start in range(0, len(values), _AT_ONCE):
        some = manager.filter(**{f"{name}__in": values[start : start + _AT_ONCE]})
        found.update(some.values_list(name, "pk"))
    return found


def insert_rows(rows: Sequence[Model]) -> None:
    """Insert unsaved rows of one model; their keys stay unknown. No signals.

    What they point to must have been saved before it was set.
    """
    if not rows:
        return
    columns = {}
    for field in _fields(type(rows[0])):
        if _fills_itself(field):
            columns[field] = [field.pre_save(row, add=True) for row in rows]
        else:
            columns[field] = [getattr(row, field.attname) for row in rows]
    _insert(type(rows[0]), columns)


def insert_values(
    model: type[Model], names: Sequence[str], rows: Sequence[Sequence[object]]
) -> None:
    """As `insert_rows`, without making an object of each row: values of these columns by name.

    A column is named as it stands in the table ("batch_id"); the others are as of a new row.
    """
    if not rows:
        return
    given: Mapping[str, tuple[object, ...]] = dict(zip(names, zip(*rows, strict=True), strict=True))
    blank = model()
    columns: dict[Field[Any, Any], Sequence[object]] = {}
    for field in _fields(model):
        columns[field] = given.get(field.attname) or [field.pre_save(blank, add=True)] * len(rows)
    _insert(model, columns)


def update_rows(rows: Sequence[Model], names: Sequence[str]) -> None:
    """Write these columns ("agency_id") of saved rows of one model, each found by its key."""
    if not rows:
        return
    meta = type(rows[0])._meta  # noqa: SLF001 - as below
    quote = connection.ops.quote_name
    fields = [field for field in _fields(type(rows[0])) if field.attname in names]
    ready = [_ready(field, [getattr(row, field.attname) for row in rows]) for field in fields]
    marks = ", ".join(f"{quote(str(field.column))} = %s" for field in fields)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {quote(meta.db_table)} SET {marks} WHERE id = %s",  # noqa: S608 - our tables
            list(zip(*ready, [row.pk for row in rows], strict=True)),
        )


def _fields(model: type[Model]) -> list["Field[Any, Any]"]:
    meta = model._meta  # noqa: SLF001 - Django's documented API
    # A key that points to another row is given; others the database makes.
    return [one for one in meta.concrete_fields if not one.primary_key or one.is_relation]


def _fills_itself(field: "Field[Any, Any]") -> bool:
    """Whether the value of a new row is more than what the row holds."""
    if isinstance(field, DateField):
        return field.auto_now or field.auto_now_add
    return type(field).pre_save is not Field.pre_save


def _insert(model: type[Model], columns: Mapping["Field[Any, Any]", Sequence[object]]) -> None:
    meta = model._meta  # noqa: SLF001 - as above
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(field.column)) for field in columns)
    into = f"{quote(meta.db_table)} ({names})"
    rows = zip(*(_ready(field, values) for field, values in columns.items()), strict=True)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {into} VALUES ({marks})", list(rows))  # noqa: S608 - our tables


def _ready(field: "Field[Any, Any]", values: Sequence[object]) -> list[object]:
    """The values as the database takes them."""
    is_text = isinstance(field, CharField | TextField)
    made: dict[Hashable, object] = {}
    ready = []
    for value in values:
        kind = type(value)
        if is_text and kind is str:
            ready.append(value)
            continue
        key = (kind, value) if kind in _PLAIN else id(value)
        if key not in made:
            made[key] = field.get_db_prep_save(value, connection)
        ready.append(made[key])
    return ready
