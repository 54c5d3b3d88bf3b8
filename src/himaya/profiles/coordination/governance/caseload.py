"""A contingency plan against what is known: people, and stock that is past its day (systems 86)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from himaya.gate.decisions import visible_to
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.profiles.coordination.figures_of_place import Known, figures_of
from himaya.profiles.coordination.governance.declaration import CONTINGENCY
from himaya.records.due import closed
from himaya.records.models import Record
from himaya.records.titles import title_of

_COUNTED_FOR = "counted_for"


def caseload_of_record(seat: ActingSeat, record: Record) -> Mapping[str, Any]:
    """Part of a contingency plan's page. At most five queries.

    `is_beyond`: more people are expected than the highest figures of all groups come to. These may
    count somebody twice, so that the true number is smaller still; they are added for nothing else.
    """
    if record.dataset.profile != CONTINGENCY.code or record.head is None:
        return {}
    expected = record.head.answers.get("people_expected")
    known = figures_of(seat, record.operation_id, record.area) if record.area else []
    most = _most(known)
    return {
        "is_plan": True,
        "figures": sorted(known, key=lambda one: (one.group, one.source)),
        "most": most,
        "is_beyond": isinstance(expected, int) and most is not None and expected > most,
        "stock": _stock(seat, record, clock.today()),
    }


def _most(known: list[Known]) -> int | None:
    """The highest figure of each group, put together; None where one of them is not said."""
    if not known or any(one.persons is None for one in known):
        return None
    groups = {one.group for one in known}
    return sum(max(one.persons or 0 for one in known if one.group == group) for group in groups)


def _stock(seat: ActingSeat, plan: Record, today: date) -> list[dict[str, Any]]:
    """What is counted for the plan and past its day, or in an entry that nobody confirmed."""
    rows = Record.objects.filter(links_out__relation=_COUNTED_FOR, links_out__target=plan).exclude(
        closed()
    )
    whole = visible_to(rows, seat).select_related("head", "version", "agency")
    found = []
    for one in whole.prefetch_related("version__questions").order_by("pk"):
        turns = (one.head.answers.get("stock") if one.head else None) or ()
        past = [
            {"item": turn.get("item", ""), "day": date.fromisoformat(turn["use_before"])}
            for turn in turns
            if turn.get("use_before") and date.fromisoformat(turn["use_before"]) < today
        ]
        is_stale = one.deadline is not None and one.deadline < today
        if past or is_stale:
            found.append(
                {"ref": one.ref, "title": title_of(one), "past": past, "is_stale": is_stale}
            )
    return found
