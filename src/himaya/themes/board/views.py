"""Pages of the board: analyses, the board of one, putting evidence to a finding, signing."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from himaya.datasets.models import Dataset
from himaya.engines.narrative.evidence import Known
from himaya.gate.decisions import visible_to
from himaya.gate.pages import SeatRequest
from himaya.gate.routes import route
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.records.actions import ChangedMeanwhile
from himaya.records.history import status_label
from himaya.records.lifecycle import ReasonMissing, is_locked
from himaya.records.models import Record
from himaya.records.relations import offers_for
from himaya.records.titles import title_of
from himaya.themes.board.actions import (
    NotePointsToPerson,
    put_evidence,
    sign,
    take_back_evidence,
)
from himaya.themes.board.copying import FORMS, make_board_copy, may_take
from himaya.themes.board.fetching import one_or_404, whole_records
from himaya.themes.board.forms import TAKE_BACK, EvidenceForm, SignatureForm
from himaya.themes.board.making import Row, board_of
from himaya.themes.board.named import ANALYSIS, FINDING, SIGNED_IN
from himaya.themes.board.ordering import (
    FRAMEWORK,
    WORST,
    by_framework,
    by_severity,
    squares,
    tone_of,
)
from himaya.themes.board.signing import tallies_of
from himaya.themes.board.wording import POSITIONS

MATRIX = "matrix"
_MOST = 200


@route(Verb.RECORD_VIEW, "record")
@require_GET
def analyses(request: SeatRequest) -> HttpResponse:
    """Joint analyses in sight, the newest first."""
    rows = whole_records().filter(dataset__profile=ANALYSIS, is_withdrawn=False)
    found = visible_to(rows, request.seat).order_by("-period_end", "-pk")[:_MOST]
    register = visible_to(
        Dataset.objects.filter(profile=ANALYSIS, is_open=True), request.seat
    ).first()
    context = {
        "register": register,
        "analyses": [
            {"record": one, "title": title_of(one), "status": status_label(one, one.status)}
            for one in found
        ],
        "breadcrumbs": [{"label": _("Joint analyses"), "url": ""}],
    }
    return render(request, "themes/board/analyses.html", context)


@route(Verb.RECORD_VIEW, "record")
@require_http_methods(["GET", "HEAD", "POST"])
def analysis_board(request: SeatRequest, ref: str) -> HttpResponse:
    """Themes by pillar, the worst first, or by area: what was read, judged, signed, advised."""
    analysis = one_or_404(request, ref, frozenset({ANALYSIS}))
    if request.method == "POST":
        return _taken_along(request, analysis)
    as_matrix = request.GET.get("view") == MATRIX
    area = "" if as_matrix else request.GET.get("area", "")[:40]
    board = board_of(request.seat, analysis, area)
    if board.area != area:
        raise Http404
    order = WORST if request.GET.get("order") == WORST else FRAMEWORK
    sorted_rows = by_severity(board) if order == WORST else by_framework(board)
    context = {
        "analysis": analysis,
        "title": title_of(analysis),
        "status": status_label(analysis, analysis.status),
        "board": board,
        "groups": [] if as_matrix else [(name, _shown(rows)) for name, rows in sorted_rows],
        "squares": squares(board) if as_matrix else [],
        "as_matrix": as_matrix,
        "order": order,
        "write": _write(request, analysis, area),
        "tally": tallies_of([analysis], board.taking)[analysis.pk],
        "forms": FORMS if may_take(request.seat, analysis) else (),
        "breadcrumbs": [
            {"label": _("Joint analyses"), "url": reverse("analyses")},
            {"label": title_of(analysis), "url": reverse("record", args=[ref])},
            {"label": _("Analysis board"), "url": ""},
        ],
    }
    return render(request, "themes/board/board.html", context)


def _taken_along(request: SeatRequest, analysis: Record) -> HttpResponse:
    """A file of the whole board, as far as it may leave."""
    form = request.POST.get("form", "")
    if form not in FORMS:
        raise Problem(Code.SHAPE_REFUSED, status=422)
    release = make_board_copy(
        seat=request.seat, analysis=analysis, form=form, maker=str(request.user)
    )
    messages.success(request, _("The working copy is made. It can be fetched for 30 days."))
    return redirect("copy", ref=release.ref)


def _shown(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Rows with their severity in words and its tone."""
    return [
        {
            "row": row,
            "tone": tone_of(row.severity),
            "severity": row.worst.words.get("severity", "") if row.worst else "",
            "status": row.worst.status if row.worst else "",
            "is_read": row.known != Known.NOT_READ,
        }
        for row in rows
    ]


def _write(request: SeatRequest, analysis: Record, area: str) -> str:
    """The address at which a finding of it is written, "" where the seat writes none."""
    offers = {one.dataset.profile: one for one in offers_for(analysis, request.seat)}
    offer = offers.get(FINDING)
    if offer is None or is_locked(analysis):
        return ""
    told = {"relation": offer.relation.code, "target": analysis.ref, "area": area}
    query = urlencode({name: value for name, value in told.items() if value})
    return f"{reverse('record-new', args=[offer.dataset.ref])}?{query}"


@route(Verb.RECORD_CODE, "record")
@require_POST
def finding_evidence(request: SeatRequest, ref: str) -> HttpResponse:
    """Put a passage to a finding, or take one back."""
    finding = one_or_404(request, ref, frozenset({FINDING}))
    form = EvidenceForm(request.POST)
    if not form.is_valid():
        raise Problem(Code.SHAPE_REFUSED, status=422)
    given = form.cleaned_data
    if given["do"] == TAKE_BACK:
        take_back_evidence(seat=request.seat, finding=finding, ref=given["evidence"])
    else:
        put_evidence(
            seat=request.seat,
            finding=finding,
            document=given["document"],
            number=given["passage"] or 0,
            stance=given["do"],
        )
    return redirect(f"{reverse('record', args=[ref])}#evidence")


@route(Verb.RECORD_SIGN, "record")
@require_POST
def record_sign(request: SeatRequest, ref: str) -> HttpResponse:
    """Sign a finding or a whole analysis for one's agency."""
    record = one_or_404(request, ref, frozenset(SIGNED_IN))
    form = SignatureForm(request.POST)
    if not form.is_valid():
        if set(form.errors) == {"note"}:
            return _sign_again(request, record, _("The note is too long. 500 characters at most."))
        raise Problem(Code.SHAPE_REFUSED, status=422)
    try:
        sign(seat=request.seat, record=record, **form.cleaned_data)
    except ChangedMeanwhile:
        messages.warning(
            request, _("Something changed since you opened this page. Read it again, then sign.")
        )
    except ReasonMissing:
        return _sign_again(
            request, record, _("Say in a note what your agency objects to, or reserves.")
        )
    except NotePointsToPerson:
        return _sign_again(
            request,
            record,
            _(
                "The note seems to name a person, a phone number or an address. Everybody who sees"
                " this reads it: write it without."
            ),
        )
    else:
        messages.success(request, _("Signed for your agency."))
    return redirect("record", ref=ref)


def _sign_again(request: SeatRequest, record: Record, problem: str) -> HttpResponse:
    """The form with the note as it was written, and what is wrong with it."""
    context = {
        "record": record,
        "title": title_of(record),
        "seen": request.POST.get("seen", ""),
        "positions": POSITIONS.items(),
        "note": request.POST.get("note", ""),
        "problem": problem,
        "breadcrumbs": [
            {"label": title_of(record), "url": reverse("record", args=[record.ref])},
            {"label": _("Signatures"), "url": ""},
        ],
    }
    return render(request, "themes/board/sign.html", context, status=422)
