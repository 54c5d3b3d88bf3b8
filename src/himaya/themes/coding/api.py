"""API of coding: passages of a document with what is said of them, and decisions."""

from typing import Any

from django.http import Http404
from ninja import Field, Path, Query, Router, Schema, Status

from himaya.gate.api_routes import Ref, operation
from himaya.gate.pages import SeatRequest
from himaya.kernel.verbs import Verb
from himaya.library.models import DocumentVersion
from himaya.library.queries import newest_version
from himaya.themes.coding.actions import decide
from himaya.themes.coding.cutting import current_passages
from himaya.themes.coding.deciding import Coding
from himaya.themes.coding.fetching import (
    document_or_404,
    published_or_404,
    round_or_404,
    version_of,
)
from himaya.themes.coding.forms import CodingDecisionsIn
from himaya.themes.coding.seeing import Coded, coded
from himaya.themes.models import CodingRound, FrameworkVersion

router = Router(tags=["themes"])
_MOST = 200


class SuggestionOut(Schema):
    """A theme proposed, with the places of its causes: [kind, term, weight, [[start, end]]]."""

    theme: str
    score: float
    standing: str
    by_model: bool
    reasons: list[Any]


class PassageOut(Schema):
    """A piece of the text as places in it, what is suggested, what people gave it."""

    number: int
    start: int
    end: int
    language: str
    page: int | None
    is_done: bool
    themes: list[str]
    suggestions: list[SuggestionOut]


class PassagesOut(Schema):
    """Passages in the order of the text. `next` begins the following page; null at the end."""

    framework: str
    framework_version: int
    version: int
    items: list[PassageOut]
    next: int | None


class WrittenOut(Schema):
    """The marks of the decisions that stand written."""

    written: list[str]


class Part(Schema):
    """Which framework (empty: the operation's first) and from which place of the text on."""

    framework: str = Field("", max_length=16, pattern=r"^[0-9a-z]*$")
    after: int = Field(0, ge=0, le=2_147_483_647)


@operation(router, "GET", "/records/{ref}/passages", Verb.RECORD_CODE, "record", out=PassagesOut)
def get_passages(request: SeatRequest, ref: Path[Ref], part: Query[Part]) -> dict[str, Any]:
    """The passages of a document's newest version; no words, only their places."""
    record = document_or_404(request, ref)
    framework_version = published_or_404(request, part.framework)
    version = newest_version(record)
    if version is None or version.state != DocumentVersion.State.READ:
        raise Http404
    rows = list(current_passages(version).filter(start__gte=part.after)[: _MOST + 1])
    shown = coded(rows[:_MOST], framework_version)
    return {
        "framework": framework_version.framework.ref,
        "framework_version": framework_version.number,
        "version": version.n,
        "items": [_told(one) for one in shown],
        "next": rows[_MOST].start if len(rows) > _MOST else None,
    }


def _told(one: Coded) -> dict[str, Any]:
    passage = one.passage
    return {
        "number": passage.number,
        "start": passage.start,
        "end": passage.end,
        "language": passage.language,
        "page": passage.page,
        "is_done": one.is_done,
        "themes": one.themes,
        "suggestions": one.suggestions,
    }


def _by(
    request: SeatRequest, body: CodingDecisionsIn
) -> tuple[FrameworkVersion, CodingRound | None]:
    held = round_or_404(request, body.round)
    if held is not None:
        return held.framework_version, held
    return published_or_404(request, body.framework), None


@operation(
    router,
    "POST",
    "/records/{ref}/coding",
    Verb.RECORD_CODE,
    "record",
    out=WrittenOut,
    status=201,
)
def post_coding_decisions(
    request: SeatRequest, ref: Path[Ref], body: CodingDecisionsIn
) -> Status[dict[str, Any]]:
    """Decisions in order; what was sent before is not written again."""
    record = document_or_404(request, ref)
    version = version_of(record, body.version)
    decide(
        seat=request.seat,
        about=Coding(version, *_by(request, body)),
        sent=[one.sent() for one in body.decisions],
    )
    return Status(201, {"written": [one.client for one in body.decisions]})
