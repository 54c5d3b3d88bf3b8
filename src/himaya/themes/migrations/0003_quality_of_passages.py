"""How much a passage can bear, told when it is cut."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("themes", "0002_coding")]

    operations = [
        migrations.AddField("passage", "specific", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("passage", "first_hand", models.BooleanField(null=True)),
    ]
