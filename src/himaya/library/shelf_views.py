"""Pages of the shelf."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from himaya.datasets.declarations import profiles
from himaya.datasets.models import Dataset
from himaya.gate.decisions import authorize, require
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.gate.routes import route
from himaya.kernel.verbs import Verb
from himaya.library.links import link_of
from himaya.library.models import LinkCheck
from himaya.library.references import PIM
from himaya.library.shelf import put_on_shelf, shown_link
from himaya.records.queries import records_of
from himaya.records.titles import title_of
from himaya.records.views.fetching import crumbs

_LISTED = 200


def _register(request: SeatRequest, ref: str) -> Dataset:
    codes = [one.code for one in profiles() if one.link]
    registers = Dataset.objects.filter(profile__in=codes)
    whole = registers.select_related("operation", "system", "agency", "version")
    return visible_or_404(request, whole.prefetch_related("version__questions"), ref=ref)


@route(Verb.DATASET_VIEW, "dataset")
@require_safe
def shelf(request: SeatRequest, ref: str) -> HttpResponse:
    """The items with their links, those that do not open first."""
    dataset = _register(request, ref)
    require(request.seat, Verb.DATASET_VIEW, dataset)
    records = list(records_of(dataset, request.seat)[:_LISTED])
    checks = {one.record_id: one for one in LinkCheck.objects.filter(record__in=records)}
    items = [
        {
            "ref": record.ref,
            "title": title_of(record),
            "edition": record.head.answers.get("edition", "") if record.head else "",
            "copy": record.head.answers.get("copy", "") if record.head else "",
            **shown_link(link_of(record), checks.get(record.pk)),
        }
        for record in records
    ]
    has_all = {one.stable_id for one in records} >= set(PIM)
    may_add = authorize(request.seat, Verb.RECORD_CREATE, dataset).allowed
    context = {
        "dataset": dataset,
        "items": sorted(items, key=lambda one: one["tone"] not in ("danger", "warn")),
        "may_put": may_add and not has_all,
        "breadcrumbs": crumbs(dataset, (_("The shelf"), "")),
    }
    return render(request, "library/shelf.html", context)


@route(Verb.RECORD_CREATE, "dataset")
@require_POST
def shelf_fill(request: SeatRequest, ref: str) -> HttpResponse:
    """Put the PIM documents on the shelf; those that are there stay as they are."""
    put_on_shelf(seat=request.seat, dataset=_register(request, ref))
    return redirect("shelf", ref=ref)
