"""Forms that arrive after their session ended: kept for who wrote them, for an hour, encrypted.

Requirements:
1. Nothing typed is lost when a session ends while somebody writes, and nothing of it stays readable
   on a shared machine: it is neither in the address nor in the browser's storage.
2. It is offered to the account and the access that the page was drawn for, and to nobody else.
3. Nobody can leave something here for somebody: a page carries a sealed mark of whose it is.
"""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest

from himaya.gate.models import LateForm
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.kernel.crypto import SealBrokenError, master_key, seal, unseal
from himaya.kernel.ids import new_ref
from himaya.tenancy.models import Operation

FROM = "~from"  # the field with the mark
_TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field
# Signing in with a second factor takes minutes; an hour covers a lost phone's printed codes.
KEPT = timedelta(hours=1)
# A session lasts 12 hours; a page left open over night may still come in.
_DRAWN_WITHIN = timedelta(hours=36)
_MOST_CHARACTERS = 1_000_000
_MOST_OF_ONE = 10
_MODEL = "late_form"


@dataclass(frozen=True, slots=True)
class Writer:
    """Whose page it was, as references."""

    operation: str
    account: str
    seat: str


@dataclass(frozen=True, slots=True)
class Late:
    """A form as it was sent: names and values in order, and whether files came with it."""

    ref: str
    address: str
    seat: str
    fields: Sequence[tuple[str, str]]
    has_files: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """That a form is kept, without what stands in it."""

    ref: str
    seat: str
    sent: datetime
    until: datetime


def mark_of(seat: ActingSeat) -> str:
    """The sealed mark that a page for writing carries."""
    parts = (seat.operation.ref, seat.account, seat.ref, clock.now().isoformat())
    sealed = seal(" ".join(parts).encode(), master_key(), model=_MODEL, field="mark", ref="")
    return base64.urlsafe_b64encode(sealed).decode()


def writer_of(mark: str) -> Writer | None:
    """Whose page carried it; None for a mark that is none, or of a page drawn too long ago."""
    try:
        sealed = base64.urlsafe_b64decode(mark)
        plain = unseal(sealed, master_key(), model=_MODEL, field="mark", ref="").decode()
    except (binascii.Error, ValueError, SealBrokenError):
        return None
    operation, account, seat, drawn = plain.split(" ")
    is_fresh = clock.now() - datetime.fromisoformat(drawn) < _DRAWN_WITHIN
    return Writer(operation, account, seat) if is_fresh else None


def typed_in(request: HttpRequest) -> list[tuple[str, str]]:
    """What a form holds, without what belongs to its page."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name not in {_TOKEN, FROM}
        for value in values
    ]


def keep_late(request: HttpRequest) -> str:
    """Keep what was posted for whoever the page was drawn for; its reference, or ""."""
    writer = writer_of(request.POST.get(FROM, ""))
    fields = typed_in(request)
    if writer is None or sum(len(value) for _, value in fields) > _MOST_CHARACTERS:
        return ""
    mine = LateForm.objects.filter(account=writer.account)
    oldest = mine.order_by("-pk").values_list("pk", flat=True)[_MOST_OF_ONE - 1 :]
    LateForm.objects.filter(pk__in=list(oldest)).delete()
    ref = new_ref()
    text = json.dumps({"fields": fields, "has_files": bool(request.FILES)}, ensure_ascii=False)
    LateForm.objects.create(
        ref=ref,
        operation=Operation.objects.get(ref=writer.operation),
        account=writer.account,
        seat=writer.seat,
        address=request.get_full_path()[:300],
        sealed=seal(text.encode(), master_key(), model=_MODEL, field="fields", ref=ref),
        expires_at=clock.now() + KEPT,
    )
    return ref


def late_form_of(account: str, ref: str) -> Late | None:
    """The form kept under that reference, for the account that wrote it."""
    kept = LateForm.objects.filter(ref=ref, account=account, expires_at__gt=clock.now()).first()
    if kept is None:
        return None
    plain = unseal(bytes(kept.sealed), master_key(), model=_MODEL, field="fields", ref=kept.ref)
    found = json.loads(plain)
    fields = [(name, value) for name, value in found["fields"]]
    return Late(kept.ref, kept.address, kept.seat, fields, found["has_files"])


def waiting_of(account: str) -> list[Waiting]:
    """What is kept for the account, newest first; opens no seal. One query."""
    kept = LateForm.objects.filter(account=account, expires_at__gt=clock.now()).order_by("-pk")
    return [
        Waiting(one.ref, one.seat, one.expires_at - KEPT, one.expires_at)
        for one in kept.only("ref", "seat", "expires_at")
    ]


def forget_late(account: str, ref: str) -> None:
    """Remove what was sent again."""
    LateForm.objects.filter(ref=ref, account=account).delete()


def forget_expired() -> int:
    """Remove what nobody came back for; returns how many."""
    removed, _ = LateForm.objects.filter(expires_at__lte=clock.now()).delete()
    return removed
