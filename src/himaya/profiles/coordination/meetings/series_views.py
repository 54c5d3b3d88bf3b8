"""The page of a series: its meetings, whose turn the minutes are, and having both made."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from himaya.gate.decisions import authorize, require, visible_to
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.gate.routes import route
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.kernel.problems import Problem
from himaya.kernel.verbs import Verb
from himaya.profiles.coordination.keepers import IN_FORCE
from himaya.profiles.coordination.meetings.declaration import MEETING, MEETING_SERIES
from himaya.profiles.coordination.meetings.rota import Turn, give_turns, meetings_of, rota_of
from himaya.profiles.coordination.meetings.series import ENDED, ident_of, plan_meetings
from himaya.records.history import status_label
from himaya.records.models import Record
from himaya.records.queries import shown_answers
from himaya.records.titles import title_of

_SHOWN = 12  # meetings to come, and as many that are over


def _series() -> QuerySet[Record]:
    return (
        Record.objects.filter(dataset__profile=MEETING_SERIES.code, is_withdrawn=False)
        .select_related(
            "operation", "head__version", "head__sealed_for__agency", "agency", "version",
            "dataset__system",
        )
        .prefetch_related("version__questions", "head__version__questions")
    )  # fmt: skip


@route(Verb.RECORD_VIEW, "record")
@require_safe
def series_page(request: SeatRequest, ref: str) -> HttpResponse:
    """The meetings to come with whose turn the minutes are, and those that were."""
    series = visible_or_404(request, _series(), ref=ref)
    require(request.seat, Verb.RECORD_VIEW, series)
    return _page(request, series)


def _page(request: SeatRequest, series: Record, problem: Problem | None = None) -> HttpResponse:
    today = clock.today()
    assert series.head is not None  # noqa: S101 - written in the record's own transaction
    said = shown_answers(series, series.head, request.seat)[0]
    meetings = meetings_of(request.seat, series)
    rota = rota_of(request.seat, series, meetings, today)
    coming = {turn.meeting.pk for turn in rota.turns}
    clashes = _clashes(request.seat, [turn.meeting for turn in rota.turns])
    may_write = authorize(request.seat, Verb.RECORD_AMEND, series).allowed
    title = title_of(series)
    context = {
        "series": series,
        "title": title,
        "status": status_label(series, series.status),
        "inputs": said.get("inputs"),
        "turns": [_turn(series, turn, clashes) for turn in rota.turns[:_SHOWN]],
        "over": [_line(one) for one in reversed(meetings) if one.pk not in coming][:_SHOWN],
        "counts": rota.counts.items(),
        "away": rota.away,
        "problem": problem,
        "can_make": may_write and series.status in {IN_FORCE, ENDED},
        "can_give": may_write and any(turn.others for turn in rota.turns),
        "breadcrumbs": [
            {"label": _("Registers"), "url": reverse("datasets")},
            {"label": str(series.dataset), "url": reverse("dataset", args=[series.dataset.ref])},
            {"label": title},
        ],
    }
    status = problem.status if problem else 200
    return render(request, "profiles/coordination/series.html", context, status=status)


def _line(meeting: Record) -> dict[str, Any]:
    answers = meeting.head.answers if meeting.head else {}
    return {
        "ref": meeting.ref,
        "day": meeting.period_start,
        "status": status_label(meeting, meeting.status),
        "minutes": answers.get("minute_taker") or "",
    }


def _turn(series: Record, turn: Turn, clashes: dict[int, list[Record]]) -> dict[str, Any]:
    day = turn.meeting.period_start
    is_made = turn.meeting.stable_id.startswith(f"{series.ref}:")
    return {
        **_line(turn.meeting),
        "lock": turn.meeting.lock,
        "is_moved": bool(is_made and day and turn.meeting.stable_id != ident_of(series, day)),
        "has": turn.has,
        "proposed": turn.proposed,
        "others": turn.others,
        "clashes": [(one.ref, title_of(one)) for one in clashes.get(turn.meeting.pk, ())],
    }


def _clashes(seat: ActingSeat, meetings: Sequence[Record]) -> dict[int, list[Record]]:
    """Other planned meetings in sight at the same time. One query."""
    days = {one.period_start for one in meetings}
    rows = Record.objects.filter(
        dataset__profile=MEETING.code, status="planned", is_withdrawn=False, period_start__in=days
    )
    whole = visible_to(rows, seat).select_related("head", "version")
    others = list(whole.prefetch_related("version__questions"))
    return {
        one.pk: [
            other
            for other in others
            if other.pk != one.pk and other.period_start == one.period_start and _meet(one, other)
        ]
        for one in meetings
    }


def _meet(one: Record, other: Record) -> bool:
    """Whether their hours touch; one without an end takes its beginning only."""
    (start, end), (begin, stop) = _hours(one), _hours(other)
    if not start or not begin:
        return False
    return start == begin or (start < stop and begin < end)


def _hours(meeting: Record) -> tuple[str, str]:
    answers = meeting.head.answers if meeting.head else {}
    start = str(answers.get("starts_at") or "")
    return start, str(answers.get("ends_at") or start)


@route(Verb.RECORD_AMEND, "record")
@require_POST
def series_make(request: SeatRequest, ref: str) -> HttpResponse:
    """Make the meetings that are missing, and have untouched ones follow, now."""
    series = visible_or_404(request, _series(), ref=ref)
    made = plan_meetings(seat=request.seat, series=series)
    for said in _told(made.made, made.changed, made.cancelled):
        messages.success(request, said)
    return redirect("meeting-series", ref=ref)


def _told(made: int, changed: int, cancelled: int) -> Iterator[str]:
    if made:
        yield ngettext("One meeting was planned.", "%(n)s meetings were planned.", made) % {
            "n": made
        }
    if changed:
        yield ngettext(
            "One meeting nobody had touched follows the series.",
            "%(n)s meetings nobody had touched follow the series.",
            changed,
        ) % {"n": changed}
    if cancelled:
        yield ngettext(
            "One meeting on a day the series no longer has was cancelled.",
            "%(n)s meetings on days the series no longer has were cancelled.",
            cancelled,
        ) % {"n": cancelled}
    if not (made or changed or cancelled):
        yield _("The planned meetings are as the series says.")


@route(Verb.RECORD_AMEND, "record")
@require_POST
def series_turns(request: SeatRequest, ref: str) -> HttpResponse:
    """Keep who takes the minutes of which meeting, as chosen on the page."""
    series = visible_or_404(request, _series(), ref=ref)
    given = _posted(request, "who-")
    seen = {ref: int(lock) for ref, lock in _posted(request, "seen-").items() if lock.isdigit()}
    try:
        count = give_turns(seat=request.seat, series=series, given=given, seen=seen)
    except Problem as problem:
        return _page(request, series, problem)
    said = ngettext("One turn was given.", "%(n)s turns were given.", count)
    messages.success(request, said % {"n": count} if count else _("No turn was changed."))
    return redirect("meeting-series", ref=ref)


def _posted(request: SeatRequest, prefix: str) -> dict[str, str]:
    return {
        key.removeprefix(prefix): str(request.POST[key])
        for key in request.POST
        if key.startswith(prefix)
    }
