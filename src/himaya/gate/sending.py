"""Sending once: a form pressed twice, or a call repeated after a lost answer, makes one thing.

A form or call carries a key of its own. Whoever writes notes the key with what was made in the
transaction that makes it, so that of two at once one is undone and gets what the other made. Keys
belong to a seat; what was sent is kept as a keyed fingerprint only.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction

from himaya.gate.models import Sending
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.kernel.crypto import blind_index, fingerprint, master_key

# Longer than any session and any program's patience; a page restored later is a new sending.
KEPT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Sent:
    """A one-time key with the fingerprint of what came with it."""

    key: str
    body: str

    @classmethod
    def of(cls, key: str, body: Mapping[str, Any]) -> "Sent":
        """The key as it is kept. `body`: everything that was sent, as JSON can hold it."""
        text = json.dumps(body, sort_keys=True, ensure_ascii=False, default=str)
        return cls(fingerprint(key), blind_index(text, master_key(), purpose="sending"))


class SentBefore(Exception):  # noqa: N818 - no error: what was asked for is there already
    """The same was sent with this key: `thing` came of it."""

    def __init__(self, thing: str) -> None:
        super().__init__(thing)
        self.thing = thing


class SentOtherwise(SentBefore):
    """Something else was sent with this key, and `thing` came of that."""


def look_back(seat: ActingSeat, sent: Sent | None) -> None:
    """Raises SentBefore, or SentOtherwise, where the key was used."""
    found = Sending.objects.filter(seat=seat.ref, key=sent.key).first() if sent else None
    if sent is not None and found is not None:
        raise (SentBefore if found.body == sent.body else SentOtherwise)(found.thing)


def note_sent(seat: ActingSeat, sent: Sent | None, thing: str) -> None:
    """Note what is being made, in the transaction that makes it. Raises as `look_back`."""
    if sent is None:
        return
    try:
        with transaction.atomic():
            Sending.objects.create(seat=seat.ref, key=sent.key, body=sent.body, thing=thing)
    except IntegrityError:
        look_back(seat, sent)
        raise


def forget_old() -> int:
    """Remove keys that nobody will repeat any more; returns how many."""
    removed, _ = Sending.objects.filter(made_at__lt=clock.now() - KEPT).delete()
    return removed
