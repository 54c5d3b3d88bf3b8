"""Writing records: create, amend, move along the lifecycle, link, withdraw."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from himaya.datasets.declarations import Profile, profile_named
from himaya.datasets.models import Dataset
from himaya.engines.xlsform import AnswerError, Checked, check_answers
from himaya.gate.decisions import authorize, log, require
from himaya.gate.seats import ActingSeat
from himaya.gate.sending import Sent, look_back, note_sent
from himaya.instruments.models import Version
from himaya.instruments.queries import form_of
from himaya.kernel import clock
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.people.models import Agency
from himaya.records.attachments import keep_files, known_to
from himaya.records.beginning import begun
from himaya.records.derive import derived_columns, involved_acronyms, key_meaning
from himaya.records.doubts import doubts_about
from himaya.records.indexing import index_record
from himaya.records.keeping import keep_withheld
from himaya.records.lifecycle import (
    GateShut,
    fixed_answers,
    follow,
    is_kept,
    refuse_locked,
    require_step,
    require_to_begin,
    unsaid,
)
from himaya.records.models import EndedLink, Involvement, Link, Record, Revision
from himaya.records.queries import withheld_paths
from himaya.records.revising import mark_changed
from himaya.records.sealing import seal_answers, sealed_paths, split, whole_answers
from himaya.records.showing import file_references
from himaya.records.snapshots.tasks import refresh_after_commit
from himaya.records.subjects import refuse_erased, subject_for
from himaya.records.twins import note_twins


class AnswersRefused(Problem):
    """Answers that do not fit the frozen form; `checked` says which and why, by path."""

    def __init__(self, checked: Checked) -> None:
        super().__init__(Code.ANSWERS_REFUSED, status=422, questions=sorted(checked.errors))
        self.checked = checked


class ChangedMeanwhile(Problem):
    """Somebody saved in between; both versions are kept for the writer to choose from."""

    def __init__(self, record: Record, answers: Mapping[str, Any]) -> None:
        super().__init__(Code.CHANGED_MEANWHILE, status=409, record=record.ref)
        self.record = record
        self.answers = dict(answers)


@dataclass(frozen=True, slots=True)
class Draft:
    """Answers that passed the form, ready to be written."""

    version: Version
    answers: dict[str, Any]
    columns: dict[str, Any]


def check(
    version: Version,
    answers: Mapping[str, Any],
    file_exists: Callable[[str], bool] | None = None,
) -> Draft:
    """Check answers against the frozen version. Raises AnswersRefused with every error."""
    checked = check_answers(form_of(version), answers, now=clock.now(), file_exists=file_exists)
    if not checked.is_sound:
        raise AnswersRefused(checked)
    return Draft(version, checked.answers, derived_columns(version, checked.answers))


def _ask_about(
    seat: ActingSeat,
    dataset: Dataset,
    draft: Draft,
    record: Record | None = None,
    before: Mapping[str, Any] | None = None,
) -> None:
    """Raises AnswersRefused for what a writer is asked about (records.doubts)."""
    if errors := doubts_about(seat, dataset, draft.version, draft.answers, record, before):
        raise _refused(draft, errors)


def _refused(draft: Draft, errors: dict[str, list[AnswerError]]) -> AnswersRefused:
    return AnswersRefused(Checked(draft.answers, errors, set(), [], {}))


def create_record(
    *,
    seat: ActingSeat,
    dataset: Dataset,
    answers: Mapping[str, Any],
    stable_id: str = "",
    reason: str = "",
    sent: Sent | None = None,
    sure: bool = False,
    level: int = 0,
    ties: Sequence[tuple[str, Record]] = (),
    whose: Agency | None = None,
) -> Record:
    """A new record in a register, owned by the writer's agency, with its relations (`ties`).

    `level`: its own sensitivity, where it is above the register's. `whose`: the agency it belongs
    to, where an action asks another one for an answer. The writer must be able to see what would
    be written: nobody reports outside their own areas.
    Unless they are `sure`, what they are asked about is refused (records.doubts). Raises SentBefore
    where the one-time key of the form has made a record already.
    """
    require(seat, Verb.RECORD_CREATE, dataset)
    if not dataset.is_open or dataset.version is None:
        raise Problem(Code.RECORD_CLOSED)
    draft = check(dataset.version, answers, known_to(seat, {}))
    if not sure:
        _ask_about(seat, dataset, draft)
    record = _begun(seat, dataset, draft)
    record.agency = whose or record.agency
    record.stable_id, record.level = stable_id, max(record.level, level)
    if errors := unsaid(record, record.status, draft.answers, [relation for relation, _ in ties]):
        raise _refused(draft, errors)
    require(seat, Verb.RECORD_VIEW, record)
    require_to_begin(seat, record)
    with transaction.atomic():
        record.save()
        _append(seat, record, draft, n=1, reason=reason)
        log(seat, Verb.RECORD_CREATE, record, fields=tuple(draft.answers))
        note_sent(seat, sent, record.ref)
        for relation, target in ties:
            require(seat, Verb.RECORD_VIEW, target)
            _link(seat, relation, record, target)
        follow(seat, record)
    return record


def answers_to_begin(
    *, seat: ActingSeat, dataset: Dataset, answers: Mapping[str, Any]
) -> dict[str, Any]:
    """The answers of a file as the seat may begin a record with them.

    A word in a file endorses and locks nothing: a state that is not the seat's to enter, or that
    needs something written down before, becomes the first of the lifecycle.
    """
    profile, version = profile_named(dataset.profile), dataset.version
    if profile is None or version is None:
        return dict(answers)
    key = key_meaning(version, "status")
    state = profile.lifecycle.state(str(answers.get(key)))
    gate = profile.gates.get(state.code) if state else None
    if state is None or not (state.verb or gate or profile.either):
        return dict(answers)
    record = _begun(seat, dataset, check(version, answers))
    is_theirs = state.verb is None or authorize(seat, state.verb, record).allowed
    is_open = is_theirs and not (gate and gate(seat, record))
    if is_open and not unsaid(record, state.code, answers):
        return dict(answers)
    return {**answers, key: _first_state(profile, version, key)}


def _first_state(profile: Profile, version: Version, key: str) -> str:
    """Where a lifecycle begins; of a form from before that state, the first that it knows."""
    form = form_of(version)
    known = {one.name for one in form.choices.get(form.by_name[key].list_name, ())}
    states = [one.code for one in profile.lifecycle.states if one.code in known]
    start = profile.lifecycle.start
    return start if start in known or not states else states[0]


def _begun(seat: ActingSeat, dataset: Dataset, draft: Draft) -> Record:
    """The record as it would stand, not written yet."""
    agencies = Agency.objects.filter(operation=seat.operation)
    return begun(
        seat,
        dataset,
        draft,
        Agency.objects.get(ref=seat.agency),
        lambda acronym: agencies.filter(acronym=acronym).first(),
    )


def amend_record(
    *,
    seat: ActingSeat,
    record: Record,
    answers: Mapping[str, Any],
    seen: int,
    reason: str = "",
    origins: Mapping[str, int] | None = None,
    sent: Sent | None = None,
    sure: bool = False,
) -> Revision:
    """Put a new revision on top. `answers` are all answers; `seen` is the lock the writer read.

    Answers withheld from the writer stay as they are (`origins`: records.keeping); `sure` as in
    `create_record`. Raises ChangedMeanwhile when another revision came first (nothing of either is
    lost), RecordLocked in a state in which nothing changes.
    """
    require(seat, Verb.RECORD_AMEND, record)
    with transaction.atomic():
        locked = _locked(record)
        change = amended(
            seat=seat,
            locked=locked,
            answers=answers,
            seen=seen,
            reason=reason,
            origins=origins,
            sent=sent,
            sure=sure,
        )
        revision = _append(seat, locked, change.draft, n=_head(locked).n + 1, reason=reason)
        log(seat, Verb.RECORD_AMEND, locked, fields=change.fields)
        note_sent(seat, sent, f"{locked.ref}:{revision.n}")
        follow(seat, locked)
    return revision


@dataclass(frozen=True, slots=True)
class Amended:
    """What a locked record is about to say, and what it says before."""

    record: Record
    draft: Draft
    before: Mapping[str, Any]

    @property
    def fields(self) -> tuple[str, ...]:
        """Names of the questions whose answers change."""
        return changed_keys(self.before, self.draft.answers)


def amended(
    *,
    seat: ActingSeat,
    locked: Record,
    answers: Mapping[str, Any],
    seen: int,
    reason: str = "",
    origins: Mapping[str, int] | None = None,
    sent: Sent | None = None,
    sure: bool = False,
) -> Amended:
    """The new revision of a record that was looked at again under its lock; writes nothing.

    Raises what `amend_record` raises, which asks first whether the seat may amend.
    """
    refuse_erased(locked)
    refuse_locked(locked)
    if locked.lock != seen:
        look_back(seat, sent)  # the same form, sent twice at once
        raise ChangedMeanwhile(locked, answers)
    before = whole_answers(locked, _head(locked))
    withheld = withheld_paths(locked.version, authorize(seat, Verb.RECORD_VIEW, locked))
    whole = keep_withheld(answers, before, withheld, origins)
    draft = check(locked.version, whole, known_to(seat, before))
    status = draft.columns.get("status", locked.status)
    errors = fixed_answers(seat, locked, before, draft.answers)
    if errors := errors | unsaid(locked, status, draft.answers):
        raise _refused(draft, errors)
    if not sure:
        _ask_about(seat, locked.dataset, draft, locked, before)
    if status != locked.status:
        others = set(changed_keys(before, draft.answers)) - {key_meaning(locked.version, "status")}
        require_step(seat, locked, status, reason, with_changes=bool(others))
    return Amended(locked, draft, before)


def move_record(
    *,
    seat: ActingSeat,
    record: Record,
    to: str,
    seen: int,
    reason: str = "",
    sent: Sent | None = None,
    under: Record | None = None,
) -> Revision:
    """Take a record to another state of its lifecycle. Raises what `require_step` raises.

    `under`: the record by which an action asked another agency for this one; whoever may move that
    may stop asking.
    """
    require(seat, Verb.RECORD_MOVE, under or record)
    with transaction.atomic():
        locked = _locked(record)
        refuse_erased(locked)
        if locked.lock != seen:
            look_back(seat, sent)  # the same form, sent twice at once
            raise ChangedMeanwhile(locked, {})
        require_step(seat, locked, to, reason)
        answers = whole_answers(locked, _head(locked))
        if status_key := key_meaning(locked.version, "status"):
            answers[status_key] = to
        draft = check(locked.version, answers)
        draft.columns["status"] = to
        if errors := unsaid(locked, to, draft.answers):
            raise _refused(draft, errors)
        revision = _append(seat, locked, draft, n=_head(locked).n + 1, reason=reason)
        log(seat, Verb.RECORD_MOVE, locked, fields=("status",))
        note_sent(seat, sent, f"{locked.ref}:{revision.n}")
        follow(seat, locked)
    return revision


def link_records(
    *, seat: ActingSeat, relation: str, source: Record, target: Record, order: int = 0
) -> Link:
    """Relate two records; doing it twice changes nothing."""
    require(seat, Verb.RECORD_LINK, source)
    require(seat, Verb.RECORD_VIEW, target)
    with transaction.atomic():
        return _link(seat, relation, source, target, order)


def _link(seat: ActingSeat, relation: str, source: Record, target: Record, order: int = 0) -> Link:
    link, made = Link.objects.get_or_create(
        operation=seat.operation,
        relation=relation,
        source=source,
        target=target,
        defaults={"order": order},
    )
    if made:
        log(seat, Verb.RECORD_LINK, source, note=relation)
    return link


def unlink_records(*, seat: ActingSeat, link: Link, reason: str) -> EndedLink:
    """Take a relation away; what it was and why is kept. Raises Problem(SHAPE_REFUSED).

    NOT_ALLOWED where it is kept (`Relation.is_kept`), GateShut where the record stands on nothing
    else in its state (`Profile.either`).
    """
    require(seat, Verb.RECORD_LINK, link.source)
    if is_kept(link.source, link.relation):
        raise Problem(Code.NOT_ALLOWED, status=403)
    if not reason.strip():
        raise Problem(Code.SHAPE_REFUSED, status=422, field="reason")
    with transaction.atomic():
        count, _ = Link.objects.filter(pk=link.pk).delete()
        if not count:
            raise Problem(Code.ALREADY_DONE)
        source = _locked(link.source)
        if missing := unsaid(source, source.status, _head(source).answers):
            raise GateShut(missing)
        ended = EndedLink.objects.create(
            operation=seat.operation,
            relation=link.relation,
            source=link.source,
            target=link.target,
            reason=reason.strip(),
            made_by=seat.ref,
            made_at=clock.now(),
        )
        log(seat, Verb.RECORD_LINK, link.source, note=f"ended {link.relation}")
    return ended


def changed_keys(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """Names of the questions whose answers differ."""
    return tuple(sorted(key for key in {*before, *after} if before.get(key) != after.get(key)))


def _head(record: Record) -> Revision:
    assert record.head is not None  # noqa: S101 - written in the record's own transaction
    return record.head


def _locked(record: Record) -> Record:
    # Look again under the lock: the row we were handed may have changed since.
    return (
        Record.objects.select_for_update(of=("self",))
        .select_related(
            "head__sealed_for__agency", "subject__agency", "dataset", "version", "agency"
        )
        .get(pk=record.pk)
    )


def _append(seat: ActingSeat, record: Record, draft: Draft, *, n: int, reason: str) -> Revision:
    opened, hidden = split(draft.answers, sealed_paths(draft.version))
    keep_files(seat.operation, file_references(form_of(draft.version), draft.answers))
    for name, value in draft.columns.items():
        setattr(record, name, value)
    record.subject = subject_for(record, draft.version, draft.answers)
    revision = Revision.objects.create(
        record=record,
        n=n,
        version=draft.version,
        answers=opened,
        sealed=seal_answers(record, n, hidden),
        sealed_keys=sorted(hidden),
        sealed_for=record.subject,
        status=record.status,
        reason=reason,
        made_by=seat.ref,
        made_at=clock.now(),
        door=seat.door,
    )
    record.head = revision
    record.lock = n
    record.save(update_fields=["head", "lock", "subject", "changed_at", *draft.columns])
    mark_changed(record.dataset_id, [record.pk])
    refresh_after_commit(record.dataset.ref)
    _name_agencies(record, draft)
    note_twins([(record, opened)], are_new=n == 1)
    index_record(record, opened)
    return revision


def _name_agencies(record: Record, draft: Draft) -> None:
    """Refresh which agencies the answers name; unknown acronyms stay words in the answers."""
    record.involvements.all().delete()
    named = involved_acronyms(draft.version, draft.answers)
    known = (
        {
            agency.acronym: agency
            for agency in Agency.objects.filter(
                operation=record.operation_id, acronym__in=set().union(*named.values())
            )
        }
        if named
        else {}
    )
    Involvement.objects.bulk_create(
        Involvement(record=record, agency=known[acronym], means=means)
        for means, acronyms in named.items()
        for acronym in sorted(acronyms & known.keys())
    )
