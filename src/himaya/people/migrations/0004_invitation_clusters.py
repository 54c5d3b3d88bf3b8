"""The clusters that an invitation hands on to the access."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_role_labels"),
    ]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="clusters",
            field=models.JSONField(default=list),
        ),
    ]
