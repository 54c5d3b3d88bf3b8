"""What one seat may hand on to another person."""

from himaya.gate.seats import ActingSeat
from himaya.kernel.problems import Code, Problem
from himaya.people.models import Agency, Role

# Roles of an agency's own work; the others speak for the operation.
AGENCY_ROLES = frozenset(
    {Role.FOCAL_POINT, Role.FIELD_FOCAL_POINT, Role.CASEWORKER, Role.SUPERVISOR, Role.READER}
)


def require_grantable(seat: ActingSeat, agency: Agency, role: str, access_level: int) -> None:
    """Refuse a role or level that this seat may not hand on.

    Nobody gives more than the own level. A coordinator may, for the own roles of another agency:
    such an access opens that agency's data and not the coordinator's.
    Raises `Problem`: ROLE_RESERVED, LEVEL_TOO_HIGH.
    """
    coordinates = seat.role == Role.COORDINATOR
    if role not in AGENCY_ROLES and not coordinates:
        raise Problem(Code.ROLE_RESERVED, status=403)
    elsewhere = coordinates and role in AGENCY_ROLES and agency.ref != seat.agency
    if access_level > seat.level and not elsewhere:
        raise Problem(Code.LEVEL_TOO_HIGH, status=403)
