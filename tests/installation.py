"""An installation of its own for a test: a data folder, a database, and the real commands.

Runs on the kind of database that the test run uses (HIMAYA_DATABASE_URL).
"""

import base64
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

# Marks what is the same on every database, so that it runs once.
once = pytest.mark.skipif(
    bool(os.environ.get("HIMAYA_DATABASE_URL")),
    reason="has run on SQLite; the database plays no part",
)
KEY = base64.urlsafe_b64encode(b"i" * 32).decode()


@dataclass
class Installation:
    """Where it lies and how its commands are called."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.folder / "data"

    def command(self, *arguments: str) -> list[str]:
        """The `himaya` command, by module so that no script has to be on PATH."""
        return [sys.executable, "-m", "himaya.cli.main", *arguments]

    def variables(self, **more: str) -> dict[str, str]:
        """The environment of a process of this installation; an empty value unsets."""
        inherited = {key: one for key, one in os.environ.items() if not key.startswith("HIMAYA_")}
        inherited.pop("DJANGO_SETTINGS_MODULE", None)
        # Absolute: coverage and mypy plugins aside, a child must find the tree from any folder.
        inherited["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
        own = {"HIMAYA_DATA": str(self.data), "HIMAYA_MASTER_KEY": KEY, **self.environment, **more}
        return {**inherited, **{key: one for key, one in own.items() if one}}

    def run(self, *arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
        """Run one command to its end, without a terminal."""
        return self._process(self.command(*arguments), self.variables(**more))

    def python(self, code: str) -> "subprocess.CompletedProcess[str]":
        """Run a piece of Python with this installation's settings."""
        settings = {"DJANGO_SETTINGS_MODULE": "himaya.config.settings"}
        return self._process([sys.executable, "-c", code], self.variables(**settings))

    def _process(
        self, command: list[str], variables: dict[str, str]
    ) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(  # noqa: S603 - our own commands
            command,
            env=variables,
            cwd=self.folder,
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
        )

    def ask(self, *arguments: str, **more: str) -> Any:  # noqa: ANN401 - any JSON
        """Run a command that must succeed and answers in JSON."""
        done = self.run(*arguments, "--json", **more)
        assert done.returncode == 0, done.stderr or done.stdout
        return json.loads(done.stdout)

    def open_operation(self) -> dict[str, str]:
        """Open the operation "marjana" with `himaya init`."""
        made: dict[str, str] = self.ask(
            *("init", "--slug", "marjana", "--name", "Marjana", "--agency", "CCU"),
            *("--installer-email", "keeper@example.org"),
            *("--coordinator-email", "dawit@example.org", "--coordinator-name", "Dawit"),
        )
        return made


@contextmanager
def new_installation(folder: Path) -> Iterator[Installation]:
    """An empty installation; its PostgreSQL database, if it has one, goes with it."""
    (folder / "data").mkdir(parents=True)
    with new_database() as url:
        yield Installation(folder, {"HIMAYA_DATABASE_URL": url})


@contextmanager
def copied(template: Installation, folder: Path) -> Iterator[Installation]:
    """A copy of an installation that nothing runs on: much quicker than making another."""
    shutil.copytree(template.data, folder / "data")
    original = urlsplit(template.environment["HIMAYA_DATABASE_URL"]).path.lstrip("/")
    with new_database(original) as url:
        yield Installation(folder, {"HIMAYA_DATABASE_URL": url})


@contextmanager
def new_database(template: str = "template1") -> Iterator[str]:
    """The URL of a new PostgreSQL database, or "" where the run is on SQLite."""
    url = os.environ.get("HIMAYA_DATABASE_URL", "")
    if not url:
        yield ""
        return
    name = f"himaya_{secrets.token_hex(6)}"
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(url, autocommit=True) as admin:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
