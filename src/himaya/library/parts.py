"""What this room shows on the page of a record that is a document."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language

from himaya.datasets.declarations import profile_named
from himaya.engines.xlsform import Form, Question
from himaya.files.actions import name_of
from himaya.gate.decisions import authorize
from himaya.gate.seats import ActingSeat
from himaya.instruments.queries import form_of
from himaya.kernel.verbs import Verb
from himaya.library.coding import lacking, proposals_for
from himaya.library.models import Classification, DocumentVersion
from himaya.library.parts_asked import parts_of
from himaya.library.queries import copies_in_sight, is_over, opens_text, versions_of
from himaya.library.requests import requests_of_record
from himaya.library.texts import Proposal
from himaya.library.wording import (
    GROUNDS,
    KINDS,
    NOTES,
    STATES,
    TONES,
    WHY,
    hidden_lines,
    language_name,
    refusal_words,
)
from himaya.places.queries import names_with_codes
from himaya.records.lifecycle import is_locked
from himaya.records.models import Record
from himaya.records.queries import shown_answers
from himaya.records.titles import title_of
from himaya.records.words import in_words, question_label


def is_document(record: Record) -> bool:
    """Whether a record is of a register of documents."""
    profile = profile_named(record.dataset.profile)
    return profile is not None and profile.of_documents


def document_of_record(seat: ActingSeat, record: Record) -> Mapping[str, Any]:
    """Part of a record's page: its files, how far they are read, and what they hide."""
    if not is_document(record):
        return {}
    opens = opens_text(authorize(seat, Verb.RECORD_VIEW, record), record)
    files = list(versions_of(record))
    versions = [shown_version(one, opens=opens) for one in files]
    may = authorize(seat, Verb.RECORD_AMEND, record).allowed and not is_locked(record)
    return {
        **(_proposed(seat, record, files[0]) if may and opens and files else {}),
        **requests_of_record(seat, record, has_file=bool(files)),
        "copies": _copies(seat, files[0]) if opens and files else (),
        "parts": parts_of(record, files[0]) if opens and files else (),
        "sensitivity": shown_level(record) if may else None,
        "is_document": True,
        "record": record,
        "opens": opens,
        "newest": versions[0] if versions else None,
        "versions": versions,
        "may_add": may,
        "may_remove": may and is_over(record) and any(one["has_file"] for one in versions),
    }


def _copies(seat: ActingSeat, version: DocumentVersion) -> list[dict[str, Any]]:
    return [
        {
            "ref": one.record.ref,
            "title": title_of(one.record),
            "is_same": one.file.sha256 == version.file.sha256,
        }
        for one in copies_in_sight(version, seat)
    ]


def _proposed(seat: ActingSeat, record: Record, version: DocumentVersion) -> Mapping[str, Any]:
    """What its words propose while it is not coded, as a person reads it."""
    profile, head = profile_named(record.dataset.profile), record.head
    if head is None or profile is None or record.status != profile.lifecycle.start:
        return {}
    answers, _withheld = shown_answers(record, head, seat)
    form, speaks = form_of(record.version), get_language() or "en"
    found = proposals_for(record, version, answers)
    codes = {code for one in found for code in _codes(form.by_name[one.key], one.value)}
    names = names_with_codes(record.operation, codes)
    lines = [
        {
            "key": one.key,
            "label": question_label(form, form.by_name[one.key], speaks),
            "value": _in_words(form, one, speaks, names),
            "why": WHY[one.reason] % {"about": one.about},
        }
        for one in found
    ]
    by_name = form.by_name
    taken = (
        Classification.objects.filter(record=record).values_list("taken", flat=True).first() or ()
    )
    return {
        "proposals": lines,
        "taken": [
            question_label(form, one, speaks) for key, one in by_name.items() if key in taken
        ],
        "lacking": [question_label(form, by_name[key], speaks) for key in lacking(record)],
    }


def _codes(asked: Question, value: str | list[str]) -> list[str]:
    return value.split() if isinstance(value, str) and asked.means.startswith("area") else []


def _in_words(form: Form, one: Proposal, speaks: str, names: Mapping[str, str]) -> str:
    asked = form.by_name[one.key]
    if codes := _codes(asked, one.value):
        return ", ".join(names.get(code, code) for code in codes)
    return in_words(form, asked, one.value, speaks)


def shown_level(record: Record) -> dict[str, Any]:
    """How sensitive it is, whether somebody decided that, and what is proposed and why."""
    said = Classification.objects.filter(record=record).first()
    proposed = said.proposed if said else 0
    grounds = said.grounds if said else []
    return {
        "level": record.level,
        "is_decided": bool(said and said.decided_by),
        "proposed": proposed,
        "grounds": [GROUNDS[code] % {"count": count} for code, count in grounds],
        "is_too_low": proposed > record.level,
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
        "has_words": version.text_id is not None,
        "kind": KINDS.get(version.kind, ""),
        "pages": version.pages,
        "words": version.words,
        "language": language_name(version.language) if version.language else "",
        "hidden": hidden_lines(version.findings),
        "notes": [NOTES[one] for one in version.notes],
        "said": said,
        "todo": todo,
    }
