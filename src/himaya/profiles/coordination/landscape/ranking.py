"""Rankings of information needs handed in by agencies, and what came out (systems 68).

Requirements (annex of the second PIM working meeting: the top four of each scenario by response
rate):
1. One answer for each agency and exercise; handing in again replaces it. Answers are of one
   scenario, since an exercise has one.
2. What others chose is hidden until the exercise is closed, and then told as numbers only, never
   by whom; below `FEWEST` answers nothing is told. Answers as they stood at closing count.
3. Every choice has its category; own words count as one need whatever their spelling, and nothing
   that was handed in is left out without being told.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from himaya.engines.tabular import fold
from himaya.gate.decisions import log, require, visible_to
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.people.models import Agency
from himaya.profiles.coordination.keepers import register_beside
from himaya.profiles.coordination.landscape.declaration import ANSWER_TO, NEED, RANKING_ANSWER
from himaya.records.actions import amend_record, create_record, link_records
from himaya.records.derive import acronyms_in
from himaya.records.models import Record, Revision
from himaya.records.queries import shown_answers
from himaya.records.sealing import whole_answers

TOP = 4
FEWEST = 3  # answers: of two, each agency could read the other's off the sum
MUST = "must_have"
NEEDED = frozenset({MUST, "nice_to_have"})


@dataclass(frozen=True, slots=True)
class Ranked:
    """One need: how many agencies named it, how many as a must, in which category."""

    need: str  # its code, or the words first used
    title: str
    category: str
    votes: int
    musts: int


@dataclass(frozen=True, slots=True)
class Result:
    """`answered` of `asked`; `uncounted`: answers of agencies that were not asked."""

    asked: int
    answered: int
    uncounted: int
    ranked: Sequence[Ranked] = ()  # most votes first; empty while hidden

    @property
    def percent(self) -> int:
        """The response rate, rounded down so that 100 means all."""
        return self.answered * 100 // self.asked if self.asked else 0


def is_over(exercise: Record, today: date) -> bool:
    """Whether it takes no more answers."""
    return exercise.status == "closed" or (
        exercise.deadline is not None and exercise.deadline < today
    )


def needs_to_rank(seat: ActingSeat) -> dict[str, tuple[str, str]]:
    """By code, title and category of the needs in sight that were not dropped. One query."""
    rows = Record.objects.filter(dataset__profile=NEED.code, is_withdrawn=False)
    said = visible_to(rows.exclude(status="dropped"), seat).values_list("head__answers", flat=True)
    found = {
        str(one["code"]): (str(one.get("title") or one["code"]), str(one.get("pim_category") or ""))
        for one in said
        if one.get("code")
    }
    return dict(sorted(found.items()))


def own_answer(seat: ActingSeat, exercise: Record) -> Record | None:
    """What the seat's agency handed in. One query."""
    rows = Record.objects.filter(
        links_out__relation=ANSWER_TO, links_out__target=exercise, agency__ref=seat.agency
    )
    whole = visible_to(rows, seat).select_related(
        "operation", "agency", "dataset__system", "version", "head__version", "head__sealed_for"
    )
    whole = whole.prefetch_related("version__questions", "head__version__questions")
    return whole.order_by("pk").first()


def own_choices(seat: ActingSeat, exercise: Record) -> list[Mapping[str, Any]]:
    """What the seat's agency chose, as far as the seat may open it; that it did is logged."""
    answer = own_answer(seat, exercise)
    if answer is None or answer.head is None:
        return []
    shown, _withheld = shown_answers(answer, answer.head, seat)
    choices = [one for one in shown.get("choices") or () if one.get("need")]
    if choices:
        fields = tuple(f"choices.{key}" for key in sorted(choices[0]))
        log(seat, Verb.RECORD_SEAL_OPEN, answer, fields=fields, note="shown")
    return choices


