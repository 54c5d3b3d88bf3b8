"""Taking a document along: a copy without what it hides, as a release.

Who may take it sees its words, and what the file hides was shown on the page before.
"""

from himaya.files.actions import name_of, read_file
from himaya.gate.decisions import require
from himaya.gate.seats import ActingSeat
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.library.models import DocumentVersion
from himaya.library.queries import opens_text
from himaya.releases.actions import make_cleaned_copy
from himaya.releases.models import Release

_ENDINGS = {"jpeg": "jpg"}


def take_document(*, seat: ActingSeat, version: DocumentVersion) -> Release:
    """A working copy of a version that was read.

    Raises Problem: NOT_FOUND for one that is not open, was not read or is removed, NOT_ALLOWED,
    FILE_NOT_CLEANED.
    """
    record = version.record
    decision = require(seat, Verb.RECORD_VIEW, record)
    is_there = version.state == DocumentVersion.State.READ and version.file.sealed_key
    if not opens_text(decision, record) or not is_there:
        raise Problem(Code.NOT_FOUND, status=404)
    ending = _ENDINGS.get(version.kind, version.kind)
    return make_cleaned_copy(
        seat=seat,
        dataset=record.dataset,
        original=(name_of(version.file), read_file(version.file)),
        name=f"{record.dataset.code}-{record.ref}-{version.n}.{ending}",
        level=record.level,
        inputs=[f"{record.ref}:{record.lock}"],
    )
