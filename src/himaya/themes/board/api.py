"""API of the board: evidence of findings, signatures, and what an analysis says of each theme."""

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Field, Path, Router, Schema, Status

from himaya.engines.narrative.evidence import Known
from himaya.gate.api_routes import TEXT, In, Ref, operation
from himaya.gate.pages import SeatRequest
from himaya.kernel.verbs import Verb
from himaya.records.models import Record
from himaya.themes.board.actions import put_evidence, sign, take_back_evidence
from himaya.themes.board.fetching import analysis_of, one_or_404
from himaya.themes.board.forms import NOTE
from himaya.themes.board.judging import Judgement
from himaya.themes.board.making import Row, board_of
from himaya.themes.board.named import ANALYSIS, FINDING, SIGNED_IN
from himaya.themes.board.sight import pieces_of
from himaya.themes.board.signing import fingerprints_of, taking_part, tallies_of
from himaya.themes.models import Evidence

router = Router(tags=["themes"])
_ONE = "/records/{ref}"


class PutIn(In):
    """A passage of a document's newest version, by its number, and what it says for the finding."""

    document: Ref
    passage: Annotated[int, Field(ge=1, le=2_147_483_647)]
    stance: Literal["supports", "contradicts", "context"]


class EvidenceOut(Schema):
    """A passage put to a finding; its words are with its document."""

    ref: str
    document: str = Field(alias="passage.version.record.ref")
    version: int = Field(alias="passage.version.n")
    passage: int = Field(alias="passage.number")
    stance: str
    put_at: datetime


class EvidenceList(Schema):
    """What of the evidence is in one's sight; where the words are closed, there is none."""

    items: list[EvidenceOut]


class EndedOut(Schema):
    """The piece of evidence that was taken back."""

    ref: str


class SignIn(In):
    """What one's agency says. `seen` is the fingerprint that was read; dissent needs a note."""

    position: Literal["agrees", "reservation", "objects"]
    note: str = Field("", max_length=NOTE, pattern=TEXT)
    seen: str = Field(pattern=r"^[0-9a-f]{64}$")


class SignatureOut(Schema):
    """The newest of an agency. It counts while `is_present`, and where the agency takes part."""

    agency: str
    position: str
    is_present: bool
    takes_part: bool
    note: str
    day: datetime


class SignaturesOut(Schema):
    """Signatures of a finding or analysis; `fingerprint` is of what stands there now."""

    fingerprint: str
    asked: int
    given: int
    is_agreed: bool
    waiting: list[str]
    signed: list[SignatureOut]


class JudgementOut(Schema):
    """A finding. `severity` is not_assessed wherever it is nobody's judgement, and says why."""

    ref: str
    area: str
    status: str
    severity: str
    why_not: str
    supports: int | None  # null where counts on a sensitive theme of one area are hidden
    contradicts: int | None
    context: int | None
    independent_sources: int | None
    signed: int
    asked: int
    recommendations: int
    answered: int


class ThemeOut(Schema):
    """A theme. `severity` is the worst of its findings; not_assessed is no step of the scale."""

    theme: str
    severity: str
    read: str  # said, read_nothing_said or not_read
    findings: list[JudgementOut]


class BoardOut(Schema):
    """A joint analysis by theme, in the order of its framework."""

    assessed: int
    total: int
    themes: list[ThemeOut]


@operation(router, "GET", f"{_ONE}/evidence", Verb.RECORD_VIEW, "record", out=EvidenceList)
def get_evidence(request: SeatRequest, ref: Path[Ref]) -> dict[str, Any]:
    """What of a finding's evidence is in sight, in the order it was put."""
    finding = one_or_404(request, ref, (FINDING,))
    pieces = pieces_of(request.seat, [finding]).get(finding.pk, [])
    return {"items": [piece.evidence for piece in pieces]}


@operation(
    router, "POST", f"{_ONE}/evidence", Verb.RECORD_CODE, "record", out=EvidenceOut, status=201
)
def post_evidence(request: SeatRequest, ref: Path[Ref], body: PutIn) -> Status[Evidence]:
    """Put a passage to a finding; with another stance, the one before is taken back."""
    made = put_evidence(
        seat=request.seat,
        finding=one_or_404(request, ref, (FINDING,)),
        document=body.document,
        number=body.passage,
        stance=body.stance,
    )
    return Status(201, made)


@operation(
    router,
    "POST",
    f"{_ONE}/evidence/{{evidence}}/end",
    Verb.RECORD_CODE,
    "record",
    out=EndedOut,
)
def post_evidence_end(request: SeatRequest, ref: Path[Ref], evidence: Path[Ref]) -> dict[str, Any]:
    """Take a piece of evidence back; what it was is kept."""
    finding = one_or_404(request, ref, (FINDING,))
    take_back_evidence(seat=request.seat, finding=finding, ref=evidence)
    return {"ref": evidence}


@operation(router, "GET", f"{_ONE}/signatures", Verb.RECORD_VIEW, "record", out=SignaturesOut)
def get_signatures(request: SeatRequest, ref: Path[Ref]) -> dict[str, Any]:
    """Who signed a finding or analysis, and the fingerprint to sign."""
    return _signatures(one_or_404(request, ref, SIGNED_IN))


@operation(
    router,
    "POST",
    f"{_ONE}/signatures",
    Verb.RECORD_SIGN,
    "record",
    out=SignaturesOut,
    status=201,
)
def post_signature(request: SeatRequest, ref: Path[Ref], body: SignIn) -> Status[dict[str, Any]]:
    """Sign for one's own agency."""
    record = one_or_404(request, ref, SIGNED_IN)
    sign(seat=request.seat, record=record, **body.dict())
    return Status(201, _signatures(record))


def _signatures(record: Record) -> dict[str, Any]:
    analysis = record if record.dataset.profile == ANALYSIS else analysis_of(record)
    tally = tallies_of([record], taking_part(analysis))[record.pk]
    return {
        "fingerprint": fingerprints_of([record])[record.pk],
        "asked": tally.asked,
        "given": tally.given,
        "is_agreed": tally.is_agreed,
        "waiting": tally.waiting,
        "signed": tally.signed,
    }


@operation(router, "GET", f"{_ONE}/board", Verb.RECORD_VIEW, "record", out=BoardOut)
def get_board(request: SeatRequest, ref: Path[Ref]) -> dict[str, Any]:
    """The board of a joint analysis: each theme with what was read and judged."""
    board = board_of(request.seat, one_or_404(request, ref, (ANALYSIS,)))
    return {
        "assessed": board.assessed,
        "total": board.total,
        "themes": [_theme(row) for row in board.rows],
    }


def _theme(row: Row) -> dict[str, Any]:
    return {
        "theme": row.code,
        "severity": row.severity,
        "read": Known(row.known),
        "findings": [_judgement(one) for one in row.judgements],
    }


def _judgement(one: Judgement) -> dict[str, Any]:
    stances = one.weight.stances if one.is_counted else dict.fromkeys(one.weight.stances)
    return {
        "ref": one.record.ref,
        "area": one.area,
        "status": one.record.status,
        "severity": one.severity,
        "why_not": one.why_not,
        **stances,
        "independent_sources": one.weight.voices if one.is_counted else None,
        "signed": one.tally.given,
        "asked": one.tally.asked,
        "recommendations": len(one.advice),
        "answered": one.answered,
    }
