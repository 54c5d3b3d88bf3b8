"""Erasing what records are about: found by code or from a record, then confirmed with a reason."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from himaya.gate.decisions import require, visible_to
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.gate.routes import route
from himaya.kernel.verbs import Verb
from himaya.records.erasing import erase_subject
from himaya.records.forms import CodeForm, ErasureForm
from himaya.records.models import Record, Subject
from himaya.records.subjects import MOST, subjects_by_code
from himaya.records.titles import title_of


@route(Verb.SUBJECT_VIEW, "subject")
@require_http_methods(["GET", "HEAD", "POST"])
def subject_find(request: SeatRequest) -> HttpResponse:
    """Find a subject of one's agency by its code; the code travels in the body only."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    is_asked = form.is_bound and form.is_valid()
    context = {
        "form": form,
        "asked": is_asked,
        "found": subjects_by_code(request.seat, form.cleaned_data["code"]) if is_asked else [],
        "breadcrumbs": [{"label": _("Erase a person or household"), "url": ""}],
    }
    status = 422 if form.errors else 200
    return render(request, "records/subjects/find.html", context, status=status)


@route(Verb.SUBJECT_VIEW, "subject")
@require_GET
def subject_detail(request: SeatRequest, ref: str) -> HttpResponse:
    """What erasing would reach, and the form to do it."""
    subject = visible_or_404(request, _subjects(), ref=ref)
    require(request.seat, Verb.SUBJECT_VIEW, subject)
    return _page(request, subject, ErasureForm())


@route(Verb.SUBJECT_ERASE, "subject")
@require_POST
def subject_erase(request: SeatRequest, ref: str) -> HttpResponse:
    """Erase it for good."""
    subject = visible_or_404(request, _subjects(), ref=ref)
    form = ErasureForm(request.POST)
    if not form.is_valid():
        require(request.seat, Verb.SUBJECT_ERASE, subject)
        return _page(request, subject, form)
    erase_subject(seat=request.seat, subject=subject, reason=form.cleaned_data["reason"])
    messages.success(request, _("Erased. Backups from before are erased again when restored."))
    return redirect("subject", ref=subject.ref)


def _subjects() -> QuerySet[Subject]:
    return Subject.objects.select_related("agency", "operation")


def _page(request: SeatRequest, subject: Subject, form: ErasureForm) -> HttpResponse:
    """How many entries there are is told to who may erase them; which, only within sight."""
    entries = Record.objects.filter(subject=subject)
    within = (
        visible_to(entries, request.seat)
        .select_related("head", "version")
        .prefetch_related("version__questions")
        .order_by("-changed_at", "pk")[:MOST]
    )
    context = {
        "subject": subject,
        "form": form,
        "several": entries.count(),
        "records": [(one.ref, title_of(one)) for one in within],
        "breadcrumbs": [
            {"label": _("Erase a person or household"), "url": reverse("subjects")},
            {"label": subject.ref, "url": ""},
        ],
    }
    status = 422 if form.errors else 200
    return render(request, "records/subjects/subject.html", context, status=status)
