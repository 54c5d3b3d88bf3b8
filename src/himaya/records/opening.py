"""Files given as answers, opened: read in place, or taken along as a working copy.

Reading in place is sight, under the decision on the record and the field group of the question: of
a picture or PDF the file, of a document its words. The file itself leaves as a release only
(docs/decisions/0004).
"""

import re
from dataclasses import dataclass
from pathlib import PurePath

from django.utils.translation import gettext as _

from himaya.engines.tabular import Document, Limits, ReadError, read_as_it_lies
from himaya.files.actions import name_of, read_file
from himaya.files.models import StoredFile
from himaya.files.showing import media_type_of, shown_content
from himaya.gate.decisions import log, require
from himaya.gate.seats import ActingSeat
from himaya.instruments.groups import group_of
from himaya.instruments.models import Question
from himaya.instruments.queries import form_of
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.records.history import visible_answers
from himaya.records.models import Record
from himaya.records.queries import withheld_paths
from himaya.records.showing import file_paths
from himaya.releases.actions import make_file_copy
from himaya.releases.models import Release

_MEGABYTE = 1024 * 1024
# Within a request: less than on the bench.
_LIMITS = Limits(unpacked_bytes=50 * _MEGABYTE, rows=20_000, cells=200_000)
_ENDING = re.compile(r"\.[a-z0-9]{1,5}")


@dataclass(frozen=True, slots=True)
class Held:
    """A file that stands in a record, where the seat may see it. `marks`: of its questions."""

    record: Record
    stored: StoredFile
    marks: tuple[Question, ...]

    @property
    def level(self) -> int:
        """The highest of file, record and questions."""
        return max(self.stored.level, self.record.level, *(mark.level for mark in self.marks))

    @property
    def may_leave(self) -> bool:
        """Whether a working copy may hold it: open answers only, with marks somebody confirmed."""
        return all(
            mark.is_confirmed and not mark.is_sealed and not group_of(mark) for mark in self.marks
        )


@dataclass(frozen=True, slots=True)
class Shown:
    """What is sent to be read in place. The name is ours: people's own names are in none."""

    content: bytes
    media_type: str
    name: str


def held_file(seat: ActingSeat, record: Record, reference: str) -> Held | None:
    """The file of that reference in the record's answers; None where there is none to be seen.

    Withheld, erased, absent and other people's files look alike.
    """
    decision = require(seat, Verb.RECORD_VIEW, record)
    head = record.head
    assert head is not None  # noqa: S101 - written in the record's own transaction
    answers = visible_answers(record, head, withheld_paths(head.version, decision))
    paths = file_paths(form_of(head.version), answers).get(reference, set())
    stored = (
        StoredFile.objects.filter(
            operation=record.operation, ref=reference, kind=StoredFile.Kind.UPLOAD
        )
        .exclude(sealed_key=b"")
        .first()
    )
    marks = tuple(mark for mark in head.version.questions.all() if mark.path in paths)
    return Held(record, stored, marks) if stored is not None and marks else None


def show_file(seat: ActingSeat, held: Held) -> Shown | None:
    """The file to be read in place, with its log entry; None for a kind that is not shown."""
    content = read_file(held.stored)
    shown = shown_content(content)
    if shown is None:
        return None
    _note_opening(seat, held)
    kind = media_type_of(content)
    return Shown(shown, kind, _neutral(held, f".{kind.rpartition('/')[2]}"))


def read_words(seat: ActingSeat, held: Held) -> Document | None:
    """The words and tables of a document, with its log entry; None where there is none to be read.

    Nothing of the file itself is sent: no macro, picture, comment or name of who wrote it.
    """
    try:
        document = read_as_it_lies(read_file(held.stored), limits=_LIMITS)
    except ReadError:
        return None
    _note_opening(seat, held)
    return document


def show_words(seat: ActingSeat, held: Held) -> Shown | None:
    """The words of a document as plain text, a row of a table as one line with tabs."""
    document = read_words(seat, held)
    if document is None:
        return None
    lines = ("\t".join(row.texts) for row in document.rows())
    return Shown("\n".join(lines).encode(), "text/plain; charset=utf-8", _neutral(held, ".txt"))


def _note_opening(seat: ActingSeat, held: Held) -> None:
    log(
        seat,
        Verb.RECORD_SEAL_OPEN if any(mark.is_sealed for mark in held.marks) else Verb.RECORD_VIEW,
        held.record,
        fields=tuple(mark.path for mark in held.marks),
        note="file",
    )


def take_file(*, seat: ActingSeat, held: Held) -> Release:
    """A working copy of the file. Raises Problem(NOT_ALLOWED) with the reasons."""
    if not held.may_leave:
        raise Problem(Code.NOT_ALLOWED, status=403, reasons=(why_it_stays(),))
    ending = PurePath(name_of(held.stored)).suffix.lower()
    return make_file_copy(
        seat=seat,
        dataset=held.record.dataset,
        content=read_file(held.stored),
        name=_neutral(held, ending if _ENDING.fullmatch(ending) else ".bin"),
        level=held.level,
        columns=[mark.path for mark in held.marks],
        inputs=[f"{held.record.ref}:{held.record.lock}"],
    )


def why_it_stays() -> str:
    """Why an answer does not leave, in the reader's language."""
    return _(
        "Encrypted answers, answers about persons and answers whose marks nobody has confirmed "
        "stay in the platform."
    )


def _neutral(held: Held, ending: str) -> str:
    return f"{held.record.dataset.code}-{held.stored.ref}{ending}"
