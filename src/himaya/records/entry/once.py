"""The one-time key of a page's form: pressed twice, it is sent once."""

import re

from django.http import HttpRequest

from himaya.gate.late import FROM
from himaya.gate.late_forms import LATE
from himaya.gate.sending import Sent
from himaya.kernel.ids import REF_LENGTH, new_ref
from himaya.records.entry import controls

_KEY = re.compile(f"[0-9a-z]{{{REF_LENGTH}}}")
# Differ between two sendings of the same page.
_BESIDE = {"csrfmiddlewaretoken", controls.ONCE, controls.DO, FROM, LATE}


def sent_with(request: HttpRequest) -> Sent | None:
    """The key and what came with it; None where the page carried no key."""
    key = request.POST.get(controls.ONCE, "")
    if not _KEY.fullmatch(key):
        return None
    body = {name: values for name, values in request.POST.lists() if name not in _BESIDE}
    files = {
        name: [f"{upload.name}:{upload.size}" for upload in uploads]
        for name, uploads in request.FILES.lists()
    }
    return Sent.of(key, {"address": request.get_full_path(), "fields": body, "files": files})


def sent_exactly(request: HttpRequest, *parts: str) -> Sent | None:
    """The key together with what was sent: only the very same again is the same sending.

    For what may well be sent several times from one page, such as notes.
    """
    key = request.POST.get(controls.ONCE, "")
    if not _KEY.fullmatch(key):
        return None
    return Sent.of("\x1f".join((key, request.path, *parts)), {})


def key_for(request: HttpRequest) -> str:
    """The key the page carries: the one it came with, else a new one."""
    key = request.POST.get(controls.ONCE, "")
    return key if _KEY.fullmatch(key) else new_ref()
