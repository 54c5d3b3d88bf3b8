"""API of the room: records as the seat may see and change them, through the pages' actions."""

import base64
import binascii
from datetime import UTC, datetime
from typing import Annotated, Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from ninja import Field, Header, Path, Query, Router, Schema, Status

from himaya.datasets.models import Dataset
from himaya.gate.api_routes import PAGE_LIMIT, Page, Ref, Slice, operation
from himaya.gate.decisions import require, visible_to
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.gate.sending import Sent, SentBefore, SentOtherwise, look_back
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.records.actions import (
    amend_record,
    create_record,
    link_records,
    move_record,
    unlink_records,
)
from himaya.records.due import waiting, with_waiting
from himaya.records.models import EndedLink, Link, Record, Revision
from himaya.records.opening import Held, held_file, show_file, show_words, take_file
from himaya.records.queries import records_of
from himaya.records.relations import links_from
from himaya.records.schemas import (
    AmendIn,
    EndedLinkOut,
    LinkIn,
    LinkOut,
    MoveIn,
    ReasonIn,
    RecordIn,
    RecordOut,
    RevisionOut,
)
from himaya.records.serving import in_place
from himaya.releases.serving import as_attachment

Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        max_length=200,
        pattern=r"^[!-~]*$",
        description="Yours, new for each thing; the same request repeated with it is done once",
    ),
]
router = Router(tags=["records"])
VIEW = Verb.RECORD_VIEW
_whole = Record.objects.filter(is_withdrawn=False).select_related(
    "head__version",
    "head__sealed_for__agency",
    "agency",
    "version",
    "dataset__system",
    "operation",
)


class Wanted(Slice):
    """Which records, and which part of them."""

    status: str = Field("", max_length=40, pattern=r"^[^\x00]*$")
    area: str = Field("", max_length=40, pattern=r"^[^\x00]*$", description="p-code")
    stands: bool | None = Field(None, description="As in the answer; else both")
    changed_since: datetime | None = None
    cursor: str = Field("", max_length=120, pattern=r"^[0-9a-zA-Z_=-]*$")


@operation(router, "GET", "/datasets/{ref}/records", VIEW, "record", out=Page[RecordOut])
def list_records(request: SeatRequest, ref: Path[Ref], wanted: Query[Wanted]) -> dict[str, Any]:
    """Records of a dataset by time of last change, oldest first: what a copy elsewhere follows.

    Follow `next` until it is null; go on later with `changed_since` or the last cursor.
    """
    dataset = visible_or_404(request, Dataset.objects.all(), ref=ref)
    rows = _narrowed(with_waiting(records_of(dataset, request.seat)), wanted)
    rows = rows.order_by("changed_at", "ref").prefetch_related("head__version__questions")
    found = list(rows.select_related("operation")[: wanted.limit + 1])
    shown = found[: wanted.limit]
    return {
        "items": [RecordOut.shown(record, request.seat) for record in shown],
        "next": _cursor(shown[-1]) if len(found) > wanted.limit else None,
    }


def _narrowed(rows: QuerySet[Record], wanted: Wanted) -> QuerySet[Record]:
    if wanted.status:
        rows = rows.filter(status=wanted.status)
    if wanted.area:
        rows = rows.filter(area=wanted.area)
    if wanted.stands is not None:
        rows = rows.exclude(waiting()) if wanted.stands else rows.filter(waiting())
    if wanted.changed_since:
        rows = rows.filter(changed_at__gte=_in_utc(wanted.changed_since, "changed_since"))
    if wanted.cursor:
        moment, ref = _from_cursor(wanted.cursor)
        rows = rows.filter(Q(changed_at__gt=moment) | Q(changed_at=moment, ref__gt=ref))
    return rows


def _in_utc(moment: datetime, field: str) -> datetime:
    """The moment as the database takes it: with a zone, and still a date in UTC."""
    try:
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except OverflowError as error:  # before year 1 or after 9999 once the zone is taken off
        raise Problem(Code.SHAPE_REFUSED, status=422, field=field) from error
    raise Problem(Code.SHAPE_REFUSED, status=422, field=field)


