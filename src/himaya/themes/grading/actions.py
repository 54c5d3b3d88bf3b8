"""Grading: one action behind the page of a document, the coding screen and the API."""

from django.db import transaction

from himaya.engines.narrative.quality import Credibility, Reliability
from himaya.gate.decisions import log
from himaya.gate.seats import ActingSeat
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.library.models import DocumentVersion
from himaya.themes.coding.seeing import require_coding
from himaya.themes.models import Grade, Passage
from himaya.themes.report.reviewing import report_of


def grade(
    *,
    seat: ActingSeat,
    version: DocumentVersion,
    reliability: str = "",
    credibility: str = "",
    number: int = 0,
    proposed: str = "",
) -> Grade:
    """Say how far a document can be trusted, or with `number` that passage's own information.

    A document takes a letter and a digit, a passage a digit; nothing takes one's own grade back.
    What others said stands beside it. Raises Problem: NOT_ALLOWED, NOT_FOUND, SHAPE_REFUSED.
    """
    require_coding(seat, version.record)
    if report_of(version.record) is not None:  # no evidence itself
        raise Problem(Code.NOT_FOUND, status=404)
    _require_sound(reliability, credibility, of_passage=number > 0)
    passage = Passage.objects.filter(version=version, number=number).first() if number else None
    if number and passage is None:
        raise Problem(Code.NOT_FOUND, status=404)
    with transaction.atomic():
        DocumentVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
        Grade.objects.filter(
            version=version, passage=passage, grader=seat.ref, is_standing=True
        ).update(is_standing=False)
        made = Grade.objects.create(
            operation=seat.operation,
            version=version,
            passage=passage,
            reliability=reliability,
            credibility=credibility,
            proposed=proposed,
            grader=seat.ref,
        )
        note = "passage_graded" if number else "graded"
        log(seat, Verb.RECORD_CODE, version.record, note=note)
    return made


def _require_sound(reliability: str, credibility: str, *, of_passage: bool) -> None:
    letters, digits = set(Reliability) | {""}, set(Credibility) | {""}
    is_known = reliability in letters and credibility in digits
    is_whole = not reliability if of_passage else bool(reliability) == bool(credibility)
    if not (is_known and is_whole):
        raise Problem(Code.SHAPE_REFUSED, status=422)
