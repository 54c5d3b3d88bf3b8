"""The page of a population figure: all sources of its place and group beside each other."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from himaya.engines.adding import Part
from himaya.gate.decisions import require
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.gate.routes import route
from himaya.instruments.queries import form_of
from himaya.kernel.verbs import Verb
from himaya.places.queries import names_with_codes
from himaya.profiles.categories.population.pyramid import pyramid_of
from himaya.profiles.categories.population.sources import (
    Source,
    Sources,
    population_figures,
    sources_of,
)
from himaya.profiles.categories.population.spread import (
    Placed,
    Spread,
    Step,
    spread_of,
    through_time,
)
from himaya.profiles.categories.population.wording import (
    difference_in_words,
    labels_of,
    part_in_words,
    why_in_words,
)
from himaya.records.history import status_label
from himaya.records.models import Record
from himaya.records.titles import title_of

MOST_SOURCES = 60
MOST_ACROSS = 8  # sources beside each other, by sex and age


@route(Verb.RECORD_VIEW, "record")
@require_GET
def sources_page(request: SeatRequest, ref: str) -> HttpResponse:
    """One figure, and what other sources say of the same place and group."""
    record = visible_or_404(request, population_figures(), ref=ref)
    require(request.seat, Verb.RECORD_VIEW, record)
    found = sources_of(record, request.seat)
    labels = labels_of(form_of(record.version))
    area = found.base.text("area")
    title = title_of(record)
    context = {
        "record": record,
        "title": title,
        "status": status_label(record, record.status),
        "place": names_with_codes(record.operation, [area]).get(area, area) if area else "",
        "site": found.base.text("site"),
        "group": labels["population_group"].get(found.base.text("population_group"), ""),
        "part": part_in_words(found.base.part, labels),
        "sources": [_source(one, labels) for one in found.sources[:MOST_SOURCES]],
        "left_out": max(len(found.sources) - MOST_SOURCES, 0),
        "is_cut": found.is_cut,
        "pyramid": mark_safe(pyramid_of(found, labels)),
        "across": _across(found, labels) if len(found.parts) > 1 else None,
        "spread": _spread(spread_of(record, found.base, request.seat), record),
        "through_time": [_series(steps) for steps in through_time(found.sources)],
        "hides": any(part not in one.figures for one in found.sources for part in found.parts),
        "least": found.least,
        "breadcrumbs": [
            {"label": _("Registers"), "url": reverse("datasets")},
            {"label": str(record.dataset), "url": reverse("dataset", args=[record.dataset.ref])},
            {"label": title, "url": ""},
        ],
    }
    return render(request, "profiles/categories/sources.html", context)


def _source(one: Source, labels: Any) -> dict[str, Any]:  # noqa: ANN401 - labels by list
    said = one.said
    absolute, percent = difference_in_words(one.difference)
    low, high = said.answers.get("persons_low"), said.answers.get("persons_high")
    is_own = one.state == "figure" and not one.figure.is_added
    return {
        "ref": said.ref,
        "name": said.text("source_organisation"),
        "edition": said.text("figure_version"),
        "as_of": _day(one),
        "days": abs(one.days) if one.days else 0,
        "definition": said.text("definition_used"),
        "people": labels["population_status"].get(said.text("population_status"), ""),
        "kind": labels["figure_kind"].get(said.text("figure_kind"), ""),
        "method": labels["population_method"].get(said.text("population_method"), ""),
        "state": one.state,
        "figure": _number(one.figure.number),
        "is_added": one.figure.is_added,
        "range": (_number(low), _number(high))
        if is_own and isinstance(low, int) and isinstance(high, int)
        else None,
        "absolute": absolute,
        "percent": percent,
        "why": why_in_words(one.why),
        "is_base": one.is_base,
    }


def _across(found: Sources, labels: Any) -> dict[str, Any]:  # noqa: ANN401 - labels by list
    """Each part of whom some source speaks, with what every source gives or adds up to."""
    shown = found.sources[:MOST_ACROSS]
    return {
        "sources": [(one.said.text("source_organisation"), _day(one)) for one in shown],
        "parts": [
            (part_in_words(part, labels), [_cell(one, part) for one in shown])
            for part in found.parts
        ],
    }


def _cell(one: Source, part: Part) -> dict[str, Any]:
    told = one.shown(part)
    if told is None:
        return {"state": "hidden", "text": "", "is_added": False}
    if told.number is None:
        return {"state": told.why, "text": "", "is_added": False}
    return {"state": "figure", "text": _number(told.number), "is_added": told.is_added}


def _spread(found: Spread | None, record: Record) -> dict[str, Any] | None:
    """Parts down, sources across, with the sum of each source against its own whole."""
    if found is None:
        return None
    names = names_with_codes(record.operation, {found.whole, *found.parts})
    shown = found.sources[:MOST_ACROSS]
    return {
        "whole": names.get(found.whole, found.whole),
        "sources": [one.said.text("source_organisation") for one in shown],
        "lines": [
            (names.get(code, code), [_placed(one.parts.get(code)) for one in shown])
            for code in found.parts
        ],
        "added": [_number(one.added) for one in shown],
        "wholes": [_placed(one.whole) for one in shown],
        "differences": [difference_in_words(one.difference) for one in shown],
        "is_cut": found.is_cut,
    }


def _placed(one: Placed | None) -> dict[str, str]:
    if one is None:
        return {"state": "not_reported"}
    if one.number is None:
        return {"state": "hidden"}
    day = date_format(one.day, "SHORT_DATE_FORMAT") if one.day else ""
    return {"state": "", "text": _number(one.number), "day": day, "ref": one.ref}


def _series(steps: Sequence[Step]) -> dict[str, Any]:
    return {
        "name": steps[0].source.said.text("source_organisation"),
        "definition": steps[0].source.said.text("definition_used"),
        "lines": [
            (
                _day(step.source),
                _number(step.source.figure.number),
                *difference_in_words(step.difference),
                step.days or 0,
            )
            for step in steps
        ],
    }


def _day(one: Source) -> str:
    return date_format(one.said.day, "SHORT_DATE_FORMAT") if one.said.day else ""


def _number(value: int | None) -> str:
    return "" if value is None else number_format(value, 0, use_l10n=True)
