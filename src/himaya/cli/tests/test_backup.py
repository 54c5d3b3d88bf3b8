"""Back up, restore on a clean machine with the key; refuse everything else."""

import json
import sqlite3
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.installation import Installation, copied

pytestmark = pytest.mark.slow  # every test makes and fills a database of its own

_FILL = """
import django; django.setup()
from himaya.audit.log import write_event
from himaya.audit.sealing import seal_events
from himaya.audit import sealing
from himaya.files.actions import store_file
from himaya.kernel.verbs import Verb
from himaya.tenancy.models import Operation
from datetime import timedelta
sealing.LAG = timedelta(0)
operation = Operation.objects.get()
for n in range(5):
    write_event(operation=operation, request=f"r{n}", door="job", verb=Verb.RECORD_VIEW,
                scope="item", allowed=True)
seal_events()
store_file(operation=operation, made_by="x", kind="upload", name="plan, \\u062e\\u0637\\u0629.xlsx",
                    content=b"canary-in-a-file", media_type="text/plain", level=2)
"""

_READ = """
import json, django; django.setup()
from himaya.audit.models import Event, Batch
from himaya.files.actions import name_of, read_file
from himaya.files.models import StoredFile
from himaya.people.models import Invitation
from himaya.tenancy.models import Operation
stored = StoredFile.objects.get()
operation = Operation.objects.create(slug="next", names={})  # the counters went on where they were
print(json.dumps([read_file(stored).decode(), name_of(stored), Event.objects.count(),
                  Batch.objects.count(), Invitation.objects.get().email, Operation.objects.count()]))
"""


def python(installation: Installation, code: str) -> str:
    done = installation.python(code)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture(scope="module")
def filled(
    template: Installation, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """An operation with sealed events, one stored file and a backup; made once, left as it is."""
    with copied(template, tmp_path_factory.mktemp("filled") / "one") as made:
        python(made, _FILL)
        assert made.ask("backup", "--to", str(backup_of(made)))["files"] == 1
        yield made


def backup_of(installation: Installation) -> Path:
    return installation.folder / "himaya.tar"


@pytest.fixture
def backup(filled: Installation) -> Path:
    return backup_of(filled)


def test_restored_elsewhere_with_the_key__everything_is_there(
    second: Installation, backup: Path
) -> None:
    restored = second.ask("restore", str(backup))

    assert restored["audit_findings"] == []
    assert restored["files"] == 1
    assert json.loads(python(second, _READ)) == [
        "canary-in-a-file",
        "plan, خطة.xlsx",
        8,  # three of himaya init, five of ours
        1,
        "dawit@example.org",
        2,
    ]
    checks = second.ask("check")
    assert checks["ok"], checks


def test_key_is_not_in_the_backup_and_content_is_not_in_clear(
    filled: Installation, backup: Path
) -> None:
    whole = backup.read_bytes()

    assert filled.variables()["HIMAYA_MASTER_KEY"].encode() not in whole
    assert b"i" * 32 not in whole
    assert b"canary-in-a-file" not in whole
    assert backup.stat().st_mode & 0o077 == 0


def test_another_key__refused_and_nothing_written(second: Installation, backup: Path) -> None:
    other = "b3RoZXItb3RoZXItb3RoZXItb3RoZXItb3RoZXItb3Q="

    done = second.run("restore", str(backup), HIMAYA_MASTER_KEY=other)

    assert done.returncode == 2
    assert "key does not fit" in done.stderr
    assert {path.name for path in second.data.iterdir()} <= {"secret-key"}


def test_folder_with_data__refused(filled: Installation, backup: Path) -> None:
    done = filled.run("restore", str(backup))

    assert done.returncode == 2
    assert "empty" in done.stderr


def test_damaged_byte__refused_and_nothing_left(second: Installation, backup: Path) -> None:
    content = bytearray(backup.read_bytes())
    with tarfile.open(backup) as tar:
        member = next(one for one in tar if one.name.startswith("files/"))
        content[member.offset_data + 3] ^= 1
    damaged = backup.with_name("damaged.tar")
    damaged.write_bytes(content)

    done = second.run("restore", str(damaged))

    assert done.returncode == 2
    assert "damaged" in done.stderr
    assert {path.name for path in second.data.iterdir()} <= {"secret-key"}


def test_cut_off__refused(second: Installation, backup: Path) -> None:
    cut = backup.with_name("cut.tar")
    cut.write_bytes(backup.read_bytes()[:20_000])

    done = second.run("restore", str(cut))

    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1


def test_backup_over_an_existing_file__refused(filled: Installation, backup: Path) -> None:
    before = backup.read_bytes()

    assert filled.run("backup", "--to", str(backup)).returncode == 2
    assert backup.read_bytes() == before


def test_file_changed_on_the_disk__check_finds_it(filled: Installation) -> None:
    [stored] = (filled.data / "files").glob("??/*")
    before = stored.read_bytes()
    stored.write_bytes(before[:-1] + b"x")

    done = filled.run("check", "--json")
    stored.write_bytes(before)

    assert done.returncode == 1
    rows = {row["name"]: row for row in json.loads(done.stdout)["checks"]}
    assert not rows["files"]["ok"]
    assert stored.name in rows["files"]["detail"]


def test_event_changed_in_the_database__check_finds_it(filled: Installation) -> None:
    change = (
        "import django; django.setup(); from himaya.audit.models import Event;"
        "Event.objects.filter(request='r1').update(note={note!r})"
    )
    python(filled, change.format(note="x"))

    done = filled.run("check", "--json")
    python(filled, change.format(note=""))

    assert done.returncode == 1
    assert "edited in batch 1" in done.stdout


def test_upgrade_of_older_data__backs_up_first(opened: Installation) -> None:
    code = (
        "import django; django.setup(); from django.core.management import call_command;"
        "call_command('migrate', 'jobs', '0001', verbosity=0)"
    )
    python(opened, code)
    refused = opened.run("work", "--once")

    done = opened.ask("upgrade")

    assert refused.returncode == 2
    assert done["migrations"] == ["jobs.0002_job_slot"]
    assert Path(done["backup"]).is_file()
    assert opened.ask("upgrade")["migrations"] == []


def test_backup_while_somebody_writes__whole(opened: Installation, second: Installation) -> None:
    """SQLite: a writer with an open transaction neither blocks the copy nor gets into it."""
    if opened.environment["HIMAYA_DATABASE_URL"]:
        pytest.skip("PostgreSQL copies from a snapshot of its own")
    writer = sqlite3.connect(opened.data / "himaya.sqlite3")
    writer.execute("UPDATE tenancy_operation SET slug = 'halfway'")

    made = opened.ask("backup")
    writer.rollback()
    writer.close()
    second.ask("restore", made["path"])

    restored = sqlite3.connect(second.data / "himaya.sqlite3")
    assert restored.execute("SELECT slug FROM tenancy_operation").fetchall() == [("marjana",)]
    restored.close()
