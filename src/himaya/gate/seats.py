"""The seat as the gate knows it: one value per request, built by `people` or a command.

It is a value and not the database row, so that one decision cannot read a seat twice and the
gate needs no room above it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from himaya.engines.rules import Policy
from himaya.kernel.ids import new_ref
from himaya.tenancy.models import Operation


@dataclass(frozen=True, slots=True)
class ActingSeat:
    """Who is asking. `verbs` narrows a token; `viewing_as` narrows a preview (both must agree)."""

    ref: str
    account: str
    operation: Operation
    agency: str
    agency_id: int
    role: str
    level: int
    everywhere: bool = False
    areas: frozenset[str] = frozenset()
    systems: frozenset[str] = frozenset()
    granted: frozenset[str] = frozenset()
    # Refs of the seats it took over from or stands in for: theirs to go on with.
    in_place_of: frozenset[str] = frozenset()
    second_factor: bool = False
    verbs: frozenset[str] | None = None
    viewing_as: "ActingSeat | None" = None
    door: str = "page"
    request: str = field(default_factory=new_ref)
    # Readings recorded already in this request: one event each is enough.
    noted: set[tuple[str, str, str]] = field(default_factory=set, repr=False, compare=False)
    # The rules in force when the seat was taken, so that a page asks for them once; None: ask.
    policy: Policy | None = field(default=None, repr=False, compare=False)

    def rule_attributes(self) -> Mapping[str, object]:
        """What a rule may read of a seat; the names are those of `rules/schema`."""
        return {
            "ref": self.ref,
            "operation": self.operation.ref,
            "agency": self.agency,
            "role": self.role,
            "level": self.level,
            "everywhere": self.everywhere,
            "areas": self.areas,
            "systems": self.systems,
            "granted": self.granted,
            "in_place_of": self.in_place_of,
            "second_factor": self.second_factor,
        }
