"""What of a record may be found by search: open answers of Low and Moderate, never sealed ones."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from himaya.datasets.declarations import profile_named
from himaya.engines.xlsform import MEANS, Form
from himaya.instruments.groups import group_of
from himaya.instruments.models import Question, Version
from himaya.instruments.queries import form_of
from himaya.records.models import Record
from himaya.records.titles import heading_key
from himaya.search.actions import Findable, forget_thing, index_thing

_UNNAMED: Mapping[str, str] = {}  # one for all, so that rows share it
_HIGH = 3  # from here up: found by metadata only (protocol.md, Sealing)
# Words that rooms above keep of a document, by field group.
_words: list[Callable[[Record], Mapping[str, str]]] = []


def register_words(find: Callable[[Record], Mapping[str, str]]) -> None:
    """Let documents be found by more than their answers; asked up to Moderate only."""
    if find not in _words:
        _words.append(find)


def index_record(record: Record, opened: Mapping[str, Any]) -> None:
    """Refresh the record's search entries from its open answers."""
    if record.is_withdrawn:
        forget_thing(kind="record", thing=record.ref)
    else:
        index_thing(findable(record, opened))


def findable(record: Record, opened: Mapping[str, Any]) -> Findable:
    """What search takes of a record.

    Answers of a field group go into an entry of that group, so that nobody finds a record by words
    it would not show them.
    """
    marks = _marks(record.version)
    texts: dict[str, list[str]] = {"": []}
    if record.level < _HIGH:
        for path, text in _texts(form_of(record.version), opened):
            if path != marks.heading or marks.groups.get(path):
                texts.setdefault(marks.groups.get(path, ""), []).append(text)
        for group, text in _of_documents(record):
            texts.setdefault(group, []).append(text)
    else:
        texts[""] = [record.area, *map(str, record.dataset.names.values())]
    shows_title = record.level < _HIGH and not marks.groups.get(marks.heading)
    kind = str(opened.get(marks.kind, "")) if record.level < _HIGH else ""
    return Findable(
        operation=record.operation,
        kind="record",
        thing=record.ref,
        title=str(opened.get(marks.heading, ""))[:200] if shows_title else "",
        text=" ".join(texts.pop("")),
        grouped={group: " ".join(words) for group, words in texts.items()},
        register=record.dataset.names,
        kept_in=record.dataset.ref,
        agency=record.agency.ref,
        system=record.dataset.system.ref,
        level=record.level,
        lane=record.lane,
        audience=record.audience,
        area=record.area,
        state=record.status,
        author=record.author,
        caseworker=record.caseworker,
        day=record.period_end or record.period_start,
        type=kind,
        type_names=marks.kinds.get(kind, _UNNAMED),
        language=_first(opened.get(marks.language)) if record.level < _HIGH else "",
    )


def _first(answer: object) -> str:
    """One language, of those that an answer names."""
    one = answer[0] if isinstance(answer, list) and answer else answer
    return one[:12] if isinstance(one, str) else ""


def _of_documents(record: Record) -> Iterator[tuple[str, str]]:
    profile = profile_named(record.dataset.profile)
    if profile is not None and profile.of_documents:
        for find in _words:
            yield from find(record).items()


@dataclass(frozen=True, slots=True)
class _Marks:
    """What of a form search reads: field group by path, and keys of questions ("" for none)."""

    groups: Mapping[str, str]
    heading: str
    kind: str  # what sort of thing it is: the first open choice that says so
    kinds: Mapping[str, Mapping[str, str]]  # its choices, names by language
    language: str


def _marks(version: Version) -> _Marks:
    """Once for all records of a loaded version."""
    kept: _Marks | None = version.__dict__.get("_findable_kept")
    if kept is None:
        questions = list(version.questions.all())
        groups = {question.path: group_of(question) for question in questions}
        is_open = [one for one in questions if not one.repeat and not groups[one.path]]
        kind = next((one for one in is_open if _says_kind(one)), None)
        form = form_of(version)
        asked = form.by_path.get(((), kind.key)) if kind else None
        kept = version.__dict__["_findable_kept"] = _Marks(
            groups=groups,
            heading=heading_key(version),
            kind=kind.key if kind else "",
            kinds={one.name: one.labels for one in form.choices[asked.list_name]} if asked else {},
            language=next((one.key for one in is_open if one.means == "language"), ""),
        )
    return kept


def _says_kind(question: Question) -> bool:
    meaning = MEANS.get(question.means)
    return (
        meaning is not None
        and (meaning.family, meaning.role, meaning.sensitivity) == ("what", "split", "none")
        and question.kind == "select_one"
        and question.sensitivity == Question.Sensitivity.NONE
        and not question.is_sealed
    )


def _texts(
    form: Form, answers: Mapping[str, Any], repeat: tuple[str, ...] = ()
) -> Iterator[tuple[str, str]]:
    """(path of the question, text), rows of repeats included; choices as people read them."""
    for key, value in answers.items():
        asked = form.by_path.get((repeat, key))
        labels = form.choice_labels.get(asked.list_name, {}) if asked else {}
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, dict):
                yield from _texts(form, part, (*repeat, key))
            elif isinstance(part, str):
                yield ".".join((*repeat, key)), labels.get(part, part)
