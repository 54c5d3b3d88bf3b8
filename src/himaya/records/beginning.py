"""A record as it would stand once it is written: whose it is, and in which state it begins."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from himaya.datasets.declarations import profile_named
from himaya.datasets.models import Dataset
from himaya.gate.decisions import authorize
from himaya.gate.seats import ActingSeat
from himaya.kernel.verbs import Verb
from himaya.people.models import Agency
from himaya.records.models import Record

if TYPE_CHECKING:
    from himaya.records.actions import Draft

AgencyNamed = Callable[[str], Agency | None]


def begun(
    seat: ActingSeat, dataset: Dataset, draft: "Draft", own: Agency, named: AgencyNamed
) -> Record:
    """The record, not written yet. `own` is the seat's agency, `named` finds one by its acronym."""
    profile = profile_named(dataset.profile)
    draft.columns.setdefault("status", profile.lifecycle.start if profile else "submitted")
    record = Record(
        operation=seat.operation,
        dataset=dataset,
        version=draft.version,
        agency=own,
        audience=dataset.audience,
        lane=dataset.lane,
        level=dataset.level,
        author=seat.ref,
        caseworker=seat.ref,
        **draft.columns,
    )
    if profile and profile.given_to:
        _give(seat, record, named(str(draft.answers.get(profile.given_to, "")).strip()))
    return record


def _give(seat: ActingSeat, record: Record, named: Agency | None) -> None:
    """Make it the entry of the agency it names, where the seat may write theirs (a steward).

    A report due is for the agency to answer that owes it. Anybody else keeps what they write.
    """
    own = record.agency
    if named is None or named == own:
        return
    record.agency = named
    if not authorize(seat, Verb.RECORD_AMEND, record).allowed:
        record.agency = own
