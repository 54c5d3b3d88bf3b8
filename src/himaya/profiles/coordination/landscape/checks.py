"""Collect only what you need: questions whose information need nobody has stated."""

from collections.abc import Mapping
from typing import Any

from himaya.gate.decisions import visible_to
from himaya.gate.seats import ActingSeat
from himaya.instruments.models import Version
from himaya.kernel.words import in_language
from himaya.profiles.coordination.landscape.declaration import NEED
from himaya.records.models import Record

_DROPPED = "dropped"


def known_needs(seat: ActingSeat) -> set[str]:
    """Codes of the information needs in the seat's sight that were not dropped. One query."""
    records = Record.objects.filter(dataset__profile=NEED.code, is_withdrawn=False)
    codes = visible_to(records.exclude(status=_DROPPED), seat).values_list(
        "head__answers__code", flat=True
    )
    return {str(code) for code in codes if code}


def needs_of_version(seat: ActingSeat, version: Version) -> Mapping[str, Any]:
    """Part of a form version's page: questions that name a need which is in no record in sight."""
    named = [question for question in version.questions.all() if question.need]
    if not named:
        return {"unknown": []}
    known = known_needs(seat)
    return {
        "unknown": [
            {"label": in_language(question.labels) or question.key, "need": question.need}
            for question in named
            if question.need not in known
        ]
    }
