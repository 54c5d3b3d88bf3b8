"""What a finding or an analysis lacks before its next state: the gates that profiles declare."""

from collections.abc import Collection, Sequence

from himaya.gate.seats import ActingSeat
from himaya.records.lifecycle import refuse_locked
from himaya.records.models import Link, Record
from himaya.themes.board.fetching import analyses_of, analysis_of, framework_version_of, said
from himaya.themes.board.named import (
    AGREED,
    DISPUTED,
    DRAFT,
    FINDING_OF,
    NOT_ASSESSED,
    PROPOSED,
    RESTS_ON,
    SUPERSEDED,
)
from himaya.themes.board.sight import Stance, pieces_of, rests_on, weight_of
from himaya.themes.board.signing import taking_part, tallies_of
from himaya.themes.models import Evidence
from himaya.themes.queries import framework_of

ANALYSIS_NAMED, THEME_KNOWN, EVIDENCE, SIGNATURES, OBJECTION, FINDINGS, DRAFTS, NEW = (
    "analysis",
    "theme",
    "evidence",
    "signatures",
    "objection",
    "findings",
    "drafts",
    "new",
)


def supported_among(findings: Collection[Record]) -> set[int]:
    """Keys of those that anything supports, whoever asks: a severity needs it. Two queries.

    A severity that stands says as much already.
    """
    keys = [one.pk for one in findings]
    put = Evidence.objects.filter(
        finding__in=keys,
        taken_back_at=None,
        stance=Evidence.Stance.SUPPORTS,
        passage__version__record__is_withdrawn=False,
    )
    links = Link.objects.filter(
        source__in=keys, relation__startswith=RESTS_ON, target__is_withdrawn=False
    )
    return {*put.values_list("finding", flat=True), *links.values_list("source", flat=True)}


def lacks_to_propose(seat: ActingSeat, finding: Record) -> Sequence[str]:
    """A severity has evidence in the seat's sight; the theme is one of the analysis' framework.

    In sight: that something closed supports a draft is not to be learnt here.
    """
    missing = _lacks_frame(finding)
    if said(finding, "severity") != NOT_ASSESSED and not _sees_support(seat, finding):
        missing.append(EVIDENCE)
    return missing


def _lacks_frame(finding: Record) -> list[str]:
    analysis = analysis_of(finding)
    if analysis is None:
        return [ANALYSIS_NAMED]
    version = framework_version_of(analysis)
    is_known = version is not None and said(finding, "theme") in framework_of(version).by_code
    return [] if is_known else [THEME_KNOWN]


def _sees_support(seat: ActingSeat, finding: Record) -> bool:
    if finding.pk is None:
        return False
    weight = weight_of(pieces_of(seat, [finding]).get(finding.pk, ()))
    return weight.stances[Stance.SUPPORTS] > 0 or bool(rests_on(seat, [finding]))


def lacks_to_agree(_seat: ActingSeat, finding: Record) -> Sequence[str]:
    """Beside that, every agency that takes part has signed what stands there."""
    missing = _lacks_frame(finding)
    if ANALYSIS_NAMED in missing:
        return missing
    if said(finding, "severity") != NOT_ASSESSED and not supported_among([finding]):
        missing.append(EVIDENCE)
    tally = tallies_of([finding], taking_part(analysis_of(finding)))[finding.pk]
    return missing if tally.is_agreed else [*missing, SIGNATURES]


def lacks_to_dispute(_seat: ActingSeat, finding: Record) -> Sequence[str]:
    """Disputed is what an agency objects to."""
    analysis = analysis_of(finding)
    if analysis is None:
        return [ANALYSIS_NAMED]
    tally = tallies_of([finding], taking_part(analysis))[finding.pk]
    return [] if tally.objects else [OBJECTION]


def lacks_to_supersede(_seat: ActingSeat, finding: Record) -> Sequence[str]:
    """None begins so: it was written before it is replaced."""
    return [NEW] if finding.pk is None else []


def lacks_to_put_up(_seat: ActingSeat, analysis: Record) -> Sequence[str]:
    """What is put up for signature as a whole has no drafts, which no agency could sign yet."""
    return [DRAFTS] if analysis.pk is not None and _has_findings(analysis, DRAFT) else []


def _has_findings(analysis: Record, *states: str) -> bool:
    found = Record.objects.filter(
        links_out__relation=FINDING_OF,
        links_out__target=analysis,
        is_withdrawn=False,
        status__in=states,
    )
    return found.exists()


def lacks_to_sign(_seat: ActingSeat, analysis: Record) -> Sequence[str]:
    """All agencies signed the whole, and no finding waits: each is agreed or its dispute stands."""
    if analysis.pk is None:
        return [SIGNATURES]
    missing = [FINDINGS] if _has_findings(analysis, DRAFT, PROPOSED) else []
    tally = tallies_of([analysis], taking_part(analysis))[analysis.pk]
    return missing if tally.is_agreed else [*missing, SIGNATURES]


def refuse_signed(finding: Record) -> None:
    """Raises RecordLocked where an analysis that it belongs to was signed by all."""
    for analysis in analyses_of(finding):
        refuse_locked(analysis)


def guard_finding(_seat: ActingSeat, finding: Record, _to: str, _with_changes: bool) -> None:  # noqa: FBT001 - as profiles declare guards
    """No finding of an analysis that all signed moves: the analysis is taken back first."""
    refuse_signed(finding)


FINDING_GATES = {
    PROPOSED: lacks_to_propose,
    AGREED: lacks_to_agree,
    DISPUTED: lacks_to_dispute,
    SUPERSEDED: lacks_to_supersede,
}
ANALYSIS_GATES = {"for_signature": lacks_to_put_up, "signed": lacks_to_sign}
