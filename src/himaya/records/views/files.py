"""Opening a file that was given as an answer: in place, by its words, or as a working copy."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from himaya.engines.tabular import SHEETS, Document, Paragraph, Table
from himaya.files.actions import name_of
from himaya.gate.decisions import authorize
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.gate.routes import route
from himaya.kernel.problems import Problem
from himaya.kernel.verbs import Verb
from himaya.records.opening import Held, held_file, read_words, show_file, take_file, why_it_stays
from himaya.records.serving import in_place
from himaya.records.titles import title_of
from himaya.records.views.fetching import crumbs, whole_records
from himaya.releases.actions import at_level

_MOST_LINES = 1000  # of a document on a page: paragraphs and rows of tables


@route(Verb.RECORD_VIEW, "record")
@require_GET
def record_file(request: SeatRequest, ref: str, file: str) -> HttpResponse:
    """The file, to be read in place; another kind leads to the page of its words and its copy."""
    shown = show_file(request.seat, _held(request, ref, file))
    if shown is None:
        return redirect("record-file-copy", ref=ref, file=file)
    return in_place(shown)


def _held(request: SeatRequest, ref: str, file: str) -> Held:
    record = visible_or_404(request, whole_records(), ref=ref)
    held = held_file(request.seat, record, file)
    if held is None:
        raise Http404
    return held


@route(Verb.RECORD_VIEW, "record")
@require_http_methods(["GET", "HEAD", "POST"])
def record_file_copy(request: SeatRequest, ref: str, file: str) -> HttpResponse:
    """The words of a document, and a working copy of the file where the rules allow."""
    held = _held(request, ref, file)
    problem: Problem | None = None
    document = read_words(request.seat, held) if request.method != "POST" else None
    parts, is_cut = _first_lines(document) if document else ([], False)
    if request.method == "POST":
        try:
            release = take_file(seat=request.seat, held=held)
        except Problem as refused:
            problem = refused
        else:
            messages.success(request, _("The working copy is made. It can be fetched for 30 days."))
            return redirect("copy", ref=release.ref)
    record = held.record
    may = authorize(request.seat, Verb.COPY_MAKE, at_level(record.dataset, held.level)).allowed
    url = reverse("record", args=[record.ref])
    context = {
        "record": record,
        "name": name_of(held.stored),
        "size": held.stored.size,
        "level": held.level,
        "parts": parts,
        "is_cut": is_cut,
        "has_sheets": bool(document and document.kind in SHEETS),
        "problem": problem,
        "may_take": may and held.may_leave,
        "why": "" if held.may_leave else why_it_stays(),
        "breadcrumbs": crumbs(record.dataset, (title_of(record), url), (_("File"), "")),
    }
    return render(request, "records/file.html", context, status=problem.status if problem else 200)


def _first_lines(document: Document) -> tuple[list[Paragraph | Table], bool]:
    """The first lines of a document, and whether there are more."""
    parts: list[Paragraph | Table] = []
    left = _MOST_LINES
    for block in document.blocks:
        if isinstance(block, Table):
            some = block.rows[: max(left, 0)]
            parts += [Table(block.name, some)] if some else []
            left -= len(block.rows)
        else:
            parts += [block] if left > 0 else []
            left -= 1
    return parts, left < 0
