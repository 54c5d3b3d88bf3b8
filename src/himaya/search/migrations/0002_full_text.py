"""Full text over the folded words, and one entry per field group."""

from django.db import migrations, models

TABLE = "search_words"  # as it was then; 0006 makes it anew
CREATE_SQLITE = f"CREATE VIRTUAL TABLE {TABLE} USING fts5(words, tokenize = 'unicode61')"
CREATE_POSTGRES = (
    "CREATE INDEX search_entry_words ON search_entry USING gin (to_tsvector('simple', words))"
)


def create_index(_apps, schema_editor):
    """One function for both databases."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(CREATE_POSTGRES)
    else:
        schema_editor.execute(CREATE_SQLITE)
        schema_editor.execute(
            f"INSERT INTO {TABLE} (rowid, words) SELECT id, words FROM search_entry"
        )


def drop_index(_apps, schema_editor):
    """The way back."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS search_entry_words")
    else:
        schema_editor.execute(f"DROP TABLE IF EXISTS {TABLE}")


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
