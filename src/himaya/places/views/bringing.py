"""The page that brings areas in: tables, maps, and what units of an ended edition became."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from himaya.engines.figures import (
    Fault,
    Finding,
    MapError,
    MapErrorCode,
    apart,
    draw_refusal,
    read_map,
)
from himaya.engines.tabular import Document, ReadError, read_document
from himaya.gate.pages import SeatRequest
from himaya.gate.routes import route
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.places import actions
from himaya.places.boundaries import Boundaries, Doubt, orphans, read_boundaries
from himaya.places.bringing import MapPlan, plan_map
from himaya.places.forms import BoundariesForm
from himaya.places.models import AdminUnit
from himaya.places.naming import proposed_units
from himaya.places.queries import editions
from himaya.places.successions import Crosswalk, read_crosswalk
from himaya.places.views.tabs import crumbs, tabs_of

SHOWN_PROBLEMS = 100
_MAPS = (".geojson", ".json", ".topojson")


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
    if given["table"].name.lower().endswith(_MAPS):
        return _bring_map(request, given)
    try:
        document = read_document(given["table"].read(), file_name=given["table"].name)
    except ReadError as error:
        raise Problem(Code.FILE_UNREADABLE, status=422) from error
    crosswalk = read_crosswalk(document)
    if crosswalk is not None:
        return _bring_crosswalk(request, given, crosswalk)
    return _bring_table(request, given, document)


def _language(request: SeatRequest) -> str:
    return str((request.seat.operation.languages or ["en"])[0])


def _bring_table(
    request: SeatRequest, given: Mapping[str, Any], document: Document
) -> dict[str, Any]:
    read = read_boundaries(document, language=_language(request))
    known = AdminUnit.objects.filter(operation=request.seat.operation, edition=given["edition"])
    hanging = orphans(read.units, known.values_list("pcode", flat=True))
    taken = [unit for unit in read.units if unit not in hanging]
    report = {"read": len(read.units), "hanging": hanging[:SHOWN_PROBLEMS], **_doubts(read)}
    if given["dry_run"] or not taken:
        return report
    done = actions.import_units(
        seat=request.seat,
        edition=given["edition"],
        units=taken,
        valid_from=given["valid_from"],
        closes=given["closes"],
    )
    return {**report, "done": done}


def _bring_crosswalk(
    request: SeatRequest, given: Mapping[str, Any], crosswalk: Crosswalk
) -> dict[str, Any]:
    words = {
        "no_code": _("A row without the old or the new p-code."),
        "share": _("The share is no number between 0 and 1."),
        "over": _("The shares of this area add up to more than all of it."),
    }
    shown = [
        {"part": "", "row": row, "text": words[code]}
        for row, code in crosswalk.problems[:SHOWN_PROBLEMS]
    ]
    report: dict[str, Any] = {"problems": shown, "problem_count": len(crosswalk.problems)}
    if not given["closes"]:
        return {**report, "needs_closes": True}
    if given["dry_run"]:
        return {**report, "pairs_read": len(crosswalk.pairs)}
    kept = actions.import_crosswalk(
        seat=request.seat,
        old_edition=given["closes"],
        new_edition=given["edition"],
        pairs=crosswalk.pairs,
    )
    return {**report, "pairs_kept": kept}


def _bring_map(request: SeatRequest, given: Mapping[str, Any]) -> dict[str, Any]:
    try:
        read = read_map(given["table"].read())
    except MapError as error:
        return {"refusals": [_unreadable(error)]}
    plan = plan_map(
        request.seat.operation,
        given["edition"],
        read,
        _language(request),
        trusts=given["trusts"],
    )
    if plan.findings:
        return {"refusals": _refusals(plan), "pictures": _pictures(plan)}
    known = AdminUnit.objects.filter(operation=request.seat.operation, edition=given["edition"])
    hanging = orphans(plan.units.units, known.values_list("pcode", flat=True))
    report = {
        "outlines_read": len(plan.shapes),
        "hanging": hanging[:SHOWN_PROBLEMS],
        "unknown": plan.unknown[:SHOWN_PROBLEMS],
        "undecided": proposed_units(
            request.seat.operation, given["edition"], plan.undecided[:SHOWN_PROBLEMS]
        ),
        "without_area": len(read.without_area),
        **_doubts(plan.units),
    }
    if given["dry_run"] or not plan.shapes:
        return report
    done, kept = actions.import_map(
        seat=request.seat,
        edition=given["edition"],
        shapes=plan.shapes,
        units=[unit for unit in plan.units.units if unit not in hanging],
        valid_from=given["valid_from"],
        closes=given["closes"],
    )
    return {**report, "done": done, "outlines_kept": kept}


def _unreadable(error: MapError) -> dict[str, str]:
    words = {
        MapErrorCode.NOT_JSON: _("This file is no GeoJSON or TopoJSON: it is not JSON at all."),
        MapErrorCode.NOT_A_MAP: _("This file is JSON, but no GeoJSON or TopoJSON."),
        MapErrorCode.NO_AREAS: _("This map has no areas, only points, lines or nothing."),
        MapErrorCode.BROKEN: _("This map is broken, or too large: its figures cannot be read."),
    }
    return {"code": str(error.code), "text": words[error.code]}


def _refusals(plan: MapPlan) -> list[dict[str, str]]:
    return [_refusal(one, plan) for one in plan.findings]


def _refusal(one: Finding, plan: MapPlan) -> dict[str, str]:
    names = [plan.labels[number] for number in one.numbers[:12]]
    more = len(one.numbers) - len(names)
    listed = ", ".join(names) + (f" (+{more})" if more > 0 else "")
    return {"code": str(one.fault), "text": _why(one), "areas": listed}


def _why(one: Finding) -> str:
    words = {
        Fault.METRES: _(
            "The figures are no degrees: the map is in a projection, such as UTM metres. Save it "
            "again in WGS 84 (EPSG:4326)."
        ),
        Fault.MIXED: _(
            "Some areas are in degrees, some in other figures such as metres. Save all of them "
            "again in WGS 84 (EPSG:4326)."
        ),
        Fault.SWAPPED: _(
            "Latitude and longitude are swapped. Save the map again with longitude first."
        ),
        Fault.DISPLACED: _(
            "These areas do not lie where they are known to lie; maps for printing move them "
            "aside. Use the unmoved map, or confirm below that its positions are right."
        ),
        Fault.TWICE: _("Two or more areas carry the code %(code)s. Join or rename them."),
        Fault.NO_WIDTH: _(
            "These are lines or frames without any area inside. Take them out of the file."
        ),
    }
    said = words[one.fault]
    return said % {"code": one.code} if one.fault is Fault.TWICE else said


def _pictures(plan: MapPlan) -> list[SafeString]:
    """The areas in question crossed out: those in degrees, and those in other figures."""
    wrong = {n: plan.labels[n] for one in plan.findings for n in one.numbers}
    drawn = []
    for number, group in enumerate(apart(plan.read.features)):
        inside = sum(one.number in wrong for one in group)
        svg = draw_refusal(
            group,
            wrong,
            plan.expected,
            title=_("Why the map is refused"),
            description=ngettext(
                "%(count)d area is crossed out.", "%(count)d areas are crossed out.", inside
            )
            % {"count": inside},
            key=f"why{number}",
        )
        drawn.append(mark_safe(svg))  # every word in it is escaped where it is drawn
    return drawn


def _doubts(read: Boundaries) -> dict[str, object]:
    words = {
        Doubt.NO_COLUMNS: _("This table has no column of p-codes, such as ADM1_PCODE."),
        Doubt.NO_CODE: _("A name without p-code."),
        Doubt.NO_NAME: _("A p-code without name."),
        Doubt.TWO_PARENTS: _("This p-code stands under two different areas."),
        Doubt.TWO_LEVELS: _("This p-code stands on two different levels."),
    }
    shown = [
        {
            "part": problem.part,
            "row": problem.row,
            "level": problem.level,
            "text": words[problem.code],
        }
        for problem in read.problems[:SHOWN_PROBLEMS]
    ]
    return {"problems": shown, "problem_count": len(read.problems)}
