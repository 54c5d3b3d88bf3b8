"""Reading instruments: the frozen form of a version, checked against its digest."""

import hashlib
import json
from functools import lru_cache
from typing import Any

from himaya.engines.xlsform import MEANS, Form
from himaya.instruments.models import Instrument, Question, Version


class DefinitionChangedError(Exception):
    """A published definition does not have the digest it was frozen with."""


def digest_of(definition: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON of a definition."""
    text = json.dumps(definition, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@lru_cache(maxsize=128)
def _parsed(digest: str, text: str) -> Form:
    definition = json.loads(text)
    if digest_of(definition) != digest:
        raise DefinitionChangedError(digest)
    return Form.from_json(definition)


def form_of(version: Version) -> Form:
    """The form of a version. Raises DefinitionChangedError if somebody edited a frozen one.

    Kept beside the definition it was made from: writing a large definition out to compare it costs
    as much as checking a record.
    """
    kept: tuple[dict[str, Any], Form] | None = version.__dict__.get("_form_kept")
    if kept is not None and kept[0] is version.definition:
        return kept[1]
    form = _parsed(version.digest, json.dumps(version.definition, sort_keys=True))
    version.__dict__["_form_kept"] = (version.definition, form)
    return form


def newest_published(instrument: Instrument) -> Version | None:
    """The published version with the highest number."""
    return instrument.versions.filter(state=Version.State.PUBLISHED).order_by("-number").first()


# What a mark may not fall behind, least dangerous first.
_DANGER = ("none", "indirect", "sensitive", "direct")


def lowered_questions(version: Version) -> list[str]:
    """Paths of the questions that some published version marked more strictly.

    Marks that nobody had confirmed do not count: they were the machine's caution.
    """
    before = Question.objects.filter(
        version__instrument=version.instrument_id,
        version__state=Version.State.PUBLISHED,
        is_confirmed=True,
    )
    stricter: dict[str, tuple[int, int]] = {}
    for old in before:
        level, danger = stricter.get(old.path, (0, 0))
        stricter[old.path] = max(level, old.level), max(danger, _DANGER.index(old.sensitivity))
    return sorted(
        new.path
        for new in version.questions.all()
        if new.path in stricter
        and (
            new.level < stricter[new.path][0]
            or _DANGER.index(new.sensitivity) < stricter[new.path][1]
        )
    )


def is_pending(question: Question) -> bool:
    """Whether a person still has to look at a question's marks."""
    return not question.is_confirmed or (not question.means and bool(question.proposal))


def proposed_marks(question: Question) -> dict[str, Any]:
    """The marks a person is asked to confirm: those proposed, else those that stand."""
    proposal = question.proposal
    means = question.means or proposal.get("means", "")
    sensitivity = proposal.get("sensitivity") or question.sensitivity
    meaning = MEANS.get(means)
    return {
        "means": means,
        "sensitivity": sensitivity,
        "level": proposal.get("level") or question.level,
        "need": question.need,
        "aggregation": question.aggregation or (meaning.aggregation if meaning else ""),
    }
