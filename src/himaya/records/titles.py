"""What a record is called in lists: the answer whose meaning heads it, if it may be shown."""

from himaya.engines.xlsform import MEANS
from himaya.instruments.models import Version
from himaya.records.models import Record

_HEADING = frozenset(name for name, meaning in MEANS.items() if meaning.role == "title")


def heading_key(version: Version) -> str:
    """The key of the first open question with a heading's meaning, or ""."""
    for question in version.questions.all():
        if question.means in _HEADING and not question.repeat and not question.is_sealed:
            return question.key
    return ""


def title_of(record: Record, key: str | None = None) -> str:
    """The record's heading, else its reference. Reads the open part of its head only."""
    wanted = heading_key(record.version) if key is None else key
    answers = record.head.answers if record.head else {}
    return str(answers.get(wanted) or record.ref)
