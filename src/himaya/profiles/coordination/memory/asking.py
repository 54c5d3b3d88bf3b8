"""A recommendation that went out is asked of each addressee, which answers for itself.

Requirements (systems 5: finding, recommendation, addressee, answer, action):
1. Once a recommendation is open there is one answer to be given for each addressee, whichever door
   it went out by; none is made twice. It belongs to the agency it is asked of, so that it is among
   what is due to it. A body without an agency here stays with whoever asks.
2. An addressee is told here where somebody of it may answer; else it is not told until somebody
   says on which day and how it was told outside.
3. A recommendation is closed once every addressee has answered: acted upon where what was promised
   is done and somebody did something, not used where nobody used it.
4. What is withdrawn is asked of nobody any more; what was answered stays as it is.
5. That an answer is no longer asked for, or that nobody was told, is said by whoever may move the
   recommendation: its agency and the desk. An addressee does not take itself off the list.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from himaya.datasets.models import Dataset
from himaya.gate.decisions import authorize
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.people.models import Agency
from himaya.people.queries import acting_seat, usable_seats
from himaya.profiles.coordination.keepers import register_beside
from himaya.records.actions import create_record, move_record
from himaya.records.derive import acronyms_in
from himaya.records.models import Record
from himaya.themes.board.named import ANSWER_TO

ANSWER = "recommendation_answer"
DRAFT, OPEN, WITHDRAWN = "draft", "open", "withdrawn"
WAITING = frozenset({"not_told", "asked"})
_SAID_BY_WHO_ASKS = frozenset({"not_told", WITHDRAWN})
_TAKEN_ALONG = ("risk", "sector", "area", "answer_by")


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who is asked: an acronym, which may be of no agency here, or a body in words."""

    acronym: str
    body: str

    def ident(self, recommendation: Record) -> str:
        """The stable id: of the same recommendation each is asked once."""
        folded = " ".join(self.body.casefold().split()).encode()
        named = self.acronym[:80] or f"body-{hashlib.sha256(folded).hexdigest()[:16]}"
        return f"{recommendation.ref}:{named}"


def addressees(said: Mapping[str, Any]) -> Iterator[Addressee]:
    """Those that the answers of a recommendation name, each once."""
    for acronym in sorted(acronyms_in(said.get("addressee") or "")):
        yield Addressee(acronym, "")
    bodies = re.split(r"[;؛\n]", str(said.get("addressee_body") or ""))
    for body in dict.fromkeys(one.strip() for one in bodies):
        if body:
            yield Addressee("", body)


def follow_recommendation(seat: ActingSeat, record: Record) -> None:
    """What follows from a recommendation as it was just written."""
    if record.is_withdrawn or record.status == WITHDRAWN:
        for answer in answers_to(record).filter(status__in=(*WAITING, "answered")):
            _step(seat, record, answer, WITHDRAWN)
    elif record.status == OPEN:
        ask_addressees(seat=seat, recommendation=record)


def ask_addressees(*, seat: ActingSeat, recommendation: Record) -> int:
    """Ask every addressee that was not asked yet; how many were.

    Whom it was no longer asked of is asked again. Raises `Problem(NOT_ALLOWED)` where the register
    of answers is not open and is not the seat's to open.
    """
    assert recommendation.head is not None  # noqa: S101 - written in the record's own transaction
    said = recommendation.head.answers
    wanted = {one.ident(recommendation): one for one in addressees(said)}
    asked = {one.stable_id: one for one in answers_to(recommendation)}
    for ident, answer in asked.items():
        if ident in wanted and answer.status == WITHDRAWN:
            was_told = answer.head is not None and answer.head.answers.get("told")
            _step(seat, recommendation, answer, "asked" if was_told else "not_told")
    missing = [one for ident, one in wanted.items() if ident not in asked]
    if not missing:
        return 0
    register = _register(seat, recommendation)
    named = Agency.objects.filter(
        operation=recommendation.operation_id, acronym__in=[one.acronym for one in missing]
    )
    agencies = {one.acronym: one for one in named}
    for one in missing:
        agency = agencies.get(one.acronym)
        create_record(
            seat=seat,
            dataset=register,
            answers=_first_answers(recommendation, one, is_told=_is_told(register, agency, said)),
            stable_id=one.ident(recommendation),
            sure=True,
            level=recommendation.level,
            ties=[(ANSWER_TO, recommendation)],
            whose=agency,
        )
    return len(missing)


