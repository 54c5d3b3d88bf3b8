"""The page of an indicator: its figures as they may be added up, and what they leave open."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from himaya.engines.xlsform import Form, text_in
from himaya.gate.decisions import require
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.gate.routes import route
from himaya.instruments.queries import form_of
from himaya.kernel.verbs import Verb
from himaya.profiles.coordination.indicators.deriving import Derived, derived_targets
from himaya.profiles.coordination.indicators.model import Cell, Line, Shown
from himaya.profiles.coordination.indicators.queries import indicators, standing, together
from himaya.profiles.coordination.indicators.standing import Standing
from himaya.profiles.coordination.indicators.wording import (
    figure_in_words,
    notes_in_words,
    order_in_words,
    rests_on,
    share_in_words,
    split_name,
    why_in_words,
)
from himaya.records.history import status_label
from himaya.records.models import Record
from himaya.records.titles import title_of

MOST_PERIODS = 36
MOST_ACROSS = 12  # periods beside each other, by partner


@route(Verb.RECORD_VIEW, "record")
@require_GET
def indicator_page(request: SeatRequest, ref: str) -> HttpResponse:
    """One indicator with its figures by period and partner."""
    record = visible_or_404(request, indicators(), ref=ref)
    require(request.seat, Verb.RECORD_VIEW, record)
    found, others = standing(record, request.seat)
    unit = found.declared.unit
    form = form_of(record.version)
    title = title_of(record)
    context = {
        "record": record,
        "title": title,
        "status": status_label(record, record.status),
        "declared": found.declared,
        "labels": {
            "sector": _label(form, "sector", found.declared.sector),
            "unit": _label(form, "unit", unit),
        },
        "whole": _words(found.whole, unit),
        "splits": [(split_name(key), _words(one, unit)) for key, one in found.splits.items()],
        "against": _against(found),
        "derived": [_derived(one) for one in derived_targets(request.seat, record)],
        "order": order_in_words(found),
        "method": rests_on(found.declared, _labels(form, "dedup")),
        "notes": notes_in_words(found.notes),
        "lines": [_line(line, unit) for line in found.lines[:MOST_PERIODS]],
        "left_out": max(len(found.lines) - MOST_PERIODS, 0),
        "across": _across(found, unit),
        "hides": found.hides,
        "least": found.least,
        "others": [_other(one, each, form) for one, each in others],
        "together": _words(together(found, [each for _one, each in others]), unit),
        "breadcrumbs": [
            {"label": _("Registers"), "url": reverse("datasets")},
            {"label": str(record.dataset), "url": reverse("dataset", args=[record.dataset.ref])},
            {"label": title, "url": ""},
        ],
    }
    return render(request, "profiles/coordination/indicator.html", context)


def _labels(form: Form, name: str) -> dict[str, str]:
    language = (get_language() or "en").split("-")[0]
    return {
        choice.name: text_in(choice.labels, language, form.default_language) or choice.name
        for choice in form.choices.get(name, ())
    }


def _label(form: Form, name: str, code: str) -> str:
    return _labels(form, name).get(code, code)


def _words(shown: Shown, unit: str) -> dict[str, str]:
    """A figure as the template draws it."""
    text = figure_in_words(shown.value, unit) if shown.value is not None else ""
    return {"state": shown.state, "text": text, "why": why_in_words(shown.why)}


def _against(found: Standing) -> list[dict[str, str]]:
    """What the total is held against, and how far it has come."""
    declared, unit = found.declared, found.declared.unit
    held = (
        (_("Baseline"), declared.baseline, ""),
        (_("Target"), declared.target, share_in_words(found.progress.of_target)),
        (_("In need"), declared.in_need, share_in_words(found.progress.of_need)),
    )
    facts = [
        {"label": label, "text": figure_in_words(value, unit), "share": share}
        for label, value, share in held
        if value is not None
    ]
    way = share_in_words(found.progress.of_way) if declared.baseline else ""
    return (
        [*facts, {"label": _("Way from baseline to target"), "text": way, "share": ""}]
        if (way)
        else facts
    )


def _derived(one: Derived) -> dict[str, Any]:
    figure = one.figure
    hidden = _("hidden")
    return {
        "ref": figure.ref,
        "share": number_format(round(float(one.share), 1)).removesuffix(".0"),
        "figure": hidden if figure.persons is None else number_format(figure.persons, 0),
        "source": figure.source,
        "day": figure.day,
        "number": hidden if one.number is None else number_format(one.number, 0),
    }


def _line(line: Line, unit: str) -> dict[str, Any]:
    return {
        "start": line.span[0],
        "end": line.span[1],
        "total": _words(line.total, unit),
        "reporting": line.reporting,
        "partners": len(line.partners),
        "locked": line.locked,
        "open": [
            (label, names)
            for label, names in (
                (_("Not reported"), line.those("not_reported")),
                (_("Not assessed"), line.those("not_assessed")),
                (_("Due"), line.those("due")),
                (_("Sent back"), line.those("sent_back")),
                (_("No report asked for"), line.those("")),
            )
            if names
        ],
    }


def _across(found: Standing, unit: str) -> dict[str, Any]:
    """Partners by period, the newest last, as one reads a series."""
    lines = list(reversed(found.lines[:MOST_ACROSS]))
    return {
        "periods": [(line.span, line.locked) for line in lines],
        "partners": [
            (name, [_cell(line.partners[name], unit) for line in lines]) for name in found.partners
        ],
        "totals": [_words(line.total, unit) for line in lines],
    }


def _cell(cell: Cell, unit: str) -> dict[str, Any]:
    return {
        **_words(cell.figure, unit),
        "states": [{"state": state, "places": n} for state, n in cell.states.items()],
        "is_asked": cell.is_asked,
    }


def _other(record: Record, found: Standing, form: Form) -> dict[str, Any]:
    return {
        "ref": record.ref,
        "title": title_of(record),
        "sector": _label(form, "sector", found.declared.sector),
        "whole": _words(found.whole, found.declared.unit),
    }
