"""Every entry stands on a shelf; its words are elsewhere."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("search", "0006_shelves")]

    operations = [
        migrations.AlterField(
            "entry",
            "shelf",
            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="search.shelf"),
        ),
        migrations.RemoveField("entry", "words"),
        migrations.RemoveField("entry", "text"),
    ]
