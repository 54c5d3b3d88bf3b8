"""Putting evidence to a finding, taking it back, and signing for one's agency."""

from django.db import transaction

from himaya.engines.narrative.entities import entities_in
from himaya.gate.decisions import log, require
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.people.models import Agency
from himaya.records.actions import ChangedMeanwhile
from himaya.records.lifecycle import ReasonMissing, RecordLocked, refuse_locked
from himaya.records.models import Record
from himaya.themes.board.fetching import analysis_of, whole_records
from himaya.themes.board.gates import refuse_signed
from himaya.themes.board.named import ANALYSIS, FINDING, SIGNED_IN, SUPERSEDED
from himaya.themes.board.signing import Position, fingerprints_of, sealed_note, taking_part
from himaya.themes.coding.seeing import readable_records, readable_versions
from himaya.themes.models import Evidence, Passage, SignOff


def put_evidence(
    *, seat: ActingSeat, finding: Record, document: str, number: int, stance: str
) -> Evidence:
    """Put a passage to a finding; put with another stance before, that one is taken back.

    `document` is the ref of a document, `number` that of a passage of its newest version, whose
    words are open to the seat. Raises Problem: NOT_ALLOWED, NOT_FOUND; RecordLocked.
    """
    require(seat, Verb.RECORD_CODE, finding)
    with transaction.atomic():
        locked = _open_finding(finding)
        passage = _passage(seat, document, number)
        standing = Evidence.objects.filter(finding=locked, passage=passage, taken_back_at=None)
        if (same := standing.filter(stance=stance).first()) is not None:
            return same
        standing.update(taken_back_by=seat.ref, taken_back_at=clock.now())
        made = Evidence.objects.create(
            operation=seat.operation,
            finding=locked,
            passage=passage,
            stance=stance,
            put_by=seat.ref,
        )
        log(seat, Verb.RECORD_CODE, locked, fields=("evidence",), note=stance)
    return made


def take_back_evidence(*, seat: ActingSeat, finding: Record, ref: str) -> None:
    """Take a piece of evidence away from a finding; what it was is kept.

    Raises what putting it does; Problem(NOT_FOUND) where it is gone, or its words are closed.
    """
    require(seat, Verb.RECORD_CODE, finding)
    with transaction.atomic():
        locked = _open_finding(finding)
        readable = readable_records(seat).values("pk")
        count = Evidence.objects.filter(
            finding=locked, ref=ref, taken_back_at=None, passage__version__record__in=readable
        ).update(taken_back_by=seat.ref, taken_back_at=clock.now())
        if not count:
            raise Problem(Code.NOT_FOUND, status=404)
        log(seat, Verb.RECORD_CODE, locked, fields=("evidence",), note="taken_back")


def _open_finding(finding: Record) -> Record:
    """The finding, held until all is written; Problem(NOT_FOUND) for any other record."""
    locked = _held(finding)
    if locked.dataset.profile != FINDING or locked.is_withdrawn:
        raise Problem(Code.NOT_FOUND, status=404)
    refuse_locked(locked)
    if locked.status == SUPERSEDED:
        raise RecordLocked(locked)
    refuse_signed(locked)
    return locked


def _held(record: Record) -> Record:
    return whole_records().select_for_update(of=("self",)).get(pk=record.pk)


def _passage(seat: ActingSeat, document: str, number: int) -> Passage:
    versions = list(readable_versions(seat).filter(record__ref=document))
    found = Passage.objects.filter(version__in=versions, number=number).first()
    if found is None:
        raise Problem(Code.NOT_FOUND, status=404)
    return found


class NotePointsToPerson(Problem):
    """A note with a name, a phone number or an address: everybody who sees the entry reads it."""

    def __init__(self) -> None:
        super().__init__(Code.SHAPE_REFUSED, status=422, field="note")


def sign(*, seat: ActingSeat, record: Record, position: str, seen: str, note: str = "") -> SignOff:
    """Say for one's agency that it agrees to a finding or analysis, with a reservation, or objects.

    `seen` is the fingerprint of what was on the page. Raises Problem: NOT_ALLOWED where the agency
    takes no part, STEP_UNKNOWN where it is not put up for signature; ReasonMissing for dissent
    without a word why, NotePointsToPerson, ChangedMeanwhile where something else stands there now.
    """
    require(seat, Verb.RECORD_SIGN, record)
    if position != Position.AGREES and not note.strip():
        raise ReasonMissing
    if entities_in(note):
        raise NotePointsToPerson
    with transaction.atomic():
        locked = _held(record)
        profile = locked.dataset.profile
        if profile not in SIGNED_IN or locked.is_withdrawn:
            raise Problem(Code.NOT_FOUND, status=404)
        analysis = locked if profile == ANALYSIS else analysis_of(locked)
        if seat.agency_id not in taking_part(analysis).agencies:
            raise Problem(Code.NOT_ALLOWED, status=403)
        if locked.status not in SIGNED_IN[profile]:
            raise Problem(Code.STEP_UNKNOWN, status=422, step="sign")
        present = fingerprints_of([locked])[locked.pk]
        if seen != present:
            raise ChangedMeanwhile(locked, {})
        agency = Agency.objects.get(pk=seat.agency_id)
        made = SignOff(
            operation=seat.operation,
            record=locked,
            agency=agency,
            position=position,
            fingerprint=present,
            made_by=seat.ref,
        )
        if note.strip():
            made.sealed_note = sealed_note(note.strip(), made, agency)
        made.save()
        log(seat, Verb.RECORD_SIGN, locked, note=position)
    return made
