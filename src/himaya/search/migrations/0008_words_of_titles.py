"""On PostgreSQL the words of a title stand beside all the others, under a mark of their own.

What waits to be put into the index of words is read by every question once for each shelf: 256 KiB
of it are enough.
"""

from django.db import connection, migrations

from himaya.search import fulltext

_AT_ONCE = 2_000


def mark_titles(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute("ALTER INDEX search_words_gin SET (gin_pending_list_limit = 256)")
    schema_editor.execute("SELECT gin_clean_pending_list('search_words_gin')")
    entries = apps.get_model("search", "Entry").objects
    rows = entries.order_by("pk").values_list("pk", "shelf", "kind", "thing").iterator(_AT_ONCE)
    batch = []
    for row in rows:
        batch.append(row)
        if len(batch) == _AT_ONCE:
            _mark(entries, batch)
            batch = []
    _mark(entries, batch)


def _mark(entries, batch):
    things = [thing for *_, thing in batch]
    # A title stands in the open entry of a thing only.
    open_ones = entries.filter(group="", thing__in=things).values_list("kind", "thing", "title")
    titles = {(kind, thing): title for kind, thing, title in open_ones}
    words = [
        (fulltext.titled_words(shelf, titles.get((kind, thing), "")), pk)
        for pk, shelf, kind, thing in batch
    ]
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE search_words SET words = words || to_tsvector('simple', %s) WHERE entry = %s", words
        )


class Migration(migrations.Migration):
    dependencies = [("search", "0007_texts_apart")]

    operations = [migrations.RunPython(mark_titles, migrations.RunPython.noop, elidable=True)]
