"""`himaya upgrade`: bring the data to this version, after a backup."""

import argparse
import json
from pathlib import Path

SUMMARY = "Back up, then bring the database and the static files to this version."
EXAMPLE = "himaya upgrade --backup-to /media/usb/before-upgrade.tar"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The backup, and the form of the answer."""
    parser.add_argument("--backup-to", type=Path, metavar="FILE", help="default: backups/")
    parser.add_argument("--no-backup", action="store_true", help="when you have just made one")
    parser.add_argument("--json", action="store_true", help="print what was done as JSON")


def run(options: argparse.Namespace) -> int:
    """Does nothing to a database that is up to date. Status 1 when a check fails afterwards."""
    from himaya.cli.session import pending_migrations, start_existing

    start_existing()
    from himaya.cli.backup import default_path, make_backup
    from himaya.cli.checks import quick_checks
    from himaya.cli.prepare import prepare
    from himaya.cli.ready import require_key

    pending = pending_migrations()
    backup = ""
    if pending and not options.no_backup and _has_data():
        require_key()
        backup = str(make_backup(options.backup_to or default_path())["path"])
    prepare(_silent if options.json else print)
    require_key()
    failed = [one for one in quick_checks() if not one.is_fine]
    if options.json:
        names = [one.name for one in failed]
        print(json.dumps({"migrations": pending, "backup": backup, "failed_checks": names}))
    else:
        print(f"Up to date; {len(pending)} steps taken." + (f" Backup: {backup}" if backup else ""))
        for one in failed:
            print(f"{one.name}: {one.detail}")
    return 1 if failed else 0


def _has_data() -> bool:
    from django.db import connection

    return "people_account" in connection.introspection.table_names()


def _silent(_text: str) -> None:
    """A program reads the output: say nothing on the way."""
