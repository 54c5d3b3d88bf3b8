"""No row outside the words that rules compare with: such a row would be in nobody's sight."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("datasets", "0002_lane_and_audience_checked"),
        ("instruments", "0001_initial"),
        ("people", "0003_role_labels"),
        ("records", "0003_subjects"),
        ("tenancy", "0001_initial"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="record",
            constraint=models.CheckConstraint(
                condition=models.Q(("lane__in", ["information", "person"])), name="record_lane"
            ),
        ),
        migrations.AddConstraint(
            model_name="record",
            constraint=models.CheckConstraint(
                condition=models.Q(("audience__in", ["agency", "workspace", "operation"])),
                name="record_audience",
            ),
        ),
    ]
