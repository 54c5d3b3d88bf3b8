"""Which change of its register a record last changed in, so that snapshots find what they lack."""

from typing import Any

from django.db import migrations, models


def build_anew(apps: Any, _schema: object) -> None:  # noqa: ANN401 - the state's registry
    """Snapshots from before know no keys; their files go as orphans."""
    snapshots = apps.get_model("records", "Snapshot").objects.all()
    snapshots.update(base_file="", delta_file="", base_revision=0, delta_revision=0)


class Migration(migrations.Migration):
    """Rows from before keep 0: the first snapshot after it is built anew and holds them."""

    dependencies = [("records", "0008_caseworker")]

    operations = [
        migrations.AddField(
            model_name="record",
            name="changed_in",
            field=models.PositiveBigIntegerField(default=0),
        ),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(fields=["dataset", "changed_in"], name="record_by_change"),
        ),
        migrations.RunPython(build_anew, migrations.RunPython.noop),
    ]
