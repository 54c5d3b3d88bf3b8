"""Whether the platform may start: the port is free, the folder writable, the key the right one."""

import fcntl
import os
import socket
from pathlib import Path
from typing import IO

from himaya.cli.session import WrongUseError


def require_port(host: str, port: int) -> None:
    """Refuse a port somebody else uses, in one line, before anything is started."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise WrongUseError(
                f"{host}:{port} cannot be used ({error.strerror}): "
                "stop what runs there, or choose another with HIMAYA_PORT."
            ) from error


def require_folder(folder: Path) -> None:
    """Make the data folder, readable by its owner only, and see that it can be written to."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = folder / f".write-test-{os.getpid()}"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise WrongUseError(
            f"The data folder {folder} cannot be written to ({error.strerror}): "
            "choose another with HIMAYA_DATA."
        ) from error


def hold_folder(folder: Path) -> IO[bytes]:
    """Claim the data folder for one `./run` until the answer is closed or the process ends.

    Two would be two workers and two demo seat lists over one SQLite file. The kernel frees the
    claim of a killed process, so no stale lock can keep the next start out.
    """
    claim = (folder / ".running").open("ab")
    try:
        fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        claim.close()
        raise WrongUseError(
            f"Another ./run keeps the data folder {folder} running: "
            "stop it, or choose another folder with HIMAYA_DATA."
        ) from error
    return claim


def require_key() -> None:
    """No key, no start; and a wrong key is found before it seals anything new.

    Raises Problem(KEY_MISSING) without a key, WrongUseError when it is not this data's key.
    """
    from himaya.kernel.crypto import SealBrokenError, master_key
    from himaya.people.keys import agency_key
    from himaya.people.models import Agency

    master_key()
    probe = Agency.objects.order_by("pk").first()
    if probe is None:
        return
    try:
        agency_key(probe)
    except SealBrokenError as error:
        raise WrongUseError(
            "The master key is not the one this data was sealed with; nothing was started."
        ) from error
