"""Reading a record, its history, and moving it along its lifecycle."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from himaya.datasets.declarations import profile_named
from himaya.gate.decisions import authorize, require
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.gate.routes import route
from himaya.instruments.queries import form_of
from himaya.kernel import clock
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.places.queries import names_with_codes
from himaya.records.actions import AnswersRefused, ChangedMeanwhile, move_record
from himaya.records.assigning import caseworker_of
from himaya.records.attachments import names_and_sizes
from himaya.records.due import is_overdue
from himaya.records.entry.desk import language
from himaya.records.entry.wording import why_not_moved
from himaya.records.history import (
    entries,
    links_of,
    past_of,
    status_label,
    steps_of,
    steps_offered,
    visible_answers,
)
from himaya.records.lifecycle import ReasonMissing, is_locked
from himaya.records.models import Record
from himaya.records.queries import withheld_paths
from himaya.records.relations import offers_for, relations_of
from himaya.records.sealing import erased_paths
from himaya.records.showing import Reading, blocks_of, file_references, unanswered
from himaya.records.subjects import about_the_same, erasable
from himaya.records.titles import title_of
from himaya.records.views.fetching import (
    crumbs,
    head_of,
    note_opening,
    revisions_of,
    whole_records,
)
from himaya.records.words import area_codes, area_path
from himaya.systems.sections import sections_of

_RECENT = 5
_HISTORY_PAGE = 25


@route(Verb.RECORD_VIEW, "record")
@require_GET
def record_detail(request: SeatRequest, ref: str) -> HttpResponse:
    """One record: answers by group, history, relations, next steps."""
    record = visible_or_404(request, whole_records(), ref=ref)
    decision = require(request.seat, Verb.RECORD_VIEW, record)
    head = head_of(record)
    withheld = withheld_paths(head.version, decision)
    answers = visible_answers(record, head, withheld)
    note_opening(request, record, withheld)
    form = form_of(head.version)
    files = names_and_sizes(file_references(form, answers), lambda _reference: True)
    marks = {mark.path: mark for mark in head.version.questions.all()}
    past = past_of(record, list(revisions_of(record)[: _RECENT + 1]), withheld)
    codes = area_codes(map(area_path, form.questions), [answers]) | past.codes()
    places = names_with_codes(record.operation, codes)
    names = {reference: name for reference, (name, _size) in files.items()} | places
    reading = Reading(form, answers, withheld, marks, language(), names, erased_paths(head))
    context = {
        "record": record,
        "title": title_of(record),
        "status": status_label(record, record.status),
        "is_overdue": is_overdue(record, clock.today()),
        "whole": blocks_of(reading),
        "unanswered": unanswered(reading),
        "history": entries(past, language(), decision.fields, places)[:_RECENT],
        "has_withheld": bool(withheld),
        "links": links_of(record, request.seat),
        "alike": about_the_same(record, request.seat, withheld),
        "steps": steps_offered(record, request.seat)
        if _may(request, Verb.RECORD_MOVE, record)
        else [],
        "can_amend": _may(request, Verb.RECORD_AMEND, record) and not is_locked(record),
        "can_relate": bool(relations_of(record)) and _may(request, Verb.RECORD_LINK, record),
        "caseworker": caseworker_of(record),
        "can_assign": _may(request, Verb.RECORD_ASSIGN, record),
        "erasable": erasable(record, request.seat),
        "offers": offers_for(record, request.seat),
        "own_page": _own_page(record),
        "sections": sections_of("record", request.seat, record),
        "breadcrumbs": crumbs(record.dataset, (title_of(record), "")),
    }
    return render(request, "records/record.html", context)


def _own_page(record: Record) -> str:
    """The page on which the profile shows such a record as people know it, or ""."""
    profile = profile_named(record.dataset.profile)
    return reverse(profile.page, args=[record.ref]) if profile and profile.page else ""


def _may(request: SeatRequest, verb: Verb, record: Record) -> bool:
    return not record.is_erased and authorize(request.seat, verb, record).allowed


@route(Verb.RECORD_VIEW, "record")
@require_GET
def record_history(request: SeatRequest, ref: str) -> HttpResponse:
    """All revisions, newest first, with what changed as far as the reader may see."""
    record = visible_or_404(request, whole_records(), ref=ref)
    decision = require(request.seat, Verb.RECORD_VIEW, record)
    withheld = withheld_paths(record.version, decision)
    note_opening(request, record, withheld)
    until = request.GET.get("until", "")
    revisions = revisions_of(record)
    if until.isdecimal():
        revisions = revisions.filter(n__lte=int(until))
    several = list(revisions[: _HISTORY_PAGE + 1])
    past = past_of(record, several, withheld)
    names = names_with_codes(record.operation, past.codes())
    shown = entries(past, language(), decision.fields, names)[:_HISTORY_PAGE]
    context = {
        "record": record,
        "history": shown,
        "older": several[-1].n if len(several) > _HISTORY_PAGE else 0,
        "has_withheld": bool(withheld),
        "breadcrumbs": crumbs(
            record.dataset,
            (title_of(record), reverse("record", args=[record.ref])),
            (_("History"), ""),
        ),
    }
    return render(request, "records/history.html", context)


@route(Verb.RECORD_MOVE, "record")
@require_POST
def record_move(request: SeatRequest, ref: str) -> HttpResponse:
    """Take a record a step along its lifecycle, with a reason."""
    record = visible_or_404(request, whole_records(), ref=ref)
    to = request.POST.get("to", "")
    if to not in dict(steps_of(record)):
        require(request.seat, Verb.RECORD_MOVE, record)
        raise Problem(Code.STEP_UNKNOWN, status=422, step=to)
    seen = request.POST.get("seen", "")
    try:
        move_record(
            seat=request.seat,
            record=record,
            to=to,
            seen=int(seen) if seen.isdecimal() else 0,
            reason=request.POST.get("reason", "")[:300],
        )
    except AnswersRefused as refused:
        messages.error(request, why_not_moved(refused.checked.errors, language()))
        return redirect("record-amend", ref=record.ref)
    except ReasonMissing:
        messages.error(
            request, _("Say why under Reason, so that it can be mended, and press again.")
        )
        return redirect("record", ref=record.ref)
    except ChangedMeanwhile:
        messages.warning(
            request,
            _("Somebody changed this record meanwhile. Look at it as it stands now, then decide."),
        )
        return redirect("record", ref=record.ref)
    messages.success(request, _("The record moved on."))
    return redirect("record", ref=record.ref)
