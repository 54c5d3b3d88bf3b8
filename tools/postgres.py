"""A PostgreSQL of the tests' own: made in a temporary folder, gone afterwards."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
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


# Nothing of a test run survives it anyway; a server whose crash is tried keeps its promises.
_QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
_DURABLE = "-c fsync=on -c synchronous_commit=on -c full_page_writes=on"


class Server:
    """A server in an empty folder. PostgreSQL refuses to run as root, who runs it as postgres."""

    def __init__(self, bin_folder: Path, folder: Path, *, durable: bool = False) -> None:
        self.folder = folder
        self.data = folder / "data"
        self._bin = bin_folder
        self._as_user = _as_postgres(folder)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._options = (
            f"-p {self.port} -k '' -c listen_addresses=127.0.0.1 -c max_connections=60"
            f" {_DURABLE if durable else _QUICK}"
        )
        self._run(
            "initdb", "-D", str(self.data), "-U", "himaya", "-A", "trust",
            "--no-sync", "-E", "UTF8", "--locale=C",
        )  # fmt: skip

    @property
    def url(self) -> str:
        """The address of its first database."""
        return f"postgres://himaya@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start and wait until it answers; after a crash it recovers first."""
        self._control(
            "-w", "-t", "120", "-o", self._options, "-l", str(self.folder / "log"), "start"
        )

    def kill(self) -> None:
        """Send kill -9 to the server and all that serve its connections, at once."""
        main = int((self.data / "postmaster.pid").read_text().split()[0])
        family = [main, *_children_of(main)]
        for pid in family:
            os.kill(pid, signal.SIGSTOP)  # so that none sees another one die
        for pid in family:
            os.kill(pid, signal.SIGKILL)
        until = time.monotonic() + 30
        while not all(_is_dead(pid) for pid in family):
            if time.monotonic() > until:
                raise OSError("the server did not die")
            time.sleep(0.02)
        # Where nobody collects the dead, their numbers stay taken and the server would not start.
        (self.data / "postmaster.pid").unlink()

    def stop(self) -> None:
        """Stop it, however it is."""
        control = [*self._as_user, str(self._bin / "pg_ctl"), "-D", str(self.data)]
        subprocess.run(
            [*control, "-m", "immediate", "stop"], cwd=self.folder, check=False, capture_output=True
        )

    def _control(self, *arguments: str) -> None:
        self._run("pg_ctl", "-D", str(self.data), *arguments)

    def _run(self, program: str, *arguments: str) -> None:
        # pg_ctl's child keeps the output open, so it goes to a file and not to a pipe.
        log = self.folder / "setup.log"
        with log.open("ab") as output:
            command = [*self._as_user, str(self._bin / program), *arguments]
            done = subprocess.run(
                command, cwd=self.folder, check=False, stdout=output, stderr=output
            )
        if done.returncode:
            said = [file.read_text()[-300:] for file in (log, self.folder / "log") if file.exists()]
            raise OSError(f"{program}: {' '.join(said)}")


@contextmanager
def running(bin_folder: Path) -> Iterator[str]:
    """Start a quick server for a test run; yields its database URL."""
    folder = Path(tempfile.mkdtemp(prefix="himaya-pg-"))
    try:
        server = Server(bin_folder, folder)
        server.start()
        try:
            yield server.url
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _as_postgres(folder: Path) -> list[str]:
    if os.geteuid() != 0:
        return []
    user = pwd.getpwnam("postgres")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return ["runuser", "-u", "postgres", "--"]


def _children_of(parent: int) -> list[int]:
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it ended while we looked
        if int(fields[1]) == parent:
            found.append(int(status.parent.name))
    return found


def _is_dead(pid: int) -> bool:
    """Whether only its entry is left, for a parent that has not asked yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True
