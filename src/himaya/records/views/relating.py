"""Relating a record to another, and taking a relation away with its reason."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from himaya.gate.decisions import require
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.gate.routes import route
from himaya.kernel.verbs import Verb
from himaya.kernel.words import in_language
from himaya.records.actions import link_records, unlink_records
from himaya.records.forms import RelateForm, UnlinkForm
from himaya.records.lifecycle import is_kept
from himaya.records.models import Record
from himaya.records.relations import candidates, links_from, relations_of, tie_named
from himaya.records.subjects import refuse_erased
from himaya.records.titles import title_of
from himaya.records.views.fetching import crumbs, whole_records


@route(Verb.RECORD_LINK, "record")
@require_http_methods(["GET", "HEAD", "POST"])
def record_relations(request: SeatRequest, ref: str) -> HttpResponse:
    """Choose a relation, find the other record by its words, relate. The words stay in the body."""
    record = visible_or_404(request, whole_records(), ref=ref)
    require(request.seat, Verb.RECORD_LINK, record)
    refuse_erased(record)
    form = RelateForm(request.POST if request.method == "POST" else None, choices=_choices(record))
    if not form.is_bound or not form.is_valid():
        return _page(request, record, form)
    relation, target = form.cleaned_data["relation"], form.cleaned_data["target"]
    if not target or request.POST.get("do") != "relate":
        rows = candidates(record, relation, form.cleaned_data["words"], request.seat)
        offered = [(one.ref, title_of(one), str(one.dataset)) for one in rows]
        return _page(request, record, form, offered=offered, asked=relation)
    tie = tie_named(record.dataset, relation, target, request.seat)
    if tie is None or tie.target == record:
        raise Http404
    link_records(seat=request.seat, relation=relation, source=record, target=tie.target)
    messages.success(request, _("Related."))
    return redirect("record-relations", ref=record.ref)


@route(Verb.RECORD_LINK, "record")
@require_POST
def record_unlink(request: SeatRequest, ref: str, link: str) -> HttpResponse:
    """Take a relation away."""
    record = visible_or_404(request, whole_records(), ref=ref)
    require(request.seat, Verb.RECORD_LINK, record)
    ended = links_from(record, request.seat).filter(ref=link).first()
    if ended is None:
        raise Http404
    form = UnlinkForm(request.POST)
    if not form.is_valid():
        return _page(
            request, record, RelateForm(choices=_choices(record)), without_reason=ended.ref
        )
    unlink_records(seat=request.seat, link=ended, reason=form.cleaned_data["reason"])
    messages.success(request, _("The relation was taken away."))
    return redirect("record-relations", ref=record.ref)


def _choices(record: Record) -> list[tuple[str, str]]:
    return [(one.code, in_language(one.labels) or one.code) for one in relations_of(record)]


def _page(
    request: SeatRequest,
    record: Record,
    form: RelateForm,
    **more: Any,  # noqa: ANN401 - goes into the context as it is
) -> HttpResponse:
    labels = dict(_choices(record))
    title, url = title_of(record), reverse("record", args=[record.ref])
    context = {
        "record": record,
        "title": title,
        "form": form,
        "links": [
            (
                link.ref,
                labels.get(link.relation, link.relation),
                link.target.ref,
                title_of(link.target),
            )
            for link in links_from(record, request.seat)
            if not is_kept(record, link.relation)
        ],
        "breadcrumbs": crumbs(record.dataset, (title, url), (_("Relations"), "")),
        **more,
    }
    status = 422 if form.errors or "without_reason" in more else 200
    return render(request, "records/relations.html", context, status=status)
