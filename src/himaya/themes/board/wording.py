"""The board in words: stances, positions, what is missing, and what is doubtful."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from himaya.records.models import Record
from himaya.themes.board.fetching import said
from himaya.themes.board.gates import (
    ANALYSIS_NAMED,
    DRAFTS,
    EVIDENCE,
    FINDINGS,
    NEW,
    OBJECTION,
    SIGNATURES,
    THEME_KNOWN,
)
from himaya.themes.board.named import NOT_ASSESSED
from himaya.themes.board.sight import Stance, Weight
from himaya.themes.board.signing import Position

STANCES: Mapping[str, Promise] = {
    Stance.SUPPORTS: _("supports"),
    Stance.CONTRADICTS: _("contradicts"),
    Stance.CONTEXT: _("context"),
}
POSITIONS: Mapping[str, Promise] = {
    Position.AGREES: _("agrees"),
    Position.RESERVATION: _("agrees with a reservation"),
    Position.OBJECTS: _("objects"),
}
LACKS: Mapping[str, Promise] = {
    ANALYSIS_NAMED: _("It belongs to no joint analysis, or to several: relate it to one."),
    THEME_KNOWN: _("Its theme is not in the framework of the analysis: correct the code."),
    EVIDENCE: _(
        "A severity is stated and nothing in your sight supports it: put evidence to it, or say not"
        " assessed."
    ),
    SIGNATURES: _(
        "Every agency that takes part signs what stands here, none objecting, and one of them"
        " did not write it."
    ),
    OBJECTION: _("No agency objects to what stands here."),
    DRAFTS: _("Some findings are drafts: propose, supersede or withdraw them."),
    NEW: _("A new finding begins as a draft."),
    FINDINGS: _("Some findings are drafts or wait for signatures."),
}
TONES: Mapping[str, str] = {"s1": "ok", "s2": "info", "s3": "warn", "s4": "danger", "s5": "danger"}
THIN = _(
    "High confidence, though one independent source or nobody who saw it is in your sight: say"
    " why under Why this confidence."
)
THIN_TOLD = _(
    "High confidence, though one independent source or nobody who saw it is in your sight: read"
    " under Why this confidence what it stands on."
)


SENSITIVE = _(
    "Evidence in your sight is more sensitive than this finding: write nothing of it that readers"
    " of the finding may not know, or raise its sensitivity."
)


def doubts_of(finding: Record, weight: Weight) -> list[Promise]:
    """What a reader is asked to look at again; it stops nothing."""
    is_high = said(finding, "confidence") == "high" and said(finding, "severity") != NOT_ASSESSED
    thin = THIN_TOLD if said(finding, "confidence_why").strip() else THIN
    doubts: list[Promise] = [thin] if is_high and weight.is_thin else []
    return [*doubts, SENSITIVE] if weight.level > finding.level else doubts
