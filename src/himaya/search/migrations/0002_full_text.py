"""Full text over the folded words, and one entry per field group."""

from django.db import migrations, models

from himaya.search import fulltext


def create_index(_apps, schema_editor):
    """One function for both databases; an SQLite without FTS5 does without."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(fulltext.CREATE_POSTGRES)
    elif fulltext.offered():
        schema_editor.execute(fulltext.CREATE_SQLITE)
        schema_editor.execute(
            f"INSERT INTO {fulltext.TABLE} (rowid, words) SELECT id, words FROM search_entry"
        )


def drop_index(_apps, schema_editor):
    """The way back."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS search_entry_words")
    else:
        schema_editor.execute(f"DROP TABLE IF EXISTS {fulltext.TABLE}")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [
        migrations.AddField("entry", "group", models.CharField(blank=True, default="", max_length=24), preserve_default=False),
        migrations.AddField("entry", "register", models.JSONField(default=dict)),
        migrations.AddField("entry", "text", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.RemoveConstraint("entry", "search_entry_once"),
        migrations.AddConstraint(
            "entry",
            models.UniqueConstraint(fields=["kind", "thing", "group"], name="search_entry_group_once"),
        ),
        migrations.AddConstraint(
            "entry",
            models.CheckConstraint(condition=models.Q(level__gte=1, level__lte=4), name="search_level"),
        ),
        migrations.RunPython(create_index, drop_index),
    ]
