"""Sign-ins of the demo: freshly made passwords and TOTP secrets, kept in one file (0600)."""

import json
import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings

from himaya.people.models import Account, Seat


def path() -> Path:
    """Where the sign-ins lie."""
    return Path(settings.HIMAYA_DATA) / "demo-seats.json"


def hand_out(refs: Iterable[str]) -> None:
    """Give the demo's seats a password and a second factor, and write them down.

    Never touches an operation that is not a demo.
    """
    given = []
    for ref in refs:
        seat = Seat.objects.select_related("account", "agency", "operation").get(ref=ref)
        if not seat.operation.is_demo:
            raise ValueError(ref)
        given.append(_sign_in(seat))
    _write_private(path(), json.dumps({"seats": given}, ensure_ascii=False, indent=1))


def _sign_in(seat: Seat) -> dict[str, Any]:
    password = "-".join(secrets.token_hex(2) for _ in range(4))
    account: Account = seat.account
    account.set_password(password)
    account.save(update_fields=["password"])
    return {
        "name": account.name,
        "email": account.email,
        "agency": seat.agency.acronym,
        "role": seat.role,
        "operation": seat.operation.slug,
        "seat": seat.ref,
        "password": password,
        "totp_secret": _second_factor(account),
    }


def _second_factor(account: Account) -> str:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    secret: str = generate_totp_secret()
    TOTP.activate(account, secret)
    return secret


def _write_private(file: Path, text: str) -> None:
    """Readable by its owner only from the first byte on."""
    part = file.with_suffix(".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
        handle.write(text)
    part.replace(file)


def listing() -> list[str]:
    """The sign-ins as lines for the terminal; none before there is a demo."""
    if not path().is_file():
        return []
    seats = json.loads(path().read_text())["seats"]
    rows: list[tuple[str, ...]] = [
        ("agency", "role", "sign in as", "password", "secret of the authenticator app")
    ]
    keys = ("agency", "role", "email", "password", "totp_secret")
    rows += [tuple(str(seat[key]) for key in keys) for seat in seats]
    widths = [max(len(row[column]) for row in rows) for column in range(len(keys))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    ]
    return [f"Demo seats (also in {path()}):", *(f"  {line.rstrip()}" for line in lines)]
