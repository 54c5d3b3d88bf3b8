"""What this room shows on the page of a record that is a document."""

from collections.abc import Mapping
from typing import Any

from himaya.datasets.declarations import profile_named
from himaya.files.actions import name_of
from himaya.gate.decisions import authorize
from himaya.gate.seats import ActingSeat
from himaya.kernel.verbs import Verb
from himaya.library.models import DocumentVersion
from himaya.library.queries import opens_text, versions_of
from himaya.library.wording import (
    KINDS,
    NOTES,
    STATES,
    TONES,
    hidden_lines,
    language_name,
    refusal_words,
)
from himaya.records.lifecycle import is_locked
from himaya.records.models import Record


def is_document(record: Record) -> bool:
    """Whether a record is of a register of documents."""
    profile = profile_named(record.dataset.profile)
    return profile is not None and profile.of_documents


def document_of_record(seat: ActingSeat, record: Record) -> Mapping[str, Any]:
    """Part of a record's page: its files, how far they are read, and what they hide."""
    if not is_document(record):
        return {}
    opens = opens_text(authorize(seat, Verb.RECORD_VIEW, record), record)
    versions = [shown_version(one, opens=opens) for one in versions_of(record)]
    may = authorize(seat, Verb.RECORD_AMEND, record).allowed and not is_locked(record)
    return {
        "is_document": True,
        "record": record,
        "opens": opens,
        "newest": versions[0] if versions else None,
        "versions": versions,
        "may_add": may,
    }


def shown_version(version: DocumentVersion, *, opens: bool) -> dict[str, Any]:
    """A version as pages show it. A file's name may name a person: it opens with the words."""
    has_file = bool(version.file.sealed_key)
    said, todo = (
        refusal_words(version.refusal, version.refusal_params) if version.refusal else ("", "")
    )
    return {
        "n": version.n,
        "name": name_of(version.file) if opens and has_file else "",
        "size": version.file.size,
        "has_file": has_file,
        "made_at": version.made_at,
        "state": STATES[version.state],
        "tone": TONES[DocumentVersion.State(version.state)],
        "is_read": version.state == DocumentVersion.State.READ,
        "waits": version.state == DocumentVersion.State.WAITING,
        "has_words": version.text is not None,
        "kind": KINDS.get(version.kind, ""),
        "pages": version.pages,
        "words": version.words,
        "language": language_name(version.language) if version.language else "",
        "hidden": hidden_lines(version.findings),
        "notes": [NOTES[one] for one in version.notes],
        "said": said,
        "todo": todo,
    }
