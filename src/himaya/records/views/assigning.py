"""Giving a case to a caseworker."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from himaya.gate.decisions import require
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.gate.routes import route
from himaya.kernel.verbs import Verb
from himaya.records.assigning import assign_case, caseworkers
from himaya.records.forms import AssignForm
from himaya.records.subjects import refuse_erased
from himaya.records.titles import title_of
from himaya.records.views.fetching import crumbs, whole_records


@route(Verb.RECORD_ASSIGN, "record")
@require_http_methods(["GET", "HEAD", "POST"])
def record_assign(request: SeatRequest, ref: str) -> HttpResponse:
    """Choose among the agency's caseworkers; all records about the person go along."""
    record = visible_or_404(request, whole_records(), ref=ref)
    require(request.seat, Verb.RECORD_ASSIGN, record)
    refuse_erased(record)
    form = AssignForm(
        request.POST if request.method == "POST" else None,
        caseworkers=caseworkers(request.seat),
        now=record.caseworker,
    )
    if request.method == "POST" and form.is_valid():
        to = form.cleaned_data["caseworker"]
        n = assign_case(seat=request.seat, record=record, caseworker=to)
        said = ngettext(
            "The case is assigned, with one record.", "The case is assigned, with %(n)s records.", n
        )
        messages.success(request, said % {"n": n})
        return redirect("record", ref=ref)
    title, url = title_of(record), reverse("record", args=[record.ref])
    context = {
        "form": form,
        "title": _("Assign this case"),
        "submit": _("Assign"),
        "hint": _(
            "All records about the same person go along. From then on only the caseworker, who "
            "takes over from them or stands in for them, and the supervisors see them."
        ),
        "back": url,
        "breadcrumbs": crumbs(record.dataset, (title, url), (_("Assign this case"), "")),
    }
    return render(request, "people/form.html", context, status=422 if form.errors else 200)
