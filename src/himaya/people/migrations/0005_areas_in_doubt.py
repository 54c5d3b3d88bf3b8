"""Accesses whose areas a new edition of the boundaries left in doubt."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_invitation_clusters"),
    ]

    operations = [
        migrations.AddField(
            model_name="seat",
            name="areas_in_doubt",
            field=models.BooleanField(default=False),
        ),
    ]
