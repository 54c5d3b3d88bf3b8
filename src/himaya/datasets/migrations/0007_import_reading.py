"""Large files that a page brought are read by a job."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """A state more; nothing changes for what is there."""

    dependencies = [("datasets", "0006_import_mappings")]

    operations = [
        migrations.AlterField(
            model_name="importbatch",
            name="state",
            field=models.CharField(
                choices=[
                    ("reading", "Reading"),
                    ("read", "Read"),
                    ("importing", "Importing"),
                    ("imported", "Imported"),
                    ("undone", "Undone"),
                    ("dropped", "Dropped"),
                ],
                default="read",
                max_length=10,
            ),
        ),
    ]
