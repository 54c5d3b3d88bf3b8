"""The erasure ledger: what was erased stays erased when an older backup is restored.

Erasing destroys a key in the database; a backup from before still has it. Each erasure is
therefore also written down here, by reference only, in a file that is kept apart from backups and
replayed after a restore (protocol.md, Sealing).
"""

import json
import os
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from himaya.kernel import clock

Eraser = Callable[[str], None]
_erasers: dict[str, Eraser] = {}


def register_eraser(kind: str, erase: Eraser) -> None:
    """Say how a thing of that kind is erased, by reference; erasing twice must be harmless."""
    _erasers[kind] = erase


def ledger_path() -> Path:
    """Where this installation keeps its ledger."""
    return Path(settings.HIMAYA_DATA) / "erasure-ledger.jsonl"


def note_erased(kind: str, ref: str) -> None:
    """Append one line, on the disk before this returns; call inside the erasing transaction."""
    line = json.dumps({"at": clock.now().isoformat(), "kind": kind, "ref": ref})
    with ledger_path().open("a") as handle:
        handle.write(line + "\n")
        handle.flush()
        os.fsync(handle.fileno())


def replay(ledger: Path) -> int:
    """Erase again everything the ledger names; returns how many lines it has.

    Raises KeyError for a kind nobody registered: half an erasure must not pass for a whole one.
    """
    lines = [json.loads(line) for line in ledger.read_text().splitlines() if line.strip()]
    unknown = {line["kind"] for line in lines} - set(_erasers)
    if unknown:
        raise KeyError(*sorted(unknown))
    for line in lines:
        _erasers[line["kind"]](line["ref"])
    return len(lines)
