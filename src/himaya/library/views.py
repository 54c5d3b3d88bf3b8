"""Pages of the library: what was brought, bringing more, reading a version in place."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from himaya.datasets.models import Dataset
from himaya.gate.decisions import authorize, log, require
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.gate.routes import route
from himaya.kernel.ids import REF_LENGTH, new_ref
from himaya.kernel.problems import Problem
from himaya.kernel.verbs import Verb
from himaya.library.actions import add_version
from himaya.library.fetching import document_crumbs, document_or_404
from himaya.library.forms import AddForm, VersionForm
from himaya.library.handing_out import take_document
from himaya.library.intake import Intake, Outcome
from himaya.library.levels import strictest
from himaya.library.models import DocumentVersion
from himaya.library.parts import shown_version
from himaya.library.queries import (
    document_profiles,
    opens_text,
    progress_of,
    standing_in,
    versions_of,
)
from himaya.library.queue import queue_of, take_all_sure
from himaya.library.texts import text_of
from himaya.library.wording import identity_lines, refusal_words
from himaya.records.titles import title_of
from himaya.records.views.fetching import crumbs
from himaya.releases.actions import at_level

if TYPE_CHECKING:
    from himaya.engines.documents import Block

_REF = re.compile(f"[0-9a-z]{{{REF_LENGTH}}}")
_LISTED = 50
_SHOWN = 30_000  # characters of a document on one page


def _register(request: SeatRequest, ref: str) -> Dataset:
    registers = Dataset.objects.filter(profile__in=document_profiles())
    whole = registers.select_related("operation", "system", "agency", "version")
    return visible_or_404(request, whole.prefetch_related("version__questions"), ref=ref)


@route(Verb.DATASET_VIEW, "dataset")
@require_safe
def documents(request: SeatRequest, ref: str) -> HttpResponse:
    """What waits to be read, what was set apart, and the newest documents."""
    dataset = _register(request, ref)
    require(request.seat, Verb.DATASET_VIEW, dataset)
    standing = standing_in(dataset, request.seat)
    bunch = request.GET.get("bunch", "")
    done, brought = progress_of(bunch, request.seat) if _REF.fullmatch(bunch) else (0, 0)
    apart = standing.filter(state=DocumentVersion.State.SET_APART)[:_LISTED]
    context = {
        "dataset": dataset,
        "done": done,
        "brought": brought,
        "waiting": standing.filter(state=DocumentVersion.State.WAITING).count(),
        "apart": [_listed(request, one) for one in apart],
        "newest": [_listed(request, one) for one in standing[:_LISTED]],
        "queue": queue_of(dataset, request.seat),
        "may_add": authorize(request.seat, Verb.RECORD_CREATE, dataset).allowed,
        "breadcrumbs": crumbs(dataset, (_("Documents"), "")),
    }
    return render(request, "library/documents.html", context)


@route(Verb.RECORD_AMEND, "record")
@require_POST
def documents_take(request: SeatRequest, ref: str) -> HttpResponse:
    """Take what is sure of all documents that nobody has coded."""
    looked, taken = take_all_sure(_register(request, ref), request.seat)
    messages.success(
        request,
        _("Something was sure in %(taken)d of %(looked)d documents, and is taken.")
        % {"taken": taken, "looked": looked},
    )
    return redirect("documents", ref=ref)


def _listed(request: SeatRequest, version: DocumentVersion) -> dict[str, Any]:
    record = version.record
    decision = authorize(request.seat, Verb.RECORD_VIEW, record)
    shown = shown_version(version, opens=opens_text(decision, record))
    return {**shown, "ref": record.ref, "title": title_of(record), "level": record.level}


@route(Verb.RECORD_CREATE, "dataset")
@require_http_methods(["GET", "HEAD", "POST"])
def documents_add(request: SeatRequest, ref: str) -> HttpResponse:
    """Bring files; each becomes a document, which a job reads."""
    dataset = _register(request, ref)
    require(request.seat, Verb.RECORD_CREATE, dataset)
    top = strictest(request.seat, dataset)
    if request.method != "POST":
        return _add_page(request, dataset, AddForm(dataset, top))
    form = AddForm(dataset, top, request.POST, request.FILES)
    if not form.is_valid():
        return _add_page(request, dataset, form)
    bunch = bunch_of(request)
    with Intake(seat=request.seat, dataset=dataset, coding=form.coding, bunch=bunch) as intake:
        outcomes = list(intake.add(form.brought))
    if request.headers.get("X-Requested-With") == "upload":  # a file of several, sent by a script
        return render(request, "library/_outcomes.html", {"outcomes": outcomes})
    made = [one.version for one in outcomes if one.version]
    if len(outcomes) == len(made) == 1:
        messages.success(request, _("The document is there. It is being read."))
        return redirect("record", ref=made[0].record.ref)
    return _told(request, dataset, form, outcomes, bunch)


def bunch_of(request: SeatRequest) -> str:
    """The name under which files brought from one page are shown together."""
    bunch = request.POST.get("bunch", "")
    return bunch if _REF.fullmatch(bunch) else new_ref()


def _told(
    request: SeatRequest, dataset: Dataset, form: AddForm, outcomes: list[Outcome], bunch: str
) -> HttpResponse:
    """Where everything is new, on to the list; else what became of each file."""
    count = sum(1 for one in outcomes if one.version)
    if count:
        messages.success(
            request,
            ngettext("%(count)d document was added.", "%(count)d documents were added.", count)
            % {"count": count},
        )
    if count == len(outcomes):
        address = reverse("documents", args=[dataset.ref])
        return redirect(f"{address}?bunch={bunch}")
    return _add_page(request, dataset, form, outcomes)


def _add_page(
    request: SeatRequest, dataset: Dataset, form: AddForm, outcomes: Sequence[Outcome] = ()
) -> HttpResponse:
    context = {
        "dataset": dataset,
        "form": form,
        "outcomes": outcomes,
        "bunch": bunch_of(request),
        "breadcrumbs": crumbs(
            dataset,
            (_("Documents"), reverse("documents", args=[dataset.ref])),
            (_("Add documents"), ""),
        ),
    }
    return render(request, "library/add.html", context, status=422 if form.errors else 200)


@route(Verb.RECORD_AMEND, "record")
@require_http_methods(["GET", "HEAD", "POST"])
def version_add(request: SeatRequest, ref: str) -> HttpResponse:
    """Bring a newer file of a document."""
    record = document_or_404(request, ref)
    require(request.seat, Verb.RECORD_AMEND, record)
    posted = request.method == "POST"
    form = VersionForm(request.POST, request.FILES) if posted else VersionForm()
    problem: Problem | None = None
    if form.is_valid():
        try:
            add_version(seat=request.seat, record=record, brought=form.brought)
        except Problem as refused:
            problem = refused
        else:
            messages.success(request, _("The newer file is there. It is being read."))
            return redirect("record", ref=ref)
    status = problem.status if problem else 422 if form.errors else 200
    context = {
        "record": record,
        "form": form,
        "problem": problem,
        "breadcrumbs": document_crumbs(record, _("A newer file")),
    }
    return render(request, "library/version_add.html", context, status=status)


@route(Verb.RECORD_VIEW, "record")
@require_safe
def version(request: SeatRequest, ref: str, n: int) -> HttpResponse:
    """A version with its words, to be read in place where they are open to the reader."""
    record = document_or_404(request, ref)
    found = versions_of(record).filter(n=n).first()
    decision = require(request.seat, Verb.RECORD_VIEW, record)
    if found is None:
        raise Http404
    opens = opens_text(decision, record)
    context: dict[str, Any] = {
        "record": record,
        "title": title_of(record),
        "it": shown_version(found, opens=opens),
        "opens": opens,
        "breadcrumbs": document_crumbs(record, _("Version %(number)s") % {"number": n}),
    }
    if opens:
        # That words were read is noted as the opening of a file is.
        log(request.seat, Verb.RECORD_VIEW, record, fields=("file",), note=f"version {n}")
        context |= _words(found, request.GET.get("from", ""))
    return render(request, "library/version.html", context)


@route(Verb.RECORD_VIEW, "record")
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: SeatRequest, ref: str, n: int) -> HttpResponse:
    """What a file hides and whom it names; then a working copy without what it hides."""
    record = document_or_404(request, ref)
    found = versions_of(record).filter(n=n, state=DocumentVersion.State.READ).first()
    if found is None or not opens_text(require(request.seat, Verb.RECORD_VIEW, record), record):
        raise Http404
    problem: Problem | None = None
    if request.method == "POST":
        try:
            release = take_document(seat=request.seat, version=found)
        except Problem as refused:
            problem = refused
        else:
            messages.success(request, _("The working copy is made. It can be fetched for 30 days."))
            return redirect("copy", ref=release.ref)
    thing = at_level(record.dataset, record.level)
    why = problem.context.get("why") if problem else None
    context = {
        "record": record,
        "it": shown_version(found, opens=True),
        "identities": identity_lines(found.identities),
        "problem": problem,
        "said": refusal_words(str(why), {}) if why else (),
        "may_take": authorize(request.seat, Verb.COPY_MAKE, thing).allowed,
        "breadcrumbs": document_crumbs(record, _("Take it along")),
    }
    return render(request, "library/copy.html", context, status=problem.status if problem else 200)


def _words(found: DocumentVersion, begin: str) -> dict[str, Any]:
    """The blocks from a number on that fit on a page, and where the next page begins."""
    first = int(begin) if begin.isdecimal() and len(begin) < 9 else 1  # noqa: PLR2004 - no longer document
    shown: list[Block] = []
    length = 0
    for block in text_of(found).blocks:
        if block.number < first:
            continue
        length += len(block.text)
        if shown and length > _SHOWN:
            return {"blocks": shown, "next": block.number}
        shown.append(block)
    return {"blocks": shown, "next": 0}
