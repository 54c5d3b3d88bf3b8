"""Pages of thematic reports: the report of a span, and the passages behind a figure."""

from collections.abc import Mapping, Sequence

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_GET, require_http_methods

from himaya.gate.decisions import visible_to
from himaya.gate.pages import SeatRequest
from himaya.gate.routes import route
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.kernel.problems import Problem
from himaya.kernel.verbs import Verb
from himaya.kernel.words import in_language
from himaya.people.models import Agency
from himaya.records.bulletin.model import Month
from himaya.records.titles import title_of
from himaya.releases.actions import PartOfCopy
from himaya.themes.coding.fetching import published_or_404
from himaya.themes.coding.seeing import readable_records, waits_in
from himaya.themes.grading.queries import grades_by_document
from himaya.themes.grading.wording import grade_in_words
from himaya.themes.models import Framework
from himaya.themes.queries import framework_of
from himaya.themes.report.asking import LENGTHS, LONGEST, Ask
from himaya.themes.report.composing import Composed, composed
from himaya.themes.report.copying import FORMS, leaving, make_report_copy
from himaya.themes.report.digesting import digest_of, notices_of
from himaya.themes.report.fetching import stopped_in_sight
from himaya.themes.report.gathering import Evidence, country_of, evidence_of
from himaya.themes.report.grades import (
    COUNTED_AS,
    documents_graded,
    grades_of,
    listed_documents,
)
from himaya.themes.report.keeping import keep_report, library_of
from himaya.themes.report.lacking import LEAST, lacking_by_agency
from himaya.themes.report.making import span_of
from himaya.themes.report.quoting import (
    CONFIRMED,
    KEPT,
    UNREVIEWED,
    WAITING,
    passages_behind,
    quotes,
)
from himaya.themes.report.using import used_documents

_QUOTED_THEMES = 6
_PAGE = 20
KEEP = "keep"
KEPT_AS = {
    CONFIRMED: _lazy("coded by persons"),
    UNREVIEWED: _lazy("standing without a person, by the word of the theme's owner"),
    WAITING: _lazy("suggested, and nobody has looked yet"),
}


@route(Verb.RECORD_VIEW, "record")
@require_http_methods(["GET", "HEAD", "POST"])
def thematic_report(request: SeatRequest) -> HttpResponse:
    """What coded documents tell of each theme in a span of months, and what changed."""
    ask = _asked(request)
    country = country_of(request.seat)
    evidence = evidence_of(request.seat, ask, country)
    provinces = country.first_level(ask.area)
    parts, outgoing = leaving(request.seat, evidence)
    wanted = request.POST.get("form", "")
    problem: Problem | None = None
    if request.method == "POST" and wanted in (*FORMS, KEEP):
        try:
            made = composed(request.seat, ask, outgoing, country)
            return _made(request, ask, made, parts, wanted)
        except Problem as refused:
            problem = refused
    whole = composed(request.seat, ask, evidence, country)
    context = {
        "report": whole.report,
        "ask": ask,
        "problem": problem,
        "drawn": whole.drawn,
        "quoted": whole.quoted,
        "graded": whole.graded,
        "suggested": whole.suggested,
        "forms": FORMS if parts else (),
        "may_keep": bool(parts) and library_of(request.seat) is not None,
        "frameworks": list(visible_to(Framework.objects.all(), request.seat)),
        "lengths": (*LENGTHS, LONGEST),
        "stopped": stopped_in_sight(request.seat),
        "waits": waits_in(readable_records(request.seat)),
        "provinces": sorted(
            ((one.pcode, in_language(one.names) or one.pcode) for one in provinces),
            key=lambda one: one[1],
        ),
        "breadcrumbs": [{"label": _("Thematic report"), "url": ""}],
    }
    status = problem.status if problem else 200
    return render(request, "themes/report/report.html", context, status=status)


def _made(
    request: SeatRequest, ask: Ask, made: Composed, parts: Sequence[PartOfCopy], wanted: str
) -> HttpResponse:
    """A file of what may leave, or the same kept in the library."""
    document = made.document(request.build_absolute_uri)
    if wanted == KEEP:
        record = keep_report(
            seat=request.seat, ask=ask, parts=parts, document=document, maker=str(request.user)
        )
        messages.success(
            request, _("The report is kept as a document. Somebody else reviews and freezes it.")
        )
        return redirect("record", ref=record.ref)
    release = make_report_copy(
        seat=request.seat,
        parts=parts,
        document=document,
        form=wanted,
        name=f"thematic-report-{ask.first.code}",
        maker=str(request.user),
    )
    messages.success(request, _("The working copy is made. It can be fetched for 30 days."))
    return redirect("copy", ref=release.ref)


