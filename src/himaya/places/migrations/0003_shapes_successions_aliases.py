"""Outlines kept packed, with drawings made of them; successions of units; decided spellings."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import himaya.kernel.ids
from himaya.engines.figures import pack


def pack_outlines(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Outlines were lists of rings before."""
    units = apps.get_model("places", "AdminUnit").objects.exclude(outline=[])
    for unit in units.iterator(chunk_size=500):
        unit.shape = pack([[(x, y) for x, y in ring] for ring in unit.outline])
        unit.save(update_fields=["shape"])


def of_operation() -> list[tuple[str, models.Field]]:
    return [
        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
        ("ref", models.CharField(default=himaya.kernel.ids.new_ref, editable=False, max_length=16, unique=True)),
        ("operation", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.operation")),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("places", "0002_site_level"),
        ("tenancy", "0001_initial"),
    ]

    operations = [
        migrations.AddField("adminunit", "shape", models.TextField(blank=True, default="")),
        migrations.RunPython(pack_outlines, migrations.RunPython.noop),
        migrations.RemoveField("adminunit", "outline"),
        migrations.CreateModel(
            name="MapPicture",
            fields=[
                *of_operation(),
                ("edition", models.CharField(max_length=20)),
                ("level", models.PositiveSmallIntegerField()),
                ("drawing", models.JSONField(default=dict)),
                ("made_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("operation", "edition", "level"), name="map_picture_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="UnitSuccession",
            fields=[
                *of_operation(),
                ("old_edition", models.CharField(max_length=20)),
                ("old_pcode", models.CharField(max_length=40)),
                ("new_edition", models.CharField(max_length=20)),
                ("new_pcode", models.CharField(max_length=40)),
                ("share", models.FloatField(blank=True, null=True)),
            ],
            options={
                "ordering": ["old_pcode", "new_pcode"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("operation", "old_edition", "old_pcode", "new_edition", "new_pcode"),
                        name="unit_succession_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("share__isnull", True), models.Q(("share__gt", 0), ("share__lte", 1)), _connector="OR"),
                        name="unit_succession_share",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlaceAlias",
            fields=[
                *of_operation(),
                ("words", models.CharField(max_length=200)),
                ("folded", models.CharField(max_length=200)),
                ("within", models.CharField(blank=True, max_length=40)),
                ("pcode", models.CharField(max_length=40)),
                ("decided_by", models.CharField(max_length=16)),
                ("decided_at", models.DateTimeField()),
                ("taken_back_by", models.CharField(blank=True, max_length=16)),
                ("taken_back_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-decided_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("taken_back_at__isnull", True)),
                        fields=("operation", "folded", "within"),
                        name="place_alias_once",
                    )
                ],
            },
        ),
    ]
