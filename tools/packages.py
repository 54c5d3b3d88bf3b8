"""Programs of the system that some tests need; installed with apt-get where that may be done."""

import os
import shutil
import subprocess
from pathlib import Path

import postgres

_updated = False


def chromium(skipped: list[str]) -> bool:
    """Whether there is a Chromium; says in `skipped` what is left out without one."""
    names = ("chromium", "chromium-browser", "google-chrome")
    if not any(shutil.which(name) for name in names):
        _install("chromium", "fonts-noto-core")
    if any(shutil.which(name) for name in names):
        return True
    skipped.append("browser journeys: no Chromium (apt-get install chromium)")
    return False


def postgresql(skipped: list[str]) -> Path | None:
    """The folder of PostgreSQL's programs; says in `skipped` what is left out without."""
    found = postgres.programs()
    if found is None:
        _install("postgresql")
        found = postgres.programs()
    if found is None:
        skipped.append("tests on PostgreSQL: not installed (apt-get install postgresql)")
    return found


def _install(*names: str) -> None:
    global _updated  # noqa: PLW0603 - the package list is fetched once per run
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return
    if not _updated:
        _apt_get("update")
        _updated = True
    print(f"Installing {' '.join(names)} for the tests (apt-get) ...", flush=True)
    _apt_get("install", "-y", "--no-install-recommends", *names)


def _apt_get(*arguments: str) -> None:
    """A failure is not an error here: the group of tests is then skipped, and that is said."""
    subprocess.run(
        ["apt-get", "-q", *arguments],
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
    )
