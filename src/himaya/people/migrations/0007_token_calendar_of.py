"""A token may be the address of one register's calendar; those from before are for the API."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0006_factor_reset")]

    operations = [
        migrations.AddField(
            model_name="token",
            name="calendar_of",
            field=models.CharField(blank=True, default="", max_length=16),
        ),
    ]
