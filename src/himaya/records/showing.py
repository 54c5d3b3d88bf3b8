"""A record for reading: its answers by group, withheld ones named but never hinted at."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from himaya.engines.xlsform import Form, Group, Question, text_in
from himaya.engines.xlsform.model import FILE_TYPES
from himaya.instruments.models import Question as Marked
from himaya.records.words import in_words, question_label


@dataclass(frozen=True, slots=True)
class Line:
    """One question with its answer. A withheld one looks the same with and without an answer.

    An erased one says so, and no more: whether it was answered inside a repeat is not known.
    """

    label: str
    text: str
    level: int
    is_sealed: bool
    is_withheld: bool
    is_erased: bool
    file: str = ""  # reference of a stored file that can be opened


@dataclass(frozen=True, slots=True)
class Block:
    """Answers under one heading, with the groups and turns inside it."""

    label: str
    depth: int
    lines: tuple[Line, ...]
    blocks: "tuple[Block, ...]"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a record is shown from: answers already without what is withheld."""

    form: Form
    answers: Mapping[str, Any]
    withheld: frozenset[str]
    marks: Mapping[str, Marked]
    language: str
    names: Mapping[str, str]  # of files by reference, of areas by code
    erased: frozenset[str] = frozenset()


def blocks_of(reading: Reading) -> Block:
    """The whole record; groups without anything to show are left out."""
    return _block(reading, "", (), reading.answers, 2)


def unanswered(reading: Reading) -> list[str]:
    """Labels of the questions outside repeats that were not answered and are not withheld."""
    return [
        question_label(reading.form, asked, reading.language)
        for asked in reading.form.questions
        if asked.is_seen
        and asked.holds_answer
        and not asked.repeat
        and asked.key not in reading.withheld | reading.erased
        and reading.answers.get(asked.key) in (None, "", [])
    ]


def _block(
    reading: Reading, label: str, inside: tuple[str, ...], row: Mapping[str, Any], depth: int
) -> Block:
    form = reading.form
    lines = tuple(
        line
        for asked in form.questions
        if asked.group == inside and asked.holds_answer
        for line in _line(reading, asked, row)
    )
    blocks = tuple(
        block
        for group in form.groups
        if group.path[:-1] == inside
        for block in _inner(reading, group, row, depth)
        if block.lines or block.blocks
    )
    return Block(label, depth, lines, blocks)


def _inner(reading: Reading, group: Group, row: Mapping[str, Any], depth: int) -> Iterator[Block]:
    form = reading.form
    label = text_in(group.labels, reading.language, form.default_language)
    deeper = min(depth + 1, 6)
    if not group.is_repeat:
        yield _block(reading, label, group.path, row, deeper)
        return
    rows = row.get(group.name)
    for number, turn in enumerate(rows if isinstance(rows, list) else [], start=1):
        yield _block(reading, f"{label or group.name} {number}", group.path, turn, deeper)


def _line(reading: Reading, asked: Question, row: Mapping[str, Any]) -> Iterator[Line]:
    path = ".".join((*asked.repeat, asked.key))
    is_withheld = path in reading.withheld
    is_erased = path in reading.erased and not is_withheld
    value = None if is_withheld else row.get(asked.key)
    if not is_withheld and not is_erased and value in (None, "", []):
        return
    mark = reading.marks.get(path)
    yield Line(
        label=question_label(reading.form, asked, reading.language),
        text=in_words(reading.form, asked, value, reading.language, reading.names),
        level=mark.level if mark else 1,
        is_sealed=mark.is_sealed if mark else False,
        is_withheld=is_withheld,
        is_erased=is_erased,
        file=str(value) if asked.type in FILE_TYPES and str(value) in reading.names else "",
    )


def file_references(form: Form, answers: Mapping[str, Any]) -> set[str]:
    """References of stored files among the answers."""
    return set(file_paths(form, answers))


def file_paths(form: Form, answers: Mapping[str, Any]) -> dict[str, set[str]]:
    """By reference of a stored file: the paths of the questions it answers."""
    if not any(asked.type in FILE_TYPES for asked in form.questions):
        return {}
    found: dict[str, set[str]] = {}
    for path, reference in _references(form, answers, ()):
        found.setdefault(reference, set()).add(path)
    return found


def _references(
    form: Form, answers: Mapping[str, Any], repeat: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    for key, value in answers.items():
        asked = form.by_path.get((repeat, key))
        if asked is not None and asked.type in FILE_TYPES and isinstance(value, str):
            yield ".".join((*repeat, key)), value
        elif isinstance(value, list):
            for row in value:
                if isinstance(row, dict):
                    yield from _references(form, row, (*repeat, key))
