"""Pages on which a person decides: what is proposed of the coding, and how sensitive it is."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from himaya.gate.decisions import require
from himaya.gate.lowering_pages import About, ask_page, lowering_state, review_page
from himaya.gate.pages import SeatRequest
from himaya.gate.routes import route
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.library.actions import remove_files
from himaya.library.coding import LOOKED, looked_over, take_proposals
from himaya.library.fetching import document_crumbs, document_or_404
from himaya.library.levels import set_level, strictest
from himaya.library.parts import shown_level
from himaya.library.queries import is_over, opens_text
from himaya.records.actions import ChangedMeanwhile
from himaya.records.models import Record
from himaya.records.titles import title_of
from himaya.systems.wording import LEVELS


class LevelForm(forms.Form):
    """How sensitive a document is."""

    level = forms.TypedChoiceField(
        label=gettext_lazy("Sensitivity"), coerce=int, choices=lambda: [*LEVELS.items()]
    )

    def __init__(self, *args: Any, top: int, **kwargs: Any) -> None:  # noqa: ANN401 - Django's form arguments
        """`top`: the highest that who decides may still see."""
        super().__init__(*args, **kwargs)
        offered = [(level, word) for level, word in LEVELS.items() if level <= top]
        self.fields["level"].choices = offered  # type: ignore[attr-defined]


@route(Verb.RECORD_AMEND, "record")
@require_POST
def take(request: SeatRequest, ref: str) -> HttpResponse:
    """Take one proposal, or all of them."""
    record = document_or_404(request, ref)
    require(request.seat, Verb.RECORD_AMEND, record)
    if not opens_text(require(request.seat, Verb.RECORD_VIEW, record), record):
        raise Problem(Code.NOT_FOUND, status=404)
    seen = request.POST.get("seen", "")
    if LOOKED in request.POST.getlist("take"):
        looked_over(seat=request.seat, record=record)
        messages.success(request, _("Noted."))
        return redirect("record", ref=ref)
    try:
        take_proposals(
            seat=request.seat,
            record=record,
            keys=request.POST.getlist("take"),
            seen=int(seen) if seen.isdecimal() else 0,
        )
    except ChangedMeanwhile:
        messages.warning(
            request,
            _("Somebody changed this record meanwhile. Look at it as it stands now, then decide."),
        )
    except Problem as problem:
        if problem.code != Code.ALREADY_DONE:
            raise
        messages.info(request, f"{problem.title} {problem.todo}")
    else:
        messages.success(request, _("Taken over."))
    return redirect("record", ref=ref)


@route(Verb.RECORD_AMEND, "record")
@require_http_methods(["GET", "HEAD", "POST"])
def level(request: SeatRequest, ref: str) -> HttpResponse:
    """Say how sensitive a document is; less than before or than proposed needs a reviewer."""
    record = document_or_404(request, ref)
    require(request.seat, Verb.RECORD_AMEND, record)
    shown = shown_level(record)
    wanted = shown["proposed"] if not shown["is_decided"] else 0
    form = LevelForm(
        request.POST or None,
        initial={"level": wanted or record.level},
        top=max(strictest(request.seat, record.dataset), record.level),
    )
    problem: Problem | None = None
    if form.is_valid():
        try:
            set_level(seat=request.seat, record=record, level=form.cleaned_data["level"])
        except Problem as refused:
            problem = refused
        else:
            messages.success(request, _("The sensitivity is decided."))
            return redirect("record", ref=ref)
    context: dict[str, Any] = {
        "record": record,
        "form": form,
        "problem": problem,
        "sensitivity": shown,
        "lowering": lowering_state(request, record),
        "lowering_wanted": record.level > min(LEVELS),
        "ask": reverse("record-lower", args=[ref]),
        "review": reverse("record-lower-review", args=[ref]),
        "breadcrumbs": document_crumbs(record, _("Sensitivity")),
    }
    status = problem.status if problem else 422 if form.errors else 200
    return render(request, "library/level.html", context, status=status)


@route(Verb.RECORD_AMEND, "record")
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: SeatRequest, ref: str) -> HttpResponse:
    """Remove the files and words of a document whose time is over; its coding stays."""
    record = document_or_404(request, ref)
    require(request.seat, Verb.RECORD_AMEND, record)
    if request.method == "POST" and is_over(record):
        remove_files(seat=request.seat, record=record)
        messages.success(request, _("The files and words are removed. The coding stays."))
        return redirect("record", ref=ref)
    context = {
        "record": record,
        "is_over": is_over(record),
        "breadcrumbs": document_crumbs(record, _("Remove the files")),
    }
    status = 409 if request.method == "POST" else 200
    return render(request, "library/remove.html", context, status=status)


@route(Verb.LEVEL_LOWER, "record")
@require_http_methods(["GET", "HEAD", "POST"])
def lower(request: SeatRequest, ref: str) -> HttpResponse:
    """Ask a reviewer for a lower sensitivity."""
    return ask_page(request, _about(document_or_404(request, ref)))


@route(Verb.LEVEL_REVIEW, "record")
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: SeatRequest, ref: str) -> HttpResponse:
    """Grant or refuse it."""
    return review_page(request, _about(document_or_404(request, ref)))


def _about(record: Record) -> About:
    return About(
        thing=record,
        back=reverse("record", args=[record.ref]),
        breadcrumbs=[{"label": title_of(record), "url": reverse("record", args=[record.ref])}],
        level=record.level,
        all_levels=[*LEVELS.items()],
    )
