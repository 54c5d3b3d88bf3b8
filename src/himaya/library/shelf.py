"""The shelf of references: what is on it, and which links open."""

from collections.abc import Mapping
from typing import Any

from himaya.datasets.models import Dataset
from himaya.gate.decisions import require
from himaya.gate.seats import ActingSeat
from himaya.kernel.verbs import Verb
from himaya.library.links import link_of
from himaya.library.models import LinkCheck
from himaya.library.references import COMMON, PIM
from himaya.library.wording import LINK_STATES
from himaya.records.actions import create_record
from himaya.records.models import Record

_TONES = {
    LinkCheck.State.ALIVE: "ok",
    LinkCheck.State.MOVED: "warn",
    LinkCheck.State.DEAD: "danger",
    LinkCheck.State.NO_ANSWER: "warn",
}


def put_on_shelf(*, seat: ActingSeat, dataset: Dataset) -> int:
    """Put the PIM documents that are not there yet on the shelf; returns how many."""
    require(seat, Verb.RECORD_CREATE, dataset)
    there = Record.objects.filter(dataset=dataset, stable_id__in=PIM)
    missing = set(PIM) - set(there.values_list("stable_id", flat=True))
    for name in PIM:
        if name in missing:
            create_record(
                seat=seat, dataset=dataset, answers={**COMMON, **PIM[name]}, stable_id=name
            )
    return len(missing)


def shown_link(link: str, check: LinkCheck | None) -> dict[str, Any]:
    """A link, and how it stood when it was last looked at."""
    if check is None or check.link != link:  # the link was changed since
        return {"link": link, "state": "", "tone": "", "checked_at": None}
    return {
        "link": link,
        "state": LINK_STATES[check.state],
        "tone": _TONES[LinkCheck.State(check.state)],
        "checked_at": check.checked_at,
        "moved_to": check.moved_to,
        "failures": check.failures,
    }


def link_of_record(_seat: ActingSeat, record: Record) -> Mapping[str, Any]:
    """Part of a record's page: whether its link opens."""
    link = link_of(record)
    if not link:
        return {}
    return shown_link(link, LinkCheck.objects.filter(record=record).first())