def _cursor(record: Record) -> str:
    text = f"{record.changed_at.isoformat()}~{record.ref}"
    return base64.urlsafe_b64encode(text.encode()).decode()


def _from_cursor(cursor: str) -> tuple[datetime, str]:
    try:
        moment, _, ref = base64.urlsafe_b64decode(cursor).decode().partition("~")
        when = datetime.fromisoformat(moment)
    except (binascii.Error, ValueError) as error:
        raise Problem(Code.SHAPE_REFUSED, status=422, field="cursor") from error
    if "\x00" in ref:
        raise Problem(Code.SHAPE_REFUSED, status=422, field="cursor")
    return _in_utc(when, "cursor"), ref


@operation(
    router,
    "POST",
    "/datasets/{ref}/records",
    Verb.RECORD_CREATE,
    "dataset",
    out=RecordOut,
    status=201,
)
def post_record(
    request: SeatRequest, ref: Path[Ref], body: RecordIn, key: Key = ""
) -> Status[RecordOut]:
    """A new record, owned by the seat's agency. Repeated with the same key it makes no second."""
    dataset = visible_or_404(request, Dataset.objects.select_related("version"), ref=ref)
    sent = _sent(request, key, body)
    try:
        _look_back(request, sent)
        record = create_record(
            seat=request.seat,
            dataset=dataset,
            answers=body.answers,
            reason=body.reason,
            sent=sent,
            sure=body.sure,
        )
    except SentBefore as before:
        record = with_waiting(_whole).get(ref=before.thing)
    return Status(201, RecordOut.shown(record, request.seat))


@operation(router, "GET", "/records/{ref}", VIEW, "record", out=RecordOut)
def get_record(request: SeatRequest, ref: Path[Ref]) -> RecordOut:
    """One record."""
    return RecordOut.shown(visible_or_404(request, with_waiting(_whole), ref=ref), request.seat)


@operation(
    router,
    "POST",
    "/records/{ref}/revisions",
    Verb.RECORD_AMEND,
    "record",
    out=RevisionOut,
    status=201,
)
def post_revision(
    request: SeatRequest, ref: Path[Ref], body: AmendIn, key: Key = ""
) -> Status[dict[str, Any]]:
    """A new revision on top. 409 with the present lock when somebody else saved in between."""
    record = visible_or_404(request, _whole.all(), ref=ref)
    sent = _sent(request, key, body)
    try:
        _look_back(request, sent)
        revision = amend_record(
            seat=request.seat,
            record=record,
            answers=body.answers,
            seen=body.seen,
            reason=body.reason,
            sent=sent,
            sure=body.sure,
        )
    except SentBefore as before:
        revision = _revision(before.thing)
    return Status(201, _as_out(revision))


@operation(
    router, "POST", "/records/{ref}/moves", Verb.RECORD_MOVE, "record", out=RevisionOut, status=201
)
def post_move(
    request: SeatRequest, ref: Path[Ref], body: MoveIn, key: Key = ""
) -> Status[dict[str, Any]]:
    """A step along the lifecycle."""
    record = visible_or_404(request, _whole.all(), ref=ref)
    sent = _sent(request, key, body)
    try:
        _look_back(request, sent)
        revision = move_record(
            seat=request.seat,
            record=record,
            to=body.to,
            seen=body.seen,
            reason=body.reason,
            sent=sent,
        )
    except SentBefore as before:
        revision = _revision(before.thing)
    return Status(201, _as_out(revision))


def _sent(request: SeatRequest, key: str, body: Schema) -> Sent | None:
    return Sent.of(key, {"address": request.path, "body": body.model_dump()}) if key else None


def _look_back(request: SeatRequest, sent: Sent | None) -> None:
    """Raises SentBefore for the same request, Problem(KEY_REUSED) for another with its key."""
    try:
        look_back(request.seat, sent)
    except SentOtherwise as before:
        raise Problem(Code.KEY_REUSED, status=422) from before