def answers_to(recommendation: Record) -> QuerySet[Record]:
    """Every answer asked for, those no longer asked included."""
    rows = Record.objects.filter(
        links_out__relation=ANSWER_TO, links_out__target=recommendation, is_withdrawn=False
    )
    return rows.select_related("dataset__system", "agency", "operation", "head").order_by("pk")


def refuse_step_of_addressee(
    seat: ActingSeat,
    answer: Record,
    to: str,
    _with_changes: bool,  # noqa: FBT001 - as datasets.declarations.Guard
) -> None:
    """Raises `Problem(NOT_ALLOWED)` for a step of who asks, where the seat is the one asked.

    Of no recommendation, as one from a file, it is a step of coordination. Pages ask too, to offer
    no such step: nothing is logged here.
    """
    if to not in _SAID_BY_WHO_ASKS:
        return
    asked = Record.objects.filter(links_in__relation=ANSWER_TO, links_in__source=answer)
    found = list(asked.select_related("dataset__system", "agency", "operation"))
    if any(authorize(seat, Verb.RECORD_MOVE, one).allowed for one in found):
        return
    if not authorize(seat, Verb.PLAN_ENDORSE, answer).allowed:
        raise Problem(Code.NOT_ALLOWED, status=403)


def _step(seat: ActingSeat, recommendation: Record, answer: Record, to: str) -> None:
    move_record(seat=seat, record=answer, to=to, seen=answer.lock, under=recommendation)


def _register(seat: ActingSeat, recommendation: Record) -> Dataset:
    try:
        found = register_beside(seat, recommendation, ANSWER)
    except Problem as refused:
        said = _("The register of answers is not open yet. Ask the desk to open it.")
        raise Problem(Code.NOT_ALLOWED, status=403, reasons=(said,)) from refused
    return Dataset.objects.select_related("version", "system", "operation").get(pk=found.pk)


def _first_answers(recommendation: Record, one: Addressee, *, is_told: bool) -> dict[str, Any]:
    assert recommendation.head is not None  # noqa: S101 - as above
    said = recommendation.head.answers
    today = clock.today().isoformat()
    # What is written down later than its answer was due was asked on the day it says.
    asked_on = today if str(said["answer_by"]) >= today else said["date"]
    return {
        **{key: said[key] for key in _TAKEN_ALONG if said.get(key)},
        "title": f"{said['title']} ({one.acronym or one.body})",
        **({"agency": one.acronym} if one.acronym else {"body": one.body}),
        "asked_by": said["agency"],
        "asked_on": asked_on,
        "status": "asked" if is_told else "not_told",
        **({"told": "here"} if is_told else {}),
    }


def _is_told(register: Dataset, agency: Agency | None, said: Mapping[str, Any]) -> bool:
    """Whether somebody of the agency will find the answer among what is due, and may give it."""
    if agency is None:
        return False
    asked = Record(
        operation=register.operation,
        dataset=register,
        agency=agency,
        audience=register.audience,
        lane=register.lane,
        level=register.level,
        area=str(said.get("area") or ""),
        status="asked",
    )
    seats = usable_seats().filter(agency=agency).select_related("operation", "agency", "account")
    return any(
        authorize(
            acting_seat(one, second_factor=True, door="job"), Verb.RECORD_AMEND, asked
        ).allowed
        for one in seats
    )


def missing_answers(to: str, _seat: ActingSeat, record: Record) -> Sequence[str]:
    """What a recommendation lacks before it is closed like that. One query.

    Recommendations from before each addressee answered for itself hold one answer for all.
    """
    if record.pk is None:  # it begins so, and nobody was asked
        return ("answers",)
    found = list(answers_to(record).exclude(status=WITHDRAWN).values_list("status", flat=True))
    if not found:
        return _missing_in_one(to, record)
    if WAITING & {*found}:
        return ("answers",)
    if to == "acted_on":
        return () if "acted_on" in found and "answered" not in found else ("action",)
    return () if to == "answered" or {*found} == {"not_used"} else ("not_used",)


def _missing_in_one(to: str, record: Record) -> Sequence[str]:
    said = record.head.answers if record.head else {}
    used = said.get("used")
    if used not in {"yes", "partly", "no"} or not said.get("answer"):
        return ("answers",)
    if to == "acted_on" and (used == "no" or not said.get("action")):
        return ("action",)
    return ("not_used",) if to == "not_used" and used != "no" else ()


CLOSING = {to: partial(missing_answers, to) for to in ("answered", "acted_on", "not_used")}
