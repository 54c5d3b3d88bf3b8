"""The board of urgent gaps of a monitoring register."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from himaya.datasets.declarations import profile_named
from himaya.datasets.templates import template_form
from himaya.engines.xlsform.model import Form, text_in
from himaya.gate.decisions import require
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.gate.routes import route
from himaya.kernel import clock
from himaya.kernel.verbs import Verb
from himaya.kernel.words import in_language
from himaya.profiles.categories.monitoring.declaration import MONITORING
from himaya.profiles.categories.monitoring.gaps import BACK, Gap, Gaps, gaps_of
from himaya.records.registers.register import Register
from himaya.records.registers.views import whole_datasets

_IN_HOURS = 72  # beyond, whole days


@route(Verb.DATASET_VIEW, "dataset")
@require_safe
def gaps_page(request: SeatRequest, ref: str) -> HttpResponse:
    """What is missing where, whose it is, since when and who answers; then what was covered."""
    datasets = whole_datasets().filter(profile=MONITORING.code)
    dataset = visible_or_404(request, datasets, ref=ref)
    decision = require(request.seat, Verb.DATASET_VIEW, dataset)
    register = Register.of(dataset, request.seat)
    now = clock.now()
    found = gaps_of(register, decision, now)
    words = _Words(register)
    context = {
        "dataset": dataset,
        "open": [words.line(gap, found) | _open(gap, found, now) for gap in found.open],
        "covered": [words.line(gap, found) | {"cover": gap.cover} for gap in found.covered],
        "is_more": found.is_more,
        "days": BACK.days,
        "breadcrumbs": [
            {"label": _("Registers"), "url": reverse("datasets")},
            {"label": str(dataset), "url": reverse("dataset", args=[ref])},
            {"label": _("Urgent gaps")},
        ],
    }
    return render(request, "profiles/categories/gaps.html", context)


class _Words:
    """Labels of kinds, sectors and places in the reader's language."""

    def __init__(self, register: Register) -> None:
        self._language = register.language
        self._kinds = self._labels(register.form, "service")
        planned = profile_named("activity_planned")
        form = template_form(planned.template) if planned is not None else None
        self._sectors = self._labels(form, "sector") if form is not None else {}

    def _labels(self, form: Form, list_name: str) -> Mapping[str, str]:
        return {
            one.name: text_in(one.labels, self._language, form.default_language) or one.name
            for one in form.choices.get(list_name, ())
        }

    def line(self, gap: Gap, found: Gaps) -> dict[str, Any]:
        chain = found.chains.get(gap.area)
        return {
            "place": in_language(chain.names) if chain is not None else gap.area,
            "kind": self._kinds.get(gap.kind, gap.kind),
            "sector": self._sectors.get(gap.owner.sector, gap.owner.sector),
        }


def _open(gap: Gap, found: Gaps, now: datetime) -> dict[str, Any]:
    hours, number = gap.hours(now), len(gap.reports)
    since = (
        ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
        if hours < _IN_HOURS
        else ngettext("%(n)s day", "%(n)s days", hours // 24) % {"n": hours // 24}
    )
    few = _("fewer than %(least)d") % {"least": found.least}
    return {
        "since": since,
        "is_long": hours >= _IN_HOURS,
        "reports": few if number < found.least else str(number),
        "answers": gap.answers,
        "was_covered": gap.cover,
    }
