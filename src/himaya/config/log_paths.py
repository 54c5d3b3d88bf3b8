"""Paths in the log of requests, without the secrets that some addresses carry.

Django writes the path of each refused request. An invitation, a reset link and the address of a
calendar are credentials: one mistyped or not yet valid must not lie in a log for others to find.
"""

import logging
import re

_SECRET = re.compile(r"(/(?:calendars|invitations/accept|reset)/)[^/\s]+")


class PathsWithoutSecrets(logging.Filter):
    """Lets every record through, with what follows those addresses left out."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                _SECRET.sub(r"\1…", one) if isinstance(one, str) else one for one in record.args
            )
        return True
