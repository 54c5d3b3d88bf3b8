"""The page of working copies: what may leave now, and who can decide more."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from himaya.engines.rules import Outcome, reasons
from himaya.gate.decisions import authorize
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.gate.policies import policy_for
from himaya.gate.routes import route
from himaya.kernel import clock
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.kernel.words import LANGUAGES
from himaya.records.copies import HAPI, HXL, leaving_columns, make_copy, staying_columns
from himaya.records.copies_as_maps import area_column
from himaya.records.copies_for_hapi import fits_hapi
from himaya.records.registers.asking import read_ask
from himaya.records.registers.filtering import in_sight, narrow
from himaya.records.registers.register import Register
from himaya.records.registers.views import whole_datasets

FORMS = ("xlsx", "docx", "pptx", "csv")


@route(Verb.DATASET_VIEW, "dataset")
@require_http_methods(["GET", "HEAD", "POST"])
def copies(request: SeatRequest, ref: str) -> HttpResponse:
    """Say what a working copy holds and make one; a refusal says what may be done instead."""
    dataset = visible_or_404(request, whole_datasets(), ref=ref)
    register = Register.of(dataset, request.seat)
    ask = read_ask(request.GET, register, words=request.POST.get("words", ""))
    records = narrow(in_sight(register), register, ask, clock.today())
    problem: Problem | None = None
    wanted = request.POST.get("form", "")
    # The columns of HAPI are a layout of their own, and a csv, in one click.
    layout = HAPI if wanted == HAPI else request.POST.get("layout", "")
    forms = _forms(register)
    # Words that were looked for come by POST too, without a form.
    if wanted and wanted not in forms:
        problem = Problem(Code.SHAPE_REFUSED, status=422)
    elif wanted:
        try:
            release = make_copy(
                seat=request.seat,
                register=register,
                records=records,
                form="csv" if layout == HAPI else wanted,
                layout=layout,
                maker=str(request.user),
            )
        except Problem as refused:
            problem = refused
        else:
            messages.success(request, _("The working copy is made. It can be fetched for 30 days."))
            if wanted not in ("xlsx", "docx", "pptx") and layout not in ("", HXL, HAPI):
                messages.info(
                    request,
                    _("It has one column for each question; the layout was not used."),
                )
            return redirect("copy", ref=release.ref)
    decision = authorize(request.seat, Verb.COPY_MAKE, dataset)
    context = {
        "register": register,
        "dataset": dataset,
        "problem": problem,
        "is_allowed": decision.allowed,
        "why": () if decision.allowed else _why(register, decision.rules),
        "leaving": leaving_columns(register),
        "staying": staying_columns(register),
        "rows": records.count(),
        "ask": ask,
        "query": ask.query(),
        "layouts": sorted(register.profile.layouts) if register.profile else [],
        "hxl": HXL,
        "hapi": HAPI,
        "forms": forms,
        "breadcrumbs": [
            {"label": _("Registers"), "url": reverse("datasets")},
            {"label": str(dataset), "url": reverse("dataset", args=[dataset.ref])},
            {"label": _("Working copy"), "url": ""},
        ],
    }
    status = problem.status if problem else 200
    return render(request, "records/registers/copies.html", context, status=status)


def _forms(register: Register) -> tuple[str, ...]:
    """A file for map programs only of what lies in areas; HAPI's columns where it has one."""
    columns = leaving_columns(register)
    maps = ("geojson",) if area_column(columns) else ()
    return (*FORMS, *maps, *((HAPI,) if fits_hapi(columns) else ()))


def _why(register: Register, rules: tuple[str, ...]) -> tuple[str, ...]:
    """The reasons of a refusal in the reader's language, and who could."""
    policy = register.seat.policy or policy_for(register.dataset.operation)
    language = register.language if register.language in LANGUAGES else "en"
    return reasons(
        Outcome(allowed=False, rules=rules),
        policy,
        language,
        verb=Verb.COPY_MAKE,
        kind="dataset",
    )
