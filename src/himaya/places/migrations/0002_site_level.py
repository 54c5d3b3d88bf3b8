"""Sites carry their sensitivity; what was not secret stays open to all members."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def keep_open_sites_open(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Before this column only secret sites were meant to be hidden."""
    apps.get_model("places", "Site").objects.filter(is_secret=False).update(level=1)


class Migration(migrations.Migration):
    dependencies = [
        ("places", "0001_initial"),
        ("tenancy", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="site",
            name="level",
            field=models.PositiveSmallIntegerField(default=4),
        ),
        migrations.RunPython(keep_open_sites_open, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="site",
            constraint=models.CheckConstraint(
                condition=models.Q(("level__gte", 1), ("level__lte", 4)),
                name="site_level_1_to_4",
            ),
        ),
        migrations.AddConstraint(
            model_name="site",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_secret", False), ("level", 4), _connector="OR"),
                name="site_secret_is_severe",
            ),
        ),
    ]
