"""`himaya init`: a real operation, empty, with its first invitation."""

import argparse
import base64
import json
import os
import re
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from himaya.cli.session import WrongUseError

if TYPE_CHECKING:
    from himaya.people.models import Account

SUMMARY = "Open a real, empty operation and invite its first coordinator."
EXAMPLE = (
    "himaya init --slug marjana --name Marjana --key-file /etc/himaya/master.key \\\n"
    "    --installer-email keeper@example.org --coordinator-email amina@example.org \\\n"
    "    --coordinator-name Amina --agency CCU"
)
_SLUG = re.compile(r"[a-z][a-z0-9-]{1,38}")
_CONFIGURED = ("HIMAYA_MASTER_KEY", "HIMAYA_MASTER_KEY_FILE", "HIMAYA_PASSPHRASE")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The operation, its keeper, its coordinator, its key."""
    parser.add_argument("--slug", required=True, help="short name in addresses: a-z, 0-9, -")
    parser.add_argument("--name", required=True, help="name of the operation")
    parser.add_argument("--languages", default="en", help="codes, the first is the default: en,ar")
    parser.add_argument("--installer-email", required=True, help="who keeps the installation")
    parser.add_argument("--installer-name", default="Installer")
    parser.add_argument("--coordinator-email", required=True)
    parser.add_argument("--coordinator-name", required=True)
    parser.add_argument("--agency", required=True, metavar="ACRONYM", help="coordinating agency")
    parser.add_argument("--agency-name", help="its full name (default: the acronym)")
    parser.add_argument(
        "--key-file", type=Path, help="where the master key lies or is made; not the data folder"
    )
    parser.add_argument("--site", help="address people use, such as https://himaya.example.org")
    parser.add_argument("--json", action="store_true", help="print what was made as JSON")


def run(options: argparse.Namespace) -> int:
    """Make the key if there is none, prepare the database, open the operation."""
    _check(options)
    made_key = _settle_key(options.key_file)
    from himaya.cli.prepare import bring_tables
    from himaya.cli.ready import require_folder, require_key
    from himaya.cli.session import start

    require_folder(_data_folder())
    start()
    bring_tables(_silent if options.json else print)
    require_key()
    _report(options, made_key, _open(options))
    return 0


def _check(options: argparse.Namespace) -> None:
    if not _SLUG.fullmatch(options.slug):
        raise WrongUseError("The slug is 2 to 39 small letters, digits and hyphens: marjana.")
    if (_data_folder() / "demo-master-key").is_file():
        raise WrongUseError(
            "This data folder is the demo's; name another with HIMAYA_DATA for a real operation."
        )
    if os.environ.get("HIMAYA_DEMO", "").lower() in {"1", "true", "yes", "on"}:
        raise WrongUseError("HIMAYA_DEMO is set; a real operation and the demo live apart.")


def _data_folder() -> Path:
    return Path(os.environ.get("HIMAYA_DATA", "data")).resolve()


def _settle_key(key_file: Path | None) -> bool:
    """Use the configured key, or make one in the file named; True when one was made.

    The key never lies in the data folder: a stolen backup or disk would carry its own key.
    """
    if key_file is None:
        if not any(os.environ.get(name) for name in (*_CONFIGURED, "HIMAYA_PASSPHRASE_FILE")):
            raise WrongUseError(
                "A real operation needs a master key: give --key-file /path/outside/the/data, "
                "or set HIMAYA_PASSPHRASE_FILE."
            )
        return False
    path = key_file.resolve()
    if path.is_relative_to(_data_folder()):
        raise WrongUseError("The key file must lie outside the data folder it locks.")
    os.environ["HIMAYA_MASTER_KEY_FILE"] = str(path)
    if path.exists():
        return False
    key = base64.urlsafe_b64encode(secrets.token_bytes(32))
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as handle:
            handle.write(key + b"\n")
            handle.flush()
            os.fsync(handle.fileno())
    except OSError as error:
        raise WrongUseError(f"{path} cannot be made ({error.strerror}).") from error
    return True


def _open(options: argparse.Namespace) -> dict[str, str]:
    """Installer, operation, invitation: all of it or none."""
    from django.db import transaction
    from django.urls import reverse

    from himaya.people.actions import open_operation

    languages = [code.strip() for code in options.languages.split(",") if code.strip()]
    agency_name = options.agency_name or options.agency
    with transaction.atomic():
        installer, password = _installer(options.installer_email, options.installer_name)
        operation, _invitation, secret = open_operation(
            installer=installer,
            slug=options.slug,
            names={languages[0]: options.name},
            languages=languages,
            coordinator_email=options.coordinator_email,
            coordinator_name=options.coordinator_name,
            agency_acronym=options.agency,
            agency_names={languages[0]: agency_name},
            door="command",
            site=options.site or "",
        )
    site = (options.site or "http://127.0.0.1:8000").rstrip("/")
    return {
        "operation": operation.slug,
        "installer": installer.email,
        "installer_password": password,
        "invitation": site + reverse("invitation-accept", args=[secret]),
    }


def _installer(email: str, name: str) -> "tuple[Account, str]":
    """The installer's account, and its password when it was made just now."""
    from himaya.people.actions import make_installer
    from himaya.people.models import Account

    known = Account.objects.filter(email=email.strip().lower(), is_installer=True).first()
    if known is not None:
        return known, ""
    password = "-".join(secrets.token_hex(2) for _ in range(5))
    return make_installer(email=email, name=name, password=password), password


def _report(options: argparse.Namespace, made_key: bool, made: dict[str, str]) -> None:  # noqa: FBT001 - one caller
    key_file = str(options.key_file.resolve()) if options.key_file else ""
    if options.json:
        print(json.dumps({**made, "key_file": key_file, "key_made": made_key}, indent=1))
        return
    print(f"The operation {made['operation']} is open and empty.")
    print(f"First coordinator's link (works once, seven days): {made['invitation']}")
    if made["installer_password"]:
        print(f"Installer {made['installer']}, password (shown once): {made['installer_password']}")
    if key_file:
        print(f"Master key: {key_file}. Start with HIMAYA_MASTER_KEY_FILE={key_file} himaya serve")
    if made_key:
        print("Give two custodians a copy of the key file now: without it all data is lost.")


def _silent(_text: str) -> None:
    """A program reads the output: say nothing on the way."""
