"""A number by which entries that may say the same are found; filled for those that are there."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

_AT_ONCE = 1000


def fill(apps: Any, _schema: object) -> None:  # noqa: ANN401 - the state's registry
    """The numbers of all records that stand, register by register."""
    from himaya.records.twins import numbers_of

    twins, records = apps.get_model("records", "Twin").objects, apps.get_model("records", "Record")
    standing = records.objects.filter(is_withdrawn=False, head__isnull=False)
    told = standing.values_list("pk", "dataset__profile", "dataset__ref", "head__answers")
    rows = []
    for record, profile, dataset, answers in told.order_by("pk").iterator(_AT_ONCE):
        rows += [(record, number) for number in numbers_of(profile, dataset, answers)]
        if len(rows) >= _AT_ONCE:
            _keep(twins, rows)
            rows = []
    _keep(twins, rows)


def _keep(twins: Any, rows: list[tuple[int, int]]) -> None:  # noqa: ANN401 - a manager
    twins.bulk_create(twins.model(record_id=record, number=number) for record, number in rows)


class Migration(migrations.Migration):
    """Before it, all entries of a register were read at each single writing."""

    dependencies = [("records", "0009_record_changed_in")]

    operations = [
        migrations.CreateModel(
            name="Twin",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.BigIntegerField()),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="twins",
                        to="records.record",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("number", "record"), name="twin_once")
                ],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
