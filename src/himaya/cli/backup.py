"""`himaya backup`: database and files in one checked file, without the master key."""

import argparse
import json
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from himaya.cli.session import WrongUseError

SUMMARY = "Write database and files into one file, while people go on working."
EXAMPLE = "himaya backup --to /media/usb/himaya.tar"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to."""
    parser.add_argument(
        "--to", type=Path, metavar="FILE", help="default: backups/ in the data folder"
    )
    parser.add_argument("--json", action="store_true", help="print path, size and counts as JSON")


def run(options: argparse.Namespace) -> int:
    """Status 0 when the file is written and reads back whole."""
    from himaya.cli.ready import require_key
    from himaya.cli.session import start_existing

    start_existing()
    require_key()
    made = make_backup(options.to or default_path())
    if options.json:
        print(json.dumps(made))
    else:
        print(f"{made['path']}: {made['bytes']} bytes, {made['files']} files. ", end="")
        print("The master key is not in it: keep that elsewhere, with two custodians.")
    return 0


def default_path() -> Path:
    """A name by date and time in the data folder's own place for backups."""
    from django.conf import settings

    moment = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    return Path(settings.HIMAYA_DATA) / "backups" / f"himaya-{moment}.tar"


def make_backup(to: Path) -> dict[str, object]:
    """Write the backup beside its name, read it back, then give it its name."""
    from himaya.cli import archive, database_copy

    if to.exists():
        raise WrongUseError(f"{to} exists already; nothing was overwritten.")
    try:
        to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _require_space(to.parent)
        with tempfile.TemporaryDirectory(dir=to.parent, prefix=".himaya-backup-") as scratch:
            part = Path(scratch) / "backup.tar"
            _write(part, Path(scratch))
            manifest = archive.read_manifest(part)
            archive.unpack(part, Path(scratch) / "read-back", manifest)
            part.replace(to)
    except OSError as error:
        raise WrongUseError(f"{to} cannot be written ({error.strerror}).") from error
    known = database_copy.facts()["database"]
    files = sum(name.startswith("files/") for name in manifest.members)
    return {"path": str(to), "bytes": to.stat().st_size, "files": files, "database": known}


def _require_space(folder: Path) -> None:
    from himaya.cli import database_copy

    # The copy and its check lie side by side for a moment.
    needed = 3 * (database_copy.size() + sum(path.stat().st_size for path in _stored_files()))
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise WrongUseError(
            f"{folder} has {free >> 20} MiB free, the backup needs {needed >> 20} MiB."
        )


def _write(part: Path, scratch: Path) -> None:
    """In this order: the head of the log, then the database, then the files.

    The head so that it is never ahead of the log it belongs to; the database before the files,
    since a file is always on the disk before its row is written.
    """
    from himaya.audit.sealing import head_path
    from himaya.cli import archive, database_copy
    from himaya.config.settings import HIMAYA_VERSION
    from himaya.kernel.erasure import ledger_path

    head = scratch / "audit-head.json"
    if head_path().is_file():
        shutil.copyfile(head_path(), head)
    facts = {
        **database_copy.facts(),
        "himaya": HIMAYA_VERSION,
        "made_at": datetime.now(UTC).isoformat(),
    }
    copies = database_copy.copy_out(scratch, facts["columns"])
    files = _stored_files()
    total = sum(path.stat().st_size for path in (*copies, *files))
    with archive.Writer(part, facts, total) as writer:
        for copy in copies:
            writer.add(f"database/{copy.name}", copy)
            copy.unlink()
        for path in files:
            writer.add(f"files/{path.parent.name}/{path.name}", path)
        for path in (head, ledger_path()):
            if path.is_file():
                writer.add(path.name, path)


def _stored_files() -> list[Path]:
    from django.conf import settings

    found = Path(settings.HIMAYA_FILES).glob("??/*")
    return sorted(path for path in found if path.is_file() and path.suffix != ".part")
