"""Passages that quote another document speak with its voice: they are no source of their own."""

from collections.abc import Sequence
from dataclasses import replace

from himaya.engines.narrative.copies import quoted_first
from himaya.engines.narrative.evidence import Mention, Read
from himaya.themes.models import Passage

_AT_ONCE = 5_000  # keys of one query


def with_origins(
    read: Sequence[Read], mentions: Sequence[Mention], in_time: Sequence[str]
) -> list[Mention]:
    """The same, each quote with who says it first, among these.

    `in_time`: documents in the order in which they speak. Costs .2 s for 20,000 passages.
    """
    order = {document: number for number, document in enumerate(in_time)}
    voices = {one.document: one.voice for one in read}
    marks = _marks([int(one.passage) for one in mentions])
    passages = {one.passage: one for one in mentions if one.document in voices}
    told = sorted(passages.values(), key=lambda one: (order[one.document], int(one.passage)))
    firsts = quoted_first(
        [marks[int(one.passage)] for one in told], [order[one.document] for one in told]
    )
    origins = {
        told[place].passage: voices[told[first].document]
        for place, first in enumerate(firsts)
        if first != place
    }
    return [
        replace(one, origin=origins[one.passage]) if one.passage in origins else one
        for one in mentions
    ]


def _marks(keys: Sequence[int]) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    wanted = sorted(set(keys))
    for at in range(0, len(wanted), _AT_ONCE):
        rows = Passage.objects.filter(pk__in=wanted[at : at + _AT_ONCE]).values_list("pk", "runs")
        found.update((pk, bytes(runs or b"")) for pk, runs in rows)
    return found
