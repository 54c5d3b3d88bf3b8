"""Somebody writing a record: from a posted page to answers, and from answers to a page."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from himaya.engines.xlsform import AnswerError, Form, check_answers, initial_answers, state
from himaya.engines.xlsform.model import FILE_TYPES
from himaya.gate.seats import ActingSeat
from himaya.instruments.models import Question, Version
from himaya.instruments.queries import form_of
from himaya.kernel import clock
from himaya.records.attachments import known_to, names_and_sizes, store_answer_file
from himaya.records.entry import controls
from himaya.records.entry.drawing import Attached, Page
from himaya.records.entry.parsing import Posted, counts, place_of, read_post, row_at
from himaya.records.entry.rendering import Sheet, draw
from himaya.records.entry.turns import add_turn, drop_empty_turns, remove_turn
from himaya.records.keeping import keep_withheld
from himaya.records.showing import file_references

_SEVERE = 4
NOTHING_TOLD: Mapping[str, str] = MappingProxyType({})
_TOLD = frozenset({"area", "theme"})  # meanings that an address may answer
_CODE = re.compile(r"[-\w.]{1,60}")


@dataclass(frozen=True)
class Desk:
    """The form, what stands in the record before, and what of it the writer may not read."""

    seat: ActingSeat
    version: Version
    before: Mapping[str, Any] = field(default_factory=dict)
    withheld: frozenset[str] = frozenset()

    @property
    def form(self) -> Form:
        """The frozen form."""
        return form_of(self.version)

    @property
    def marks(self) -> dict[str, Question]:
        """The marked questions by path without numbers."""
        return {question.path: question for question in self.version.questions.all()}

    def whole(self, posted: Posted) -> dict[str, Any]:
        """What the writer typed together with what is withheld from her."""
        return keep_withheld(posted.answers, self.before, self.withheld, posted.origins)


def language() -> str:
    """The reader's language, as forms name it."""
    return (get_language() or "en").split("-")[0]


def first_answers(desk: Desk, told: Mapping[str, str] = NOTHING_TOLD) -> Posted:
    """What a new record's page starts with.

    `told`: what the address says; of it only codes of an area or a theme are taken.
    """
    answers = initial_answers(desk.form, now=clock.now())
    for asked in desk.form.questions:
        code = told.get(asked.name, "")
        if asked.means in _TOLD and not asked.repeat and _CODE.fullmatch(code):
            answers[asked.key] = code
    return Posted(answers)


def standing_answers(desk: Desk, shown: Mapping[str, Any]) -> Posted:
    """The answers a writer may read, each turn of a repeat knowing where it came from."""
    repeats = frozenset(desk.form.repeats)
    origins = {
        f"{path}[{number}]": number
        for path, several in counts(shown, repeats).items()
        for number in range(several)
    }
    return Posted(dict(shown), origins)


def read_page(desk: Desk, request: HttpRequest) -> tuple[Posted, str]:
    """(what came back, the button pressed), with files stored and turns added or removed."""
    posted = read_post(desk.form, request.POST)
    _take_files(desk, request, posted)
    pressed = request.POST.get(controls.DO, controls.SAVE)
    if pressed.startswith(controls.ADD):
        add_turn(posted, pressed.removeprefix(controls.ADD))
    elif pressed.startswith(controls.REMOVE):
        remove_turn(posted, pressed.removeprefix(controls.REMOVE))
    elif pressed == controls.SAVE:
        drop_empty_turns(desk.form, posted, desk.withheld)
    return posted, pressed


def _take_files(desk: Desk, request: HttpRequest, posted: Posted) -> None:
    form, marks = desk.form, desk.marks
    for name, upload in request.FILES.items():
        place = place_of(name)
        asked = form.by_path.get((place.repeat, place.key))
        if asked is None or asked.type not in FILE_TYPES or isinstance(upload, list):
            continue
        row = row_at(posted.answers, place.turns)
        if row is None:
            continue
        mark = marks.get(".".join((*place.repeat, place.key)))
        level = mark.level if mark else _SEVERE
        row[place.key] = store_answer_file(seat=desk.seat, upload=upload, level=level)


def page_of(
    desk: Desk, posted: Posted, errors: Mapping[str, list[AnswerError]] | None = None
) -> Page:
    """The page for what is typed so far."""
    form = desk.form
    now = clock.now()
    return draw(
        Sheet(
            form=form,
            state=state(form, desk.whole(posted), now=now, language=language()),
            typed=posted,
            marks=desk.marks,
            errors=errors or {},
            withheld=desk.withheld,
            files=_files(desk, posted),
        )
    )


def _files(desk: Desk, posted: Posted) -> dict[str, Attached]:
    references = file_references(desk.form, posted.answers)
    found = names_and_sizes(references, known_to(desk.seat, desk.before))
    return {ref: Attached(ref, name, size) for ref, (name, size) in found.items()}


def tidied(desk: Desk, posted: Posted) -> dict[str, Any]:
    """What was typed as it would be kept, so that it compares with what is stored.

    A key with anything wrong in it keeps what was typed.
    """
    checked = check_answers(
        desk.form, desk.whole(posted), now=clock.now(), file_exists=known_to(desk.seat, desk.before)
    )
    wrong = {path.partition("[")[0] for path in checked.errors}
    kept = {key: value for key, value in checked.answers.items() if key not in wrong}
    return kept | {key: posted.answers[key] for key in wrong if key in posted.answers}
