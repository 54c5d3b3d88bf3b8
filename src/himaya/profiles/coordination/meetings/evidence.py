"""Whether something that a decision rests on was taken out of the registers since (systems 28)."""

from collections.abc import Mapping
from typing import Any

from himaya.gate.decisions import authorize
from himaya.gate.seats import ActingSeat
from himaya.kernel.verbs import Verb
from himaya.profiles.coordination.meetings.declaration import DECISION
from himaya.records.models import Link, Record

_RESTS = ("rests_on", "rests_on_recommendation")


def evidence_of_record(seat: ActingSeat, record: Record) -> Mapping[str, Any]:
    """Part of a decision's page: how many entries it rests on are gone. One query.

    Told to whoever may amend the decision: to others a number of entries that they never saw would
    say that there were some.
    """
    if record.dataset.profile != DECISION.code:
        return {}
    if not authorize(seat, Verb.RECORD_AMEND, record).allowed:
        return {}
    links = Link.objects.filter(source=record, relation__in=_RESTS, target__is_withdrawn=True)
    return {"gone": links.count()}
