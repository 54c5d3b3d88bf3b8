"""Two persons may take a lost second factor away; the person then has a day to set up another."""

import django.db.models.deletion
from django.db import migrations, models

import himaya.kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0005_areas_in_doubt"),
        ("tenancy", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="account",
            name="must_set_up_by",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="FactorReset",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "ref",
                    models.CharField(
                        default=himaya.kernel.ids.new_ref,
                        editable=False,
                        max_length=16,
                        unique=True,
                    ),
                ),
                (
                    "recognised",
                    models.CharField(
                        choices=[
                            ("in_person", "Face to face"),
                            ("known_number", "A call to a number known before"),
                            ("video", "A video call"),
                        ],
                        max_length=20,
                    ),
                ),
                ("asked_by", models.CharField(max_length=16)),
                ("asked_by_account", models.CharField(max_length=16)),
                ("asked_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("confirmed_by", models.CharField(blank=True, max_length=16)),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "operation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.operation",
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.seat",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
    ]
