"""Pages of registers: the list, opening one with a form or from a declared profile."""

from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from himaya.datasets.actions import create_dataset, open_register
from himaya.datasets.forms import ProfileForm, RegisterForm
from himaya.datasets.grouping import Group, grouped
from himaya.datasets.models import Dataset
from himaya.datasets.wording import AUDIENCES
from himaya.gate.decisions import could_ever, require, visible_to
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.gate.routes import route
from himaya.instruments.models import Instrument
from himaya.instruments.queries import newest_published
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.systems.models import InformationSystem

_PAGE = 36  # rows; more would make the page heavier than a first view may be


@route(Verb.DATASET_VIEW, "dataset")
@require_GET
def datasets(request: SeatRequest) -> HttpResponse:
    """The registers in sight."""
    rows = visible_to(Dataset.objects.select_related("system", "agency"), request.seat)
    groups = grouped(rows)
    ordered = [(group, one) for group in groups for one in group.datasets]
    page = Paginator(ordered, _PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "jumps": _jumps(groups, page.number),
        "groups": [
            (group, [{"dataset": one, "audience": AUDIENCES[one.audience]} for _, one in several])
            for group, several in groupby(page, key=itemgetter(0))
        ],
        "can_open": could_ever(request.seat, Verb.DATASET_CREATE, "system"),
    }
    return render(request, "datasets/datasets.html", context)


def _jumps(groups: Sequence[Group], present: int) -> list[tuple[str, str, int]]:
    """(label, address, how many) of each group: on this page, or on the one where it begins."""
    jumps, before = [], 0
    for group in groups:
        number = before // _PAGE + 1
        page = "" if number == present else f"?page={number}"
        jumps.append((group.label, f"{page}#{group.code}", len(group.datasets)))
        before += len(group.datasets)
    return jumps


def _crumbs(label: str) -> list[dict[str, str]]:
    return [{"label": _("Registers"), "url": reverse("datasets")}, {"label": label, "url": ""}]


@route(Verb.DATASET_CREATE, "system")
@require_http_methods(["GET", "HEAD", "POST"])
def dataset_new(request: SeatRequest) -> HttpResponse:
    """Open a register with a form of one's own (`?instrument=`)."""
    whole = Instrument.objects.select_related("system__operation", "system__agency", "agency")
    instrument = visible_or_404(request, whole, ref=request.GET.get("instrument", ""))
    require(request.seat, Verb.DATASET_CREATE, instrument.system)
    initial = {
        "code": instrument.code,
        "version": newest_published(instrument),
        "name_en": str(instrument),  # a form that names no language still has a name
        **{f"name_{code}": text for code, text in instrument.names.items()},
    }
    form = RegisterForm(request.POST or None, instrument=instrument, initial=initial)
    heading = _("Open a register with %(name)s") % {"name": instrument}
    if request.method == "POST" and form.is_valid():
        try:
            dataset = create_dataset(seat=request.seat, instrument=instrument, **form.columns())
        except Problem as problem:
            form.add_error(_field_of(problem), f"{problem.title} {problem.todo}")
        else:
            return _opened(request, dataset)
    context = {
        "form": form,
        "heading": heading,
        "cancel_url": reverse("instrument", args=[instrument.ref]),
        "breadcrumbs": _crumbs(heading),
    }
    return render(
        request, "datasets/dataset_form.html", context, status=422 if form.errors else 200
    )


def _field_of(problem: Problem) -> str:
    return {Code.NAME_TAKEN: "code", Code.INSTRUMENT_DRAFT: "version"}.get(problem.code, "lane")


def _opened(request: SeatRequest, dataset: Dataset) -> HttpResponse:
    messages.success(request, _("The register is open."))
    if visible_to(Dataset.objects.filter(pk=dataset.pk), request.seat).exists():
        return redirect("dataset", ref=dataset.ref)
    return redirect("datasets")


@route(Verb.DATASET_CREATE, "system")
@require_http_methods(["GET", "HEAD", "POST"])
def register_open(request: SeatRequest) -> HttpResponse:
    """Open a register that himaya declares, with its template form."""
    wanted = InformationSystem.objects.filter(ref=request.GET.get("system", ""))
    system = visible_to(wanted, request.seat).first()
    form = ProfileForm(request.POST or None, seat=request.seat, initial={"system": system})
    if request.method == "POST" and form.is_valid():
        try:
            dataset = open_register(
                seat=request.seat,
                system=form.cleaned_data["system"],
                profile=form.chosen(),
                code=form.cleaned_data["code"],
            )
        except Problem as problem:
            form.add_error("code", f"{problem.title} {problem.todo}")
        else:
            return _opened(request, dataset)
    context = {
        "form": form,
        "heading": _("Open a register"),
        "cancel_url": reverse("datasets"),
        "breadcrumbs": _crumbs(_("Open a register")),
    }
    return render(
        request, "datasets/dataset_form.html", context, status=422 if form.errors else 200
    )
