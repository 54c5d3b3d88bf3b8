"""The page of what a document names."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from himaya.gate.decisions import log, require
from himaya.gate.pages import SeatRequest
from himaya.gate.routes import route
from himaya.kernel.verbs import Verb
from himaya.library.fetching import document_crumbs, document_or_404
from himaya.library.models import DocumentVersion
from himaya.library.named import MOST, named_in
from himaya.library.queries import opens_text, versions_of
from himaya.library.texts import text_of
from himaya.records.titles import title_of


@route(Verb.RECORD_VIEW, "record")
@require_safe
def document_names(request: SeatRequest, ref: str, n: int) -> HttpResponse:
    """Bodies, systems, places, deadlines and other days that a version names."""
    record = document_or_404(request, ref)
    found = versions_of(record).filter(n=n, state=DocumentVersion.State.READ).first()
    if found is None or not opens_text(require(request.seat, Verb.RECORD_VIEW, record), record):
        raise Http404
    log(request.seat, Verb.RECORD_VIEW, record, fields=("file",), note=f"version {n}")
    named = named_in(request.seat, text_of(found))
    context = {
        "record": record,
        "title": title_of(record),
        "n": n,
        "most": MOST,
        "lists": [
            (_("Bodies"), named.bodies),
            (_("Information systems"), named.systems),
            (_("Places"), named.places),
        ],
        "spans": [(_("Deadlines"), named.deadlines), (_("Other days and periods"), named.days)],
        "dayless": named.dayless,
        "breadcrumbs": document_crumbs(record, _("What it names")),
    }
    return render(request, "library/named.html", context)
