"""The registers of a coordination desk, declared: one folder for each topic.

Most are dull on purpose: who to ask, what is agreed, what is due. What can hurt somebody carries its
own safeguards, is encrypted or stays with the agency that wrote it; each says why (`reason`).
"""

from himaya.profiles.coordination.assessments.declaration import PROFILES as ASSESSMENTS
from himaya.profiles.coordination.checklists.declaration import PROFILES as CHECKLISTS
from himaya.profiles.coordination.contacts.declaration import PROFILES as CONTACTS
from himaya.profiles.coordination.context.declaration import PROFILES as CONTEXT
from himaya.profiles.coordination.engagement.declaration import PROFILES as ENGAGEMENT
from himaya.profiles.coordination.glossary.declaration import PROFILES as GLOSSARY
from himaya.profiles.coordination.governance.declaration import PROFILES as GOVERNANCE
from himaya.profiles.coordination.indicators.declaration import PROFILES as INDICATORS
from himaya.profiles.coordination.landscape.declaration import PROFILES as LANDSCAPE
from himaya.profiles.coordination.meetings.declaration import ACTION_POINT, DECISION, MEETING
from himaya.profiles.coordination.memory.declaration import PROFILES as MEMORY
from himaya.profiles.coordination.resources.declaration import PROFILES as RESOURCES
from himaya.profiles.coordination.response.declaration import PROFILES as RESPONSE
from himaya.profiles.coordination.services.declaration import PROFILES as SERVICES
from himaya.profiles.coordination.training.declaration import PROFILES as TRAINING

__all__ = ["ACTION_POINT", "DECISION", "MEETING", "PROFILES"]

PROFILES = (
    MEETING,
    ACTION_POINT,
    DECISION,
    *CONTACTS,
    *RESPONSE,
    *INDICATORS,
    *ASSESSMENTS,
    *LANDSCAPE,
    *SERVICES,
    *GOVERNANCE,
    *ENGAGEMENT,
    *TRAINING,
    *RESOURCES,
    *CHECKLISTS,
    *MEMORY,
    *GLOSSARY,
    *CONTEXT,
)
