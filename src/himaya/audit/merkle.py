"""What is hashed of a log: canonical rows, the Merkle root over them, the batch's own header.

Requirements (protocol.md, Audit; shape of the tree after RFC 9162 §2.1.1):
1. A leaf is SHA-256 over 0x00 and the row as canonical JSON, a node over 0x01 and its children, so
   that a node can never be passed off as a row.
2. Every column takes part, the database id included: content moved to another row is a change.
3. A batch's header names the header before it, so that a batch cannot be left out.
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime

from himaya.audit.models import Batch, Event

NOTHING = "0" * 64  # what the first batch follows


def leaf(event: Event) -> bytes:
    """Hash of one row."""
    return hashlib.sha256(b"\x00" + _canonical(_columns(event))).digest()


def _columns(event: Event) -> dict[str, object]:
    fields = event._meta.concrete_fields  # noqa: SLF001 - Django documents _meta as an API
    values = {field.attname: getattr(event, field.attname) for field in fields}
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        # One spelling on every database: UTC with microseconds.
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value


def _canonical(value: object) -> bytes:
    return json.dumps(
        value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    ).encode()


def root(leaves: Sequence[bytes]) -> str:
    """Merkle root as 64 hex digits; an odd node goes up as it is, never doubled."""
    level = list(leaves)
    if not level:
        return hashlib.sha256(b"").hexdigest()
    while len(level) > 1:
        pairs = [level[i : i + 2] for i in range(0, len(level), 2)]
        level = [
            hashlib.sha256(b"\x01" + pair[0] + pair[1]).digest() if len(pair) > 1 else pair[0]
            for pair in pairs
        ]
    return level[0].hex()


def header(batch: Batch) -> bytes:
    """What is signed, and hashed into the next batch."""
    return _canonical(
        {
            "number": batch.number,
            "first_event": batch.first_event,
            "last_event": batch.last_event,
            "count": batch.count,
            "root": batch.root,
            "previous": batch.previous,
            "sealed_at": _plain(batch.sealed_at),
        }
    )


def digest(batch: Batch) -> str:
    """What the next batch names as its previous one."""
    return hashlib.sha256(header(batch)).hexdigest()
