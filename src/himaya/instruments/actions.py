"""Writing instruments: a new version from an XLSForm, confirming marks, publishing."""

from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.db.models import Max

from himaya.engines.xlsform import Form, Proposal, propose_marks
from himaya.files.models import StoredFile
from himaya.gate.decisions import log, require, visible_to
from himaya.gate.lowering import spend_lowering
from himaya.gate.seats import ActingSeat
from himaya.instruments.models import Instrument, Question, Version
from himaya.instruments.queries import (
    digest_of,
    is_pending,
    lowered_questions,
    proposed_marks,
)
from himaya.kernel import clock
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.systems.models import InformationSystem

# Until a person has looked (meaning.md): these kinds count as direct, the rest as indirect.
_FREE_KINDS = {"text", "image", "audio", "video", "file", "geopoint", "geotrace", "geoshape"}
# What an unconfirmed or unlevelled mark is taken for: never less dangerous than it may be.
LEVEL_OF = {"direct": 3, "sensitive": 3, "indirect": 2, "none": 1}


def create_instrument(
    *,
    seat: ActingSeat,
    system: InformationSystem,
    code: str,
    form: Form,
    names: dict[str, str] | None = None,
    profile: str = "",
    source: StoredFile | None = None,
) -> Version:
    """A new instrument of a system, with its first draft version.

    Raises Problem(NAME_TAKEN) where a form that the seat may see has the code.
    """
    require(seat, Verb.INSTRUMENT_CREATE, system)
    with transaction.atomic():
        # Within one's sight only, as of registers (datasets.actions).
        if visible_to(Instrument.objects.filter(code=code), seat).exists():
            raise Problem(Code.NAME_TAKEN, status=422, name=code)
        instrument = Instrument.objects.create(
            operation=seat.operation,
            system=system,
            agency=system.agency,
            code=code,
            names=names or dict(form.title) or {"en": code},
            profile=profile,
        )
        return _draft(seat, instrument, form, source)


def add_version(
    *, seat: ActingSeat, instrument: Instrument, form: Form, source: StoredFile | None = None
) -> Version:
    """A further draft of an instrument; published versions stay as they are."""
    require(seat, Verb.INSTRUMENT_CREATE, instrument)
    with transaction.atomic():
        return _draft(seat, instrument, form, source)


def _draft(
    seat: ActingSeat, instrument: Instrument, form: Form, source: StoredFile | None
) -> Version:
    last = instrument.versions.aggregate(last=Max("number"))["last"] or 0
    definition = form.to_json()
    version = Version.objects.create(
        operation=seat.operation,
        instrument=instrument,
        number=last + 1,
        definition=definition,
        digest=digest_of(definition),
        source=source,
        made_by=seat.ref,
    )
    Question.objects.bulk_create(_questions(version, form))
    log(seat, Verb.INSTRUMENT_CREATE, instrument, note=f"version_{version.number}")
    return version


def _questions(version: Version, form: Form) -> list[Question]:
    proposals = {proposal.path: proposal for proposal in propose_marks(form)}
    made = []
    for order, asked in enumerate(q for q in form.questions if q.holds_answer):
        path = ".".join((*asked.repeat, asked.key))
        sensitivity = asked.sensitivity or ("direct" if asked.type in _FREE_KINDS else "indirect")
        made.append(
            Question(
                version=version,
                order=order,
                key=asked.key,
                kind=asked.type,
                labels=dict(asked.labels),
                repeat=".".join(asked.repeat),
                list_name=asked.list_name,
                means=asked.means,
                sensitivity=sensitivity,
                level=asked.level or LEVEL_OF[sensitivity],
                need=asked.need,
                aggregation=asked.aggregation,
                is_confirmed=bool(asked.sensitivity),
                proposal=_as_json(proposals.get(path)),
            )
        )
    return made


def _as_json(proposal: Proposal | None) -> dict[str, Any]:
    if proposal is None:
        return {}
    return {**asdict(proposal), "reason_params": dict(proposal.reason_params)}


def confirm_marks(
    *, seat: ActingSeat, version: Version, marks: dict[str, dict[str, Any]]
) -> list[Question]:
    """Confirm or correct marks by question path ("member.age"); a frozen version refuses.

    `marks[path]` holds `means`, `sensitivity`, `level` and perhaps `need`, `aggregation`.
    """
    require(seat, Verb.INSTRUMENT_MARK, version.instrument)
    with transaction.atomic():
        locked = Version.objects.select_for_update().get(pk=version.pk)
        if locked.state != Version.State.DRAFT:
            raise Problem(Code.INSTRUMENT_FROZEN)
        changed = []
        for question in locked.questions.all():
            if question.path not in marks:
                continue
            for field, value in marks[question.path].items():
                setattr(question, field, value)
            question.is_confirmed = True
            question.save(
                update_fields=[
                    "means",
                    "sensitivity",
                    "level",
                    "need",
                    "aggregation",
                    "is_confirmed",
                ]
            )
            changed.append(question)
        log(seat, Verb.INSTRUMENT_MARK, version.instrument, fields=tuple(q.key for q in changed))
    return changed


def accept_sure_marks(*, seat: ActingSeat, version: Version) -> list[Question]:
    """Confirm every confident proposal of a draft at once; doubts stay for a person to judge."""
    marks = {
        question.path: proposed_marks(question)
        for question in version.questions.all()
        if is_pending(question) and question.proposal.get("confidence") == "sure"
    }
    return confirm_marks(seat=seat, version=version, marks=marks)


def publish_version(*, seat: ActingSeat, version: Version) -> Version:
    """Freeze a draft. Unconfirmed questions do not block the owner's own work (meaning.md).

    Raises Problem(LEVEL_LOWERED), naming the questions, where an earlier version marked one more
    strictly, unless a reviewer gave leave for exactly these marks (gate.lowering).
    """
    require(seat, Verb.INSTRUMENT_PUBLISH, version.instrument)
    with transaction.atomic():
        locked = Version.objects.select_for_update().get(pk=version.pk)
        if locked.state != Version.State.DRAFT:
            raise Problem(Code.INSTRUMENT_FROZEN)
        if lowered := lowered_questions(locked):
            changes = {one.question.path: one.comes_to for one in lowered}
            spend_lowering(locked.instrument, changes, scope=str(locked.number))
        locked.state = Version.State.PUBLISHED
        locked.published_by = seat.ref
        locked.published_at = clock.now()
        locked.save(update_fields=["state", "published_by", "published_at"])
        log(seat, Verb.INSTRUMENT_PUBLISH, version.instrument, note=f"version_{locked.number}")
    return locked
