"""Writing plans: starting the next version, endorsing one.

A version is a plan of its own. The next one begins as a draft with a copy of every activity that is
not finished, so that drafting changes nothing of what is endorsed. When it is endorsed, the old
version is superseded, the activities it was copied from are closed as carried over, and what a
file would update (stable ids) passes on to the new one.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from himaya.engines.tabular import fold
from himaya.gate.decisions import log, require, visible_to
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.profiles.workplans.declaration import ACTIVITY
from himaya.records.actions import create_record, link_records, move_record
from himaya.records.models import Link, Record, Revision
from himaya.records.queries import shown_answers

DRAFT, ENDORSED, SUPERSEDED = "draft", "endorsed", "superseded"
CARRIED_OVER = "carried_over"
ACTIVITY_OF, CONTINUES, REPLACES = "activity_of", "continues", "replaces"
_OF_ONE_VERSION = {"version", "version_date", "endorsement"}
_FINISHED = {
    state.code for state in ACTIVITY.lifecycle.states if state.phase in {"done", "stopped"}
}


def start_next_version(*, seat: ActingSeat, plan: Record, version: str) -> Record:
    """A draft of the plan's next version, owned by the writer's agency.

    It takes over what the seat may read of the plan and of its unfinished activities. Raises
    Problem(ALREADY_DONE) unless the plan is endorsed and no draft replaces it yet.
    """
    require(seat, Verb.RECORD_CREATE, plan.dataset)
    with transaction.atomic():
        Record.objects.select_for_update(of=("self",)).get(pk=plan.pk)
        drafts = Link.objects.filter(relation=REPLACES, target=plan, source__is_withdrawn=False)
        if plan.status != ENDORSED or drafts.exists():
            raise Problem(Code.ALREADY_DONE)
        kept = {
            key: value for key, value in _shown(plan, seat).items() if key not in _OF_ONE_VERSION
        }
        answers = {**kept, "version": version, "endorsement": DRAFT}
        draft = create_record(seat=seat, dataset=plan.dataset, answers=answers, sure=True)
        link_records(seat=seat, relation=REPLACES, source=draft, target=plan)
        for link in _unfinished(plan, seat):
            answers = dict(_shown(link.source, seat))
            copy = create_record(seat=seat, dataset=link.source.dataset, answers=answers, sure=True)
            link_records(seat=seat, relation=CONTINUES, source=copy, target=link.source)
            link_records(
                seat=seat, relation=ACTIVITY_OF, source=copy, target=draft, order=link.order
            )
        log(seat, Verb.RECORD_CREATE, draft, note="next_version")
    return draft


def _shown(record: Record, seat: ActingSeat) -> Mapping[str, Any]:
    """The answers that the seat may read: nobody hands on what is withheld from them."""
    assert record.head is not None  # noqa: S101 - written in the record's own transaction
    return shown_answers(record, record.head, seat)[0]


def _unfinished(plan: Record, seat: ActingSeat) -> list[Link]:
    sight = visible_to(Record.objects.filter(is_withdrawn=False), seat).values("pk")
    links = Link.objects.filter(relation=ACTIVITY_OF, target=plan, source__in=sight)
    return list(
        links.exclude(source__status__in=_FINISHED)
        .select_related(
            "source__operation", "source__head", "source__version", "source__agency",
            "source__dataset__system", "source__dataset__version",
        )
        .order_by("order", "pk")
    )  # fmt: skip


def endorse_plan(*, seat: ActingSeat, plan: Record, seen: int) -> Revision:
    """Endorse a draft; versions of the same plan endorsed before are superseded by it.

    Raises Problem(NOT_ALLOWED) for whoever does not coordinate, ALREADY_DONE, and
    ChangedMeanwhile when somebody changed the plan since `seen`.
    """
    require(seat, Verb.PLAN_ENDORSE, plan)
    if plan.status != DRAFT:
        raise Problem(Code.ALREADY_DONE)
    with transaction.atomic():
        revision = move_record(seat=seat, record=plan, to=ENDORSED, seen=seen)
        for earlier in _earlier_versions(seat, plan):
            move_record(seat=seat, record=earlier, to=SUPERSEDED, seen=earlier.lock)
            _pass_on_identity(earlier, plan)
        for link in _carried_over(plan):
            move_record(seat=seat, record=link.target, to=CARRIED_OVER, seen=link.target.lock)
            _pass_on_identity(link.target, link.source)
        # They stand from now on; copies elsewhere that follow the API must hear of it.
        parts = Link.objects.filter(relation=ACTIVITY_OF, target=plan).values("source")
        Record.objects.filter(pk__in=parts).update(changed_at=clock.now())
        log(seat, Verb.PLAN_ENDORSE, plan)
    return revision


def replace_endorsed(*, seat: ActingSeat, plan: Record) -> None:
    """Make a draft that was brought in the next version of the endorsed plan of its title.

    Nothing happens where there is none. Its activities wait until it is endorsed.
    """
    if plan.status == DRAFT:
        for earlier in _earlier_versions(seat, plan):
            link_records(seat=seat, relation=REPLACES, source=plan, target=earlier)


def _earlier_versions(seat: ActingSeat, plan: Record) -> list[Record]:
    """Endorsed plans of the register that it replaces, or with the same title, spelling aside."""
    replaced = set(
        Link.objects.filter(relation=REPLACES, source=plan).values_list("target_id", flat=True)
    )
    others = visible_to(
        Record.objects.filter(dataset=plan.dataset_id, status=ENDORSED, is_withdrawn=False), seat
    ).exclude(pk=plan.pk)
    title = _title(plan)
    return [
        one
        for one in others.select_related(
            "operation", "head", "version", "agency", "dataset__system"
        )
        if one.pk in replaced or (title and _title(one) == title)
    ]


def _title(plan: Record) -> str:
    return fold(str(plan.head.answers.get("title", ""))) if plan.head else ""


def _carried_over(plan: Record) -> list[Link]:
    """What the plan's activities continue and is not finished meanwhile."""
    links = Link.objects.filter(
        relation=CONTINUES, source__links_out__target=plan, source__links_out__relation=ACTIVITY_OF
    ).exclude(target__status__in=_FINISHED)
    return list(
        links.select_related(
            "source", "target__operation", "target__head", "target__version", "target__agency",
            "target__dataset__system",
        )
    )  # fmt: skip


def _pass_on_identity(old: Record, new: Record) -> None:
    """What a file brought again would update is from now on the new version's."""
    if old.stable_id and not new.stable_id:
        Record.objects.filter(pk=old.pk).update(stable_id="")
        Record.objects.filter(pk=new.pk).update(stable_id=old.stable_id)
