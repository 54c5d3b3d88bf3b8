"""Many files at once: each becomes a document, and one that is refused keeps none of the others.

- A zip is no document: the files in it are, and the zip is not kept.
- A mail is a document of its own; its attachments are documents too, tied to it.
- A zip or mail that is not safe to open is kept as a document that is set apart.
- The very file that is there already, in a document within sight, is not added again.
"""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Self

from himaya.datasets.models import Dataset
from himaya.engines.documents import DocumentError, GuardedReader, Limits, Reason
from himaya.engines.documents.limits import MEGABYTE, spoken
from himaya.gate.seats import ActingSeat
from himaya.kernel.problems import Code, Problem
from himaya.library.actions import Brought, Coding, add_document
from himaya.library.models import DocumentVersion
from himaya.library.queries import same_file
from himaya.records.models import Record

# Within a request; the command takes what the reader takes.
PAGE_LIMITS = Limits(unpacked_bytes=100 * MEGABYTE, parts=1_000, seconds=30)
_ZIP = b"PK\3\4"
_OFFICE = {"docx", "xlsx", "pptx", "docm", "xlsm", "pptm", "dotx"}
_MAILS = {"eml", "msg"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: a document, one that was there before, or a refusal."""

    name: str
    version: DocumentVersion | None = None
    before: Record | None = None
    problem: Problem | None = None


class Intake:
    """Files that one seat brings into one register at once. Use it as a context."""

    def __init__(
        self,
        *,
        seat: ActingSeat,
        dataset: Dataset,
        coding: Coding,
        bunch: str = "",
        limits: Limits = PAGE_LIMITS,
    ) -> None:
        self._seat, self._dataset, self._coding, self._bunch = seat, dataset, coding, bunch
        self._limits = limits
        self._bytes, self._parts = limits.unpacked_bytes, limits.parts
        self._reader: GuardedReader | None = None
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def add(self, files: Iterable[Brought]) -> Iterator[Outcome]:
        """Add each; what came of it follows at once, so that a caller can tell how far it is.

        Raises Problem(NOT_ALLOWED) where the seat may bring nothing here.
        """
        for one in files:
            # What one file unpacks to takes nothing from the next.
            self._bytes, self._parts = self._limits.unpacked_bytes, self._limits.parts
            yield from self._add(one, depth=0, parent=None)

    def _add(
        self, one: Brought, *, depth: int, parent: DocumentVersion | None
    ) -> Iterator[Outcome]:
        before = same_file(self._dataset, self._seat, one.content)
        if before is not None:
            yield Outcome(one.name, before=before)
            return
        try:
            packed = self._packed(one, depth)
        except DocumentError as error:
            yield self._made(one, depth, parent, refusal=error)
            return
        if packed and not _is_mail(one):
            for part in packed:
                yield from self._add(part, depth=depth + 1, parent=parent)
            return
        made = self._made(one, depth, parent)
        yield made
        for part in packed:
            yield from self._add(part, depth=depth + 1, parent=made.version or parent)

    def _made(
        self,
        one: Brought,
        depth: int,
        parent: DocumentVersion | None,
        refusal: DocumentError | None = None,
    ) -> Outcome:
        coding = self._coding
        if depth:  # a title is of the zip or mail, not of what was in it
            coding = replace(coding, answers={**coding.answers, "title": ""})
        try:
            version = add_document(
                seat=self._seat,
                dataset=self._dataset,
                brought=one,
                coding=coding,
                bunch=self._bunch,
                parent=parent,
                refusal=refusal,
            )
        except Problem as problem:
            if problem.code == Code.NOT_ALLOWED:
                raise
            return Outcome(one.name, problem=problem)
        return Outcome(one.name, version=version)

    def _packed(self, one: Brought, depth: int) -> list[Brought]:
        """The files in a zip or mail; what all of them unpack to is counted together."""
        if not _packs(one):
            return []
        if depth > self._limits.depth:
            raise DocumentError(Reason.NESTED_TOO_DEEP, limit=self._limits.depth)
        if self._reader is None:
            self._reader = self._stack.enter_context(GuardedReader(self._limits, with_ocr=False))
        found = self._reader.unpack(one.content, PurePath(one.name).name)
        self._bytes -= sum(len(content) for _, content in found)
        self._parts -= len(found)
        if self._bytes < 0:
            raise DocumentError(Reason.UNPACKS_TOO_BIG, limit=spoken(self._limits.unpacked_bytes))
        if self._parts < 0:
            raise DocumentError(Reason.TOO_MANY_PARTS, limit=f"{self._limits.parts:,}")
        return [Brought(name, content) for name, content in found]


def _ending(one: Brought) -> str:
    return PurePath(one.name).suffix.lstrip(".").lower()


def _is_mail(one: Brought) -> bool:
    return _ending(one) in _MAILS or not one.content.startswith(_ZIP)


def _packs(one: Brought) -> bool:
    """Whether it may be a zip or mail. What it is, the reader says."""
    if one.content.startswith(_ZIP):
        return _ending(one) not in _OFFICE
    return _ending(one) in _MAILS | {"zip"}