def hand_in(*, seat: ActingSeat, exercise: Record, choices: Sequence[Mapping[str, str]]) -> Record:
    """The agency's answer, or a new state of it. Raises Problem(RECORD_CLOSED) once it is over.

    Raises AnswersRefused for a choice without category, Problem(SHAPE_REFUSED) for none at all.
    """
    require(seat, Verb.RECORD_VIEW, exercise)
    if exercise.status != "open" or is_over(exercise, clock.today()):
        raise Problem(Code.RECORD_CLOSED, status=409)
    if not choices:  # it would count as an answer in the response rate
        raise Problem(Code.SHAPE_REFUSED, status=422, field="choices")
    agency = Agency.objects.get(ref=seat.agency)
    title = str(exercise.head.answers["title"]) if exercise.head else ""
    answers = {
        "title": title,
        "agency": agency.acronym,
        "choices": [dict(one) for one in choices],
        "status": "handed_in",
    }
    with transaction.atomic():
        answer = own_answer(seat, exercise)
        if answer is not None:
            amend_record(seat=seat, record=answer, answers=answers, seen=answer.lock, sure=True)
            return answer
        register = register_beside(seat, exercise, RANKING_ANSWER.code)
        answer = create_record(
            seat=seat,
            dataset=register,
            answers=answers,
            stable_id=f"{exercise.ref}:{agency.ref}",  # the database keeps it to one
            sure=True,
        )
        link_records(seat=seat, relation=ANSWER_TO, source=answer, target=exercise)
    return answer


def result_of(seat: ActingSeat, exercise: Record, today: date) -> Result:
    """What came out, with nothing ranked until it is over. At most four queries.

    Counted are all answers, whoever looks: each agency's vote is hidden and their sum is told.
    """
    assert exercise.head is not None  # noqa: S101 - written in the record's own transaction
    asked = acronyms_in(exercise.head.answers.get("asked") or "")
    rows = Record.objects.filter(
        links_out__relation=ANSWER_TO,
        links_out__target=exercise,
        operation=exercise.operation_id,
        status="handed_in",
        is_withdrawn=False,
    )
    handed = {one.agency_id: one for one in rows.select_related("agency").order_by("pk")}
    counted = [one for one in handed.values() if one.agency.acronym in asked]
    result = Result(len(asked), len(counted), len(handed) - len(counted))
    if not is_over(exercise, today) or len(counted) < FEWEST:
        return result
    ranked = _ranked(_as_closed(exercise, counted), needs_to_rank(seat))
    return Result(result.asked, result.answered, result.uncounted, ranked)


def _closed_at(exercise: Record) -> datetime | None:
    """When somebody closed it; None where its day did."""
    if exercise.status != "closed":
        return None
    rows = Revision.objects.filter(record=exercise, status="closed")
    return rows.order_by("n").values_list("made_at", flat=True).first()


def _as_closed(exercise: Record, answers: Sequence[Record]) -> list[list[Mapping[str, Any]]]:
    """The choices of each answer as they stood when it was closed. Two queries."""
    closed_at = _closed_at(exercise)
    rows = Revision.objects.filter(record__in=answers).select_related(
        "sealed_for__agency", "record__agency", "record__operation"
    )
    if closed_at is not None:
        rows = rows.filter(made_at__lte=closed_at)
    if exercise.deadline is not None:
        rows = rows.filter(made_at__date__lte=exercise.deadline)
    newest = {one.record_id: one for one in rows.order_by("n")}
    return [list(whole_answers(one.record, one).get("choices") or ()) for one in newest.values()]


def _ranked(
    answers: Sequence[Sequence[Mapping[str, Any]]], needs: Mapping[str, tuple[str, str]]
) -> list[Ranked]:
    votes: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for choices in answers:
        once = {fold(str(one["need"])): one for one in choices if one.get("rank") in NEEDED}
        for key, one in once.items():
            votes[key].append(one)
    found = [_one(said, needs) for said in votes.values()]
    return sorted(found, key=lambda one: (-one.votes, -one.musts, one.title))


def _one(said: Sequence[Mapping[str, Any]], needs: Mapping[str, tuple[str, str]]) -> Ranked:
    need = str(said[0]["need"])
    title, category = needs.get(need, (need, ""))
    return Ranked(
        need,
        title,
        category or str(said[0].get("category")),
        len(said),
        sum(one.get("rank") == MUST for one in said),
    )
