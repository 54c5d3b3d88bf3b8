"""The coding screen: documents to code, one document, the most uncertain passages of all."""

import json
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from pydantic import ValidationError

from himaya.gate.decisions import visible_to
from himaya.gate.pages import SeatRequest
from himaya.gate.routes import route
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.kernel.words import in_language
from himaya.library.models import DocumentVersion
from himaya.library.queries import newest_version
from himaya.records.models import Record
from himaya.records.titles import title_of
from himaya.themes.coding.actions import decide, join_passages, split_passage, take_back_last
from himaya.themes.coding.cutting import current_passages
from himaya.themes.coding.deciding import Coding
from himaya.themes.coding.fetching import (
    document_or_404,
    published_or_404,
    round_or_404,
    version_of,
)
from himaya.themes.coding.forms import CodingDecisionsIn, PassageForm
from himaya.themes.coding.rows import rows_for
from himaya.themes.coding.seeing import (
    codable_records,
    codable_versions,
    most_uncertain,
    waits_in,
    with_progress,
)
from himaya.themes.grading.actions import grade
from himaya.themes.grading.parts import grades_shown
from himaya.themes.grading.queries import with_grade
from himaya.themes.grading.wording import CREDIBILITIES, choices_of, grade_choices
from himaya.themes.models import CodingRound, Framework, FrameworkVersion, Passage
from himaya.themes.queries import framework_of
from himaya.themes.wording import CONFIDENCES

PAGE = 20  # passages of one page
_DOCUMENTS = 50
_BODY = 100_000


@route(Verb.RECORD_CODE, "record")
@require_GET
def coding(request: SeatRequest) -> HttpResponse:
    """Documents that one may code, with how far each is; the most uncertain first."""
    framework_version = published_or_404(request, request.GET.get("framework", ""))
    wanted = request.GET.get("grade", "")
    wanted = wanted if wanted in dict(grade_choices()) else ""
    rows = with_progress(with_grade(codable_versions(request.seat), wanted), framework_version)
    rows = rows.select_related("record__head", "record__agency").prefetch_related(
        "record__version__questions"
    )
    page = Paginator(rows, _DOCUMENTS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "query": urlencode({"framework": framework_version.framework.ref, "grade": wanted}),
        "grade": wanted,
        "grades": grade_choices(),
        "documents": [{"version": one, "title": title_of(one.record)} for one in page],
        "rounds": _rounds(request),
        "waits": waits_in(codable_records(request.seat)),
        **_chosen(request, framework_version),
        "breadcrumbs": [{"label": _("Coding"), "url": ""}],
    }
    return render(request, "themes/coding/documents.html", context)


@route(Verb.RECORD_CODE, "record")
@require_GET
def uncertain(request: SeatRequest) -> HttpResponse:
    """Passages of all documents whose answer would tell most."""
    framework_version = published_or_404(request, request.GET.get("framework", ""))
    passages = most_uncertain(request.seat, framework_version, PAGE)
    return _screen(
        request,
        framework_version,
        passages,
        heading=_("Uncertain first"),
        here=f"{reverse('coding-uncertain')}?framework={framework_version.framework.ref}",
    )


@route(Verb.RECORD_CODE, "record")
@require_http_methods(["GET", "HEAD", "POST"])
def coding_document(request: SeatRequest, ref: str) -> HttpResponse:
    """One document, passage by passage. Posting decides, without any script."""
    record = document_or_404(request, ref)
    if request.method == "POST":
        return _posted(request, record)
    held = round_or_404(request, request.GET.get("round", ""))
    framework_version = (
        held.framework_version
        if held
        else published_or_404(request, request.GET.get("framework", ""))
    )
    version = held.documents.filter(record=record).first() if held else newest_version(record)
    if version is None or version.state != DocumentVersion.State.READ:
        raise Http404
    version.record = record  # with all that rules read of it
    passages = Passage.objects.filter(version=version, is_current=True).order_by("start")
    page = Paginator(passages.select_related("version__text", "version__record"), PAGE).get_page(
        request.GET.get("page")
    )
    return _screen(
        request,
        framework_version,
        list(page),
        heading=title_of(record),
        here="",
        page=page,
        held=held,
        whole=version,
    )


def _query(framework: str, held: str) -> str:
    return f"framework={framework}" + (f"&round={held}" if held else "")


def _rounds(request: SeatRequest) -> list[dict[str, Any]]:
    """Open rounds in which this seat codes, with their documents that it may code."""
    mine = CodingRound.objects.filter(
        operation=request.seat.operation,
        coders__ref=request.seat.ref,
        state=CodingRound.State.OPEN,
    )
    found = []
    for held in mine:
        documents = held.documents.filter(record__in=codable_records(request.seat).values("pk"))
        rows = documents.select_related("record__head").prefetch_related(
            "record__version__questions"
        )
        found.append({"round": held, "documents": [(one, title_of(one.record)) for one in rows]})
    return found


