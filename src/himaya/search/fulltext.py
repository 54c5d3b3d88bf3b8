"""Full text on both databases: the table `search_words`, and what is asked of it.

- SQLite: an FTS5 table whose rowid is the entry's key. No triggers: a migration that rebuilds the
  entries' table would drop them unseen.
- PostgreSQL: a table of (entry, vector) with a GIN index. A question is put to each shelf by itself
  (lateral): of one long "or" the planner thinks that it meets half the table, and reads all of it.

Both are written by `put` and `drop` in the transaction of the entry. Every word is kept under the
shelf of its entry (`s12xflood`): only words of shelves that are asked are looked up, and what lies
on others costs nothing that could be noticed. PostgreSQL keeps those of a title once more
(`t12xflood`), since a weight would have to be looked up in each vector. Words are folded and hold
letters and digits only, so that no operator of either query language can come from outside.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from himaya.engines.tabular import fold_words
from himaya.search.models import Entry

TABLE = "search_words"
CREATE_SQLITE = (
    f"CREATE VIRTUAL TABLE {TABLE} USING fts5(title, words, bare, tokenize = 'unicode61')",
)
CREATE_POSTGRES = (
    # No reference to the entries: what empties tables one by one would stop at it.
    f"CREATE TABLE {TABLE} (entry bigint PRIMARY KEY, words tsvector NOT NULL)",
    f"CREATE INDEX {TABLE}_gin ON {TABLE} USING gin (words)",
)
MOST_WORDS = 10  # of a question; the rest narrows nothing that matters
ARTICLE = "[وفبك]?ال|لل"  # the Arabic article, also after and, so, by, like
# Looked over on both sides. What it leaves has to be long enough for a word (the four letters keep
# parents, adults and the like whole).
_ARTICLE = re.compile("^(?:(?:ال|لل)(?=.{3})|[وفبك]ال(?=.{4}))")
_PARTS = re.compile(r'["“”«»„]([^"“”«»„]+)["“”«»„]|(\S+)')
_POSTGRES_WORDS = 40_000  # of one entry: a vector holds a megabyte


@dataclass(frozen=True, slots=True)
class Part:
    """A word of a question, met by whatever begins so; or a phrase, met by just these words."""

    words: tuple[str, ...]
    is_phrase: bool = False


def tokens(text: str) -> list[str]:
    """The folded words of a text as both databases part them: letters and digits only."""
    return [word for joined in fold_words(text) for word in joined.split("_") if word]


def parts_of(question: str) -> list[Part]:
    """A question as words and "phrases in quotes"; the first MOST_WORDS of them."""
    found: list[Part] = []
    for phrase, word in _PARTS.findall(question):
        if phrase and (words := tuple(tokens(phrase))[:MOST_WORDS]):
            found.append(Part(words, is_phrase=True))
        found += [Part((one,)) for one in tokens(word)]
    return found[:MOST_WORDS]


def put(entries: Sequence[tuple[int, int, str, str]]) -> None:
    """Index (key, shelf, title, text) of entries that have no words yet."""
    rows = [_row(*entry) for entry in entries]
    if connection.vendor == "sqlite":
        sql = f"INSERT INTO {TABLE} (rowid, title, words, bare) VALUES (%s, %s, %s, %s)"  # noqa: S608 - a constant
    else:
        sql = (
            f"INSERT INTO {TABLE} (entry, words) VALUES (%s, to_tsvector('simple', %s)"  # noqa: S608 - a constant
            " || to_tsvector('simple', %s) || to_tsvector('simple', %s)"
            " || to_tsvector('simple', %s))"
        )
    with connection.cursor() as cursor:
        cursor.executemany(sql, rows)


def _row(key: int, shelf: int, title: str, text: str) -> tuple[Any, ...]:
    heading, words = tokens(title), tokens(text)
    if connection.vendor != "sqlite":
        words = words[:_POSTGRES_WORDS]
    without = dict.fromkeys(bare(word) for word in (*heading, *words))
    without.pop("", None)
    row = (key, *(_shelved(shelf, one) for one in (heading, words, without)))
    return row if connection.vendor == "sqlite" else (*row, titled_words(shelf, title))


def titled_words(shelf: int, title: str) -> str:
    """The words of a title as PostgreSQL keeps them beside all the others."""
    return _shelved(shelf, tokens(title), mark="t")


def bare(word: str) -> str:
    """The word without its article; "" where it has none."""
    return word[found.end() :] if (found := _ARTICLE.match(word)) else ""


def drop(keys: Sequence[int]) -> None:
    """Forget the words of these entries."""
    column = "rowid" if connection.vendor == "sqlite" else "entry"
    sql = f"DELETE FROM {TABLE} WHERE {column} = %s"  # noqa: S608 - constants
    with connection.cursor() as cursor:
        cursor.executemany(sql, [(key,) for key in keys])


def holding(
    entries: QuerySet[Entry], shelves: Sequence[int], parts: Sequence[Part]
) -> QuerySet[Entry]:
    """Of the entries those on the shelves that hold every part, the newest first."""
    if not shelves or not parts:
        return entries.none()
    if connection.vendor == "sqlite":
        # The plus keeps SQLite from asking the index of words once for every entry.
        where = [f"{TABLE} MATCH %s", f"search_entry.id = +{TABLE}.rowid"]
        asked = _for_sqlite(shelves, parts)
        found = entries.extra(tables=[TABLE], where=where, params=[asked])  # noqa: S610 - constants
        return found.order_by(RawSQL(f"{TABLE}.rowid", []).desc())  # noqa: S611 - a constant
    # An array, asked for once: a condition "in (select ...)" may be turned round by the planner.
    sql, each = _keys(shelves, parts)
    found = entries.extra(where=[f"search_entry.id = ANY(ARRAY({sql}))"], params=each)  # noqa: S610
    return found.order_by("-pk")


def titled(shelves: Sequence[int], parts: Sequence[Part]) -> set[int]:
    """Keys of entries on the shelves that hold every part in their title. One query."""
    return set(keys_holding(shelves, parts, in_title=True))


def keys_holding(
    shelves: Sequence[int], parts: Sequence[Part], *, in_title: bool = False
) -> list[int]:
    """Keys of entries on the shelves that hold every part, whether in sight or not. One query."""
    if not shelves or not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(*_keys(shelves, parts, in_title=in_title))
        return [key for (key,) in cursor.fetchall()]


def where_holding(shelves: Sequence[int], parts: Sequence[Part]) -> Q:
    """Entries on the shelves that hold every part, as a condition that may stand in a subquery."""
    if not shelves or not parts:
        return Q(pk__in=[])
    sql, asked = _keys(shelves, parts)
    return Q(pk__in=RawSQL(sql, asked))  # noqa: S611 - parameters only


def _keys(
    shelves: Sequence[int], parts: Sequence[Part], *, in_title: bool = False
) -> tuple[str, list[Any]]:
    if connection.vendor == "sqlite":
        asked = _for_sqlite(shelves, parts)
        asked = f"{{title}} : ({asked})" if in_title else asked
        return f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s", [asked]  # noqa: S608 - a constant
    mark = "t" if in_title else "s"
    sql = (
        "SELECT held.entry FROM unnest(%s::text[]) AS asked(shelf) CROSS JOIN LATERAL ("  # noqa: S608
        f"SELECT entry FROM {TABLE} WHERE words @@ to_tsquery('simple', asked.shelf) OFFSET 0"
        ") AS held"
    )
    return sql, [[_for_postgres(shelf, parts, mark) for shelf in shelves]]


def _for_sqlite(shelves: Sequence[int], parts: Sequence[Part]) -> str:
    def words_of(shelf: int, part: Part) -> str:
        if part.is_phrase:
            return f'"{_shelved(shelf, part.words)}"'
        ways = [f'"s{shelf}x{word}" *' for word in _ways(part)]
        return ways[0] if len(ways) == 1 else f"({' OR '.join(ways)})"

    return " OR ".join(
        f"({' AND '.join(words_of(shelf, part) for part in parts)})" for shelf in shelves
    )


def _for_postgres(shelf: int, parts: Sequence[Part], mark: str) -> str:
    def words_of(part: Part) -> str:
        if part.is_phrase:
            return " <-> ".join(f"{mark}{shelf}x{word}" for word in part.words)
        return " | ".join(f"{mark}{shelf}x{word}:*" for word in _ways(part))

    return " & ".join(f"({words_of(part)})" for part in parts)


def _ways(part: Part) -> list[str]:
    word = part.words[0]
    return [word, other] if (other := bare(word)) else [word]


def _shelved(shelf: int, words: Iterable[str], mark: str = "s") -> str:
    return " ".join(f"{mark}{shelf}x{word}" for word in words)
