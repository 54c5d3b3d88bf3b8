"""Recording and amending on a page; a conflict leads to a page where nothing is lost."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from himaya.datasets.declarations import profile_named
from himaya.datasets.models import Dataset
from himaya.engines.xlsform import AnswerError
from himaya.gate.decisions import authorize, observe, require, visible_to
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.gate.routes import route
from himaya.gate.sending import SentBefore, SentOtherwise, look_back
from himaya.kernel.ids import new_ref
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.kernel.words import in_language
from himaya.places.queries import names_with_codes
from himaya.records.actions import AnswersRefused, ChangedMeanwhile, amend_record
from himaya.records.conflicts import THEIRS, Versions, compare, fixed_repeats, settle
from himaya.records.derive import key_meaning
from himaya.records.doubts import CODES
from himaya.records.entry import controls
from himaya.records.entry.desk import (
    Desk,
    first_answers,
    language,
    page_of,
    read_page,
    standing_answers,
    tidied,
)
from himaya.records.entry.once import key_for, sent_with
from himaya.records.entry.parsing import Posted, counts, flat
from himaya.records.history import entries, past_of, visible_answers
from himaya.records.lifecycle import SHUT, GateShut, refuse_locked
from himaya.records.models import Record, Revision
from himaya.records.queries import withheld_paths, without
from himaya.records.relations import Tie, carried, create_tied_record, tie_named
from himaya.records.sealing import whole_answers
from himaya.records.subjects import refuse_erased
from himaya.records.titles import title_of
from himaya.records.views.fetching import (
    crumbs,
    head_of,
    note_opening,
    revisions_of,
    whole_records,
)
from himaya.records.words import area_codes, area_path


@route(Verb.RECORD_CREATE, "dataset")
@require_http_methods(["GET", "HEAD", "POST"])
def record_new(request: SeatRequest, ref: str) -> HttpResponse:
    """Record something in a register."""
    datasets = Dataset.objects.select_related("system", "agency", "operation", "version")
    datasets = datasets.prefetch_related("version__questions")
    dataset = visible_or_404(request, datasets, ref=ref)
    require(request.seat, Verb.RECORD_CREATE, dataset)
    if dataset.version is None or not dataset.is_open:
        raise Problem(Code.RECORD_CLOSED)
    tie = _tie(request, dataset)
    context: dict[str, Any] = {
        "dataset": dataset,
        "belongs_to": title_of(tie.target) if tie else "",
        "action_url": request.get_full_path(),
        "cancel_url": _back(dataset, tie),
        "save_label": _("Save"),
        "safeguards": _safeguards(dataset),
        "once": key_for(request),
        "breadcrumbs": crumbs(dataset, (_("New record"), "")),
    }
    desk = Desk(request.seat, dataset.version)
    if request.method != "POST":
        first = first_answers(desk, request.GET)
        first.answers.update(carried(request.seat, tie, dataset) if tie else {})
        return _entry(request, "records/new.html", context, desk, first)
    sent = sent_with(request)
    posted, pressed = read_page(desk, request)
    if pressed != controls.SAVE:
        return _entry(request, "records/new.html", context, desk, posted)
    try:
        look_back(request.seat, sent)
        record = create_tied_record(
            seat=request.seat,
            dataset=dataset,
            answers=posted.answers,
            tie=tie,
            sent=sent,
            sure=_is_sure(request),
        )
    except AnswersRefused as refused:
        errors = refused.checked.errors
        return _entry(request, "records/new.html", context, desk, posted, errors)
    except GateShut:
        shut = {key_meaning(dataset.version, "status"): [AnswerError(SHUT)]}
        return _entry(request, "records/new.html", context, desk, posted, shut)
    except SentOtherwise as before:
        again = {**context, "once": new_ref(), "sent_before": _in_sight(request, before.thing)}
        return _entry(request, "records/new.html", again, desk, posted, {})
    except SentBefore as before:
        messages.info(request, _("This form was sent twice; it was saved once."))
        return _to_record(request, dataset, before.thing)
    messages.success(request, _("Saved."))
    return _to_record(request, dataset, record.ref)


def _is_sure(request: SeatRequest) -> bool:
    return request.POST.get(controls.SURE) == "1"


def _to_record(request: SeatRequest, dataset: Dataset, ref: str) -> HttpResponse:
    if not _in_sight(request, ref):
        # Reporters may write what they may not read back.
        return redirect("dataset", ref=dataset.ref)
    return redirect("record", ref=ref)


def _in_sight(request: SeatRequest, ref: str) -> str:
    """The reference, where the seat may read the record."""
    return ref if visible_to(Record.objects.filter(ref=ref), request.seat).exists() else ""


def _tie(request: SeatRequest, dataset: Dataset) -> Tie | None:
    """What the new record belongs to, if the address says so; what is not in sight is absent."""
    wanted = request.GET.get("relation", "")
    if not wanted:
        return None
    tie = tie_named(dataset, wanted, request.GET.get("target", ""), request.seat)
    if tie is None:
        raise Http404
    return tie


def _back(dataset: Dataset, tie: Tie | None) -> str:
    if tie is not None:
        return reverse("record", args=[tie.target.ref])
    return reverse("dataset", args=[dataset.ref])


def _safeguards(dataset: Dataset) -> list[str]:
    profile = profile_named(dataset.profile)
    return [in_language(text) for text in profile.safeguards] if profile else []


def _entry(
    request: SeatRequest,
    template: str,
    context: Mapping[str, Any],
    desk: Desk,
    posted: Posted,
    errors: Mapping[str, Any] | None = None,
) -> HttpResponse:
    page = page_of(desk, posted, errors)
    wanted = "records/entry/_form.html" if request.htmx else template
    status = 200 if errors is None else 422
    found = (one.code for several in (errors or {}).values() for one in several)
    asks = _is_sure(request) or any(code in CODES for code in found)
    shown = {**context, "page": page, "asks": asks, "is_sure": _is_sure(request)}
    return render(request, wanted, shown, status=status)


@route(Verb.RECORD_AMEND, "record")
@require_http_methods(["GET", "HEAD", "POST"])
def record_amend(request: SeatRequest, ref: str) -> HttpResponse:
    """Change a record; a conflict leads to a page where nothing is lost."""
    record = visible_or_404(request, whole_records(), ref=ref)
    require(request.seat, Verb.RECORD_AMEND, record)
    refuse_erased(record)
    refuse_locked(record)
    decision = observe(request.seat, record, Verb.RECORD_VIEW)
    withheld = withheld_paths(record.version, decision)
    if request.method != "POST":
        desk = _desk(request, record, head_of(record), withheld)
        shown = visible_answers(record, head_of(record), withheld)
        note_opening(request, record, withheld)
        context = _amend_context(request, record, record.lock)
        standing = standing_answers(desk, shown)
        return _entry(request, "records/amend.html", context, desk, standing)
    return _amend(request, record, withheld)


def _desk(
    request: SeatRequest, record: Record, revision: Revision, withheld: frozenset[str]
) -> Desk:
    return Desk(request.seat, record.version, whole_answers(record, revision), withheld)


def _amend_context(request: SeatRequest, record: Record, seen: int) -> dict[str, Any]:
    url = reverse("record", args=[record.ref])
    return {
        "record": record,
        "title": title_of(record),
        "action_url": request.path,
        "cancel_url": url,
        "save_label": _("Save"),
        "seen": seen,
        "once": key_for(request),
        "wants_reason": True,
        "reason": request.POST.get(controls.REASON, ""),
        "breadcrumbs": crumbs(record.dataset, (title_of(record), url), (_("Amend"), "")),
    }


def _seen(request: SeatRequest, record: Record) -> Revision:
    """The revision the writer read; a page that names none has read nothing."""
    text = request.POST.get(controls.SEEN, "")
    number = int(text) if text.isdecimal() and len(text) < 10 else 0  # noqa: PLR2004 - column size
    found = revisions_of(record).filter(n=number).first()
    if found is None:
        raise Problem(Code.CHANGED_MEANWHILE, record=record.ref)
    return found


def _amend(request: SeatRequest, record: Record, withheld: frozenset[str]) -> HttpResponse:
    seen = _seen(request, record)
    sent = sent_with(request)
    desk = _desk(request, record, seen, withheld)
    posted, pressed = read_page(desk, request)
    taken = {
        name.removeprefix(controls.TAKE): request.POST[name]
        for name in request.POST
        if name.startswith(controls.TAKE)
    }
    if taken:
        theirs = visible_answers(record, seen, withheld)
        posted = settle(desk.form, posted, theirs, taken)
    context = _amend_context(request, record, seen.n)
    if pressed != controls.SAVE:
        return _entry(request, "records/amend.html", context, desk, posted)
    try:
        look_back(request.seat, sent)
        amend_record(
            seat=request.seat,
            record=record,
            answers=posted.answers,
            origins=posted.origins,
            seen=seen.n,
            reason=request.POST.get(controls.REASON, "")[:300],
            sent=sent,
            sure=_is_sure(request),
        )
    except AnswersRefused as refused:
        errors = refused.checked.errors
        return _entry(request, "records/amend.html", context, desk, posted, errors)
    except GateShut:
        shut = {key_meaning(record.version, "status"): [AnswerError(SHUT)]}
        return _entry(request, "records/amend.html", context, desk, posted, shut)
    except SentOtherwise:
        # Sent, gone back to and changed: what stands now is what was sent first.
        return _conflict(request, record, desk, posted, seen)
    except SentBefore:
        messages.info(request, _("This form was sent twice; it was saved once."))
        return redirect("record", ref=record.ref)
    except ChangedMeanwhile:
        return _conflict(request, record, desk, posted, seen)
    messages.success(request, _("Saved."))
    return redirect("record", ref=record.ref)


def _conflict(
    request: SeatRequest, record: Record, desk: Desk, posted: Posted, seen: Revision
) -> HttpResponse:
    now = revisions_of(record)[0]
    withheld = desk.withheld
    fixed = fixed_repeats(desk.before, whole_answers(record, now), withheld)
    versions = Versions(
        base=visible_answers(record, seen, withheld),
        theirs=visible_answers(record, now, withheld),
        mine=without(tidied(desk, posted), withheld),
    )
    past = past_of(record, [now, *revisions_of(record)[1:2]], withheld)
    sides = [versions.base, versions.theirs, versions.mine]
    codes = area_codes(map(area_path, desk.form.questions), sides)
    names = names_with_codes(record.operation, codes | past.codes())
    differences = compare(desk.form, versions, language(), names, fixed)
    listed = {difference.key for difference in differences}
    repeats = frozenset(desk.form.repeats)
    carried = list(flat(posted.answers, repeats))
    carried += [
        (f"{controls.COUNT}{path}", str(number))
        for path, number in counts(posted.answers, repeats).items()
    ]
    carried += [(f"{controls.ROW}{turn}", str(was)) for turn, was in posted.origins.items()]
    carried += [(f"{controls.TAKE}{key}", THEIRS) for key in fixed - listed]
    note_opening(request, record, withheld)
    fields = authorize(request.seat, Verb.RECORD_VIEW, record).fields
    newest = entries(past, language(), fields, names)[:1]
    context = {
        **_amend_context(request, record, now.n),
        "once": new_ref(),
        "differences": differences,
        "carried": carried,
        "newest": newest[0] if newest else None,
        "problem": Problem(Code.CHANGED_MEANWHILE),
    }
    return render(request, "records/conflict.html", context, status=409)
