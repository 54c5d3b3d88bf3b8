"""The tree of groups and task forces."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from himaya.engines.figures import draw_flows
from himaya.gate.decisions import require
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.gate.routes import route
from himaya.kernel import clock
from himaya.kernel.verbs import Verb
from himaya.profiles.coordination.contacts.bodies import MOST, Body, tree_of
from himaya.profiles.coordination.contacts.declaration import GROUP
from himaya.records.history import status_label
from himaya.records.registers.views import whole_datasets
from himaya.records.titles import title_of


@route(Verb.DATASET_VIEW, "dataset")
@require_safe
def bodies_page(request: SeatRequest, ref: str) -> HttpResponse:
    """Which body stands under which; the table says the same and what each lacks."""
    datasets = whole_datasets().filter(profile=GROUP.code)
    dataset = visible_or_404(request, datasets, ref=ref)
    require(request.seat, Verb.DATASET_VIEW, dataset)
    today = clock.today()
    tree = tree_of(request.seat, dataset, today)
    number = len(tree.bodies)
    picture = draw_flows(
        tree.flows(),
        title=str(dataset),
        description=ngettext("One group", "%(n)s groups", number) % {"n": number},
        names={one.record.ref: one.title for one in tree.bodies},
        from_right=get_language_bidi(),
    )
    context = {
        "dataset": dataset,
        "picture": mark_safe(picture),
        "rows": [_row(one) | {"is_past": one.is_past(today)} for one in tree.bodies],
        "circles": tree.circles,
        "ended": [(one.ref, title_of(one)) for one in tree.ended_roles],
        "one_for_all": [(one.ref, title_of(one)) for one in tree.one_for_all],
        "is_cut": tree.is_cut,
        "most": MOST,
        "breadcrumbs": [
            {"label": _("Registers"), "url": reverse("datasets")},
            {"label": str(dataset), "url": reverse("dataset", args=[ref])},
            {"label": _("As a tree")},
        ],
    }
    return render(request, "profiles/coordination/bodies.html", context)


def _row(body: Body) -> dict[str, Any]:
    return {
        "ref": body.record.ref,
        "title": body.title,
        "status": status_label(body.record, body.record.status),
        "parents": [(one.ref, title_of(one), one.status == "closed") for one in body.parents],
        "is_orphan": body.is_orphan,
        "terms": [(one.ref, title_of(one), one.status) for one in body.terms],
        "members": sorted(body.members),
    }
