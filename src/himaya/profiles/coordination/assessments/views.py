"""Pages beside the registers of assessments: what overlaps, and the themes of each year."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from himaya.datasets.models import Dataset
from himaya.gate.decisions import require
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.gate.routes import route
from himaya.instruments.queries import form_of
from himaya.kernel import clock
from himaya.kernel.verbs import Verb
from himaya.profiles.coordination.assessments.overlaps import (
    KEYS,
    MOST_PAIRED,
    pairs_in,
)
from himaya.profiles.coordination.assessments.parts import entry_of, overlap_row
from himaya.profiles.coordination.assessments.themes import calendar_of
from himaya.profiles.coordination.assessments.wording import theme_names
from himaya.records.registers.views import whole_datasets

MOST_PAIRS = 100
THEME = "assessment_theme"


@route(Verb.DATASET_VIEW, "dataset")
@require_safe
def overlaps_page(request: SeatRequest, ref: str) -> HttpResponse:
    """All pairs of a register that look at the same."""
    datasets = whole_datasets().filter(profile__in=KEYS)
    dataset = visible_or_404(request, datasets, ref=ref)
    require(request.seat, Verb.DATASET_VIEW, dataset)
    pairs = pairs_in(dataset, request.seat)
    context = {
        "dataset": dataset,
        "pairs": [(entry_of(one), overlap_row(overlap)) for one, overlap in pairs[:MOST_PAIRS]],
        "more": max(len(pairs) - MOST_PAIRS, 0),
        "most": MOST_PAIRED,
        "breadcrumbs": _crumbs(dataset, _("Overlaps")),
    }
    return render(request, "profiles/coordination/overlaps.html", context)


@route(Verb.DATASET_VIEW, "dataset")
@require_safe
def themes_page(request: SeatRequest, ref: str) -> HttpResponse:
    """The themes of each year: who leads, how it stands, what was assessed about it."""
    dataset = visible_or_404(request, whole_datasets().filter(profile=THEME), ref=ref)
    require(request.seat, Verb.DATASET_VIEW, dataset)
    names = theme_names(form_of(dataset.version)) if dataset.version else {}
    years = [
        (
            year,
            [
                {
                    **entry_of(one.look),
                    "theme": ", ".join(names.get(code, code) for code in sorted(one.look.themes)),
                    "is_late": one.is_late,
                    "is_of_one": one.is_of_one,
                    "assessed": [entry_of(look) for look in one.assessed],
                }
                for one in planned
            ],
        )
        for year, planned in calendar_of(dataset, request.seat, clock.today()).items()
    ]
    context = {
        "dataset": dataset,
        "years": years,
        "breadcrumbs": _crumbs(dataset, _("Themes by year")),
    }
    return render(request, "profiles/coordination/themes.html", context)


def _crumbs(dataset: Dataset, last: str) -> list[dict[str, str]]:
    return [
        {"label": _("Registers"), "url": reverse("datasets")},
        {"label": str(dataset), "url": reverse("dataset", args=[dataset.ref])},
        {"label": last},
    ]
