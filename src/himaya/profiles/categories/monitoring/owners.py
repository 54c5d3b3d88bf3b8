"""Which sector owns each kind of service that monitoring finds missing, and what covers it.

Kinds after the monitoring form, services after the directory, activities after the planned 5W.
Sectors and their parts as in the coordination architecture of the IASC (global clusters and areas
of responsibility); mental health is held by protection here, which asks for it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Owner:
    """`sector`; kinds of `services` that meet the need; `activities`, none: any of the sector."""

    sector: str
    services: frozenset[str]
    activities: frozenset[str]

    def is_met_by(self, sector: str, activity: str) -> bool:
        """Whether an activity of that sector and type meets the need."""
        if self.activities:
            return activity in self.activities
        return sector == self.sector


# kind | sector | services | types of activity
_TABLE = """
mhpss           | PRO     | mental_health                   | psychosocial
child_support   | PRO-CPN | child_protection family_tracing | cp_case_management ftr alternative_care cfs
womens_services | PRO-GBV | gbv                             | gbv_case_management gbv_safe_space
disability      | PRO     | disability                      | disability_older
legal           | PRO     | legal                           | legal_aid
safe_shelter    | PRO-GBV | safe_shelter                    | gbv_safe_space
health          | HEA     | health                          |
food            | FSC     | food                            |
nfi             | SHL     | shelter                         |
cash            | MPC     | cash                            | cash
shelter         | SHL     | shelter                         |
wash            | WSH     |                                 |
livelihood      | ERY     | livelihood                      |
education       | EDU     | education                       |
registration    | PRO     | documentation                   | documentation
"""


def _owners() -> Iterator[tuple[str, Owner]]:
    for line in _TABLE.strip().splitlines():
        kind, sector, services, activities = (cell.strip() for cell in line.split("|"))
        yield kind, Owner(sector, frozenset(services.split()), frozenset(activities.split()))


OWNERS: Mapping[str, Owner] = dict(_owners())
