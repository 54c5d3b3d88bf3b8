"""The response tracker beside a register of recommendations."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import floatformat
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from himaya.datasets.templates import template_form
from himaya.engines.xlsform import text_in
from himaya.gate.decisions import require
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.gate.routes import route
from himaya.kernel import clock
from himaya.kernel.verbs import Verb
from himaya.profiles.coordination.memory.declaration import RECOMMENDATION, RECOMMENDATION_ANSWER
from himaya.profiles.coordination.memory.forms import SpanForm
from himaya.profiles.coordination.memory.parts import answer_row
from himaya.profiles.coordination.memory.standing import FIGURES, passed_on
from himaya.profiles.coordination.memory.tracker import (
    BY,
    MOST,
    Findings,
    Line,
    Tracker,
    answered_for_all,
    asked_of_nobody,
    findings_of,
    named,
    tracker_of,
)
from himaya.records.models import Record
from himaya.records.registers.views import whole_datasets
from himaya.records.titles import title_of

SHOWN = 100  # answers listed under a figure


@route(Verb.DATASET_VIEW, "dataset")
@require_safe
def tracker_page(request: SeatRequest, ref: str) -> HttpResponse:
    """What was asked of whom, and what came of it; each figure leads to its entries."""
    dataset = visible_or_404(request, whole_datasets().filter(profile=RECOMMENDATION.code), ref=ref)
    require(request.seat, Verb.DATASET_VIEW, dataset)
    today = clock.today()
    form = SpanForm(request.GET, today=today)
    since, until = form.span
    by = request.GET.get("by", "")
    by = by if by in BY else BY[0]
    tracker = tracker_of(request.seat, dataset, since, until, today)
    address = _Addresses(since, until, by)
    findings = findings_of(request.seat, since, until)
    context = {
        "dataset": dataset,
        "form": form,
        "by": by,
        "bys": [(one, label, address.to(by=one)) for one, label in _by_labels().items()],
        "rows": _rows(tracker, by, address),
        "labels": {
            "not_told": _("Not told yet"),
            "in_time": _("In time"),
            "late": _("Late"),
            "overdue": _("Overdue"),
            "used": _("Used"),
            "partly": _("Partly used"),
            "not_used": _("Not used"),
        },
        "by_label": _by_labels()[by],
        "heads": _heads(tracker, findings, address),
        "days": _days(tracker),
        "most": MOST if tracker.is_cut else 0,
        "nobody": _named(asked_of_nobody(request.seat, dataset)),
        "for_all": _named(answered_for_all(request.seat, dataset)),
        "breadcrumbs": [
            {"label": _("Registers"), "url": reverse("datasets")},
            {"label": str(dataset), "url": reverse("dataset", args=[ref])},
            {"label": _("Response tracker")},
        ],
        **_listed(request, tracker, by),
        **_listed_of(request, tracker, findings),
    }
    return render(request, "profiles/coordination/tracker.html", context)


def _by_labels() -> dict[str, str]:
    return {"addressee": _("Addressee"), "risk": _("Protection risk"), "sector": _("Sector")}


def _token(group: str) -> str:
    """A group in an address: bodies are words of somebody, and those stay out of addresses."""
    return hashlib.sha256(group.encode()).hexdigest()[:12]


class _Addresses:
    """Addresses of this page with the same span: of a figure, or of another grouping."""

    def __init__(self, since: date, until: date, by: str) -> None:
        self._kept = {"since": since.isoformat(), "until": until.isoformat(), "by": by}

    def to(self, **more: str) -> str:
        return f"?{urlencode(self._kept | more)}"


def _heads(tracker: Tracker, findings: Findings, address: _Addresses) -> list[dict[str, Any]]:
    """Sentences above the table, each with the lists behind it."""
    of, stated = len(tracker.recommendations), len(findings.stated)
    rest_on = len(tracker.findings(tracker.recommendations))
    said: list[tuple[str, int, tuple[str, ...]]] = []
    if of:
        text = ngettext(
            "%(acted)s of one recommendation was acted upon by somebody it is addressed to.",
            "%(acted)s of %(n)s recommendations were acted upon by somebody they are addressed to.",
            of,
        )
        said.append((text, of, ("acted", "left")))
    if rest_on:
        text = ngettext(
            "%(acted)s of one finding or document they rest on was acted upon.",
            "%(acted)s of %(n)s findings and documents they rest on were acted upon.",
            rest_on,
        )
        said.append((text, rest_on, ("rest_acted", "rest_left")))
    if stated:
        text = ngettext(
            "%(acted)s of one finding stated in these days was acted upon.",
            "%(acted)s of %(n)s findings stated in these days were acted upon.",
            stated,
        )
        said.append((text, stated, ("stated_acted", "stated_led", "stated_without")))
    groups = _groups(tracker, findings)
    return [
        {
            "said": text % {"acted": len(groups[keys[0]][1]), "n": n},
            "links": [
                (label, len(found), f"{address.to(figure=key)}#listed")
                for key in keys
                for label, found in [groups[key]]
                if found
            ],
        }
        for text, n, keys in said
    ]


def _days(tracker: Tracker) -> str:
    middle, n = tracker.days
    text = ngettext(
        "Days to the one answer there is: %(days)s.",
        "Median of the days to %(n)s answers: %(days)s.",
        n,
    )
    return text % {"n": n, "days": floatformat(middle)} if n else ""


def _groups(tracker: Tracker, findings: Findings) -> dict[str, tuple[str, frozenset[int]]]:
    """Records by figure above the table, each with its label."""
    acted, rest = tracker.acted_upon, tracker.findings(tracker.recommendations)
    rest_acted = tracker.findings(acted)
    yes, no = _("Acted upon"), _("Not acted upon yet")
    return {
        "acted": (yes, acted),
        "left": (no, tracker.recommendations - acted),
        "rest_acted": (yes, rest_acted),
        "rest_left": (no, rest - rest_acted),
        "stated_acted": (yes, findings.acted_upon),
        "stated_led": (_("Led to a recommendation"), findings.recommended),
        "stated_without": (_("Led to no recommendation"), findings.stated - findings.recommended),
    }


def _rows(tracker: Tracker, by: str, address: _Addresses) -> list[dict[str, Any]]:
    """A row for each group, and all of them last; every figure with its address."""
    names = _choice_names(by)
    rows: list[dict[str, Any]] = [
        {
            "name": names.get(group, group) or _("not given"),
            "counts": _figures(counts, address, {"of": _token(group)}),
        }
        for group, counts in tracker.rows(by)
    ]
    whole = {"name": _("All"), "counts": _figures(tracker.total, address, {})}
    return [*rows, whole] if rows else []


def _figures(
    counts: Counter[str], address: _Addresses, of: Mapping[str, str]
) -> dict[str, dict[str, Any]]:
    return {
        figure: {"n": counts[figure], "url": f"{address.to(figure=figure, **of)}#listed"}
        for figure in FIGURES
    }


def _choice_names(by: str) -> Mapping[str, str]:
    form = template_form(RECOMMENDATION_ANSWER.template)
    language = (get_language() or "en").split("-")[0]
    return {
        one.name: text_in(one.labels, language, form.default_language)
        for one in form.choices.get(by, ())
    }


def _listed(request: SeatRequest, tracker: Tracker, by: str) -> dict[str, Any]:
    """The entries of the figure that the address names."""
    figure = request.GET.get("figure", "")
    if figure not in FIGURES:
        return {}
    token = request.GET.get("of")
    known = {_token(one): one for one, _counts in tracker.rows(by)}
    group = None if token is None else known.get(token, "")
    lines = tracker.listed(figure, by, group)
    return {
        "figure": FIGURES[figure],
        "group": None if group is None else _choice_names(by).get(group, group) or _("not given"),
        "listed": [*_entries(lines[:SHOWN])],
        "more": max(len(lines) - SHOWN, 0),
    }


def _listed_of(request: SeatRequest, tracker: Tracker, findings: Findings) -> dict[str, Any]:
    """The records of a figure above the table."""
    label, keys = _groups(tracker, findings).get(request.GET.get("figure", ""), ("", frozenset()))
    if not label:
        return {}
    return {
        "figure": label,
        "group": None,
        "records": _named(named(request.seat, keys, SHOWN)),
        "more": max(len(keys) - SHOWN, 0),
    }


def _entries(lines: Sequence[Line]) -> Iterable[dict[str, Any]]:
    others = passed_on([one.answer for one in lines])
    for one in lines:
        yield answer_row(one.answer, others)


def _named(records: Sequence[Record]) -> list[tuple[str, str]]:
    return [(one.ref, title_of(one)) for one in records]
