"""The import bench: bring a file, look at each doubt, decide, import, take back the rest."""

from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from himaya.collect import actions
from himaya.collect.bench import Typed, bench_rows, file_notes, grouped
from himaya.collect.corrections import CorrectionsRefused
from himaya.collect.forms import BringForm
from himaya.collect.going_on import go_on_importing, go_on_reading, undo_now_or_later
from himaya.collect.importers import importer_of
from himaya.collect.layouts import FOR_FILE
from himaya.collect.own_forms import kind_that_fills, own_registers
from himaya.collect.queries import (
    batches_of,
    corrections_of,
    imported_before,
    is_large,
    known_agencies,
    reading_of,
    taken_rows,
)
from himaya.collect.remembering import provider_of, remembered
from himaya.collect.whole_file import layout_of
from himaya.datasets.models import ImportBatch
from himaya.files.actions import name_of
from himaya.gate.pages import SeatRequest
from himaya.gate.routes import route
from himaya.gate.sending import SentBefore
from himaya.kernel.ids import new_ref
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.kernel.words import in_language
from himaya.records.entry.once import sent_exactly

ROWS_ON_A_PAGE = 100
READ_AT_ONCE = 2 * 1024 * 1024  # bytes: some 15,000 rows of a csv; larger files are read by a job


@route(Verb.DATASET_IMPORT, "dataset")
@require_http_methods(["GET", "POST"])
def bring(request: SeatRequest) -> HttpResponse:
    """Bring a file, and see what was brought before."""
    problem, lists = (
        _too_large(request),
        (known_agencies(request.seat), own_registers(request.seat)),
    )
    if problem:
        form = BringForm(*lists, initial=request.POST.dict())
    else:
        ref = request.GET.get("register", "")
        first = {"kind": kind_that_fills(request.seat, ref)} if ref else {}
        form = BringForm(*lists, request.POST or None, request.FILES or None, initial=first)
    if form.is_bound and form.is_valid():
        name, content = form.brought
        importer = importer_of(form.cleaned_data["kind"])
        assert importer is not None  # noqa: S101 - the form offers registered kinds only
        try:
            dataset = actions.register_filled_by(seat=request.seat, importer=importer)
            batch = actions.bring_file(
                seat=request.seat,
                dataset=dataset,
                kind=importer.kind,
                name=name,
                content=content,
                provider=form.sender,
                sent=sent_exactly(request, importer.kind, sha256(content).hexdigest()),
                later=len(content) > READ_AT_ONCE,
            )
        except SentBefore as before:
            messages.info(request, _("This form was sent twice; it was saved once."))
            return redirect("import", ref=before.thing)
        except Problem as refused:
            problem = refused
        else:
            return _read_later(request, batch) or redirect("import", ref=batch.ref)
    page = Paginator(batches_of(request.seat), 25).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "problem": problem, "query": "", "once": new_ref()}
    failed = problem.status if problem else 422
    return render(
        request, "collect/bring.html", context, status=failed if request.method == "POST" else 200
    )


def _too_large(request: SeatRequest) -> Problem | None:
    """The refusal of an upload over the limit.

    Django's upload handler for memory leaves such a file out without a word, so that the form
    would say that none was chosen.
    """
    if request.method != "POST" or request.FILES.get("file"):
        return None
    if int(request.META.get("CONTENT_LENGTH") or 0) <= settings.FILE_UPLOAD_MAX_MEMORY_SIZE:
        return None
    limit = _("This page takes files of at most 25 MB.")
    return Problem(Code.FILE_TOO_LARGE, status=413, reasons=(limit,))


@route(Verb.DATASET_IMPORT, "dataset")
@require_GET
def bench(request: SeatRequest, ref: str) -> HttpResponse:
    """Every row with its doubts; read again from the file, never stored open."""
    batch = _batch(request, ref)
    if batch.state == ImportBatch.State.READING:
        context = {"batch": batch, "file_name": name_of(batch.file), "rows": batch.rows.count()}
        return render(request, "collect/reading.html", context)
    return render(request, "collect/bench.html", _bench_context(request, batch))


def _batch(request: SeatRequest, ref: str) -> ImportBatch:
    return get_object_or_404(batches_of(request.seat), ref=ref)


