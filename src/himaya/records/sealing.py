"""Splitting answers into an open and a sealed part, and putting them together again.

The sealed part has the same shape (repeats stay lists of objects of the same length), so that a
repeat whose rows hold both kinds can be joined row by row. It is kept under the key of the
record's subject where it has one (every record of the person lane), else under its agency's.
"""

import json
from collections.abc import Mapping
from typing import Any

from himaya.instruments.models import Version
from himaya.kernel.crypto import new_key, seal, unseal
from himaya.people.keys import agency_key
from himaya.records.models import Record, Revision, Subject

Answers = dict[str, Any]


def sealed_paths(version: Version) -> frozenset[str]:
    """Paths ("focal_points.name") of the questions whose answers are kept encrypted."""
    return frozenset(question.path for question in version.questions.all() if question.is_sealed)


def split(
    answers: Mapping[str, Any], paths: frozenset[str], prefix: str = ""
) -> tuple[Answers, Answers]:
    """(open, sealed). Repeats appear in both as lists of equal length when they hold both."""
    opened: Answers = {}
    hidden: Answers = {}
    for key, value in answers.items():
        path = f"{prefix}{key}"
        if path in paths:
            hidden[key] = value
        elif _is_repeat(value):
            pairs = [split(row, paths, f"{path}.") for row in value]
            opened[key] = [pair[0] for pair in pairs]
            if any(pair[1] for pair in pairs):
                hidden[key] = [pair[1] for pair in pairs]
        else:
            opened[key] = value
    return opened, hidden


def join(opened: Mapping[str, Any], hidden: Mapping[str, Any]) -> Answers:
    """The inverse of `split`."""
    whole: Answers = dict(opened)
    for key, value in hidden.items():
        if key in whole and _is_repeat(value):
            whole[key] = [join(a, b) for a, b in zip(whole[key], value, strict=True)]
        else:
            whole[key] = value
    return whole


def _is_repeat(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(row, dict) for row in value)


def give_key(subject: Subject) -> None:
    """Make the key of a new subject row, before it is saved: random, under its agency's key."""
    subject.sealed_key = seal(
        new_key(),
        agency_key(subject.agency),
        model="subject",
        field="key",
        ref=subject.ref,
        key_version=subject.agency.key_version,
    )


def subject_key(subject: Subject) -> bytes:
    """The subject's own key. Raises SealBrokenError where it was destroyed."""
    return unseal(
        bytes(subject.sealed_key),
        agency_key(subject.agency),
        model="subject",
        field="key",
        ref=subject.ref,
        key_version=subject.agency.key_version,
    )


def _key(record: Record, subject: Subject | None) -> bytes:
    return agency_key(record.agency) if subject is None else subject_key(subject)


def seal_answers(record: Record, n: int, hidden: Answers) -> bytes:
    """Ciphertext of the sealed part, bound to this record and revision number.

    It is under the key of the record's subject, else its agency's: `Revision.sealed_for` must be
    the record's subject too.
    """
    if not hidden:
        return b""
    plain = json.dumps(hidden, ensure_ascii=False).encode()
    return seal(
        plain,
        _key(record, record.subject),
        model="revision",
        field=f"sealed:{n}",
        ref=record.ref,
        key_version=record.agency.key_version,
    )


def open_answers(record: Record, revision: Revision) -> Answers:
    """The sealed part in clear; nothing where it was erased.

    Raises SealBrokenError for a swapped or changed ciphertext.
    """
    if not revision.sealed:
        return {}
    plain = unseal(
        bytes(revision.sealed),
        _key(record, revision.sealed_for),
        model="revision",
        field=f"sealed:{revision.n}",
        ref=record.ref,
        key_version=record.agency.key_version,
    )
    opened: Answers = json.loads(plain)
    return opened


def erased_paths(revision: Revision) -> frozenset[str]:
    """Paths of the questions whose answers were erased; of a repeat all its sealed ones."""
    if not revision.is_erased:
        return frozenset()
    answered = set(revision.sealed_keys)
    paths = sealed_paths(revision.version)
    return frozenset(path for path in paths if path.partition(".")[0] in answered)


def whole_answers(record: Record, revision: Revision) -> Answers:
    """All answers of a revision. Only for actions and for shown fields; never for logs."""
    return join(revision.answers, open_answers(record, revision))
