"""A real `himaya serve` process tree, and many hands that write to it and note what was promised."""

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from tests.installation import Installation, free_port

_LIMITED = (
    "import os, resource, sys; size = int(sys.argv[1]);"
    "resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)); os.execv(sys.argv[2], sys.argv[2:])"
)


@dataclass
class Web:
    """The server of one installation; it can be killed and started again on the same port."""

    installation: Installation
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None

    def start(self, *, largest_file: int = 0) -> None:
        """Start and wait for the first answer. `largest_file`: bytes any file may grow to."""
        command = self.installation.command("serve", "--port", str(self.port))
        if largest_file:
            command = [sys.executable, "-c", _LIMITED, str(largest_file), *command]
        with (self.installation.folder / "web.log").open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 - our own command
                command,
                env=self.installation.variables(),
                cwd=self.installation.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        until = time.monotonic() + 60
        while time.monotonic() < until:
            assert self.process.poll() is None, "the server ended by itself"
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
                connection.request("GET", "/api/v1/openapi.json")
                connection.getresponse().read()
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
            else:
                return
            finally:
                connection.close()
        raise TimeoutError

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """A trial that fails leaves no server behind."""
        if self.process is not None and self.process.poll() is None:
            self.kill()

    def kill(self) -> None:
        """kill -9 the whole tree at once: nothing can tidy up."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@dataclass
class Hands:
    """Threads that post records for as long as they may."""

    port: int
    dataset: str
    token: str
    promised: dict[str, str] = field(default_factory=dict)  # record ref -> its text
    refused: list[int] = field(default_factory=list)  # status codes of answers that were no promise
    broken: int = 0  # connections cut while a promise was pending
    _stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self, count: int = 6) -> None:
        """Begin writing."""
        for number in range(count):
            thread = threading.Thread(target=self._write, args=(number,), daemon=True)
            thread.start()
            self._threads.append(thread)

    def wait_for_one_more(self, patience: float = 120) -> None:
        """Wait until a promise was made after this moment; raises TimeoutError when none comes."""
        before, until = len(self.promised), time.monotonic() + patience
        while len(self.promised) == before:
            if time.monotonic() > until:
                raise TimeoutError(f"no promise within {patience} s")
            time.sleep(0.02)

    def stop(self) -> None:
        """Let each finish its present request."""
        self._stop.set()
        for thread in self._threads:
            thread.join(60)

    def _write(self, hand: int) -> None:
        number = 0
        while not self._stop.is_set():
            number += 1
            if not self.post(f"hand {hand} note {number}"):
                time.sleep(0.05)

    def post(self, text: str) -> bool:
        """Post one record; True when the server promised to have it."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(
                "POST",
                f"/api/v1/datasets/{self.dataset}/records",
                json.dumps({"answers": {"what": text}}),
                {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
            )
            answer = connection.getresponse()
            body = answer.read()
        except ConnectionRefusedError:
            return False  # between two starts
        except (OSError, http.client.HTTPException):
            self.broken += 1
            return False
        finally:
            connection.close()
        if answer.status != 201:
            self.refused.append(answer.status)
            return False
        self.promised[json.loads(body)["ref"]] = text
        return True


def set_stage(installation: Installation) -> dict[str, str]:
    """Make a register to write to in the operation; returns the dataset's ref and a token."""
    done = installation.python(
        "import runpy; runpy.run_module('tests.trials.stage', run_name='__main__')"
    )
    assert done.returncode == 0, done.stderr
    staged: dict[str, str] = json.loads(done.stdout)
    return staged


def stored(installation: Installation) -> dict[str, str]:
    """What is in the database: text by record ref, whole records only."""
    done = installation.python(
        "import django, json; django.setup()\n"
        "from himaya.records.models import Record\n"
        "rows = Record.objects.select_related('head')\n"
        "print(json.dumps({row.ref: row.head.answers['what'] for row in rows}))"
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, str] = json.loads(done.stdout)
    return found


def faults(installation: Installation) -> list[dict[str, object]]:
    """What `himaya check` finds once the worker, which no trial here runs, has caught up."""
    worked = installation.run("work", "--drain")
    assert worked.returncode == 0, worked.stderr
    checks = json.loads(installation.run("check", "--json").stdout)["checks"]
    return [one for one in checks if not one["ok"]]


def pause() -> float:
    """Some moment between two kills, never the same."""
    return random.uniform(0.2, 1.2)  # noqa: S311 - nothing secret
