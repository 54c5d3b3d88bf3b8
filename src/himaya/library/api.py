"""API of the room: bringing documents and newer files, versions, words."""

from typing import Any

from ninja import Path, Query, Router, Status

from himaya.datasets.models import Dataset
from himaya.files.actions import name_of
from himaya.gate.api_routes import Ref, file_or_text, operation
from himaya.gate.decisions import log, require
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.library.actions import Brought, Coding, add_document, add_version
from himaya.library.models import DocumentVersion
from himaya.library.parts import is_document
from himaya.library.queries import opens_text, versions_of
from himaya.library.schemas import DocumentIn, DocumentVersionOut, FileIn, TextOut
from himaya.library.texts import text_of
from himaya.records.models import Record
from himaya.records.views.fetching import whole_records

router = Router(tags=["library"])
_MOST_BLOCKS = 200


@operation(
    router,
    "POST",
    "/datasets/{ref}/documents",
    Verb.RECORD_CREATE,
    "dataset",
    out=DocumentVersionOut,
    status=201,
)
def post_document(
    request: SeatRequest, ref: Path[Ref], body: DocumentIn
) -> Status[DocumentVersionOut]:
    """A new document; its file is read afterwards. Larger files: the page or the command."""
    datasets = Dataset.objects.select_related("operation", "system", "agency", "version")
    version = add_document(
        seat=request.seat,
        dataset=visible_or_404(request, datasets.prefetch_related("version__questions"), ref=ref),
        brought=_brought(body),
        coding=Coding(body.answers, body.level or 0),
    )
    return Status(201, _told(version, opens=True))


def _brought(body: FileIn) -> Brought:
    return Brought(body.file_name, file_or_text(body.content, "") or b"")


@operation(
    router,
    "GET",
    "/records/{ref}/document/files",
    Verb.RECORD_VIEW,
    "record",
    out=list[DocumentVersionOut],
)
def list_document_files(request: SeatRequest, ref: Path[Ref]) -> list[DocumentVersionOut]:
    """The files of a document, the newest first."""
    record = _document(request, ref)
    opens = opens_text(require(request.seat, Verb.RECORD_VIEW, record), record)
    return [_told(one, opens=opens) for one in versions_of(record)]


@operation(
    router,
    "POST",
    "/records/{ref}/document/files",
    Verb.RECORD_AMEND,
    "record",
    out=DocumentVersionOut,
    status=201,
)
def post_document_file(
    request: SeatRequest, ref: Path[Ref], body: FileIn
) -> Status[DocumentVersionOut]:
    """A newer file of a document; the older ones stay."""
    record = _document(request, ref)
    version = add_version(seat=request.seat, record=record, brought=_brought(body))
    return Status(201, _told(version, opens=True))


@operation(
    router, "GET", "/records/{ref}/document/{number}/text", Verb.RECORD_VIEW, "record", out=TextOut
)
def get_document_text(
    request: SeatRequest, ref: Path[Ref], number: Path[int], after: Query[int] = 0
) -> dict[str, Any]:
    """The words of a version, where they are open to the seat; reading them is in the log."""
    record = _document(request, ref)
    decision = require(request.seat, Verb.RECORD_VIEW, record)
    version = versions_of(record).filter(n=number).first()
    if version is None or not opens_text(decision, record):
        raise Problem(Code.NOT_FOUND, status=404)
    log(request.seat, Verb.RECORD_VIEW, record, fields=("file",), note=f"version {number}")
    blocks = [one for one in text_of(version).blocks if one.number > after]
    shown = blocks[:_MOST_BLOCKS]
    return {"blocks": shown, "next": shown[-1].number if len(blocks) > len(shown) else None}


def _document(request: SeatRequest, ref: str) -> Record:
    record = visible_or_404(request, whole_records(), ref=ref)
    if not is_document(record):
        raise Problem(Code.NOT_FOUND, status=404)
    return record


def _told(version: DocumentVersion, *, opens: bool) -> DocumentVersionOut:
    return DocumentVersionOut(
        record=version.record.ref,
        n=version.n,
        made_at=version.made_at,
        state=version.state,
        refusal=version.refusal,
        file_name=name_of(version.file) if opens and version.file.sealed_key else "",
        size=version.file.size,
        kind=version.kind,
        pages=version.pages,
        words=version.words,
        language=version.language,
        hidden=version.findings,
    )
