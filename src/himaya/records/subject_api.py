"""API of the room: what records are about, found by its code, assigned, erased for good."""

from ninja import Path, Router

from himaya.gate.api_routes import Ref, operation
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.kernel.verbs import Verb
from himaya.records.assigning import assign_case
from himaya.records.erasing import erase_subject
from himaya.records.models import Record, Subject
from himaya.records.schemas import AssignedOut, AssignIn, CodeIn, ReasonIn, SubjectOut
from himaya.records.subjects import subjects_by_code

router = Router(tags=["subjects"])


@operation(router, "POST", "/subjects/find", Verb.SUBJECT_VIEW, "subject", out=list[SubjectOut])
def find_subjects(request: SeatRequest, body: CodeIn) -> list[Subject]:
    """The subjects of one's agency with that code; the code travels in the body only."""
    return subjects_by_code(request.seat, body.code)


@operation(router, "POST", "/subjects/{ref}/erasure", Verb.SUBJECT_ERASE, "subject", out=SubjectOut)
def post_erasure(request: SeatRequest, ref: Path[Ref], body: ReasonIn) -> Subject:
    """Erase a subject for good: key, encrypted answers, files, search and snapshots."""
    subject = visible_or_404(
        request, Subject.objects.select_related("agency", "operation"), ref=ref
    )
    return erase_subject(seat=request.seat, subject=subject, reason=body.reason)


@operation(router, "POST", "/records/{ref}/assign", Verb.RECORD_ASSIGN, "record", out=AssignedOut)
def post_assign(request: SeatRequest, ref: Path[Ref], body: AssignIn) -> dict[str, int]:
    """Give the case to another caseworker; all records about the same person go along."""
    record = visible_or_404(
        request,
        Record.objects.filter(is_withdrawn=False).select_related(
            "operation", "agency", "dataset__system", "subject"
        ),
        ref=ref,
    )
    return {"records": assign_case(seat=request.seat, record=record, caseworker=body.caseworker)}
