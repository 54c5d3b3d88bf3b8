"""Doors of a register: looking at it eight ways, moving a card, writing a row."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from himaya.datasets.models import Dataset
from himaya.engines.adding import is_small
from himaya.gate.decisions import authorize, could_ever, require
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.gate.routes import route
from himaya.kernel import clock
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.kernel.words import in_language
from himaya.records.actions import AnswersRefused, ChangedMeanwhile, move_record
from himaya.records.entry.desk import language
from himaya.records.entry.wording import why_not_moved
from himaya.records.lifecycle import ReasonMissing
from himaya.records.models import Record
from himaya.records.notes import note_place
from himaya.records.registers.asking import Ask, read_ask
from himaya.records.registers.bulk_form import bulk_columns
from himaya.records.registers.editing import Typed, read_row, save_row
from himaya.records.registers.filtering import counts, in_sight, narrow, standing, whole_of
from himaya.records.registers.noting import take_note
from himaya.records.registers.register import Register
from himaya.records.registers.saved_form import saved_beside
from himaya.records.registers.showing import Counting, shown
from himaya.records.registers.tables import filters_of
from himaya.records.snapshots.size import with_size
from himaya.records.titles import title_of


def whole_datasets() -> QuerySet[Dataset]:
    """Datasets with all that a register is derived from."""
    whole = Dataset.objects.select_related("operation", "system", "agency", "version")
    return with_size(whole.prefetch_related("version__questions"))


@route(Verb.DATASET_VIEW, "dataset")
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: SeatRequest, ref: str) -> HttpResponse:
    """A register, as table, sheet, board, timeline, calendar, map, two-way table or dashboard.

    Words to look for come by POST and stay out of the address: they may name a person.
    """
    looked_at = _looked_at(request, ref)
    ask = read_ask(request.GET, looked_at, words=request.POST.get("words", ""))
    return _page(request, looked_at, ask)


def _looked_at(request: SeatRequest, ref: str) -> Register:
    return Register.of(visible_or_404(request, whole_datasets(), ref=ref), request.seat)


def _page(
    request: SeatRequest, looked_at: Register, ask: Ask, typed: Typed | None = None
) -> HttpResponse:
    dataset = looked_at.dataset
    decision = require(request.seat, Verb.DATASET_VIEW, dataset)
    sight = in_sight(looked_at)
    counting = Counting.of(looked_at, ask)
    found = (
        counting.large.counts()
        if counting.large is not None
        else counts(sight, looked_at, ask, clock.today())
    )
    among = standing(sight, looked_at, ask)
    view = shown(
        request,
        (looked_at, decision, counting),
        (among, narrow(sight, looked_at, ask, clock.today())),
        ask,
        typed,
        found,
    )
    context: dict[str, Any] = {
        "register": looked_at,
        "dataset": dataset,
        "ask": ask,
        "query": ask.query(),
        "queries": _queries(ask),
        "everything": "?" + ask.without_filters(),
        "tabs": _tabs(looked_at, ask),
        # Where no record could ever be in sight, a zero would speak of the register.
        "sees_records": could_ever(request.seat, Verb.RECORD_VIEW, "record"),
        "totals": _shown_counts(looked_at, found, decision.min_cell),
        "filters": filters_of(looked_at, among, ask, counting.large),
        "whole": _whole(looked_at, ask),
        "saved": saved_beside(looked_at, ask),
        "takes_notes": note_place(looked_at.version) is not None,
        "can_record": dataset.is_open and _may(request, Verb.RECORD_CREATE, dataset),
        "can_import": _may(request, Verb.DATASET_IMPORT, dataset),
        "can_change": bool(bulk_columns(looked_at))
        and could_ever(request.seat, Verb.RECORD_AMEND, "record"),
        "can_copy": _may(request, Verb.COPY_MAKE, dataset),
        "overview": _overview(looked_at),
        "template": f"records/registers/_{ask.view}.html",
        "breadcrumbs": [
            {"label": _("Registers"), "url": reverse("datasets")},
            {"label": str(dataset), "url": ""},
        ],
        "hides_total": _hides_total(looked_at, view, found["all"], decision.min_cell),
        **view,
    }
    status = typed.status if typed else 200
    return render(request, "records/registers/register.html", context, status=status)


def _whole(looked_at: Register, ask: Ask) -> str:
    """The title of what the rows are a part of, where the address narrows to that."""
    found = whole_of(ask.of, looked_at) if ask.of else None
    return title_of(found) if found is not None else ""


def _overview(looked_at: Register) -> tuple[str, str] | None:
    """Address and words of the page that shows the whole register as people know it."""
    shown_as = looked_at.profile.overview if looked_at.profile else None
    if shown_as is None:
        return None
    return reverse(shown_as[0], args=[looked_at.dataset.ref]), in_language(shown_as[1])


def _may(request: SeatRequest, verb: Verb, dataset: Dataset) -> bool:
    return authorize(request.seat, verb, dataset).allowed


def _tabs(looked_at: Register, ask: Ask) -> list[dict[str, Any]]:
    labels = {
        "table": _("Table"),
        "sheet": _("Sheet"),
        "board": _("Board"),
        "timeline": _("Timeline"),
        "calendar": _("Calendar"),
        "map": _("Map"),
        "crosstab": _("Two-way table"),
        "dashboard": _("Dashboard"),
    }
    return [
        {
            "label": labels[view],
            "url": "?" + ask.query(view=view, columns=()),
            "current": view == ask.view,
        }
        for view in looked_at.views
    ]


def _queries(ask: Ask) -> dict[str, str]:
    """Addresses that turn a filter on or off."""
    return {
        "mine": ask.query(mine=True),
        "not_mine": ask.query(mine=False),
        "late": ask.query(late=True),
        "not_late": ask.query(late=False),
        "drafts": ask.query(drafts=True),
        "no_drafts": ask.query(drafts=False),
    }


def _shown_counts(looked_at: Register, found: dict[str, int], least: int) -> dict[str, Any]:
    """Counts in sight. Those of people and cases keep the smallest cell (protocol.md, Release).

    A part is also hidden where few others are left beside it.
    """
    if not looked_at.counts_people:
        return dict(found)
    shown: dict[str, Any] = dict(found)
    for name in ("all", "mine", "late"):
        number, others = found[name], found["all"] - found[name]
        if 0 < number < least:
            shown[name] = _("fewer than %(least)d") % {"least": least}
        elif is_small(number, others, least):
            shown[name] = _("hidden")
    return shown


def _hides_total(looked_at: Register, view: dict[str, Any], whole: int, least: int) -> bool:
    """Whether the pager keeps silent on how many rows there are, as the head of the page does."""
    listed = view.get("table") or view.get("timeline")
    if listed is None or not looked_at.counts_people:
        return False
    number = listed.page.paginator.count
    return is_small(number, whole - number, least)


def _record(request: SeatRequest, dataset: Dataset, ref: str) -> Record:
    records = Record.objects.filter(dataset=dataset, is_withdrawn=False).select_related(
        "operation", "dataset__system", "head", "version", "agency"
    )
    return visible_or_404(request, records, ref=ref)


def _seen(request: SeatRequest) -> int:
    text = request.POST.get("seen", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0  # noqa: PLR2004 - column size


def _back(request: SeatRequest, looked_at: Register, **changes: Any) -> HttpResponse:  # noqa: ANN401 - fields of Ask
    ask = read_ask(request.GET, looked_at)
    url = reverse("dataset", args=[looked_at.dataset.ref])
    return redirect(f"{url}?{ask.query(**changes)}")


@route(Verb.RECORD_MOVE, "record")
@require_POST
def move_card(request: SeatRequest, ref: str, record: str) -> HttpResponse:
    """Move one card to another column, and back to the board."""
    looked_at = _looked_at(request, ref)
    found = _record(request, looked_at.dataset, record)
    to = request.POST.get("status", "")
    if to == found.status:
        return _back(request, looked_at, view="board")
    if to not in {stage.code for stage in looked_at.stages}:
        raise Problem(Code.STEP_UNKNOWN, status=422, step=to)
    try:
        move_record(seat=request.seat, record=found, to=to, seen=_seen(request))
    except ChangedMeanwhile as changed:
        stage = looked_at.stage(changed.record.status)
        messages.warning(
            request,
            _(
                "Somebody changed this record meanwhile; it stands at “%(status)s” now and was not "
                "moved. Look at it, then decide."
            )
            % {"status": stage.label},
        )
    except ReasonMissing:
        messages.error(
            request, _("Say why under Reason, so that it can be mended, and press again.")
        )
        return redirect("record", ref=found.ref)
    except AnswersRefused as refused:
        messages.error(request, why_not_moved(refused.checked.errors, language()))
        return redirect("record-amend", ref=found.ref)
    else:
        messages.success(request, _("Moved."))
    return _back(request, looked_at, view="board")


@route(Verb.RECORD_AMEND, "record")
@require_POST
def write_row(request: SeatRequest, ref: str, record: str) -> HttpResponse:
    """Keep one row of the sheet; what a cell cannot settle leads to the whole form."""
    looked_at = _looked_at(request, ref)
    found = _record(request, looked_at.dataset, record)
    changes = read_row(request.POST, looked_at)
    ask = replace(read_ask(request.GET, looked_at), view="sheet")
    try:
        save_row(
            seat=request.seat,
            record=found,
            changes=changes,
            seen=_seen(request),
            reason=_("Written in the sheet"),
        )
    except AnswersRefused as refused:
        wrong = frozenset(refused.checked.errors)
        labels = [column.label for column in looked_at.columns if column.key in wrong]
        messages.error(
            request,
            _("Not kept yet. Correct: %(questions)s")
            % {"questions": ", ".join(labels) or _("answers that only the whole form shows")},
        )
        return _page(request, looked_at, ask, Typed(found.ref, changes, wrong, 422))
    except ChangedMeanwhile:
        messages.warning(
            request,
            _(
                "Somebody changed this row meanwhile. What you typed is still here, with what "
                "stands there now under it."
            ),
        )
        return _page(request, looked_at, ask, Typed(found.ref, changes, frozenset(), 409))
    messages.success(request, _("Saved."))
    return _back(request, looked_at, view="sheet")


@route(Verb.RECORD_AMEND, "record")
@require_POST
def write_note(request: SeatRequest, ref: str, record: str) -> HttpResponse:
    """Add a dated status note to a record, and back to where one was."""
    looked_at = _looked_at(request, ref)
    found = _record(request, looked_at.dataset, record)
    take_note(request, found)
    return _back(request, looked_at)
