"""Whether somebody is certified for the version of a tool that is in force (systems 82)."""

from collections.abc import Mapping
from typing import Any

from himaya.engines.tabular import fold_words
from himaya.gate.decisions import visible_to
from himaya.gate.seats import ActingSeat
from himaya.profiles.coordination.training.declaration import PARTICIPANT
from himaya.records.models import Record

_TOOL, _IN_FORCE = "tool", "endorsed"


def certified_of_record(seat: ActingSeat, record: Record) -> Mapping[str, Any]:
    """Part of a participant's page: the version in force of the tool, where theirs is another.

    A tool is known by its name in the words of the certificate, the longest that fits; its version
    must stand there too. One query.
    """
    if record.dataset.profile != PARTICIPANT.code or record.head is None:
        return {}
    said = fold_words(str(record.head.answers.get("certified_for") or ""))
    if not said:
        return {}
    rows = Record.objects.filter(dataset__profile=_TOOL, status=_IN_FORCE, is_withdrawn=False)
    named = []
    for one in visible_to(rows, seat).select_related("head").order_by("-made_at", "-pk"):
        answers = one.head.answers if one.head else {}
        name = fold_words(str(answers.get("title") or ""))
        if name and set(name) <= set(said):
            named.append((len(name), one, fold_words(str(answers.get("version") or ""))))
    if not named:
        return {}
    most = max(length for length, _one, _version in named)
    fitting = [(one, version) for length, one, version in named if length == most]
    if any(set(version) <= set(said) for _one, version in fitting):
        return {}
    newest = fitting[0][0]
    return {"tool": newest, "said": newest.head.answers if newest.head else {}}
