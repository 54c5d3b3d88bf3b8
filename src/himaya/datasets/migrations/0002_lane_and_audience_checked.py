"""No row outside the words that rules compare with: such a row would be in nobody's sight."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("datasets", "0001_initial"),
        ("instruments", "0001_initial"),
        ("people", "0003_role_labels"),
        ("systems", "0001_initial"),
        ("tenancy", "0001_initial"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="dataset",
            constraint=models.CheckConstraint(
                condition=models.Q(("lane__in", ["information", "person"])), name="dataset_lane"
            ),
        ),
        migrations.AddConstraint(
            model_name="dataset",
            constraint=models.CheckConstraint(
                condition=models.Q(("audience__in", ["agency", "workspace", "operation"])),
                name="dataset_audience",
            ),
        ),
    ]
