"""Words by shelf, texts apart from entries, and what an answer is narrowed by."""

import django.db.models.deletion
from django.db import migrations, models

import himaya.kernel.ids
from himaya.search import fulltext

BATCH = 500
SHELVED_BY = ("operation_id", "group", "agency", "system", "level", "lane", "audience")


def _drop_old(_apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS search_entry_words")
    else:
        schema_editor.execute("DROP TABLE IF EXISTS search_words")


def _create(_apps, schema_editor):
    is_postgres = schema_editor.connection.vendor == "postgresql"
    for sql in fulltext.CREATE_POSTGRES if is_postgres else fulltext.CREATE_SQLITE:
        schema_editor.execute(sql)


def _fill(apps, _schema_editor):
    """What was indexed stays findable; of long texts only what was kept of them can be shown."""
    models_of = {name: apps.get_model("search", name) for name in ("Shelf", "Entry", "EntryText")}
    entries = models_of["Entry"].objects.order_by("pk")
    shelves, last = {}, 0
    while batch := list(entries.filter(pk__gt=last)[:BATCH]):
        last = batch[-1].pk
        opened = {
            (one.kind, one.thing): one
            for one in entries.filter(group="", thing__in=[one.thing for one in batch])
        }
        words, texts = [], []
        for entry in batch:
            key = tuple(getattr(entry, name) for name in SHELVED_BY)
            if key not in shelves:
                shelves[key] = models_of["Shelf"].objects.create(**dict(zip(SHELVED_BY, key, strict=True)))
            entry.shelf = shelves[key]
            own = opened.get((entry.kind, entry.thing))
            before = own if own is not None and entry.group else None
            title = before.title if before else entry.title
            words.append((entry.pk, entry.shelf.pk, title, f"{before.words if before else ''} {entry.words}"))
            text = f"{before.text} {entry.text}" if before else entry.text
            texts.append(models_of["EntryText"](entry=entry, text=text))
        models_of["Entry"].objects.bulk_update(batch, ["shelf"])
        models_of["EntryText"].objects.bulk_create(texts)
        fulltext.put(words)


class Migration(migrations.Migration):
    dependencies = [("search", "0005_caseworker")]

    operations = [
        migrations.RunPython(_drop_old, migrations.RunPython.noop),
        migrations.CreateModel(
            name="Shelf",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(default=himaya.kernel.ids.new_ref, editable=False, max_length=16, unique=True)),
                ("group", models.CharField(blank=True, max_length=24)),
                ("agency", models.CharField(max_length=16)),
                ("system", models.CharField(blank=True, max_length=16)),
                ("level", models.PositiveSmallIntegerField(default=4)),
                ("lane", models.CharField(default="person", max_length=12)),
                ("audience", models.CharField(default="agency", max_length=10)),
                ("operation", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.operation")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("operation", "group", "agency", "system", "level", "lane", "audience"),
                        name="search_shelf_once",
                    )
                ],
            },
        ),
        migrations.AddField(
            "entry",
            "shelf",
            models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="search.shelf"),
        ),
        migrations.RemoveConstraint("entry", "search_entry_group_once"),
        migrations.AddConstraint(
            "entry",
            models.UniqueConstraint(fields=["thing", "kind", "group"], name="search_entry_group_once"),
        ),
        migrations.AlterField(
            "entry",
            "operation",
            models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.operation"),
        ),
        migrations.AddField("entry", "kept_in", models.CharField(blank=True, default="", max_length=16), preserve_default=False),
        migrations.AddField("entry", "day", models.DateField(blank=True, null=True)),
        migrations.AddField("entry", "type", models.CharField(blank=True, default="", max_length=60), preserve_default=False),
        migrations.AddField("entry", "type_names", models.JSONField(default=dict)),
        migrations.AddField("entry", "language", models.CharField(blank=True, default="", max_length=12), preserve_default=False),
        migrations.CreateModel(
            name="EntryText",
            fields=[
                ("entry", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="written", serialize=False, to="search.entry")),
                ("text", models.TextField()),
            ],
        ),
        migrations.RunPython(_create, migrations.RunPython.noop),
        migrations.RunPython(_fill, migrations.RunPython.noop),
    ]
