"""Passages that quote another document speak with its voice: they are no source of their own."""

from collections.abc import Mapping, Sequence

from himaya.engines.narrative.copies import quoted_first
from himaya.engines.narrative.evidence import Mention, Read


def with_origins(
    read: Sequence[Read],
    mentions: Sequence[Mention],
    marks: Mapping[int, bytes],
    in_time: Sequence[str],
) -> list[Mention]:
    """The same, each quote with who says it first, among these.

    `marks`: by what quotes are told, by passage; `in_time`: documents in the order in which they
    speak. Costs .3 s for 100,000 passages.
    """
    order = {document: number for number, document in enumerate(in_time)}
    voices = {one.document: one.voice for one in read}
    passages = {one.passage: one.document for one in mentions if one.document in voices}
    told = sorted((order[document], int(passage)) for passage, document in passages.items())
    firsts = quoted_first([marks[passage] for _, passage in told], [place for place, _ in told])
    origins = {
        str(told[place][1]): voices[in_time[told[first][0]]]
        for place, first in enumerate(firsts)
        if first != place
    }
    return [
        one._replace(origin=origins[one.passage]) if one.passage in origins else one
        for one in mentions
    ]
