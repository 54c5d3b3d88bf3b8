"""`himaya demo`: load the invented operation."""

import argparse
import importlib
import importlib.util
import shutil
from collections.abc import Callable
from pathlib import Path

from himaya.cli.session import WrongUseError

SUMMARY = "Load the invented demo operation into an empty data folder."
EXAMPLE = "HIMAYA_DEMO=1 HIMAYA_DATA=/tmp/himaya-demo himaya demo"
_LOADER = "himaya.demo.load"
_MARK = "demo-loading"  # there while the demo is being loaded


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing to choose but the form of the answer."""
    parser.add_argument("--json", action="store_true", help="print the demo seats as JSON")


def run(options: argparse.Namespace) -> int:
    """Prepare the database, load the demo, print its seats."""
    import os

    from himaya.cli.prepare import bring_tables, compile_catalogues
    from himaya.cli.session import start

    os.environ.setdefault("HIMAYA_DEMO", "1")
    start()
    from himaya.cli import demo_seats  # imports models

    say: Callable[[str], None] = _silent if options.json else print
    _clear_half_loaded(say)
    bring_tables(say)
    compile_catalogues(say)
    if not _is_empty():
        raise WrongUseError(
            "There is an operation already; the demo goes into an empty data folder."
        )
    if importlib.util.find_spec(_LOADER) is None:
        raise WrongUseError("This copy of himaya has no demo operation (himaya.demo.load).")
    _load(say)
    print(demo_seats.path().read_text() if options.json else "\n".join(demo_seats.listing()))
    return 0


def fill_if_empty(say: Callable[[str], None]) -> None:
    """For `./run`: load the demo unless there is an operation; resume a load that was killed."""
    from django.conf import settings

    from himaya.cli.prepare import bring_tables

    if not settings.HIMAYA_DEMO:
        return
    if _clear_half_loaded(say):
        bring_tables(say)
    if not _is_empty():
        return
    if importlib.util.find_spec(_LOADER) is None:
        say("This copy of himaya has no demo operation (himaya.demo.load); the platform is empty.")
        return
    _load(say)


def _silent(_text: str) -> None:
    """A program reads the output: say nothing on the way."""


def _is_empty() -> bool:
    from himaya.tenancy.models import Operation

    return not Operation.objects.exists()


def _mark() -> Path:
    from django.conf import settings

    return Path(settings.HIMAYA_DATA) / _MARK


def _load(say: Callable[[str], None]) -> None:
    from django.db import connection

    from himaya.cli import demo_seats

    say("Loading the demo operation (invented people, invented country) ...")
    _mark().touch()
    seats = importlib.import_module(_LOADER).load_demo(report=say)
    demo_seats.hand_out(seat.ref for seat in seats)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # the planner knew only empty tables until now
    _mark().unlink()


def _clear_half_loaded(say: Callable[[str], None]) -> bool:
    """Throw away a demo whose loading was killed; True when there was one.

    Safe because the mark exists only while a demo is loaded into what was empty before.
    """
    from django.conf import settings
    from django.db import connection

    if not _mark().is_file():
        return False
    say("The last loading of the demo was interrupted; starting it again.")
    if connection.vendor != "sqlite":
        raise WrongUseError(
            "The demo was half loaded: empty the PostgreSQL database and try again."
        )
    connection.close()
    for file in Path(settings.HIMAYA_DATA).glob("himaya.sqlite3*"):
        file.unlink()
    for folder in (settings.HIMAYA_FILES, settings.HIMAYA_SNAPSHOTS):
        shutil.rmtree(folder, ignore_errors=True)
    _mark().unlink()
    return True
