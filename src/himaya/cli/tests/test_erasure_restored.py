"""What was erased stays erased when a backup from before is restored: with the real commands."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.installation import Installation, new_installation

pytestmark = pytest.mark.slow  # makes a database for each restore

_FILL = """
import django; django.setup()
from himaya.records.actions import create_record
from himaya.records.tests.people import ANSWERS, cases, seat_of
from himaya.tenancy.models import Operation
from tests.world import make_world
Operation.objects.update(slug="first")
world = make_world()
dataset, seat = cases(world), seat_of(world, "supervisor")
for code in ("HH-1", "HH-2"):
    create_record(seat=seat, dataset=dataset, answers={**ANSWERS, "household": code},
                  stable_id=code)
"""
_ERASE = """
import django; django.setup()
from himaya.people.models import Seat
from himaya.people.queries import acting_seat
from himaya.records.erasing import erase_subject
from himaya.records.models import Record
seat = acting_seat(Seat.objects.get(role="supervisor"), second_factor=True)
record = Record.objects.get(stable_id="HH-1")
erase_subject(seat=seat, subject=record.subject, reason="asked for")
"""
_READ = """
import json, django; django.setup()
from himaya.records.models import Record
from himaya.records.sealing import whole_answers
print(json.dumps({
    one.stable_id: [one.is_erased, bytes(one.subject.sealed_key) == b"",
                    whole_answers(one, one.head).get("caller")]
    for one in Record.objects.all()
}))
"""
OPEN, GONE = [False, False, "Zubaydah Invented"], [True, True, None]


def python(installation: Installation, code: str) -> str:
    done = installation.python(code)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture(scope="module")
def erased(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Two households; a backup of before the first was erased, and one of after."""
    with new_installation(tmp_path_factory.mktemp("erased")) as made:
        made.open_operation()
        python(made, _FILL)
        made.ask("backup", "--to", str(made.folder / "before.tar"))
        python(made, _ERASE)
        made.ask("backup", "--to", str(made.folder / "after.tar"))
        yield made


def restored(second: Installation, backup: Path, *more: str) -> dict[str, Any]:
    done = second.ask("restore", str(backup), *more)
    assert done["audit_findings"] == []
    found: dict[str, Any] = json.loads(python(second, _READ))
    return {**found, "again": done["erased_again"]}


def test_older_backup_with_the_newest_ledger__erased_again(
    erased: Installation, second: Installation
) -> None:
    ledger = erased.data / "erasure-ledger.jsonl"

    found = restored(second, erased.folder / "before.tar", "--ledger", str(ledger))

    assert found == {"HH-1": GONE, "HH-2": OPEN, "again": 1}
    assert (second.data / ledger.name).read_text() == ledger.read_text()


def test_older_backup_without_a_ledger__would_bring_it_back(
    erased: Installation, second: Installation
) -> None:
    """Why the ledger is kept apart from the backups."""
    found = restored(second, erased.folder / "before.tar")

    assert found == {"HH-1": OPEN, "HH-2": OPEN, "again": 0}


def test_backup_of_after__erased_and_its_ledger_kept(
    erased: Installation, second: Installation
) -> None:
    found = restored(second, erased.folder / "after.tar")

    assert found == {"HH-1": GONE, "HH-2": OPEN, "again": 1}
    assert (second.data / "erasure-ledger.jsonl").is_file()


def test_ledger_that_names_what_nobody_can_erase__refused(
    erased: Installation, second: Installation
) -> None:
    strange = erased.folder / "strange.jsonl"
    strange.write_text('{"at": "2026-01-01", "kind": "moon", "ref": "x"}\n')

    done = second.run("restore", str(erased.folder / "before.tar"), "--ledger", str(strange))

    assert done.returncode == 2
    assert "cannot erase" in done.stderr