@route(Verb.RECORD_VIEW, "record")
@require_GET
def thematic_report_digest(request: SeatRequest) -> HttpResponse:
    """What became of the documents that one's agency brought."""
    documents = used_documents(request.seat)
    this = Month(clock.today().replace(day=1))
    month = Month.named(request.GET.get("month", "")) or this
    notices, others = notices_of(request.seat, month)
    context = {
        "month": month,
        "is_over": month.first < this.first,
        "digest": digest_of(request.seat, month),
        "notices": [(title_of(one.report), one) for one in notices],
        "others": others,
        "agency": visible_to(
            Agency.objects.filter(pk=request.seat.agency_id), request.seat
        ).first(),
        "documents": documents,
        "totals": {
            "documents": len(documents),
            "coded": sum(one.coded > 0 for one in documents),
            "used": sum(one.reports > 0 for one in documents),
        },
        "breadcrumbs": [
            {"label": _("Thematic report"), "url": reverse("thematic-report")},
            {"label": _("What became of our documents"), "url": ""},
        ],
    }
    return render(request, "themes/report/digest.html", context)


@route(Verb.RECORD_VIEW, "record")
@require_GET
def thematic_report_lacking(request: SeatRequest) -> HttpResponse:
    """What documents of each agency usually lack of what their template asks for."""
    context = {
        "rows": lacking_by_agency(request.seat),
        "least": LEAST,
        "breadcrumbs": [
            {"label": _("Thematic report"), "url": reverse("thematic-report")},
            {"label": _("What is usually missing"), "url": ""},
        ],
    }
    return render(request, "themes/report/lacking.html", context)


@route(Verb.RECORD_VIEW, "record")
@require_GET
def thematic_report_passages(request: SeatRequest) -> HttpResponse:
    """The passages that a figure of the report counts, masked and cited."""
    ask = _asked(request)
    theme = framework_of(ask.version).by_code.get(request.GET.get("theme", ""))
    if theme is None:
        raise Http404
    evidence = evidence_of(request.seat, ask, country_of(request.seat))
    kept = request.GET.get("kept", CONFIRMED)
    if kept not in KEPT:
        raise Http404
    behind = passages_behind(evidence, theme.code, area=ask.area, kept=kept)
    page = Paginator(behind, _PAGE).get_page(request.GET.get("page"))
    back = f"{reverse('thematic-report')}?{ask.query}"
    context = {
        "theme": in_language(theme.title),
        "is_sensitive": theme.sensitive,
        "span": span_of(ask),
        "kept": KEPT_AS[kept],
        "page": page,
        "quotes": quotes(evidence, list(page.object_list)),
        "query": ask.also(theme=theme.code, kept=kept),
        "framework": ask.version.framework,
        "breadcrumbs": [
            {"label": _("Thematic report"), "url": back},
            {"label": in_language(theme.title), "url": ""},
        ],
    }
    return render(request, "themes/report/passages.html", context)


@route(Verb.RECORD_VIEW, "record")
@require_GET
def thematic_report_graded(request: SeatRequest) -> HttpResponse:
    """The documents that a figure by grade counts."""
    ask, wanted = _asked(request), request.GET.get("grade", "")
    if wanted not in COUNTED_AS:
        raise Http404
    evidence = evidence_of(request.seat, ask, country_of(request.seat))
    refs = list(documents_graded(_graded(request.seat, evidence), wanted))
    page = Paginator(refs, _PAGE).get_page(request.GET.get("page"))
    context = {
        "wanted": grade_in_words(wanted),
        "span": span_of(ask),
        "page": page,
        "query": ask.also(grade=wanted),
        "documents": listed_documents(request.seat, evidence, list(page.object_list)),
        "breadcrumbs": [
            {"label": _("Thematic report"), "url": f"{reverse('thematic-report')}?{ask.query}"},
            {"label": _("Evidence by grade"), "url": ""},
        ],
    }
    return render(request, "themes/report/graded.html", context)


def _graded(seat: ActingSeat, evidence: Evidence) -> Mapping[str, str]:
    return grades_of(evidence, grades_by_document(seat.operation.pk))


def _asked(request: SeatRequest) -> Ask:
    version = published_or_404(request, request.GET.get("framework", ""))
    ask = Ask.of(version, request.GET.dict(), clock.today())
    if Ask.misread(request.GET.dict()):
        said = _("There is no such month or number of months. Shown instead: %(span)s.")
        messages.warning(request, said % {"span": span_of(ask)})
    return ask
