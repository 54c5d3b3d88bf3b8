"""What the room shows on the page of a finding, and of a joint analysis."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from himaya.gate.decisions import authorize, visible_to
from himaya.gate.seats import ActingSeat
from himaya.kernel.verbs import Verb
from himaya.kernel.words import in_language
from himaya.records.lifecycle import is_locked
from himaya.records.models import Record
from himaya.themes.board.fetching import analysis_of, framework_version_of, said
from himaya.themes.board.gates import ANALYSIS_GATES, FINDING_GATES
from himaya.themes.board.judging import is_told
from himaya.themes.board.named import ANALYSIS, FINDING, SUPERSEDED
from himaya.themes.board.sight import Piece, pieces_of, proposals_for, rests_on, weight_of
from himaya.themes.board.signing import Tally, fingerprints_of, may_sign, taking_part, tallies_of
from himaya.themes.board.wording import LACKS, POSITIONS, STANCES, doubts_of
from himaya.themes.models import FrameworkVersion
from himaya.themes.queries import framework_of
from himaya.themes.report.quoting import Quote, quoted

PROPOSED_AT_ONCE = 6
# The state that a finding or analysis goes to next, by where it stands.
_NEXT = {
    "draft": "proposed",
    "proposed": "agreed",
    "in_analysis": "for_signature",
    "for_signature": "signed",
}


def finding_of_record(seat: ActingSeat, record: Record) -> Mapping[str, Any]:
    """Part of a finding's page: evidence in sight, what else was coded, signatures."""
    if record.dataset.profile != FINDING:
        return {}
    analysis = _in_sight(seat, analysis_of(record))
    version = framework_version_of(analysis) if analysis else None
    theme = framework_of(version).by_code.get(said(record, "theme")) if version else None
    is_sensitive = theme is not None and theme.sensitive
    pieces = pieces_of(seat, [record]).get(record.pk, [])
    weight = weight_of(pieces, len(rests_on(seat, [record]).get(record.pk, [])))
    may_put = _may_put(seat, record, analysis)
    return {
        "is_finding": True,
        "record": record,
        "analysis": analysis,
        "theme": in_language(theme.title) if theme else said(record, "theme"),
        "is_sensitive": is_sensitive,
        "is_quoted": theme is not None and not is_sensitive,
        "is_counted": is_told(record, is_sensitive=is_sensitive),
        "weight": weight,
        "doubts": doubts_of(record, weight),
        "groups": _groups(pieces),
        "proposals": _proposals(seat, record, analysis, version) if may_put else [],
        "stances": STANCES.items(),
        "may_put": may_put,
        **_signatures(seat, record, analysis),
    }


def analysis_of_record(seat: ActingSeat, record: Record) -> Mapping[str, Any]:
    """Part of an analysis' page: the way to its board, and who signed the whole."""
    if record.dataset.profile != ANALYSIS:
        return {}
    return {
        "is_analysis": True,
        "record": record,
        "board": reverse("analysis-board", args=[record.ref]),
        **_signatures(seat, record, record),
    }


def _in_sight(seat: ActingSeat, analysis: Record | None) -> Record | None:
    if analysis is None:
        return None
    seen = visible_to(Record.objects.filter(pk=analysis.pk), seat)
    return analysis if seen.exists() else None


def _may_put(seat: ActingSeat, record: Record, analysis: Record | None) -> bool:
    is_open = record.status != SUPERSEDED and not is_locked(record)
    is_signed = analysis is not None and is_locked(analysis)
    return is_open and not is_signed and authorize(seat, Verb.RECORD_CODE, record).allowed


def _groups(pieces: Sequence[Piece]) -> list[dict[str, Any]]:
    """Evidence by what it says for the finding; of each passage its words and where they stand."""
    told = quoted({one.read.document: one.read for one in pieces}, [one.mention for one in pieces])
    pairs = list(zip(pieces, told, strict=True))
    return [
        {
            "label": label,
            "pieces": [
                {"ref": piece.evidence.ref, "quote": quote}
                for piece, quote in pairs
                if piece.evidence.stance == stance
            ],
        }
        for stance, label in STANCES.items()
    ]


def _proposals(
    seat: ActingSeat, record: Record, analysis: Record | None, version: FrameworkVersion | None
) -> list[Quote]:
    if analysis is None or version is None:
        return []
    mentions, reads = proposals_for(seat, record, analysis, version, PROPOSED_AT_ONCE)
    return quoted(reads, mentions)


def _signatures(seat: ActingSeat, record: Record, analysis: Record | None) -> Mapping[str, Any]:
    """Who signed, who is still asked, and what is missing before the next state."""
    if analysis is None:
        return {}
    taking = taking_part(analysis)
    tally: Tally = tallies_of([record], taking)[record.pk]
    gates = FINDING_GATES if record.dataset.profile == FINDING else ANALYSIS_GATES
    gate = gates.get(_NEXT.get(record.status, ""))
    offers = may_sign(seat, record, frozenset(taking.agencies))
    return {
        "tally": tally,
        "unknown": taking.unknown,
        "signed": [(one, POSITIONS[one.position]) for one in tally.signed],
        "lacks": [LACKS[code] for code in gate(seat, record)] if gate else [],
        "may_sign": offers,
        "positions": POSITIONS.items(),
        "seen": fingerprints_of([record])[record.pk] if offers else "",
    }
