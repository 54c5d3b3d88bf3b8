"""`himaya restore`: a backup into an empty installation, with the key."""

import argparse
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from himaya.cli.session import WrongUseError

if TYPE_CHECKING:
    from himaya.cli.archive import Manifest

SUMMARY = "Restore a backup into an empty data folder; needs the master key."
EXAMPLE = "HIMAYA_MASTER_KEY_FILE=/etc/himaya/master.key himaya restore /media/usb/himaya.tar"
# What the settings may have made before this command could look.
_HARMLESS = {"secret-key", "demo-master-key", ".running"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """From where, and what was erased since."""
    parser.add_argument("file", type=Path, help="made by himaya backup")
    parser.add_argument(
        "--ledger", type=Path, help="newest erasure-ledger.jsonl, kept apart from the backups"
    )
    parser.add_argument("--json", action="store_true", help="print what was restored as JSON")


def run(options: argparse.Namespace) -> int:
    """Status 1 when the restored log is not as it was sealed."""
    from django.conf import settings

    from himaya.cli.session import start
    from himaya.kernel.crypto import master_key

    if not options.file.is_file():
        raise WrongUseError(f"There is no file {options.file}.")
    if options.ledger is not None and not options.ledger.is_file():
        raise WrongUseError(f"There is no file {options.ledger}.")
    start()
    master_key()
    folder = Path(settings.HIMAYA_DATA)
    _require_empty(folder)
    restored = _restore(options.file, folder, options.ledger)
    findings = restored["audit_findings"]
    if options.json:
        print(json.dumps(restored))
    else:
        print(f"Restored {restored['files']} files and the database of {restored['made_at']}.")
        print(f"Erased again: {restored['erased_again']}. Log: {findings or 'as sealed'}.")
    return 1 if findings else 0


def _require_empty(folder: Path) -> None:
    from himaya.cli import database_copy
    from himaya.cli.ready import require_folder

    require_folder(folder)
    if others := sorted({path.name for path in folder.iterdir()} - _HARMLESS):
        raise WrongUseError(
            f"The data folder {folder} is not empty ({others[0]}); restore goes into an empty one."
        )
    database_copy.require_empty()


def _restore(file: Path, folder: Path, ledger: Path | None) -> dict[str, object]:
    from himaya.audit.sealing import verify
    from himaya.cli import archive, database_copy
    from himaya.cli.prepare import bring_tables
    from himaya.cli.ready import require_key

    manifest = archive.read_manifest(file)
    database_copy.require_known(manifest.facts)
    staging = folder / ".restoring"
    try:
        archive.unpack(file, staging, manifest)
        database_copy.copy_in(staging / "database", manifest.facts)
        _move_files(staging, folder)
    except BaseException:
        _empty_again(folder)
        raise
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    bring_tables(_silent)
    require_key()
    return {
        "made_at": manifest.facts["made_at"],
        "himaya": manifest.facts["himaya"],
        "files": _count_files(manifest),
        "erased_again": _replay(ledger),
        "audit_findings": [f"{one.code} {one.batch}" for one in verify()],
    }


def _empty_again(folder: Path) -> None:
    """A restore that failed leaves nothing that could be taken for data."""
    from django.db import connection

    connection.close()
    for path in folder.iterdir():
        if path.name not in _HARMLESS:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _count_files(manifest: "Manifest") -> int:
    return sum(name.startswith("files/") for name in manifest.members)


def _move_files(staging: Path, folder: Path) -> None:
    from django.conf import settings

    if (staging / "files").is_dir():
        shutil.move(staging / "files", settings.HIMAYA_FILES)
    for name in ("audit-head.json", "erasure-ledger.jsonl"):
        if (staging / name).is_file():
            shutil.move(staging / name, folder / name)


def _replay(newest: Path | None) -> int:
    """Erase again what the ledgers name; returns how many lines they have together.

    The backup's own ledger counts too: it may be ahead of the database beside it.
    """
    from himaya.kernel import erasure

    if newest is not None:
        merge_ledger(newest)
    ledger = erasure.ledger_path()
    if not ledger.is_file():
        return 0
    try:
        return erasure.replay(ledger)
    except (KeyError, ValueError) as error:
        raise WrongUseError(
            f"{ledger} names what this himaya cannot erase; do not use what was restored."
        ) from error


def merge_ledger(newest: Path) -> None:
    """Add the lines of another ledger to this installation's; those it has already stay once."""
    from himaya.kernel import erasure

    own = erasure.ledger_path()
    lines = own.read_text().splitlines() if own.is_file() else []
    lines += [line for line in newest.read_text().splitlines() if line not in set(lines)]
    own.write_text("".join(f"{line}\n" for line in lines))


def _silent(_text: str) -> None:
    """The summary at the end says it."""
