"""Sealing the log in batches, and finding what was done to it afterwards.

Requirements (protocol.md, Audit):
1. A batch holds the events of ten seconds or a thousand rows: Merkle root, chained, Ed25519-signed.
2. The signing key is derived from the master key: who can write the database cannot sign.
3. `verify` finds an edited, deleted, inserted or reordered event, and a log cut off at its end.
4. Writers are never serialised by the log, and no row slips in under a sealed one.

On 4: an id is given out before its row is committed, so at any moment a lower id may still appear
behind a higher one. SQLite lets one transaction write at a time, and the id is taken inside it:
there ids appear in order. On PostgreSQL the sealer asks for a SHARE lock on the table, which is
granted when no transaction that has written an event is still open, reads the highest id and lets
go at once. If a long transaction (an import) is open, the lock is not granted within a second and
this round is left out. The lag of some seconds only gathers rows into fewer batches.

On the end of the log: whoever cuts off the last batches together with their events leaves a shorter
log that is sound in itself. The signed head of the chain is therefore also kept in a file beside
the database (`audit-head.json`), and is what agencies are given.
"""

import json
import os
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import OperationalError, connection, transaction

from himaya.audit import merkle
from himaya.audit.models import Batch, Event
from himaya.kernel import clock
from himaya.kernel.crypto import KEY_BYTES, master_key

LAG = timedelta(seconds=10)
BATCH_ROWS = 1000
_LOCK_WAIT = "1s"


def signing_key() -> Ed25519PrivateKey:
    """The installation's signing key. Raises `Problem(KEY_MISSING)` without the master key."""
    derived = HKDF(
        algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=b"himaya audit signing v1"
    ).derive(master_key())
    return Ed25519PrivateKey.from_private_bytes(derived)


def seal_events() -> int:
    """Seal all events older than the lag; returns how many batches were made.

    A second sealer at the same time fails on the unique batch number and is left out.
    """
    made = 0
    last = Batch.objects.order_by("-number").first()
    horizon = _settled_id()
    while (batch := _next_batch(last, horizon)) is not None:
        batch.save(force_insert=True)
        _keep_head(batch)
        last, made = batch, made + 1
    return made


def _settled_id() -> int:
    """The highest event id below which no row can appear any more; 0 when that is not known now."""
    if connection.vendor != "postgresql":
        return _highest_id()
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{_LOCK_WAIT}'")
            cursor.execute("LOCK TABLE audit_event IN SHARE MODE")
            return _highest_id()
    except OperationalError:
        return 0  # a long transaction is open: the next round, ten seconds later, tries again


def _highest_id() -> int:
    newest = Event.objects.order_by("-pk").values_list("pk", flat=True).first()
    return newest or 0


def _next_batch(last: Batch | None, horizon: int) -> Batch | None:
    after = last.last_event if last else 0
    rows = Event.objects.filter(pk__gt=after, pk__lte=horizon).order_by("pk")[:BATCH_ROWS]
    events: list[Event] = []
    settled = clock.now() - LAG
    for event in rows:
        if event.at > settled:
            break
        events.append(event)
    if not events:
        return None
    batch = Batch(
        number=last.number + 1 if last else 1,
        first_event=after + 1,
        last_event=events[-1].pk,
        count=len(events),
        root=merkle.root([merkle.leaf(event) for event in events]),
        previous=merkle.digest(last) if last else merkle.NOTHING,
        sealed_at=clock.now(),
    )
    batch.signature = signing_key().sign(merkle.header(batch)).hex()
    return batch


def head_path() -> Path:
    """Where the head of the chain is kept outside the database."""
    return Path(settings.HIMAYA_DATA) / "audit-head.json"


def _keep_head(batch: Batch) -> None:
    """Write aside, flush, rename: after a crash there is the old head or the new one."""
    head = {
        "number": batch.number,
        "digest": merkle.digest(batch),
        "last_event": batch.last_event,
        "signature": batch.signature,
        "public_key": signing_key().public_key().public_bytes_raw().hex(),
    }
    part = head_path().with_suffix(".part")
    with part.open("w") as handle:
        json.dump(head, handle)
        handle.flush()
        os.fsync(handle.fileno())
    part.replace(head_path())


@dataclass(frozen=True, slots=True)
class Finding:
    """Something was done to the log. `batch` is the number of the batch that shows it."""

    code: str  # edited, deleted, inserted, forged, chain_broken, truncated, head_missing
    batch: int


def verify() -> list[Finding]:
    """Check every batch against its rows, its signature, its neighbour, and the head's file.

    Reads the whole sealed log once, a batch at a time. An edit and a reordering look the same:
    rows in place whose content is not what was sealed ("edited").
    """
    findings: list[Finding] = []
    public = signing_key().public_key()
    previous, after, number = merkle.NOTHING, 0, 0
    for batch in Batch.objects.order_by("number").iterator(chunk_size=200):
        number += 1
        chained = batch.number == number and batch.previous == previous
        if not chained or batch.first_event != after + 1:
            findings.append(Finding("chain_broken", batch.number))
        try:
            public.verify(bytes.fromhex(batch.signature), merkle.header(batch))
        except (InvalidSignature, ValueError):
            findings.append(Finding("forged", batch.number))
        findings.extend(_check_rows(batch))
        previous, after, number = merkle.digest(batch), batch.last_event, batch.number
    return findings + _check_head()


def _check_rows(batch: Batch) -> list[Finding]:
    inside = Event.objects.filter(pk__gte=batch.first_event, pk__lte=batch.last_event)
    leaves = [merkle.leaf(event) for event in inside.order_by("pk").iterator(chunk_size=BATCH_ROWS)]
    if merkle.root(leaves) == batch.root and len(leaves) == batch.count:
        return []
    if len(leaves) == batch.count:
        return [Finding("edited", batch.number)]
    return [Finding("deleted" if len(leaves) < batch.count else "inserted", batch.number)]


def _check_head() -> list[Finding]:
    if not head_path().is_file():
        newest = Batch.objects.order_by("-number").first()
        return [Finding("head_missing", newest.number)] if newest else []
    head = json.loads(head_path().read_text())
    batch = Batch.objects.filter(number=head["number"]).first()
    if batch is None:
        return [Finding("truncated", head["number"])]
    return [] if merkle.digest(batch) == head["digest"] else [Finding("forged", batch.number)]


def unsealed_since() -> timedelta:
    """Age of the oldest event that no batch holds yet: long when no worker runs."""
    last = Batch.objects.order_by("-number").values_list("last_event", flat=True).first() or 0
    oldest = Event.objects.filter(pk__gt=last).order_by("pk").values_list("at", flat=True).first()
    return clock.now() - oldest if oldest else timedelta(0)
