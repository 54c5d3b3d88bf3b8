"""API of grades: what persons said of a document, and saying it."""

from datetime import datetime
from typing import Any, Literal

from django.http import Http404
from ninja import Field, Path, Router, Schema, Status

from himaya.engines.narrative.grading import proposed
from himaya.gate.api_routes import In, Ref, operation
from himaya.gate.pages import SeatRequest
from himaya.kernel.verbs import Verb
from himaya.library.models import DocumentVersion
from himaya.library.queries import newest_version
from himaya.themes.coding.fetching import document_or_404, version_of
from himaya.themes.grading.actions import grade
from himaya.themes.grading.queries import graded, signals_of

router = Router(tags=["themes"])


class GradeOut(Schema):
    """One person's grade, such as B2: reliability of the source, credibility of the information."""

    grade: str
    name: str
    agency: str
    made_at: datetime


class GroundOut(Schema):
    """Why something is proposed, and the number that it speaks of."""

    ground: str
    number: int


class GradesOut(Schema):
    """Grades that stand side by side, and what is proposed; `is_apart`: they differ."""

    version: int
    grades: list[GradeOut]
    is_apart: bool
    proposed: str
    grounds: list[GroundOut]


class GradeIn(In):
    """A letter and a digit of a document; with `passage` only a digit; nothing takes it back."""

    version: int = Field(ge=1, le=2_147_483_647)
    passage: int = Field(0, ge=0, le=2_147_483_647)
    reliability: Literal["", "A", "B", "C", "D", "E", "F"] = ""
    credibility: Literal["", "1", "2", "3", "4", "5", "6"] = ""


class GradedOut(Schema):
    """What stands now."""

    grade: str


@operation(router, "GET", "/records/{ref}/grades", Verb.RECORD_CODE, "record", out=GradesOut)
def get_grades(request: SeatRequest, ref: Path[Ref]) -> dict[str, Any]:
    """What persons said of a document's newest version."""
    record = document_or_404(request, ref)
    version = newest_version(record)
    if version is None or version.state != DocumentVersion.State.READ:
        raise Http404
    version.record = record
    given = graded(request.seat, version)
    found = proposed(signals_of(request.seat, version))
    return {
        "version": version.n,
        "grades": given.standing,
        "is_apart": bool(given.apart),
        "proposed": found.grade,
        "grounds": [{"ground": ground, "number": number} for ground, number in found.grounds],
    }


@operation(
    router, "POST", "/records/{ref}/grades", Verb.RECORD_CODE, "record", out=GradedOut, status=201
)
def post_grade(request: SeatRequest, ref: Path[Ref], body: GradeIn) -> Status[dict[str, str]]:
    """Grade a document or a passage; what others said stands beside it."""
    version = version_of(document_or_404(request, ref), body.version)
    made = grade(
        seat=request.seat,
        version=version,
        reliability=body.reliability,
        credibility=body.credibility,
        number=body.passage,
    )
    return Status(201, {"grade": made.grade})
