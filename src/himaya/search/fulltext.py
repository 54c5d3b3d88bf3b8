"""Full text on both databases, behind a few functions; without it, plain containment.

- SQLite: an FTS5 table `search_words` beside the entries, written by `sync` in the transaction of
  the entry. No triggers: a migration that rebuilds the entries' table would drop them unseen.
- PostgreSQL: a GIN index over `to_tsvector('simple', words)`; there is nothing to keep in step.
- An SQLite built without FTS5: each word is looked for inside the words; slower, and a word is
  then also found in the middle of another.

Words are folded and hold letters and digits only, so that no operator of either query language can
come from outside; a word is matched by its beginning.
"""

from collections.abc import Sequence

from django.db import connection
from django.db.models import FloatField, Q, Value
from django.db.models.expressions import Combinable, RawSQL

from himaya.engines.tabular import fold_words

TABLE = "search_words"
CREATE_SQLITE = f"CREATE VIRTUAL TABLE {TABLE} USING fts5(words, tokenize = 'unicode61')"
CREATE_POSTGRES = (
    "CREATE INDEX search_entry_words ON search_entry USING gin (to_tsvector('simple', words))"
)


def tokens(text: str) -> list[str]:
    """The folded words of a text as both databases part them: letters and digits only."""
    return [word for joined in fold_words(text) for word in joined.split("_") if word]


def offered() -> bool:
    """Whether this SQLite can do full text at all."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pragma_compile_options WHERE compile_options = 'ENABLE_FTS5'")
        return cursor.fetchone() is not None


def _has_table() -> bool:
    return connection.vendor == "sqlite" and TABLE in connection.introspection.table_names()


def sync(entry: int, words: str) -> None:
    """Bring the index in step with one entry."""
    drop([entry])
    add([(entry, words)])


def drop(entries: Sequence[int]) -> None:
    """Bring the index in step with entries that are no more."""
    if not entries or not _has_table():
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            f"DELETE FROM {TABLE} WHERE rowid = %s",  # noqa: S608 - a constant
            [(entry,) for entry in entries],
        )


def add(entries: Sequence[tuple[int, str]]) -> None:
    """Bring the index in step with many entries (key, words) that it does not hold yet."""
    if not _has_table():
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {TABLE} (rowid, words) VALUES (%s, %s)",  # noqa: S608 - a constant
            entries,
        )


def matching(word: str) -> Q:
    """Entries that hold a word beginning so."""
    if connection.vendor == "postgresql":
        sql = (
            "SELECT id FROM search_entry "
            "WHERE to_tsvector('simple', words) @@ to_tsquery('simple', %s)"
        )
        return Q(pk__in=RawSQL(sql, [f"{word}:*"]))  # noqa: S611 - parameters only
    if _has_table():
        sql = f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s"  # noqa: S608 - a constant
        return Q(pk__in=RawSQL(sql, [f'"{word}"*']))  # noqa: S611 - parameters only
    return Q(words__contains=word)


def rank(words: Sequence[str]) -> Combinable:
    """How well an entry answers; higher is better. Counts only the entry's own, open words."""
    if connection.vendor == "postgresql":
        sql = "ts_rank(to_tsvector('simple', words), to_tsquery('simple', %s))"
        query = " | ".join(f"{word}:*" for word in words)
        return RawSQL(sql, [query], output_field=FloatField())  # noqa: S611 - parameters only
    if _has_table():
        sql = (
            f"coalesce((SELECT -bm25({TABLE}) FROM {TABLE} "  # noqa: S608 - a constant
            f"WHERE {TABLE} MATCH %s AND rowid = search_entry.id), 0)"
        )
        query = " OR ".join(f'"{word}"*' for word in words)
        return RawSQL(sql, [query], output_field=FloatField())  # noqa: S611 - parameters only
    return Value(0.0)
