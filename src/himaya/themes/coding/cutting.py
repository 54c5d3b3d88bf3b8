"""Passages of a document version, and the themes suggested for them: the work of a job.

Suggestions come from the lexicon of the framework, and for the languages it has learned from the
model in use.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from himaya.engines.narrative import Passage as Piece
from himaya.engines.narrative import Reason, Standing, Suggester, model_from, passages_of
from himaya.engines.narrative import Suggestion as Suggested
from himaya.engines.narrative.copies import quote_marks
from himaya.engines.narrative.places import Gazetteer
from himaya.engines.narrative.quality import quality
from himaya.files.actions import read_file
from himaya.library.levels import HIGH
from himaya.library.models import DocumentVersion
from himaya.library.proposing import Known
from himaya.library.texts import ReadText, text_of
from himaya.records.models import Record
from himaya.themes.models import (
    Framework,
    FrameworkVersion,
    ModelVersion,
    Passage,
    Suggestion,
    ThemeOwner,
)
from himaya.themes.queries import framework_of, newest_published

_AT_ONCE = 500  # rows of one insert
_MOST = 8  # suggestions of one passage; more help nobody
_MOST_PLACES = 12  # of one reason


def cut(version: DocumentVersion, read: ReadText) -> list[Passage]:
    """The passages of a version, made once; in the order of the text."""
    with transaction.atomic():
        # Looked at under the lock: two jobs for one document must not cut it twice.
        DocumentVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
        kept = list(current_passages(version))
        if kept or not read.text:
            return kept
        pieces = passages_of(read.text)
        places = Known.of(version.operation).gazetteer
        Passage.objects.bulk_create(
            [
                Passage(
                    version=version,
                    number=piece.number + 1,
                    start=piece.start,
                    end=piece.end,
                    language=piece.language,
                    page=page,
                    runs=marks_of(version, piece.text),
                    **_bears(piece, places),
                )
                for piece, page in zip(pieces, _pages(pieces, read), strict=True)
            ],
            batch_size=_AT_ONCE,
        )
        return list(current_passages(version))


def marks_of(version: DocumentVersion, text: str) -> bytes:
    """What to keep of a passage to find quotes by; nothing from High up."""
    return quote_marks(text) if version.record.level < HIGH else b""


def forget_marks(record: Record) -> None:
    """The document became High: nothing told of its words stays beside the encrypted text."""
    Passage.objects.filter(version__record=record).update(runs=b"")


def mark_passages(version: DocumentVersion) -> None:
    """Of the passages of a version that were cut before quotes were looked for."""
    read = text_of(version)
    passages = list(Passage.objects.filter(version=version, runs=None))
    for one in passages:
        one.runs = marks_of(version, read.text[one.start : one.end])
    Passage.objects.bulk_update(passages, ["runs"], batch_size=_AT_ONCE)


def _bears(piece: Piece, places: Gazetteer) -> dict[str, Any]:
    told = quality(piece.text, piece.language, places)
    return {"specific": told.specific, "first_hand": told.first_hand}


def current_passages(version: DocumentVersion) -> QuerySet[Passage]:
    """What is coded of a version, in the order of the text."""
    return Passage.objects.filter(version=version, is_current=True).order_by("start")


def _pages(pieces: Sequence[Piece], read: ReadText) -> Iterator[int | None]:
    """The page each piece begins on, of the last block that begins before it."""
    blocks = iter(read.blocks)
    ahead = next(blocks, None)
    page: int | None = None
    for piece in pieces:
        while ahead is not None and ahead.start <= piece.start:
            page = ahead.page or None
            ahead = next(blocks, None)
        yield page


def suggest_for(
    framework_version: FrameworkVersion, read: ReadText, passages: Sequence[Passage]
) -> int:
    """Write anew what is suggested for these passages of one text; returns how many."""
    suggester = suggester_of(framework_version)
    texts = [(read.text[one.start : one.end], one.language) for one in passages]
    rows = [
        _row(framework_version, passage, one)
        for passage, told in zip(passages, suggester.suggest_all(texts), strict=True)
        for one in [each for each in told.suggestions if each.standing != Standing.DENIED][:_MOST]
    ]
    with transaction.atomic():
        old = Suggestion.objects.filter(framework_version=framework_version)
        keys = [one.pk for one in passages]
        for at in range(0, len(keys), _AT_ONCE):
            old.filter(passage__in=keys[at : at + _AT_ONCE]).delete()
        Suggestion.objects.bulk_create(rows, batch_size=_AT_ONCE)
    return len(rows)


def _row(version: FrameworkVersion, passage: Passage, one: Suggested) -> Suggestion:
    return Suggestion(
        passage=passage,
        framework_version=version,
        theme=one.theme,
        score=one.confidence,
        doubt=round(1 - abs(2 * one.confidence - 1), 4),
        standing=one.standing,
        by_model=one.by == "model",
        is_accepted=one.is_accepted,
        reasons=[_reason(reason, passage.start) for reason in one.because],
    )


def _reason(reason: Reason, begin: int) -> list[object]:
    """A learned word is told by its places only: it comes out of somebody's text."""
    said = "" if reason.kind == "word" else reason.what
    places = [[begin + start, begin + end] for start, end in reason.places[:_MOST_PLACES]]
    return [reason.kind, said, round(reason.weight, 3), places]


def suggester_of(framework_version: FrameworkVersion) -> Suggester:
    """Ready to suggest by that version: its words, and the model in use where there is one."""
    in_use = ModelVersion.objects.filter(
        framework_version=framework_version, state=ModelVersion.State.IN_USE
    ).first()
    accepting = tuple(
        ThemeOwner.objects.filter(framework=framework_version.framework_id, accepts=in_use)
        .order_by("theme")
        .values_list("theme", flat=True)
        if in_use
        else ()
    )
    return _suggester(
        framework_version.pk, framework_version.fingerprint, in_use and in_use.pk, accepting
    )


@lru_cache(maxsize=2)
def _suggester(
    pk: int, fingerprint: str, model: int | None, accepting: tuple[str, ...]
) -> Suggester:
    version = FrameworkVersion(pk=pk, fingerprint=fingerprint)
    learned = None
    if model is not None:
        kept = ModelVersion.objects.select_related("file").get(pk=model)
        learned = model_from(read_file(kept.file))
    return Suggester(framework_of(version), learned, accepting)


def suggest_document(version: DocumentVersion) -> int:
    """Cut one document and suggest by every framework of its operation; returns how many."""
    read = text_of(version)
    passages = cut(version, read)
    made = 0
    for framework in Framework.objects.filter(operation=version.operation_id):
        published = newest_published(framework)
        if published is not None and passages:
            made += suggest_for(published, read, passages)
    return made
