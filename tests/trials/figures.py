"""Figures of the long trials, kept in docs/trials.md: one row per trial and database."""

import fcntl
import os
from datetime import UTC, datetime
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "trials.md"
_HEAD = """# Trials

What was tried with real processes, and what came out. Written by `./test --long`; do not edit by hand.

| trial | database | figures | on |
|---|---|---|---|
"""


def is_long() -> bool:
    """Whether the trials run in full (./test --long)."""
    return os.environ.get("HIMAYA_LONG", "") not in {"", "0"}


def database() -> str:
    """The kind of database this run uses."""
    return "PostgreSQL" if os.environ.get("HIMAYA_DATABASE_URL") else "SQLite"


def keep(trial: str, figures: str, *, page: Path = PAGE) -> None:
    """Write or replace one row; only in a long run, so that a short one never looks like one."""
    if not is_long():
        return
    page.touch()
    with page.open("r+") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)  # two test processes may end at the same moment
        rows = dict(_rows(handle.read()))
        day = datetime.now(UTC).date().isoformat()
        rows[trial, database()] = f"| {trial} | {database()} | {figures} | {day} |"
        handle.seek(0)
        handle.truncate()
        handle.write(_HEAD + "".join(f"{rows[key]}\n" for key in sorted(rows)))


def _rows(text: str) -> list[tuple[tuple[str, str], str]]:
    found = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and len(cells) == 4 and cells[0] != "trial":
            found.append(((cells[0], cells[1]), line))
    return found
