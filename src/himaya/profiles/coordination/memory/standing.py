"""How an answer to a recommendation stands: told, answered, in time, used, acted upon; and by whom.

"Not answered" is never "not used", and who has not been told is late with nothing.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from himaya.people.models import Seat
from himaya.records.models import Record, Revision

ANSWERED = frozenset({"answered", "acted_on", "not_used"})
_USES = {"yes": "used", "partly": "partly", "no": "not_used"}
# What is counted.
FIGURES: Mapping[str, Promise] = {
    "asked": _("Asked"),
    "told": _("Told"),
    "not_told": _("Not told yet"),
    "answered": _("Answered"),
    "in_time": _("Answered in time"),
    "late": _("Answered late"),
    "silent": _("Not answered"),
    "overdue": _("Not answered, overdue"),
    "used": _("Used"),
    "partly": _("Partly used"),
    "not_used": _("Not used"),
    "acted_on": _("Acted upon"),
}


def standings(status: str, said: Mapping[str, Any], today: date) -> frozenset[str]:
    """Which of the figures an answer counts in. Days are compared as written, year first."""
    if status not in ANSWERED:
        if status == "not_told":
            return frozenset({"asked", "not_told"})
        is_over = str(said["answer_by"]) < today.isoformat()
        return frozenset({"asked", "told", "silent"} | ({"overdue"} if is_over else set()))
    is_late = str(said["answered_on"]) > str(said["answer_by"])
    found = {"asked", "told", "answered", "late" if is_late else "in_time"}
    found.add(_USES[str(said["used"])])
    return frozenset(found | {"acted_on"} if status == "acted_on" else found)


def days_to_answer(status: str, said: Mapping[str, Any]) -> int | None:
    """Days from asking to answering; None of what is not answered."""
    if status not in ANSWERED:
        return None
    asked, answered = (date.fromisoformat(str(said[key])) for key in ("asked_on", "answered_on"))
    return (answered - asked).days


def passed_on(answers: Iterable[Record] | QuerySet[Record]) -> dict[int, str]:
    """Answers that somebody else gave for the addressee: whose (acronym), by key. Two queries.

    What counts is who wrote it down first since it was last not answered; a body without an agency
    here answers through others always.
    """
    found = list(answers)
    wrote: dict[int, str] = {}
    steps = Revision.objects.filter(record__in=[one.pk for one in found]).order_by("record", "n")
    for record, by, status in steps.values_list("record", "made_by", "status"):
        if status not in ANSWERED:
            wrote.pop(record, None)
        else:
            wrote.setdefault(record, by)
    seats = Seat.objects.filter(ref__in={*wrote.values()})
    whose = dict(seats.values_list("ref", "agency__acronym"))
    return {
        one.pk: whose.get(wrote[one.pk], "")
        for one in found
        if one.pk in wrote
        and (_is_of_a_body(one) or whose.get(wrote[one.pk]) != one.agency.acronym)
    }


def addressee_of(answer: Record) -> str:
    """Whom it is asked of: an acronym, or a body in words."""
    said = answer.head.answers if answer.head else {}
    return str(said.get("agency") or said.get("body") or "")


def _is_of_a_body(answer: Record) -> bool:
    return addressee_of(answer) != answer.agency.acronym
