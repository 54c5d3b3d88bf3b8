"""Shapes of what coders send: one decision each, as a page or the API gives it."""

from dataclasses import dataclass

from himaya.library.models import DocumentVersion
from himaya.themes.models import CodingRound, FrameworkVersion


@dataclass(frozen=True, slots=True)
class Coding:
    """What is coded by what: a version of a document, a version of a framework; in which round."""

    version: DocumentVersion
    framework_version: FrameworkVersion
    round: CodingRound | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """A decision as it came: the sender's own mark, which passage, which theme, what of it."""

    client: str
    passage: int  # its number in the document version
    verdict: str
    theme: str = ""
    confidence: int = 0
    note: str = ""
