"""What feeds what: the information systems in sight and how they stand to one another.

Ended systems are left out; a relation to one is named, since it still says that data come.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from himaya.engines.figures import Flow, circles_in, gaps_in
from himaya.gate.decisions import visible_to
from himaya.gate.seats import ActingSeat
from himaya.systems.models import InformationSystem, SystemRelation
from himaya.systems.wording import RELATIONS

Line = tuple[InformationSystem, SystemRelation.Kind, InformationSystem]  # from, how, to


@dataclass(frozen=True, slots=True)
class Relations:
    """The lines between systems, and what is amiss with them."""

    lines: Sequence[Line]
    circles: Sequence[Sequence[InformationSystem]]  # that feed one another
    unused: Sequence[InformationSystem]  # fed, and nothing said to come out
    to_ended: Sequence[Line]
    alone: Sequence[InformationSystem]  # related to none

    def flows(self) -> list[Flow]:
        """As arrows between references; one that is planned or paused does not run."""
        return [
            Flow(
                one.ref, other.ref, str(RELATIONS[SystemRelation.Kind(kind)]), _both_run(one, other)
            )
            for one, kind, other in self.lines
        ]

    def names(self) -> dict[str, str]:
        """By reference, of the systems that are drawn."""
        return {one.ref: str(one) for line in self.lines for one in (line[0], line[2])}


def relations_of(seat: ActingSeat) -> Relations:
    """Between the systems in sight. Two queries."""
    known = {one.pk: one for one in visible_to(InformationSystem.objects.all(), seat)}
    rows = SystemRelation.objects.filter(source__in=known, target__in=known).order_by("pk")
    lines = [
        (known[row.source_id], SystemRelation.Kind(row.kind), known[row.target_id]) for row in rows
    ]
    ended = InformationSystem.State.ENDED
    live = [line for line in lines if ended not in (line[0].state, line[2].state)]
    replaces = SystemRelation.Kind.REPLACES
    by_ref = {one.ref: one for one in known.values()}
    fed = [
        Flow(one.ref, other.ref, "", is_used=bool(other.outputs))
        for one, kind, other in live
        if kind == SystemRelation.Kind.FEEDS
    ]
    joined = {one.pk for line in lines for one in (line[0], line[2])}
    return Relations(
        lines=live,
        circles=[[by_ref[ref] for ref in circle] for circle in circles_in(fed)],
        unused=[by_ref[ref] for ref in gaps_in(fed).dead_ends],
        # What stands in the place of an ended one says what it should.
        to_ended=[line for line in lines if line not in live and line[1] != replaces],
        alone=[one for one in known.values() if one.pk not in joined and one.state != ended],
    )


def _both_run(one: InformationSystem, other: InformationSystem) -> bool:
    active = InformationSystem.State.ACTIVE
    return one.state == active and other.state == active
