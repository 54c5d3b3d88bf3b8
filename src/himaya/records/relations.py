"""Recording something that belongs to a record: an activity of a plan, a point of a meeting."""

from dataclasses import dataclass

from django.db import transaction

from himaya.datasets.declarations import Relation, profile_named, profiles
from himaya.datasets.models import Dataset
from himaya.gate.decisions import visible_to
from himaya.gate.seats import ActingSeat
from himaya.kernel.verbs import Verb
from himaya.records.actions import create_record, link_records
from himaya.records.models import Record


@dataclass(frozen=True, slots=True)
class Tie:
    """What a new record will be related to."""

    relation: str
    target: Record


@dataclass(frozen=True, slots=True)
class Offer:
    """A register whose records may belong to the one on the page."""

    dataset: Dataset
    relation: Relation


def offers_for(record: Record, seat: ActingSeat) -> list[Offer]:
    """The open registers in sight into which the seat may write what belongs to this record."""
    found = {
        profile.code: relation
        for profile in profiles()
        for relation in profile.relations
        if relation.target == record.dataset.profile
    }
    if not found:
        return []
    rows = Dataset.objects.filter(
        system=record.dataset.system_id, profile__in=found, is_open=True, version__isnull=False
    )
    may = visible_to(visible_to(rows, seat), seat, Verb.RECORD_CREATE)
    return [Offer(dataset, found[dataset.profile]) for dataset in may]


def tie_named(dataset: Dataset, relation: str, ref: str, seat: ActingSeat) -> Tie | None:
    """The tie an address asks for; None unless it is declared and its target is in sight."""
    profile = profile_named(dataset.profile)
    for one in profile.relations if profile else ():
        if one.code == relation:
            rows = Record.objects.filter(
                ref=ref, dataset__profile=one.target, is_withdrawn=False
            ).select_related("head", "version", "dataset__system", "agency", "operation")
            target = visible_to(rows, seat).first()
            return Tie(relation, target) if target else None
    return None


def create_tied_record(
    *, seat: ActingSeat, dataset: Dataset, answers: dict[str, object], tie: Tie | None
) -> Record:
    """A new record and its tie, or neither. Raises what the two actions raise."""
    with transaction.atomic():
        record = create_record(seat=seat, dataset=dataset, answers=answers)
        if tie is not None:
            link_records(seat=seat, relation=tie.relation, source=record, target=tie.target)
    return record
