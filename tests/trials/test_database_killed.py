"""PostgreSQL itself dies: by kill -9 in the middle of writes, and on a disk that is full.

The run's own server is quick and forgetful, so these trials start one that keeps its promises
(fsync and synchronous commit on). Nothing is started on SQLite, which has no server to kill.
"""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import postgres
import pytest

from tests.installation import Installation
from tests.trials import figures
from tests.trials.web import Hands, Web, faults, pause, set_stage, stored

KILLS = 100 if figures.is_long() else 1
SMALL_DISK = 130  # MiB: PostgreSQL's own files and the platform's tables take about 80

pytestmark = [
    pytest.mark.trial,
    pytest.mark.slow,
    pytest.mark.skipif(figures.database() == "SQLite", reason="SQLite has no server to kill"),
]


@contextmanager
def durable(folder: Path) -> Iterator[postgres.Server]:
    """A server that has promised only what is on the disk."""
    programs = postgres.programs()
    if programs is None:
        pytest.skip("PostgreSQL's programs are not on this machine; it runs elsewhere")
    server = postgres.Server(programs, folder, durable=True)
    server.start()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture
def folder() -> Iterator[Path]:
    """Where the user postgres may go as well, unlike pytest's own folders."""
    made = Path(tempfile.mkdtemp(prefix="himaya-durable-"))
    yield made
    shutil.rmtree(made, ignore_errors=True)


def installed(folder: Path, server: postgres.Server) -> Installation:
    """An operation on that server."""
    (folder / "data").mkdir(parents=True)
    made = Installation(folder, {"HIMAYA_DATABASE_URL": server.url})
    made.open_operation()
    return made


def test_database_killed_while_many_write__every_promise_kept(folder: Path, tmp_path: Path) -> None:
    """Slow: a real database server is killed and recovers; the web process stays and finds it."""
    with durable(folder) as server:
        installation = installed(tmp_path / "one", server)
        stage = set_stage(installation)
        with Web(installation) as web:
            web.start()
            hands = Hands(web.port, stage["dataset"], stage["token"])
            hands.start()
            for _ in range(KILLS):
                time.sleep(pause())
                hands.wait_for_one_more()
                server.kill()
                server.start()
            hands.wait_for_one_more()  # the web process finds the database again
            hands.stop()
        there = stored(installation)
        found = faults(installation)

    lost = {ref for ref, text in hands.promised.items() if there.get(ref) != text}
    unasked = len(there) - len(hands.promised)
    failed = hands.broken + len(hands.refused)
    figures.keep(
        "database server killed while writing",
        f"{KILLS} kills, {len(hands.promised)} promised, {len(lost)} lost, "
        f"{unasked} written without a promise, {failed} requests failed openly",
    )

    assert lost == set()
    assert all(status >= 500 for status in hands.refused)
    assert failed > 0, "no kill fell into a request"
    assert 0 <= unasked <= failed
    assert found == []


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """A disk of its own for the folder; only root may make one."""
    mount = shutil.which("mount")
    command = [str(mount), "-t", "tmpfs", "-o", f"size={SMALL_DISK}m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or mount is None or subprocess.run(command, check=False).returncode:  # noqa: S603 - our own
        pytest.skip("only root can make a small disk")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)  # noqa: S603, S607 - as above


@pytest.mark.skipif(not figures.is_long(), reason="takes most of a minute: ./test --long")
def test_disk_of_the_database_full__refused_and_promises_kept(folder: Path, tmp_path: Path) -> None:
    """Slow: real servers, and writing until nothing more fits."""
    with small_disk(folder), durable(folder) as server:
        installation = installed(tmp_path / "one", server)
        stage = set_stage(installation)
        with Web(installation) as web:
            web.start()
            hands = Hands(web.port, stage["dataset"], stage["token"])
            _fill(folder, leave=6 << 20)
            for number in range(5000):
                hands.post(f"note {number} " + "x" * 8000)
                if len(hands.refused) + hands.broken >= 10:
                    break
            assert len(hands.promised) > 5, "the disk was full from the start"
            assert len(hands.refused) + hands.broken >= 10, "the disk never got full"
            assert all(status >= 500 for status in hands.refused)

            (folder / "ballast").unlink()  # there is room again
            server.stop()
            server.start()
            until = time.monotonic() + 60
            while not hands.post("after the disk was cleared") and time.monotonic() < until:
                time.sleep(0.2)
        there = stored(installation)
        found = faults(installation)

    lost = {ref for ref, text in hands.promised.items() if there.get(ref) != text}
    assert lost == set()
    assert "after the disk was cleared" in there.values()
    assert 0 <= len(there) - len(hands.promised) <= hands.broken + len(hands.refused)
    assert found == []
    figures.keep(
        "disk of the database full",
        f"{len(hands.promised)} promised, {len(lost)} lost, "
        f"{len(hands.refused) + hands.broken} refused openly",
    )


def _fill(folder: Path, *, leave: int) -> None:
    """Take all but `leave` bytes of the disk."""
    free = shutil.disk_usage(folder).free
    with (folder / "ballast").open("wb") as ballast:
        for _ in range(max(0, free - leave) >> 20):
            ballast.write(b"\0" * (1 << 20))
