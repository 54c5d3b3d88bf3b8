"""Bringing an installation to this version: tables, cache, drawings, static files, translations.

Each step looks first and does nothing when there is nothing to do, since `./run` takes them all
at every start.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path

Say = Callable[[str], None]


def prepare(say: Say) -> None:
    """All steps, in order. Raises WrongUseError when the database cannot be reached."""
    bring_tables(say)
    draw_maps(say)
    compile_catalogues(say)
    collect_static(say)


def bring_tables(say: Say) -> None:
    """Run the pending migrations and make the cache table."""
    from django.core.management import call_command
    from django.db import connection

    from himaya.cli.session import pending_migrations

    pending = pending_migrations()
    if pending:
        say(f"Preparing the database ({len(pending)} steps) ...")
        call_command("migrate", interactive=False, verbosity=0)
        # Without statistics the planner picks the wrong index (stack.md: 5.6 s against 0.4 s).
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    call_command("createcachetable", verbosity=0)


def draw_maps(say: Say) -> None:
    """Draw outlines that came in before maps were drawn when they come in."""
    from himaya.places.pictures import draw_missing

    drawn = draw_missing()
    if drawn:
        say(f"Drawing areas: {drawn} levels.")


def compile_catalogues(say: Say) -> None:
    """Compile translations with polib where the source is newer: no gettext tools needed."""
    from django.conf import settings

    sources = [po for folder in settings.LOCALE_PATHS for po in Path(folder).rglob("*.po")]
    stale = [po for po in sources if _is_stale(po)]
    if stale:
        import polib

        say(f"Compiling {len(stale)} translations ...")
        for po in stale:
            # Written aside and renamed: a web process may be reading the old one.
            part = po.with_suffix(".mo.part")
            polib.pofile(str(po)).save_as_mofile(str(part))
            part.replace(po.with_suffix(".mo"))


def _is_stale(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    return not mo.is_file() or mo.stat().st_mtime < po.stat().st_mtime


def collect_static(say: Say) -> None:
    """Gather, hash and compress static files when one of them changed."""
    from django.conf import settings
    from django.core.management import call_command

    stamp = Path(settings.STATIC_ROOT) / ".himaya-stamp"
    wanted = _static_fingerprint()
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    say("Gathering static files ...")
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(wanted)


def _static_fingerprint() -> str:
    """Names, sizes and times of all sources: a few milliseconds instead of a second."""
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            facts = Path(storage.path(name)).stat()
            digest.update(f"{name}\x1f{facts.st_size}\x1f{facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()