def _chosen(request: SeatRequest, framework_version: FrameworkVersion) -> dict[str, Any]:
    seen = visible_to(Framework.objects.all(), request.seat)
    return {
        "framework": framework_version.framework,
        "framework_version": framework_version,
        "frameworks": list(seen),
    }


def _screen(
    request: SeatRequest,
    framework_version: FrameworkVersion,
    passages: list[Passage],
    *,
    heading: str,
    here: str,
    page: Any = None,  # noqa: ANN401 - a page of passages
    held: CodingRound | None = None,
    whole: DocumentVersion | None = None,
) -> HttpResponse:
    tree = framework_of(framework_version)
    context = {
        "rows": rows_for(passages, framework_version, request.seat, held),
        "round": held,
        "heading": heading,
        "here": here,
        "page": page,
        "query": _query(framework_version.framework.ref, held.ref if held else ""),
        "choices": [(code, in_language(tree.by_code[code].title)) for code in tree.codes],
        "confidences": CONFIDENCES.items(),
        "credibilities": choices_of(CREDIBILITIES),
        "section": {"grades": grades_shown(request.seat, whole)} if whole and not held else {},
        "framework": framework_version.framework,
        "framework_version": framework_version,
        "breadcrumbs": [
            {"label": _("Coding"), "url": reverse("coding")},
            {"label": heading, "url": ""},
        ],
    }
    return render(request, "themes/coding/screen.html", context)


def _posted(request: SeatRequest, record: Record) -> HttpResponse:
    """What was pressed at one passage, then back to it."""
    form = PassageForm(request.POST)
    if not form.is_valid():
        raise Problem(Code.SHAPE_REFUSED, status=422)
    given = form.cleaned_data
    about = _about(request, record, given["version"], (given["framework"], given["round"]))
    _do(request, form, about)
    back, query = request.GET.get("back", ""), _query(given["framework"], given["round"])
    if back == "uncertain":
        address = f"{reverse('coding-uncertain')}?{query}"
    elif back:
        address = reverse("framework-round-settle", args=[given["framework"], back])
    else:
        page = _page_of(about.version, given["passage"])
        address = f"{reverse('coding-document', args=[record.ref])}?{query}&page={page}"
    return redirect(f"{address}#p{given['passage']}")


def _about(request: SeatRequest, record: Record, n: int, named: tuple[str, str]) -> Coding:
    """What is coded by what, as a form or the script names it: (framework, round)."""
    framework, held = named[0], round_or_404(request, named[1])
    version = version_of(record, n)
    if held is not None:
        return Coding(version, held.framework_version, held)
    return Coding(version, published_or_404(request, framework))


def _do(request: SeatRequest, form: PassageForm, about: Coding) -> None:
    given, seat = form.cleaned_data, request.seat
    number: int = given["passage"]
    if given["do"] == "undo":
        take_back_last(seat=seat, about=about, number=number, client=given["client"])
    elif given["do"] == "join":
        join_passages(seat=seat, about=about, number=number)
    elif given["do"] == "grade":
        grade(seat=seat, version=about.version, credibility=given["credibility"], number=number)
    elif given["do"] == "split":
        split_passage(seat=seat, about=about, number=number, at=given["at"] or 0)
    else:
        sent = form.decision(framework_of(about.framework_version))
        if sent is None:
            messages.error(request, _("No theme is called so. Choose one of the list."))
        else:
            decide(seat=seat, about=about, sent=[sent])


def _page_of(version: DocumentVersion, number: int) -> int:
    """The page of the screen that a passage, or the first that came of it, stands on."""
    start = (
        Passage.objects.filter(version=version, number=number)
        .values_list("start", flat=True)
        .first()
    )
    before = current_passages(version).filter(start__lt=start or 0).count()
    return before // PAGE + 1


@route(Verb.RECORD_CODE, "record")
@require_POST
def coding_decisions(request: SeatRequest, ref: str) -> HttpResponse:
    """What the screen's script sends: decisions in order, those that waited for the net too."""
    record = document_or_404(request, ref)
    if int(request.META.get("CONTENT_LENGTH") or 0) > _BODY:
        raise Problem(Code.REQUEST_TOO_LARGE, status=413)
    try:
        body = CodingDecisionsIn.model_validate(json.loads(request.body))
    except (ValidationError, ValueError, RecursionError) as error:
        raise Problem(Code.SHAPE_REFUSED, status=422) from error
    decide(
        seat=request.seat,
        about=_about(request, record, body.version, (body.framework, body.round)),
        sent=[one.sent() for one in body.decisions],
    )
    return JsonResponse({"written": [one.client for one in body.decisions]})
