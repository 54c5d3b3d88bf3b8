"""What follow-up adds to the pages of records: who was asked, what came of it, what to recommend."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from himaya.datasets.models import Dataset
from himaya.gate.decisions import HIGH, authorize, observe, visible_to
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.kernel.verbs import Verb
from himaya.profiles.coordination.memory.asking import (
    ANSWER,
    OPEN,
    WITHDRAWN,
    answers_to,
)
from himaya.profiles.coordination.memory.declaration import GROUNDS, RECOMMENDATION
from himaya.profiles.coordination.memory.standing import (
    ANSWERED,
    addressee_of,
    passed_on,
    standings,
)
from himaya.records.history import status_label
from himaya.records.models import Link, Record
from himaya.records.titles import title_of
from himaya.themes.board.named import ANSWER_TO

_FROM = {one.target: one.code for one in RECOMMENDATION.relations if one.code in GROUNDS}


@dataclass(frozen=True, slots=True)
class Followed:
    """A recommendation and how far it is: of those asked, how many are in which figure."""

    ref: str
    title: str
    status: str
    asked: int = 0
    answered: int = 0
    overdue: int = 0
    acted_on: int = 0


def recommended_from(seat: ActingSeat, records: Collection[Record]) -> dict[int, list[Followed]]:
    """By key of what was found, the recommendations in sight that rest on it. Four queries.

    For the boards and pages of what recommendations rest on, many at once. A count is of the
    answers in the seat's sight.
    """
    ties = Link.objects.filter(relation__in=GROUNDS, target__in=[one.pk for one in records])
    pairs = list(ties.order_by("pk").values_list("target", "source"))
    rows = Record.objects.filter(
        pk__in={source for _, source in pairs}, is_withdrawn=False, level__lt=HIGH
    )
    whole = visible_to(rows, seat).select_related("head", "version", "dataset")
    seen = {one.pk: one for one in whole.prefetch_related("version__questions")}
    counts = _counts(seat, seen) if seen else {}
    found: dict[int, list[Followed]] = {}
    for target, source in pairs:
        if source in seen:
            one = seen[source]
            status = status_label(one, one.status)
            told = Followed(one.ref, title_of(one), status, **counts.get(source, {}))
            found.setdefault(target, []).append(told)
    return found


def _counts(seat: ActingSeat, keys: Collection[int]) -> dict[int, dict[str, int]]:
    links = Link.objects.filter(
        relation=ANSWER_TO, target__in=keys, source__in=visible_to(Record.objects.all(), seat)
    ).select_related("source__head")
    found: dict[int, dict[str, int]] = {}
    for link in links.exclude(source__status=WITHDRAWN):
        answer = link.source
        said = answer.head.answers if answer.head else {}
        counts_in = standings(answer.status, said, clock.today())
        told = found.setdefault(
            link.target_id, {"asked": 0, "answered": 0, "overdue": 0, "acted_on": 0}
        )
        told["asked"] += 1
        told["answered"] += answer.status in ANSWERED
        told["overdue"] += "overdue" in counts_in
        told["acted_on"] += "acted_on" in counts_in
    return found


def follow_up_of_record(seat: ActingSeat, record: Record) -> Mapping[str, Any]:
    """Part of a record's page: of a recommendation, an answer, or of what one may rest on."""
    profile = record.dataset.profile
    if profile == RECOMMENDATION.code:
        return _of_recommendation(seat, record)
    if profile == ANSWER:
        return _of_answer(seat, record)
    return _of_ground(seat, record) if profile in _FROM else {}


def _of_recommendation(seat: ActingSeat, record: Record) -> Mapping[str, Any]:
    rows = visible_to(answers_to(record), seat).select_related("head", "version")
    # What is High is read with a trace, as on its own page.
    answers = [one for one in rows if observe(seat, one, Verb.RECORD_VIEW).allowed]
    others = passed_on(answers)
    return {
        "is_recommendation": True,
        "answers": [answer_row(one, others) for one in answers],
        "is_left": record.status == OPEN and not answers,
    }


def _of_answer(seat: ActingSeat, record: Record) -> Mapping[str, Any]:
    return {
        "answer": answer_row(record, passed_on([record])),
        "is_not_told": record.status == "not_told",
        "can_amend": authorize(seat, Verb.RECORD_AMEND, record).allowed,
    }


def _of_ground(seat: ActingSeat, record: Record) -> Mapping[str, Any]:
    open_ones = Dataset.objects.filter(
        profile=RECOMMENDATION.code, is_open=True, version__isnull=False
    )
    may = visible_to(visible_to(open_ones, seat), seat, Verb.RECORD_CREATE)
    return {
        "is_ground": True,
        "recommended": recommended_from(seat, [record]).get(record.pk, []),
        "register": may.order_by("pk").first(),
        "relation": _FROM[record.dataset.profile],
        "ref": record.ref,
    }


def answer_row(answer: Record, others: Mapping[int, str]) -> dict[str, Any]:
    """An answer as tables name it; `others`: who passed it on, by key."""
    said = answer.head.answers if answer.head else {}
    counts_in: Collection[str] = ()
    if answer.status != WITHDRAWN:
        counts_in = standings(answer.status, said, clock.today())
    days = {
        key: date.fromisoformat(str(said[key])) if said.get(key) else None
        for key in ("answer_by", "answered_on", "told_on", "act_by")
    }
    return {
        "ref": answer.ref,
        "title": said.get("title", ""),
        "addressee": addressee_of(answer),
        "status": status_label(answer, answer.status),
        "tone": "warn" if answer.status == "not_told" else "",
        "is_overdue": "overdue" in counts_in,
        "is_late": "late" in counts_in,
        "passed_on": others.get(answer.pk),
        **days,
    }
