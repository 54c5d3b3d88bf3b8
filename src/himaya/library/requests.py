"""Documents that are had on request: who asks, of which agency, and how many days it took.

The request is a record of its own register, tied to the document; it goes to the agency that keeps
the document, never to a person, whose address stays encrypted with that agency (row 12).
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from himaya.gate.decisions import visible_to
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.records.history import status_label
from himaya.records.models import Link, Record
from himaya.records.relations import offers_for

REQUESTED = "request_for_document"  # relation of a request to its document
ON_REQUEST = "on_request"  # an answer of the question on availability
_MOST = 20


def requests_of_record(seat: ActingSeat, record: Record, *, has_file: bool) -> Mapping[str, Any]:
    """What the page says of asking for it: where to ask, and the requests in sight."""
    answers = record.head.answers if record.head else {}
    said = answers.get("availability")
    if said != ON_REQUEST and has_file:
        return {}
    offer = next((one for one in offers_for(record, seat) if one.relation.code == REQUESTED), None)
    query = urlencode({"relation": REQUESTED, "target": record.ref})
    return {
        "on_request": said == ON_REQUEST,
        "ask": f"{reverse('record-new', args=[offer.dataset.ref])}?{query}" if offer else "",
        "holder": record.agency,
        "requests": _requests(seat, record),
    }


def _requests(seat: ActingSeat, record: Record) -> list[dict[str, Any]]:
    sources = Link.objects.filter(relation=REQUESTED, target=record).values("source")
    seen = visible_to(Record.objects.filter(pk__in=sources, is_withdrawn=False), seat)
    rows = seen.select_related("head", "version", "dataset").order_by("-pk")[:_MOST]
    return [
        {
            "ref": one.ref,
            "status": status_label(one, one.status),
            "days": days_taken(one.head.answers if one.head else {}, clock.today()),
            "is_answered": bool(one.head and one.head.answers.get("answered_on")),
        }
        for one in rows
    ]


def days_taken(answers: Mapping[str, Any], today: date) -> int | None:
    """Days from asking to the answer, or until today; None where it is not said when it was."""
    asked = answers.get("date")
    if not asked:
        return None
    answered = answers.get("answered_on")
    end = date.fromisoformat(str(answered)[:10]) if answered else today
    return (end - date.fromisoformat(str(asked)[:10])).days
