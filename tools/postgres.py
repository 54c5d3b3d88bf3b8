"""A PostgreSQL of the tests' own: made in a temporary folder, gone afterwards."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PLACES = "/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin"


def programs() -> Path | None:
    """The folder of the newest initdb and pg_ctl on this machine, or None."""
    for place in _PLACES:
        found = sorted(Path("/").glob(f"{place[1:]}/pg_ctl"), key=_version)
        if found:
            return found[-1].parent
    on_path = shutil.which("pg_ctl")
    return Path(on_path).resolve().parent if on_path and shutil.which("initdb") else None


def _version(path: Path) -> int:
    digits = "".join(filter(str.isdigit, path.parent.parent.name))
    return int(digits or 0)


@contextmanager
def running(bin_folder: Path) -> Iterator[str]:
    """Start a server without fsync (nothing here survives anyway); yields its database URL.

    PostgreSQL refuses to run as root, so root runs it as the user postgres.
    """
    folder = Path(tempfile.mkdtemp(prefix="himaya-pg-"))
    as_user = _as_postgres(folder)
    data = folder / "data"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = (
        f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        " -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"
    )
    _run(
        [*as_user, str(bin_folder / "initdb"), "-D", str(data), "-U", "himaya", "-A", "trust",
         "--no-sync", "-E", "UTF8", "--locale=C"], folder
    )  # fmt: skip
    control = [*as_user, str(bin_folder / "pg_ctl"), "-D", str(data)]
    _run([*control, "-w", "-o", options, "-l", str(folder / "log"), "start"], folder)
    try:
        yield f"postgres://himaya@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run(
            [*control, "-m", "immediate", "stop"], cwd=folder, check=False, capture_output=True
        )
        shutil.rmtree(folder, ignore_errors=True)


def _as_postgres(folder: Path) -> list[str]:
    if os.geteuid() != 0:
        return []
    user = pwd.getpwnam("postgres")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return ["runuser", "-u", "postgres", "--"]


def _run(command: list[str], folder: Path) -> None:
    # pg_ctl's child keeps the output open, so it goes to a file and not to a pipe.
    with (folder / "setup.log").open("ab") as log:
        done = subprocess.run(command, cwd=folder, check=False, stdout=log, stderr=log)
    if done.returncode:
        raise OSError(f"{Path(command[-1]).name}: {(folder / 'setup.log').read_text()[-300:]}")
