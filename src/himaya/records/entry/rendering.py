"""The engine's FormState turned into what the templates draw."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from himaya.engines.xlsform import (
    AnswerError,
    Form,
    FormState,
    GroupState,
    ItemState,
    QuestionState,
    RepeatState,
    text_in,
)
from himaya.engines.xlsform import Question as Asked
from himaya.instruments.models import Question as Marked
from himaya.records.entry import controls
from himaya.records.entry.drawing import (
    Attached,
    Fault,
    Field,
    Item,
    Option,
    Page,
    Section,
    Series,
    Turn,
)
from himaya.records.entry.parsing import Posted, counts, flat
from himaya.records.entry.references import REFERENCE, depended_on
from himaya.records.entry.widgets import (
    attributes_of,
    bounds_of,
    in_ranks,
    point_of,
    value_of,
    widget_of,
)
from himaya.records.entry.wording import in_words


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that a page is drawn from. `typed` holds no answer that is withheld from the reader."""

    form: Form
    state: FormState
    typed: Posted
    marks: Mapping[str, Marked]  # by path without numbers
    errors: Mapping[str, list[AnswerError]] = field(default_factory=dict)
    withheld: frozenset[str] = frozenset()  # paths without numbers
    files: Mapping[str, Attached] = field(default_factory=dict)  # by reference


def draw(sheet: Sheet) -> Page:
    """The page: fields in order, hidden inputs for what is not shown, the summary of errors."""
    pen = _Pen(sheet, depended_on(sheet.form))
    items = pen.items(sheet.state.items)
    return Page(
        title=sheet.state.title,
        items=items,
        carried=[*pen.carried()],
        faults=tuple(pen.faults()),
    )


@dataclass(slots=True)
class _Pen:
    """One drawing; remembers what it drew."""

    sheet: Sheet
    decisive: frozenset[str]
    fields: dict[str, Field] = field(default_factory=dict)
    turns: dict[str, int] = field(default_factory=dict)
    series: dict[str, Series] = field(default_factory=dict)

    def items(self, states: tuple[ItemState, ...]) -> tuple[Item, ...]:
        return tuple(self.item(state) for state in states)

    def item(self, state: ItemState) -> Item:
        if isinstance(state, QuestionState):
            drawn = self.question(state)
            self.fields[state.path] = drawn
            return drawn
        label = self.text(state.label, state.group.labels)
        hint = self.text(state.hint, state.group.hints)
        if isinstance(state, GroupState):
            return Section(label, hint, self.items(state.items))
        return self.repeat(state, label, hint)

    def repeat(self, state: RepeatState, label: str, hint: str) -> Series:
        self.turns[state.path] = len(state.instances)
        drawn = Series(
            path=state.path,
            field_id=f"q-{state.path}",
            label=label,
            hint=hint,
            can_add=state.can_add,
            turns=tuple(
                Turn(turn.path, turn.index + 1, self.items(turn.items)) for turn in state.instances
            ),
            errors=self.errors_at(state.path),
        )
        self.series[state.path] = drawn
        return drawn

    def question(self, state: QuestionState) -> Field:
        asked = state.question
        path = ".".join((*asked.repeat, asked.key))
        mark = self.sheet.marks.get(path)
        is_withheld = path in self.sheet.withheld
        widget = "withheld" if is_withheld else widget_of(state, mark.means if mark else "")
        return Field(
            path=state.path,
            field_id=f"q-{state.path}",
            widget=widget,
            label=self.text(state.label, asked.labels) or asked.name,
            hint=self.text(state.hint, asked.hints) or bounds_of(asked),
            guidance=self.text(state.guidance, asked.guidance),
            level=mark.level if mark else 1,
            is_required=state.is_required,
            is_read_only=state.is_read_only,
            is_sealed=mark.is_sealed if mark else False,
            is_withheld=is_withheld,
            refreshes=asked.name in self.decisive and not is_withheld,
            **({} if is_withheld else self.answered(state, asked, widget)),
        )

    def answered(self, state: QuestionState, asked: Asked, widget: str) -> dict[str, Any]:
        """What only somebody who may read the answer is shown."""
        value = value_of(state)
        return {
            "value": value,
            "options": in_ranks(state) if widget == "rank" else _options(state),
            "errors": self.errors_at(state.path, asked.type),
            "attributes": attributes_of(asked, widget),
            "point": point_of(state.value) if widget == "point" else {},
            "attached": self.sheet.files.get(value) if widget == "file" else None,
        }

    def errors_at(self, path: str, kind: str = "") -> tuple[str, ...]:
        language = self.sheet.state.language
        errors = self.sheet.errors.get(path, [])
        return tuple(in_words(error, language, kind=kind) for error in errors)

    def text(self, filled: str, texts: Mapping[str, str]) -> str:
        """The text with answers filled in, unless it would speak of a withheld one."""
        if not self.sheet.withheld:
            return filled
        raw = text_in(texts, self.sheet.state.language, self.sheet.form.default_language)
        return REFERENCE.sub("…", raw) if "${" in raw else filled

    def carried(self) -> list[tuple[str, str]]:
        """Answers that are not on the page just now, how many turns there are, where from."""
        typed = self.sheet.typed
        repeats = frozenset(self.sheet.form.repeats)
        shown = counts(typed.answers, repeats) | self.turns
        pairs = [(f"{controls.COUNT}{path}", str(number)) for path, number in shown.items()]
        pairs += [(f"{controls.ROW}{turn}", str(was)) for turn, was in typed.origins.items()]
        for name, text in flat(typed.answers, repeats):
            drawn = self.fields.get(name.split("~", 1)[0])
            # Read-only text is drawn without an input; what it holds is worked out again.
            is_shown_only = drawn is not None and drawn.widget == "shown"
            if is_shown_only or (drawn is None and text):
                pairs.append((name, text))
        return pairs

    def faults(self) -> list[Fault]:
        found = []
        for path, errors in self.sheet.errors.items():
            drawn = self.fields.get(path) or self.series.get(path)
            language = self.sheet.state.language
            label = drawn.label if drawn else path
            texts = drawn.errors if drawn else [in_words(error, language) for error in errors]
            found += [Fault(drawn.field_id if drawn else "", label, text) for text in texts]
        return found


def _options(state: QuestionState) -> tuple[Option, ...]:
    return tuple(Option(choice.name, choice.label, choice.is_chosen) for choice in state.choices)
