"""Recording something that belongs to a record: an activity of a plan, a point of a meeting."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from himaya.datasets.declarations import OWN_AGENCY, TODAY, Relation, profile_named, profiles
from himaya.datasets.models import Dataset
from himaya.gate.decisions import authorize, visible_to
from himaya.gate.seats import ActingSeat
from himaya.gate.sending import Sent
from himaya.instruments.queries import form_of
from himaya.kernel import clock
from himaya.kernel.verbs import Verb
from himaya.people.models import Agency
from himaya.records.actions import create_record
from himaya.records.models import Link, Record
from himaya.records.queries import withheld_paths, without
from himaya.search.queries import found

MOST = 20  # records offered to choose from


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
    declared = {
        profile.code: relation
        for profile in profiles()
        for relation in profile.relations
        if relation.target == record.dataset.profile and relation.is_offered
    }
    if not declared:
        return []
    rows = Dataset.objects.filter(
        system=record.dataset.system_id, profile__in=declared, is_open=True, version__isnull=False
    )
    may = visible_to(visible_to(rows, seat), seat, Verb.RECORD_CREATE)
    return [Offer(dataset, declared[dataset.profile]) for dataset in may]


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


def carried(seat: ActingSeat, tie: Tie, dataset: Dataset) -> dict[str, Any]:
    """What the first answers of a new record take from the record it belongs to, and who writes.

    Of the record only what the seat may read there, what is kept open, and choices that both forms
    know.
    """
    profile, head = profile_named(dataset.profile), tie.target.head
    relations = profile.relations if profile else ()
    pairs = next((one.carries for one in relations if one.code == tie.relation), ())
    if not pairs or head is None or dataset.version is None:
        return {}
    decision = authorize(seat, Verb.RECORD_VIEW, tie.target)
    known = {
        **without(head.answers, withheld_paths(head.version, decision)),
        TODAY: clock.today().isoformat(),
        OWN_AGENCY: Agency.objects.values_list("acronym", flat=True).get(ref=seat.agency),
    }
    form = form_of(dataset.version)
    found = {}
    for there, here in pairs:
        asked, said = form.by_name.get(here), known.get(there)
        names = {one.name for one in form.choices.get(asked.list_name, ())} if asked else set()
        if asked and said and (not names or said in names):
            found[here] = said
    return found


def create_tied_record(
    *,
    seat: ActingSeat,
    dataset: Dataset,
    answers: dict[str, object],
    tie: Tie | None,
    sent: Sent | None = None,
    sure: bool = False,
) -> Record:
    """A new record and its tie, or neither. Raises what the two actions raise."""
    return create_record(
        seat=seat,
        dataset=dataset,
        answers=answers,
        sent=sent,
        sure=sure,
        ties=[(tie.relation, tie.target)] if tie else (),
    )


def relations_of(record: Record) -> tuple[Relation, ...]:
    """The relations that the record's profile declares."""
    profile = profile_named(record.dataset.profile)
    return profile.relations if profile else ()


def candidates(record: Record, relation: str, words: str, seat: ActingSeat) -> list[Record]:
    """Records in sight to which the relation may lead, found by their words or reference.

    Newest change first, at most MOST. Nothing for a relation that is not declared.
    """
    target = {one.code: one.target for one in relations_of(record)}.get(relation)
    if target is None:
        return []
    hits = found(seat, words).filter(kind="record").order_by().values("thing")
    named = Q(ref__in=hits) | Q(ref=words.strip().lower())
    rows = Record.objects.filter(named, dataset__profile=target).exclude(pk=record.pk)
    return list(
        visible_to(rows, seat)
        .select_related("head", "version", "dataset")
        .prefetch_related("version__questions")
        .order_by("-changed_at", "pk")[:MOST]
    )


def links_from(record: Record, seat: ActingSeat) -> QuerySet[Link]:
    """The relations this record declares to others, as far as those are in sight."""
    within = visible_to(Record.objects.all(), seat).values("pk")
    return (
        Link.objects.filter(source=record, target__in=within)
        .select_related("target__head", "target__version", "target__dataset")
        .prefetch_related("target__version__questions")
    )
