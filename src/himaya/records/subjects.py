"""What records are about, named by the agency's own code: found, or made, at each write.

The code may be a case number. It is kept with the record's answers, sealed as its marks say; the
subject holds its keyed fingerprint only, under the key of the one agency that uses the code.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from himaya.datasets.declarations import profile_named
from himaya.datasets.models import Dataset, Lane
from himaya.engines.tabular import fold
from himaya.gate.decisions import authorize, visible_to
from himaya.gate.seats import ActingSeat
from himaya.instruments.models import Version
from himaya.kernel.crypto import blind_index
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.people.keys import agency_key
from himaya.people.models import Agency
from himaya.records.derive import key_meaning
from himaya.records.models import Record, Subject
from himaya.records.sealing import give_key
from himaya.records.titles import title_of

_MEANS = "subject"
MOST = 20  # records of one subject listed beside a record


def code_index(agency: Agency, kind: str, code: str) -> str:
    """The fingerprint of a code as people write it: spelling differences are folded away."""
    return blind_index(fold(code), agency_key(agency), purpose=f"subject:{kind}")


def kind_for(dataset: Dataset) -> str:
    """What the records of a register are about, as its profile declares it."""
    profile = profile_named(dataset.profile)
    return profile.subject_kind if profile else "subject"


def subject_for(record: Record, version: Version, answers: Mapping[str, Any]) -> Subject | None:
    """The subject of a record that is being written; call with the record locked.

    Named by the answer that means `subject`. Without one, a record of the person lane has a
    subject of its own, so that every person can be erased; any other record has none.
    """
    kind, index = kind_for(record.dataset), _index(record, version, answers)
    if index:
        return _named(record, kind, index)
    if record.lane != Lane.PERSON:
        return None
    if record.subject is not None and not record.subject.code_index:
        return record.subject
    own = _unsaved(record, kind, "")
    own.save()
    return own


def refuse_erased(record: Record) -> None:
    """Raises Problem(SUBJECT_ERASED) for a record whose subject was erased."""
    if record.is_erased:
        raise Problem(Code.SUBJECT_ERASED, record=record.ref)


def _index(record: Record, version: Version, answers: Mapping[str, Any]) -> str:
    code = fold(str(answers.get(key_meaning(version, _MEANS)) or ""))
    return code_index(record.agency, kind_for(record.dataset), code) if code else ""


def _unsaved(record: Record, kind: str, index: str) -> Subject:
    subject = Subject(
        operation_id=record.operation_id, agency=record.agency, kind=kind, code_index=index
    )
    give_key(subject)
    return subject


def _named(record: Record, kind: str, index: str) -> Subject:
    fresh = _unsaved(record, kind, index)
    # Locked, so that an erasure is either seen here or waits for what is being written.
    subject, _ = Subject.objects.select_for_update().get_or_create(
        operation_id=record.operation_id,
        agency=record.agency,
        kind=kind,
        code_index=index,
        defaults={"ref": fresh.ref, "sealed_key": fresh.sealed_key},
    )
    return subject


def give_subjects(records: Sequence[Record], answers: Sequence[Mapping[str, Any]]) -> None:
    """Give unsaved records of one register their subjects: what `subject_for` does, for many."""
    if not records:
        return
    kind = kind_for(records[0].dataset)
    indexes = [
        _index(record, record.version, given)
        for record, given in zip(records, answers, strict=True)
    ]
    known = {
        subject.code_index: subject
        for subject in Subject.objects.select_for_update().filter(
            operation_id=records[0].operation_id, kind=kind, code_index__in=set(indexes) - {""}
        )
    }
    made, given_to = [], []
    for record, index in zip(records, indexes, strict=True):
        subject = known.get(index)
        if subject is None and (index or record.lane == Lane.PERSON):
            subject = _unsaved(record, kind, index)
            made.append(subject)
        if index and subject is not None:
            known[index] = subject
        given_to.append(subject)
    Subject.objects.bulk_create(made, batch_size=500)
    for record, subject in zip(records, given_to, strict=True):
        record.subject = subject  # saved by now: it has its key


def subjects_by_code(seat: ActingSeat, code: str) -> list[Subject]:
    """The subjects of the seat's own agency with that code, of any kind, with `several` records."""
    agency = Agency.objects.get(pk=seat.agency_id)
    of_agency = Subject.objects.filter(operation=seat.operation, agency=agency)
    kinds = set(of_agency.order_by().values_list("kind", flat=True).distinct())
    indexes = [code_index(agency, kind, code) for kind in kinds]
    found = visible_to(of_agency.filter(code_index__in=indexes), seat)
    return list(found.annotate(several=Count("records")).order_by("kind"))


def erasable(record: Record, seat: ActingSeat) -> str:
    """The reference of the subject that the seat may erase from this record, or ""."""
    if record.subject is None or record.is_erased:
        return ""
    return record.subject.ref if authorize(seat, Verb.SUBJECT_ERASE, record.subject).allowed else ""


@dataclass(frozen=True, slots=True)
class Alike:
    """The other records of a subject within somebody's sight, and whether there are more."""

    kind: str
    records: tuple[tuple[str, str, str], ...]  # ref, title, register
    has_more: bool


def about_the_same(record: Record, seat: ActingSeat, withheld: frozenset[str]) -> Alike | None:
    """Other records about the same subject, newest first. Three queries at most.

    None where there is nothing to list, or where the subject's code is withheld: that two records
    belong to one person is what the code would tell.
    """
    if record.subject is None or key_meaning(record.version, _MEANS) in withheld:
        return None
    others = Record.objects.filter(subject=record.subject).exclude(pk=record.pk)
    found = list(
        visible_to(others, seat)
        .select_related("head", "version", "dataset")
        .prefetch_related("version__questions")
        .order_by("-changed_at", "pk")[: MOST + 1]
    )
    if not found:
        return None
    listed = tuple((one.ref, title_of(one), str(one.dataset)) for one in found[:MOST])
    return Alike(record.subject.kind, listed, len(found) > MOST)
