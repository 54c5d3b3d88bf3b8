"""The note form, posted from a register or from a profile's own page."""

from django.contrib import messages
from django.utils.translation import gettext as _

from himaya.gate.pages import SeatRequest
from himaya.gate.sending import SentBefore
from himaya.kernel import clock
from himaya.records.entry.once import sent_exactly
from himaya.records.models import Record
from himaya.records.notes import add_note


def take_note(request: SeatRequest, record: Record) -> None:
    """Add what was written, once, and say so; an empty note is none."""
    text = request.POST.get("note", "").strip()
    if not text:
        return
    sent = sent_exactly(request, text)
    try:
        add_note(seat=request.seat, record=record, text=text, day=clock.today(), sent=sent)
    except SentBefore:
        messages.info(request, _("This form was sent twice; it was saved once."))
    else:
        messages.success(request, _("The note is added."))
