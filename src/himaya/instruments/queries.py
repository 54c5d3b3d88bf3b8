"""Reading instruments: the frozen form of a version, checked against its digest."""

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from himaya.engines.xlsform import MEANS, Form
from himaya.instruments.groups import LEVEL_GROUPS, group_of
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


@dataclass(frozen=True, slots=True)
class Lowered:
    """A question whose marks fall behind what an earlier version said of it."""

    question: Question
    level: int  # the highest there was
    sensitivity: str  # the most dangerous there was
    groups: tuple[str, ...]  # field groups that it would leave

    @property
    def comes_to(self) -> str:
        """The marks that would hold, as `gate.lowering` compares them."""
        now = self.question
        return f"{now.sensitivity}:{now.level}:{group_of(now)}"


def lowered_questions(version: Version) -> list[Lowered]:
    """The questions that some published version marked more strictly, by path.

    Also where answers would leave the field group that closed them: identity is the strictest, so
    that a question may always come to it. Marks that nobody had confirmed do not count: they were
    the machine's caution.
    """
    before = Question.objects.filter(
        version__instrument=version.instrument_id,
        version__state=Version.State.PUBLISHED,
        is_confirmed=True,
    )
    stricter: dict[str, list[Question]] = {}
    for old in before:
        stricter.setdefault(old.path, []).append(old)
    found = (_lowered(new, stricter.get(new.path, [])) for new in version.questions.all())
    return sorted((one for one in found if one), key=lambda one: one.question.path)


def _lowered(new: Question, old: list[Question]) -> Lowered | None:
    level = max((one.level for one in old), default=0)
    danger = max((_DANGER.index(one.sensitivity) for one in old), default=0)
    group = group_of(new)
    left = {group_of(one) for one in old} - {"", group, *LEVEL_GROUPS.values()}
    groups = () if group == "identity" else tuple(sorted(left))
    if new.level >= level and _DANGER.index(new.sensitivity) >= danger and not groups:
        return None
    return Lowered(new, level, _DANGER[danger], groups)


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
