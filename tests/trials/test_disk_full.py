"""A full disk: what was promised is there, what cannot be kept is refused, nothing is half there.

The server may not let any file grow beyond a limit (RLIMIT_FSIZE), which the kernel refuses in the
same way as a full disk.
"""

import json
import sqlite3

import pytest

from tests.installation import Installation
from tests.trials import figures
from tests.trials.web import Hands, Web, set_stage, stored

ROOM = 400_000  # bytes the database may still grow
TRIES = 2000 if figures.is_long() else 200


@pytest.mark.trial
@pytest.mark.slow
def test_disk_full__refused_and_promises_kept(installation: Installation) -> None:
    """Slow: real servers. SQLite only: on PostgreSQL the disk is the database server's."""
    if installation.environment["HIMAYA_DATABASE_URL"]:
        pytest.skip("on PostgreSQL the disk is the database server's")
    stage = set_stage(installation)
    database = installation.data / "himaya.sqlite3"
    with sqlite3.connect(database) as plain:
        plain.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    web = Web(installation)
    web.start(largest_file=database.stat().st_size + ROOM)
    hands = Hands(web.port, stage["dataset"], stage["token"])
    for number in range(TRIES):
        hands.post(f"note {number} " + "x" * 4000)
        if len(hands.refused) >= 10:
            break
    web.kill()

    assert len(hands.promised) > 5, "the disk was full from the start"
    assert len(hands.refused) >= 10, "the disk never got full"
    assert all(status >= 500 for status in hands.refused)
    there = stored(installation)
    lost = {ref for ref, text in hands.promised.items() if there.get(ref) != text}
    assert lost == set()
    assert set(there) == set(hands.promised), "what was refused was written all the same"

    web.start()  # there is room again
    assert hands.post("after the disk was cleared")
    web.kill()
    checks = installation.run("check", "--json")
    assert json.loads(checks.stdout)["ok"], checks.stdout
    figures.keep(
        "disk full",
        f"{len(hands.promised)} promised, {len(lost)} lost, {len(hands.refused)} refused openly",
    )
