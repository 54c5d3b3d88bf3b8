"""What a register needs of its records: how many use which form version."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from himaya.datasets.actions import switch_version
from himaya.datasets.forms import VersionForm
from himaya.datasets.models import Dataset
from himaya.gate.decisions import require, visible_to
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.gate.routes import route
from himaya.kernel.verbs import Verb
from himaya.records.models import Record
from himaya.records.views.fetching import crumbs


@route(Verb.DATASET_MANAGE, "dataset")
@require_http_methods(["GET", "HEAD", "POST"])
def dataset_version(request: SeatRequest, ref: str) -> HttpResponse:
    """Write new records against another published version; existing ones keep theirs."""
    whole = Dataset.objects.select_related("system", "agency", "operation", "instrument", "version")
    dataset = visible_or_404(request, whole, ref=ref)
    require(request.seat, Verb.DATASET_MANAGE, dataset)
    form = VersionForm(
        request.POST or None,
        instrument=dataset.instrument,
        initial={"version": dataset.version},
    )
    if request.method == "POST" and form.is_valid():
        switch_version(seat=request.seat, dataset=dataset, version=form.cleaned_data["version"])
        messages.success(request, _("New records are written with this version from now on."))
        return redirect("dataset", ref=dataset.ref)
    rows = visible_to(Record.objects.filter(dataset=dataset, is_withdrawn=False), request.seat)
    context = {
        "dataset": dataset,
        "form": form,
        "counts": rows.values("version__number")
        .annotate(several=Count("pk"))
        .order_by("version__number"),
        "breadcrumbs": crumbs(dataset, (_("Form version"), "")),
    }
    return render(
        request, "records/dataset_version.html", context, status=422 if form.errors else 200
    )
