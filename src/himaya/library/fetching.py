"""What the pages of a document share: fetching it, and the way to it."""

from django.http import Http404
from django.urls import reverse

from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.library.parts import is_document
from himaya.records.models import Record
from himaya.records.titles import title_of
from himaya.records.views.fetching import crumbs, whole_records


def document_or_404(request: SeatRequest, ref: str) -> Record:
    """A record in sight that is a document."""
    record = visible_or_404(request, whole_records(), ref=ref)
    if not is_document(record):
        raise Http404
    return record


def document_crumbs(record: Record, last: str) -> list[dict[str, str]]:
    """The way from the registers to a page of a document."""
    url = reverse("record", args=[record.ref])
    return crumbs(record.dataset, (title_of(record), url), (last, ""))
