"""What the doors of coding share: the document and the framework version, or nothing."""

from django.http import Http404

from himaya.gate.decisions import authorize, visible_to
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.library.models import DocumentVersion
from himaya.library.queries import opens_text, versions_of
from himaya.records.models import Record
from himaya.themes.models import CodingRound, Framework, FrameworkVersion


def document_or_404(request: SeatRequest, ref: str) -> Record:
    """A document that the seat may code; absent, hidden and closed words look alike."""
    rows = Record.objects.select_related(
        "dataset__system", "agency", "operation", "head", "version"
    )
    record = visible_or_404(request, rows, ref=ref)
    if not opens_text(authorize(request.seat, Verb.RECORD_VIEW, record), record):
        raise Http404
    if not authorize(request.seat, Verb.RECORD_CODE, record).allowed:
        raise Problem(Code.NOT_ALLOWED, status=403)
    return record


def round_or_404(request: SeatRequest, ref: str) -> CodingRound | None:
    """The round that the seat codes in; none where none is named, Http404 for one of others."""
    if not ref:
        return None
    found = CodingRound.objects.filter(
        operation=request.seat.operation, ref=ref, coders__ref=request.seat.ref
    )
    held = found.select_related("framework_version__framework__operation").first()
    if held is None:
        raise Http404
    return held


def version_of(record: Record, n: int) -> DocumentVersion:
    """One version of a document already found; Http404 where there is none."""
    found = versions_of(record).filter(n=n).first()
    if found is None:
        raise Http404
    found.record = record  # with all that rules read of it
    return found


def published_or_404(request: SeatRequest, ref: str) -> FrameworkVersion:
    """What is published last of the framework named, or of the operation's first."""
    seen = visible_to(Framework.objects.all(), request.seat)
    versions = FrameworkVersion.objects.filter(
        framework__in=seen, state=FrameworkVersion.State.PUBLISHED
    ).select_related("framework__operation")
    if ref:
        versions = versions.filter(framework__ref=ref)
    found = versions.defer("tree").order_by("framework", "-number").first()
    if found is None:
        raise Http404
    return found