def _revision(thing: str) -> Revision:
    ref, _, number = thing.partition(":")
    return Revision.objects.select_related("record").get(record__ref=ref, n=int(number))


def _as_out(revision: Revision) -> dict[str, Any]:
    return {
        "record": revision.record.ref,
        "n": revision.n,
        "lock": revision.n,
        "status": revision.status,
        "made_at": revision.made_at,
    }


@operation(router, "GET", "/records/{ref}/files/{file}", VIEW, "record", out=None, media_type="*/*")
def get_file(request: SeatRequest, ref: Path[Ref], file: Path[Ref]) -> HttpResponse:
    """A file given as an answer, to be read in place: JPEG, PNG and PDF, bare of notes.

    Of docx, odt, xlsx, xls, ods, csv and text the words, as `text/plain`. 409 `file_not_shown` for
    any other kind and for what cannot be made bare: that leaves as a working copy only.
    """
    held = _held(request, ref, file)
    shown = show_file(request.seat, held) or show_words(request.seat, held)
    if shown is None:
        raise Problem(Code.FILE_NOT_SHOWN)
    return in_place(shown)


@operation(
    router,
    "POST",
    "/records/{ref}/files/{file}/copies",
    Verb.COPY_MAKE,
    "dataset",
    out=None,
    status=201,
    media_type="application/octet-stream",
)
def post_file_copy(request: SeatRequest, ref: Path[Ref], file: Path[Ref]) -> HttpResponse:
    """A working copy of a file given as an answer, noted as a release; answers with its bytes."""
    release = take_file(seat=request.seat, held=_held(request, ref, file))
    assert release.file is not None  # noqa: S101 - just made
    response = as_attachment(release.file)
    response.status_code = 201
    return response


def _held(request: SeatRequest, ref: str, file: str) -> Held:
    held = held_file(request.seat, visible_or_404(request, _whole.all(), ref=ref), file)
    if held is None:
        raise Http404
    return held


@operation(router, "GET", "/records/{ref}/links", VIEW, "record", out=list[LinkOut])
def list_links(request: SeatRequest, ref: Path[Ref]) -> list[Link]:
    """Relations of a record, in both directions, where the other record is within sight too."""
    record = visible_or_404(request, _whole.all(), ref=ref)
    sight = visible_to(Record.objects.filter(is_withdrawn=False), request.seat).values("pk")
    links = Link.objects.filter(source__in=sight, target__in=sight)
    return list(
        links.filter(Q(source=record) | Q(target=record)).select_related("source", "target")[
            :PAGE_LIMIT
        ]
    )


@operation(
    router, "POST", "/records/{ref}/links", Verb.RECORD_LINK, "record", out=LinkOut, status=201
)
def post_link(request: SeatRequest, ref: Path[Ref], body: LinkIn) -> Status[Link]:
    """Relate two records; doing it twice changes nothing."""
    source = visible_or_404(request, _whole.all(), ref=ref)
    target = visible_or_404(request, _whole.all(), ref=body.target)
    link = link_records(
        seat=request.seat, relation=body.relation, source=source, target=target, order=body.order
    )
    return Status(201, link)


@operation(
    router,
    "POST",
    "/records/{ref}/links/{link}/end",
    Verb.RECORD_LINK,
    "record",
    out=EndedLinkOut,
)
def post_link_end(
    request: SeatRequest, ref: Path[Ref], link: Path[Ref], body: ReasonIn
) -> EndedLink:
    """Take a relation of this record away; what it was and why is kept."""
    record = visible_or_404(request, _whole.all(), ref=ref)
    require(request.seat, Verb.RECORD_LINK, record)
    found = links_from(record, request.seat).filter(ref=link).first()
    if found is None:
        raise Problem(Code.NOT_FOUND, status=404)
    return unlink_records(seat=request.seat, link=found, reason=body.reason)
