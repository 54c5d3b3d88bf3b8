"""What one seat may hand on to another person."""

from himaya.gate.decisions import HIGH
from himaya.gate.seats import ActingSeat
from himaya.kernel.problems import Code, Problem
from himaya.people.models import Agency, Role

# Roles of an agency's own work; the others speak for the operation.
AGENCY_ROLES = frozenset(
    {Role.FOCAL_POINT, Role.FIELD_FOCAL_POINT, Role.CASEWORKER, Role.SUPERVISOR, Role.READER}
)
# Roles that read case files: separate grants from the cluster's (domain.md, Roles), so that who
# must never read a named case cannot let somebody in who does.
CASE_ROLES = frozenset({Role.CASEWORKER, Role.SUPERVISOR})


def grantable_roles(seat: ActingSeat) -> list[Role]:
    """The roles that this seat may hand on, an agency's own first."""
    mine = [role for role in Role if _may_hand_on(seat, role)]
    return sorted(mine, key=lambda role: role not in AGENCY_ROLES)


def _may_hand_on(seat: ActingSeat, role: str) -> bool:
    if seat.role == Role.COORDINATOR:
        return role not in CASE_ROLES
    return role in AGENCY_ROLES


def highest_grantable(seat: ActingSeat, agency: Agency) -> int:
    """The highest level that this seat may hand on for an agency, in any role."""
    elsewhere = seat.role == Role.COORDINATOR and agency.ref != seat.agency
    return 4 if elsewhere else seat.level


def require_grantable(seat: ActingSeat, agency: Agency, role: str, access_level: int) -> None:
    """Refuse a role or level that this seat may not hand on.

    Nobody gives more than the own level. A coordinator may, for the own roles of another agency:
    such an access opens that agency's data and not the coordinator's. Who reads case files is for
    the agency's own focal point to say. From High up the one who gives has shown a second factor,
    as the one who gets it will have to.
    Raises `Problem`: ROLE_RESERVED, LEVEL_TOO_HIGH, SECOND_FACTOR_NEEDED.
    """
    coordinates = seat.role == Role.COORDINATOR
    if not _may_hand_on(seat, role):
        raise Problem(Code.ROLE_RESERVED, status=403)
    elsewhere = coordinates and role in AGENCY_ROLES and agency.ref != seat.agency
    if access_level > seat.level and not elsewhere:
        raise Problem(Code.LEVEL_TOO_HIGH, status=403)
    if access_level >= HIGH and not seat.second_factor:
        raise Problem(Code.SECOND_FACTOR_NEEDED, status=403)
