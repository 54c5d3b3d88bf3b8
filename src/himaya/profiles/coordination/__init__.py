"""The registers of a coordination desk, declared."""

from himaya.profiles.coordination.meetings.declaration import ACTION_POINT, DECISION, MEETING

__all__ = ["ACTION_POINT", "DECISION", "MEETING", "PROFILES"]

PROFILES = (MEETING, ACTION_POINT, DECISION)
