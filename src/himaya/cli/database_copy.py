"""Copying the whole database out and in, on both kinds of database, while it is being written to.

Requirements:
1. The copy is of one moment: SQLite's backup API, a REPEATABLE READ transaction on PostgreSQL.
2. Sessions and the cache are left out: whoever restores signs in again.
3. PostgreSQL goes as one CSV per table with named columns, so that a newer himaya can read it
   and no client program of a matching version is needed.
"""

import gzip
import shutil
import sqlite3
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from himaya.cli.session import WrongUseError

# Migrations are recorded by the restore that runs them.
_LEFT_OUT = {"django_session", "cache", "django_migrations"}
# Generated columns fill themselves and take no values.
_COLUMNS = """
SELECT table_name, column_name
  FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
 WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' AND is_generated = 'NEVER'
 ORDER BY table_name, ordinal_position
"""
_SESSIONS = ("cache", "django_session")
_SQLITE_MEMBER = "himaya.sqlite3.gz"


def facts() -> dict[str, Any]:
    """What a restore must know: kind of database, migrations, columns of each table."""
    applied = MigrationRecorder(connection).applied_migrations()
    return {
        "database": connection.vendor,
        "migrations": sorted(list(key) for key in applied),
        "columns": _columns() if connection.vendor == "postgresql" else {},
    }


def _columns() -> dict[str, list[str]]:
    """Columns by table as they are in the database, which may be older than the models."""
    found: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS)
        for table, column in cursor.fetchall():
            if table not in _LEFT_OUT:
                found.setdefault(table, []).append(column)
    return found


def _sqlite_file() -> Path:
    return Path(str(settings.DATABASES["default"]["NAME"]))


def size() -> int:
    """Bytes the copy will take at most."""
    if connection.vendor == "sqlite":
        return int(_sqlite_file().stat().st_size)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def copy_out(folder: Path, columns: dict[str, list[str]]) -> list[Path]:
    """Write the copy into `folder`; returns its files. Writers go on meanwhile."""
    if connection.vendor == "sqlite":
        return [_copy_sqlite(folder)]
    return _copy_postgresql(folder, columns)


def _copy_sqlite(folder: Path) -> Path:
    plain = folder / "himaya.sqlite3"
    source = sqlite3.connect(_sqlite_file(), timeout=20)
    target = sqlite3.connect(plain)
    try:
        source.backup(target, pages=-1)  # one step: one moment, and 5 s for 2 GB (stack.md)
        names = {row[0] for row in target.execute("SELECT name FROM sqlite_master")}
        for table in sorted(names.intersection(_SESSIONS)):
            target.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
        target.commit()
        target.execute("PRAGMA journal_mode=DELETE")  # the copy is one file
        target.execute("VACUUM")  # what was deleted is gone from the pages too
        found = target.execute("PRAGMA integrity_check").fetchone()[0]
    finally:
        source.close()
        target.close()
    if found != "ok":
        raise WrongUseError("The database is damaged (integrity check); run himaya check.")
    packed = folder / _SQLITE_MEMBER
    with plain.open("rb") as reader, gzip.open(packed, "wb", compresslevel=1) as writer:
        shutil.copyfileobj(reader, writer, 1 << 20)
    plain.unlink()
    return packed


def _copy_postgresql(folder: Path, columns: dict[str, list[str]]) -> list[Path]:
    files = []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for table, names in columns.items():
            path = folder / f"{table}.csv.gz"
            listed = ", ".join(connection.ops.quote_name(name) for name in names)
            statement = f"COPY {connection.ops.quote_name(table)} ({listed}) TO STDOUT (FORMAT csv)"
            with gzip.open(path, "wb", compresslevel=1) as writer, cursor.copy(statement) as copy:
                for chunk in copy:
                    writer.write(chunk)
            files.append(path)
    return files


def require_known(manifest: dict[str, Any]) -> None:
    """Refuse a backup of another kind of database, or of a newer himaya."""
    if manifest["database"] != connection.vendor:
        raise WrongUseError(
            f"The backup is of {manifest['database']}, this installation runs on "
            f"{connection.vendor}: set or unset HIMAYA_DATABASE_URL."
        )
    known = set(MigrationExecutor(connection).loader.disk_migrations or {})
    if unknown := {tuple(key) for key in manifest["migrations"]} - known:
        raise WrongUseError(
            f"The backup was made by a newer himaya ({len(unknown)} unknown steps); upgrade first."
        )


def require_empty() -> None:
    """Refuse a PostgreSQL database that has tables; on SQLite the folder is looked at."""
    if connection.vendor == "postgresql" and connection.introspection.table_names():
        raise WrongUseError("The database has tables already; restore goes into an empty one.")


def copy_in(folder: Path, manifest: dict[str, Any]) -> None:
    """Put the copy in place, at the version it was made with; migrating on is the next step."""
    if connection.vendor == "sqlite":
        connection.close()
        target = _sqlite_file()
        with gzip.open(folder / _SQLITE_MEMBER, "rb") as reader, target.open("wb") as writer:
            target.chmod(0o600)
            shutil.copyfileobj(reader, writer, 1 << 20)
        return
    _make_tables(manifest["migrations"])
    _fill_postgresql(folder, manifest["columns"])


def _make_tables(migrations: list[list[str]]) -> None:
    executor = MigrationExecutor(connection)
    recorded = {(app, name) for app, name in migrations}
    graph = executor.loader.graph
    followed = {
        parent.key
        for key in recorded
        for parent in graph.node_map[key].parents
        if parent.key[0] == key[0]
    }
    executor.migrate(sorted(recorded - followed))  # the last recorded step of each app
    call_command("createcachetable", verbosity=0)


def _fill_postgresql(folder: Path, columns: dict[str, list[str]]) -> None:
    # Django's foreign keys are checked at the end of the transaction, so the order is free.
    quote = connection.ops.quote_name
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(quote(table) for table in columns)} CASCADE")
        for table, names in columns.items():
            listed = ", ".join(quote(name) for name in names)
            statement = f"COPY {quote(table)} ({listed}) FROM STDIN (FORMAT csv)"
            with (
                gzip.open(folder / f"{table}.csv.gz", "rb") as reader,
                cursor.copy(statement) as copy,
            ):
                while chunk := reader.read(1 << 20):
                    copy.write(chunk)
            if "id" in names:  # the counter goes on behind the highest number
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence(%s, 'id'), max(id)) FROM {quote(table)}",  # noqa: S608
                    [quote(table)],
                )
