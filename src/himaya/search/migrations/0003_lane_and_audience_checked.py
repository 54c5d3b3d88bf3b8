"""No row outside the words that rules compare with: such a row would be in nobody's sight."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0002_full_text"),
        ("tenancy", "0001_initial"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(("lane__in", ["information", "person"])), name="search_lane"
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(("audience__in", ["agency", "workspace", "operation"])),
                name="search_audience",
            ),
        ),
    ]
