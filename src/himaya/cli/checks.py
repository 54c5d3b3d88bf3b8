"""What `himaya check` looks at. Details are names and figures, never content."""

import shutil
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Max

from himaya.audit.models import Event
from himaya.audit.sealing import unsealed_since, verify
from himaya.cli.archive import progress
from himaya.cli.ready import require_key
from himaya.cli.session import WrongUseError, pending_migrations
from himaya.files.actions import path_of, read_file
from himaya.files.models import StoredFile
from himaya.jobs.models import Job
from himaya.kernel import clock
from himaya.kernel.crypto import SealBrokenError
from himaya.kernel.problems import Problem

_SEALED_WITHIN = timedelta(minutes=10)
_LEAST_FREE = 1 << 30  # bytes: a day of work and one backup of a small installation
_SKEW = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Check:
    """One question answered. `is_vital`: without it the others cannot be asked."""

    name: str
    is_fine: bool
    detail: str
    is_vital: bool = False


def quick_checks() -> list[Check]:
    """What takes no time; safe on an installation that is broken or not there yet."""
    try:
        pending = pending_migrations()
    except WrongUseError as error:
        return [Check("database", is_fine=False, detail=str(error), is_vital=True), _disk()]
    tables = Check(
        "migrations",
        not pending,
        f"{len(pending)} pending, run himaya upgrade" if pending else "all applied",
        is_vital=True,
    )
    if pending:
        return [tables, _disk()]
    return [tables, _key(), _jobs(), _sealing(), _disk(), _clock()]


def thorough_checks() -> list[Check]:
    """What reads everything: the database's own check, every sealed event, every file."""
    return [_database(), _log(), _files()]


def _key() -> Check:
    try:
        require_key()
    except (Problem, WrongUseError) as error:
        text = error.title if isinstance(error, Problem) else str(error)
        return Check("key", is_fine=False, detail=text, is_vital=True)
    return Check("key", is_fine=True, detail="opens what it sealed", is_vital=True)


def _jobs() -> Check:
    dead = Job.objects.filter(state=Job.State.DEAD).count()
    return Check("jobs", dead == 0, f"{dead} given up" if dead else "none given up")


def _sealing() -> Check:
    waiting = unsealed_since()
    if waiting <= _SEALED_WITHIN:
        return Check("sealing", is_fine=True, detail="up to date")
    minutes = int(waiting.total_seconds() // 60)
    return Check("sealing", False, f"{minutes} minutes behind: is himaya work running?")


def _disk() -> Check:
    folder = Path(settings.HIMAYA_DATA)
    free = shutil.disk_usage(folder).free
    return Check("disk", free >= _LEAST_FREE, f"{free >> 20} MiB free in {folder}")


def _clock() -> Check:
    """A clock set back would let accesses live on and put events in the wrong order."""
    newest = Event.objects.aggregate(newest=Max("at"))["newest"]
    if newest is not None and newest > clock.now() + _SKEW:
        return Check("clock", is_fine=False, detail="behind the newest event in the log")
    return Check("clock", is_fine=True, detail=clock.now().isoformat(timespec="seconds"))


def _database() -> Check:
    try:
        found = _sqlite_flaws() if connection.vendor == "sqlite" else _postgresql_flaws()
    except DatabaseError as error:
        found = type(error).__name__
    return Check("database", not found, found or f"{connection.vendor}, sound")


def _sqlite_flaws() -> str:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        answer = str(cursor.fetchone()[0])
        cursor.execute("PRAGMA foreign_key_check")
        dangling = len(cursor.fetchall())
    if answer != "ok":
        return "damaged pages: restore the last backup"
    return f"{dangling} rows point to nothing" if dangling else ""


def _postgresql_flaws() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_index WHERE NOT indisvalid")
        invalid = int(cursor.fetchone()[0])
    return f"{invalid} indexes are invalid: REINDEX" if invalid else ""


def _log() -> Check:
    findings = [f"{one.code} in batch {one.batch}" for one in verify()]
    return Check("log", not findings, "; ".join(findings[:5]) or "as sealed")


def _files() -> Check:
    """Open every stored file: that it is there, sealed for its place, and what was stored."""
    import hashlib

    broken: list[str] = []
    stored = StoredFile.objects.exclude(sealed_key=b"").order_by("pk")  # else erased, on purpose
    with progress(sum(stored.values_list("size", flat=True)), "files") as bar:
        for one in stored.iterator(chunk_size=500):
            if one.expires_at is not None and one.expires_at < clock.now():
                continue  # its content may be gone already, on purpose
            try:
                is_whole = hashlib.sha256(read_file(one)).hexdigest() == one.sha256
            except (OSError, SealBrokenError):
                is_whole = False
            if not is_whole:
                broken.append(path_of(one).name)
            bar.update(one.size)
    detail = f"{len(broken)} damaged or missing: {' '.join(broken[:5])}"
    return Check("files", not broken, detail if broken else f"{stored.count()} whole")