def _bench_context(
    request: SeatRequest, batch: ImportBatch, typed: Typed | None = None
) -> dict[str, Any]:
    importer = importer_of(batch.kind)
    reading = reading_of(batch) if importer else None  # once: rows and notes share it
    wanted = request.GET.get("state", "")
    kept = batch.rows.filter(state=wanted) if wanted else batch.rows.all()
    in_all, taken = batch.rows.count(), taken_rows(batch).count()
    is_empty = not in_all
    page = Paginator(kept, ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    rows = bench_rows(batch, request.seat, rows=page.object_list, typed=typed, reading=reading)
    is_open = batch.state == ImportBatch.State.READ
    return {
        **(_layout_context(request, batch, reading) if is_open and importer else {}),
        "before": imported_before(request.seat, batch) if is_open else None,
        "batch": batch,
        "file_name": name_of(batch.file),
        "kind": in_language(importer.labels) if importer else batch.kind,
        "notes": file_notes(batch, request.seat, reading),
        "page": page,
        "groups": grouped(rows),
        "state": request.GET.get("state", ""),
        "query": f"state={request.GET['state']}" if request.GET.get("state") else "",
        "is_open": is_open and not is_empty,
        "is_empty": is_empty,
        "has_rest": in_all > taken,
        **(_progress_context(batch, taken) if batch.state == ImportBatch.State.IMPORTING else {}),
        "can_undo": batch.state == ImportBatch.State.IMPORTED and batch.effects.exists(),
    }


def _progress_context(batch: ImportBatch, taken: int) -> dict[str, Any]:
    """How far the import of a large file is."""
    return {
        "is_importing": True,
        "taken": taken,
        "written": batch.rows.exclude(record="").count(),
    }


def _layout_context(request: SeatRequest, batch: ImportBatch, reading: Any) -> dict[str, Any]:  # noqa: ANN401 - the importer's own shape
    """How the file was read, for the controls of the whole file."""
    layout = layout_of(batch, request.seat, reading)
    if layout is None:
        return {}
    decided = corrections_of(batch).get(FOR_FILE, {})
    known = remembered(request.seat, batch, layout)
    asks_agencies = any(one.group == "agency" for one in layout.words)
    return {
        "layout": layout,
        "provider": provider_of(batch).acronym,
        "agencies": [one.acronym for one in known_agencies(request.seat)] if asks_agencies else (),
        "is_decided": bool(decided),
        "is_remembered": known is not None,
        "as_last_time": known.learnt_from.made_at
        if known is not None and decided.get("from") == known.ref
        else None,
    }


@route(Verb.DATASET_IMPORT, "dataset")
@require_POST
def decide(request: SeatRequest, ref: str) -> HttpResponse:
    """Keep the decisions of the shown rows; "all doubtful" decides what was left open."""
    batch = _batch(request, ref)
    if (answer := _keep(request, batch)) is not None:
        return answer
    messages.success(request, _("Your decisions are kept."))
    return redirect("import", ref=ref)


def _keep(request: SeatRequest, batch: ImportBatch) -> HttpResponse | None:
    """Keep what the form of the bench says; an answer where something in it was refused."""
    decisions = {
        name.removeprefix("take:"): str(value)
        for name, value in request.POST.items()
        if name.startswith("take:") and value in {"take", "leave"}
    }
    if request.POST.get("all") in {"take", "leave"}:
        undecided = batch.rows.filter(state="doubtful", decision="open")
        decisions |= dict.fromkeys(
            undecided.values_list("stable_id", flat=True), request.POST["all"]
        )
    corrections = _corrections(request)
    try:
        actions.decide_rows(
            seat=request.seat, batch=batch, decisions=decisions, corrections=corrections
        )
    except CorrectionsRefused as refused:
        typed = Typed(decisions, corrections, refused.errors)
        context = _bench_context(request, batch, typed) | {"problem": refused}
        return render(request, "collect/bench.html", context, status=refused.status)
    except Problem as refused:
        return _back_to_bench(request, batch.ref, refused)
    return None


def _corrections(request: SeatRequest) -> dict[str, dict[str, str]]:
    """What was typed, by stable id and question key."""
    typed: dict[str, dict[str, str]] = {}
    for name, value in request.POST.items():
        mend, _colon, rest_of = name.partition(":")
        key, _colon, stable_id = rest_of.partition(":")
        if mend == "mend":
            typed.setdefault(stable_id, {})[key] = str(value).strip()
    return typed


def _back_to_bench(request: SeatRequest, ref: str, refused: Problem) -> HttpResponse:
    """A button pressed twice is no mistake: the bench shows how it stands. Else raises again."""
    if refused.code != Code.ALREADY_DONE:
        raise refused
    messages.info(request, _("This file was imported already; nothing was done twice."))
    return redirect("import", ref=ref)


def _asked_first(request: SeatRequest, batch: ImportBatch) -> HttpResponse | None:
    """An answer that asks instead of importing nothing, or less than somebody may think."""
    if batch.state != ImportBatch.State.READ or not batch.rows.exists():
        return None
    if not taken_rows(batch).exists():
        messages.error(request, _("No row is sound or taken; there is nothing to import yet."))
        return redirect("import", ref=batch.ref)
    undecided = batch.rows.filter(state="doubtful", decision="open").count()
    if not undecided or request.POST.get("without") == "undecided":
        return None
    context = _bench_context(request, batch) | {"undecided": undecided}
    return render(request, "collect/bench.html", context, status=409)


@route(Verb.DATASET_IMPORT, "dataset")
@require_POST
def finish(request: SeatRequest, ref: str) -> HttpResponse:
    """Import what is sound and what was taken, with what stands in the form of the bench.

    Undecided doubts are asked about first: the bench closes with the import.
    """
    batch = _batch(request, ref)
    if (answer := _read_later(request, batch)) is not None:
        return answer
    if batch.state == ImportBatch.State.IMPORTING:  # a job that was given up goes on
        return _import_later(request, batch)
    if (answer := _keep(request, batch)) is not None:
        return answer
    batch.refresh_from_db()
    if (answer := _asked_first(request, batch)) is not None:
        return answer
    if is_large(batch):
        return _import_later(request, batch)
    try:
        written = actions.import_batch(seat=request.seat, batch=batch, reason=_("Imported"))
    except Problem as refused:
        return _back_to_bench(request, ref, refused)
    count = len(written.created) + len(written.updated)
    messages.success(
        request,
        ngettext("%(count)d entry was imported.", "%(count)d entries were imported.", count)
        % {"count": count},
    )
    if written.kept:
        messages.warning(request, _kept_words(len(written.kept)))
    return redirect("import", ref=ref)


def _read_later(request: SeatRequest, batch: ImportBatch) -> HttpResponse | None:
    """A job reads a large file; the bench tells how far it is. None where it is read."""
    if batch.state != ImportBatch.State.READING:
        return None
    seat = request.seat
    go_on_reading.enqueue(batch.ref, seat.ref, second_factor=seat.second_factor)
    messages.info(request, _("The file is being read. You may leave this page."))
    return redirect("import", ref=batch.ref)


def _import_later(request: SeatRequest, batch: ImportBatch) -> HttpResponse:
    """A job imports a large file; the bench tells how far it is."""
    seat = request.seat
    try:
        actions.begin_import(seat=seat, batch=batch)
    except Problem as refused:
        return _back_to_bench(request, batch.ref, refused)
    go_on_importing.enqueue(batch.ref, seat.ref, second_factor=seat.second_factor)
    messages.info(request, _("The file is being imported. You may leave this page."))
    return redirect("import", ref=batch.ref)


def _kept_words(count: int) -> str:
    return ngettext(
        "%(count)d entry was changed here too since the copy was made; where both changed an "
        "answer, it stays as it is here.",
        "%(count)d entries were changed here too since the copy was made; where both changed an "
        "answer, it stays as it is here.",
        count,
    ) % {"count": count}


@route(Verb.DATASET_IMPORT, "dataset")
@require_POST
def rest(request: SeatRequest, ref: str) -> HttpResponse:
    """The rows not taken, annotated, as a working copy."""
    batch = _batch(request, ref)
    if batch.state == ImportBatch.State.READING:
        return redirect("import", ref=ref)
    release = actions.give_back_rest(seat=request.seat, batch=batch, maker=str(request.user))
    return redirect("copy", ref=release.ref)


@route(Verb.DATASET_IMPORT, "dataset")
@require_POST
def undo(request: SeatRequest, ref: str) -> HttpResponse:
    """Take the whole import back."""
    undone = undo_now_or_later(request.seat, _batch(request, ref))
    if undone.state == ImportBatch.State.IMPORTED:
        messages.info(request, _("The import is being undone. You may leave this page."))
        return redirect("import", ref=ref)
    messages.success(request, _("The import is undone."))
    if left := undone.counts["left"]:
        messages.warning(
            request,
            ngettext(
                "One entry was left as it is, since somebody changed it afterwards.",
                "%(count)d entries were left as they are, since somebody changed them afterwards.",
                left,
            )
            % {"count": left},
        )
    return redirect("import", ref=ref)
