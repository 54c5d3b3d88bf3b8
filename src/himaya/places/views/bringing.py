"""The page that brings areas in: tables, maps, and what units of an ended edition became."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from himaya.engines.figures import Finding, MapError
from himaya.engines.tabular import ReadError
from himaya.gate.pages import SeatRequest
from himaya.gate.routes import route
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.places import actions, wording
from himaya.places.boundaries import Boundaries
from himaya.places.bringing import MapPlan
from himaya.places.forms import BoundariesForm
from himaya.places.naming import proposed_units
from himaya.places.queries import editions
from himaya.places.reading import Brought, read_areas
from himaya.places.refusing import pictures_of, why_refused, why_unreadable
from himaya.places.successions import Crosswalk
from himaya.places.views.tabs import crumbs, tabs_of

SHOWN_PROBLEMS = 100


@route(Verb.ADMIN_UNIT_MANAGE, "operation")
@require_http_methods(["GET", "HEAD", "POST"])
def places_import(request: SeatRequest) -> HttpResponse:
    """Bring in areas; what cannot be taken is listed with its row, or shown on a map."""
    form = BoundariesForm(
        request.POST or None, request.FILES or None, editions=editions(request.seat.operation)
    )
    context: dict[str, Any] = {
        "form": form,
        "tabs": tabs_of(request),
        "breadcrumbs": crumbs(_("Bring in areas")),
    }
    if request.method == "POST" and form.is_valid():
        context |= _import(request, form.cleaned_data)
    refused = bool(form.errors or context.get("refusals"))
    return render(request, "places/import.html", context, status=422 if refused else 200)


def _import(request: SeatRequest, given: Mapping[str, Any]) -> dict[str, Any]:
    try:
        brought = read_areas(
            request.seat.operation,
            edition=given["edition"],
            content=given["table"].read(),
            file_name=given["table"].name,
            trusts=given["trusts"],
        )
    except ReadError as error:
        raise Problem(Code.FILE_UNREADABLE, status=422) from error
    except MapError as error:
        return {"refusals": [{"code": str(error.code), "text": why_unreadable(error)}]}
    if brought.plan is not None and brought.is_refused:
        return {"refusals": _refusals(brought.plan), "pictures": pictures_of(brought.plan)}
    report = _report(request, brought)
    lacks_edition = brought.crosswalk is not None and not given["closes"]
    if given["dry_run"] or lacks_edition or not _has_any(brought):
        return {**report, "needs_closes": lacks_edition}
    done = actions.bring_areas(
        seat=request.seat,
        brought=brought,
        valid_from=given["valid_from"],
        closes=given["closes"],
    )
    kept = {"done": done.units, "outlines_kept": done.outlines, "pairs_kept": done.pairs}
    return {**report, "pairs_read": None, **kept}


def _has_any(brought: Brought) -> bool:
    if brought.crosswalk is not None:
        return bool(brought.crosswalk.pairs)
    return bool(brought.taken or (brought.plan and brought.plan.shapes))


def _report(request: SeatRequest, brought: Brought) -> dict[str, Any]:
    """What was read, and what of it is left out."""
    if brought.crosswalk is not None:
        return {"pairs_read": len(brought.crosswalk.pairs), **_pair_doubts(brought.crosswalk)}
    report = {"hanging": brought.hanging[:SHOWN_PROBLEMS], **_doubts(brought.read)}
    plan = brought.plan
    if plan is None:
        return {**report, "read": len(brought.read.units)}
    return {
        **report,
        "outlines_read": len(plan.shapes),
        "unknown": plan.unknown[:SHOWN_PROBLEMS],
        "undecided": proposed_units(
            request.seat.operation, brought.edition, plan.undecided[:SHOWN_PROBLEMS]
        ),
        "without_area": len(plan.read.without_area),
        "nameless": len(plan.nameless),
    }


def _pair_doubts(crosswalk: Crosswalk) -> dict[str, Any]:
    shown = [
        {"part": "", "row": row, "text": wording.PAIRS[code]}
        for row, code in crosswalk.problems[:SHOWN_PROBLEMS]
    ]
    return {"problems": shown, "problem_count": len(crosswalk.problems)}


def _refusals(plan: MapPlan) -> list[dict[str, str]]:
    return [_refusal(one, plan) for one in plan.findings]


def _refusal(one: Finding, plan: MapPlan) -> dict[str, str]:
    names = [plan.labels[number] for number in one.numbers[:12]]
    more = len(one.numbers) - len(names)
    listed = ", ".join(names) + (f" (+{more})" if more > 0 else "")
    return {"code": str(one.fault), "text": why_refused(one), "areas": listed}


def _doubts(read: Boundaries) -> dict[str, object]:
    shown = [
        {
            "part": problem.part,
            "row": problem.row,
            "level": problem.level,
            "text": wording.ROWS[problem.code],
        }
        for problem in read.problems[:SHOWN_PROBLEMS]
    ]
    return {"problems": shown, "problem_count": len(read.problems)}
