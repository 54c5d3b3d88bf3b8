"""What a template asks a document for, and which of it the document has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from himaya.kernel.words import in_language
from himaya.library.levels import TYPE
from himaya.library.models import DocumentVersion
from himaya.library.wording import PART_STATES, PART_TONES
from himaya.records.models import Record

if TYPE_CHECKING:
    from himaya.engines.narrative.completeness import Template

MISSING = "missing"


def templates() -> "Mapping[str, Template]":
    """By type of document: the software's, and those of the installation's own folder."""
    return _templates(str(settings.HIMAYA_TEMPLATES))


@lru_cache(maxsize=2)
def _templates(folder: str) -> "Mapping[str, Template]":
    from himaya.engines.narrative.completeness import templates_with  # loads numpy

    return templates_with(Path(folder) if folder else None)


@dataclass(frozen=True, slots=True)
class Asked:
    """A part as the page shows it."""

    title: str
    state: str
    tone: str
    is_required: bool


def parts_of(record: Record, version: DocumentVersion) -> Sequence[Asked]:
    """Those of the template of its type, in the template's order; none where it has no template."""
    kind = str(record.head.answers.get(TYPE, "")) if record.head else ""
    states = version.parts.get(kind)
    template = templates().get(kind) if states else None
    if template is None or states is None:
        return ()
    return [
        Asked(
            in_language(part.title) or part.code,
            str(PART_STATES[state]),
            PART_TONES[state],
            part.is_required,
        )
        for part in template.parts
        if (state := states.get(part.code, MISSING))
    ]
