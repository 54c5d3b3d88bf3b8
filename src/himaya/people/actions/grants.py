"""What one seat may hand on to another person."""

from himaya.gate.decisions import HIGH
from himaya.gate.seats import ActingSeat
from himaya.kernel.problems import Code, Problem
from himaya.people.models import Agency, Role

# Roles of an agency's own work; the others speak for the operation.
AGENCY_ROLES = frozenset(
    {Role.FOCAL_POINT, Role.FIELD_FOCAL_POINT, Role.CASEWORKER, Role.SUPERVISOR, Role.READER}
)


def grantable_roles(seat: ActingSeat) -> list[Role]:
    """The roles that this seat may hand on, an agency's own first."""
    coordinates = seat.role == Role.COORDINATOR
    own = [role for role in Role if role in AGENCY_ROLES]
    return [*own, *(role for role in Role if role not in AGENCY_ROLES and coordinates)]


def highest_grantable(seat: ActingSeat, agency: Agency) -> int:
    """The highest level that this seat may hand on for an agency, in any role."""
    elsewhere = seat.role == Role.COORDINATOR and agency.ref != seat.agency
    return 4 if elsewhere else seat.level


def require_grantable(seat: ActingSeat, agency: Agency, role: str, access_level: int) -> None:
    """Refuse a role or level that this seat may not hand on.

    Nobody gives more than the own level. A coordinator may, for the own roles of another agency:
    such an access opens that agency's data and not the coordinator's. From High up the one who
    gives has shown a second factor, as the one who gets it will have to.
    Raises `Problem`: ROLE_RESERVED, LEVEL_TOO_HIGH, SECOND_FACTOR_NEEDED.
    """
    coordinates = seat.role == Role.COORDINATOR
    if role not in AGENCY_ROLES and not coordinates:
        raise Problem(Code.ROLE_RESERVED, status=403)
    elsewhere = coordinates and role in AGENCY_ROLES and agency.ref != seat.agency
    if access_level > seat.level and not elsewhere:
        raise Problem(Code.LEVEL_TOO_HIGH, status=403)
    if access_level >= HIGH and not seat.second_factor:
        raise Problem(Code.SECOND_FACTOR_NEEDED, status=403)
