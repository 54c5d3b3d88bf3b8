"""The eight categories of the PIM Matrix, declared."""

from himaya.profiles.categories.case_management.declaration import CASE_MANAGEMENT
from himaya.profiles.categories.communities.declaration import COMMUNITIES
from himaya.profiles.categories.monitoring.declaration import MONITORING
from himaya.profiles.categories.needs_assessment.declaration import NEEDS_ASSESSMENT
from himaya.profiles.categories.population.declaration import POPULATION
from himaya.profiles.categories.response_monitoring.declaration import RESPONSE_MONITORING
from himaya.profiles.categories.sectoral.declaration import SECTORAL
from himaya.profiles.categories.security.declaration import SECURITY

__all__ = [
    "CASE_MANAGEMENT",
    "COMMUNITIES",
    "MONITORING",
    "NEEDS_ASSESSMENT",
    "POPULATION",
    "PROFILES",
    "RESPONSE_MONITORING",
    "SECTORAL",
    "SECURITY",
]

# In the order of the matrix.
PROFILES = (
    POPULATION,
    NEEDS_ASSESSMENT,
    MONITORING,
    CASE_MANAGEMENT,
    RESPONSE_MONITORING,
    SECURITY,
    SECTORAL,
    COMMUNITIES,
)
