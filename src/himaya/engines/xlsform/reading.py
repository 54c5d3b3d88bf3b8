"""XLSForm in, `Form` out: our own reading of the sheets, checked by pyxform and by us."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from himaya.engines.xlsform.judging import pyxform_problems
from himaya.engines.xlsform.kinds import TypeCell, read_type
from himaya.engines.xlsform.languages import OTHER, SPECIFY
from himaya.engines.xlsform.linting import expression_problems
from himaya.engines.xlsform.marks import read_marks
from himaya.engines.xlsform.model import Choice, Form, Group, Question, Texts
from himaya.engines.xlsform.problems import FormErrors, FormProblem
from himaya.engines.xlsform.sheets import MEDIA, Row, Sheets, open_sheets
from himaya.engines.xlsform.syntax import QUOTES

_YES = {"yes", "true", "true()"}
_NO = {"no", "false", "false()"}
_OWN_SETTINGS = {"form_title", "form_id", "version", "default_language"}


def read_form(source: bytes | str, *, kind: str, file_name: str = "") -> Form:
    """See `himaya.engines.xlsform.read_form`."""
    raw = source.encode() if isinstance(source, str) else source
    sheets = open_sheets(raw, kind)
    reader = _Reader(sheets)
    form = reader.form(file_name)
    found = reader.problems + expression_problems(form)
    places = {(problem.sheet, problem.row) for problem in found}
    for problem in pyxform_problems(sheets.for_pyxform):
        # Where we already say what is wrong with that row, once is enough.
        if not found or (problem.row and (problem.sheet, problem.row) not in places):
            found.append(problem)
    if found:
        raise FormErrors(found)
    return form


def yes_or_expression(cell: str) -> str:
    """`yes` and `no` as XPath writes them; anything else is an expression and stays."""
    plain = cell.strip().lower()
    if plain in _YES:
        return "true()"
    return "false()" if plain in _NO else cell.translate(QUOTES).strip()


def read_parameters(cell: str) -> dict[str, str]:
    """`start=1 end=5; step=1` as a dict; parts without = are left out."""
    parts = cell.replace(";", " ").replace(",", " ").replace("= ", "=").replace(" =", "=").split()
    return dict(part.split("=", 1) for part in parts if "=" in part)


@dataclass
class _Reader:
    """One form being read, row by row."""

    sheets: Sheets
    problems: list[FormProblem] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    choices: dict[str, list[Choice]] = field(default_factory=dict)
    open: list[Group] = field(default_factory=list)
    names: dict[tuple[tuple[str, ...], str], int] = field(default_factory=dict)

    def form(self, file_name: str) -> Form:
        self._read_choices()
        for row in self.sheets.survey:
            self._read_row(row)
        for group in self.open:
            kind = "repeat" if group.is_repeat else "group"
            self._problem(group.row, "type", "group.unclosed", kind=kind, name=group.name)
        cells = self.sheets.settings.cells
        form_id = cells.get("form_id") or PurePath(file_name).stem or "form"
        title = dict(self.sheets.settings.texts.get("form_title", {}))
        if "und" in title:
            title.setdefault(self.sheets.default_language, title.pop("und"))
        return Form(
            title=title or {self.sheets.default_language: form_id},
            form_id=form_id,
            version=cells.get("version", ""),
            languages=self.sheets.languages,
            questions=_keyed(self.questions, self.groups),
            groups=tuple(self.groups),
            choices={name: tuple(choices) for name, choices in self.choices.items()},
            default_language=self.sheets.default_language,
            language_names=self.sheets.language_names,
            settings={name: cell for name, cell in cells.items() if name not in _OWN_SETTINGS},
        )

    def _problem(
        self, row: int, column: str, code: str, *, sheet: str = "survey", **params: str
    ) -> None:
        self.problems.append(FormProblem(sheet, row, column, code, params))

    def _read_choices(self) -> None:
        twice_allowed = self.sheets.settings.get("allow_choice_duplicates").strip().lower() in _YES
        for row in self.sheets.choices:
            list_name, name = row.get("list_name").strip(), row.get("name").strip()
            if not list_name:
                continue
            if not name:
                self._problem(row.number, "name", "choice.nameless", sheet="choices")
                continue
            listed = self.choices.setdefault(list_name, [])
            if not twice_allowed and any(choice.name == name for choice in listed):
                where = {"value": name, "list": list_name}
                self._problem(row.number, "name", "choice.duplicate", sheet="choices", **where)
            extra = {
                column: cell
                for column, cell in row.cells.items()
                if column not in {"list_name", "name"}
            }
            labels = row.texts.get("label", {})
            listed.append(Choice(name, labels, extra, _media(row), row.number))

    def _read_row(self, row: Row) -> None:
        written = row.get("type")
        if row.get("disabled").strip().lower() in _YES:
            return
        if not written:
            if row.get("name") or "label" in row.texts:
                self._problem(row.number, "type", "type.missing")
            return
        cell = read_type(written)
        match cell.role:
            case "unknown" | "unsupported":
                self._problem(row.number, "type", f"type.{cell.role}", value=written)
            case "begin":
                self._begin(row, cell)
            case "end":
                self._end(row, cell)
            case _:
                self._question(row, cell)

    def _name(self, row: Row, cell: TypeCell) -> str:
        name = row.get("name").strip()
        if not name and cell.type == "note":
            # As pyxform names them.
            name = f"generated_note_name_{row.number}"
        if not name and cell.type == "audit":
            name = "audit"
        if not name:
            self._problem(row.number, "name", "name.missing")
        place = (self._path(), name)
        if name and place in self.names and cell.type != "audit":
            self._problem(row.number, "name", "name.duplicate", value=name)
        self.names.setdefault(place, row.number)
        return name

    def _path(self) -> tuple[str, ...]:
        return self.open[-1].path if self.open else ()

    def _repeat(self) -> tuple[str, ...]:
        return self.open[-1].repeat if self.open else ()

    def _begin(self, row: Row, cell: TypeCell) -> None:
        name = self._name(row, cell)
        is_repeat = cell.type == "repeat"
        if is_repeat and any(group.is_repeat and group.name == name for group in self.groups):
            self._problem(row.number, "name", "name.duplicate", value=name)
        group = Group(
            name=name,
            path=(*self._path(), name),
            repeat=(*self._repeat(), name) if is_repeat else self._repeat(),
            is_repeat=is_repeat,
            labels=row.texts.get("label", {}),
            hints=row.texts.get("hint", {}),
            relevant=_binding(row, "relevant"),
            appearance=row.get("appearance"),
            repeat_count=row.get("repeat_count").translate(QUOTES).strip(),
            row=row.number,
        )
        self.groups.append(group)
        self.open.append(group)

    def _end(self, row: Row, cell: TypeCell) -> None:
        if not self.open or self.open[-1].is_repeat is not (cell.type == "repeat"):
            self._problem(row.number, "type", "group.unopened", kind=cell.type)
            return
        self.open.pop()

    def _question(self, row: Row, cell: TypeCell) -> None:
        name = self._name(row, cell)
        external = cell.list_name.endswith((".csv", ".xml", ".geojson"))
        if cell.list_name and not external and not cell.list_name.startswith("${"):
            if cell.list_name not in self.choices:
                self._problem(row.number, "type", "list.missing", value=cell.list_name)
            elif cell.or_other:
                self._add_other(cell.list_name)
        marks, wrong = read_marks(row)
        self.problems += wrong
        question = Question(
            key=name,
            name=name,
            type=cell.type,
            labels=row.texts.get("label", {}),
            hints=row.texts.get("hint", {}),
            guidance=row.texts.get("guidance_hint", {}),
            media=_media(row),
            list_name=cell.list_name,
            or_other=cell.or_other,
            relevant=_binding(row, "relevant"),
            constraint=_binding(row, "constraint"),
            constraint_message=row.texts.get("constraint_message", {}),
            required=_binding(row, "required"),
            required_message=row.texts.get("required_message", {}),
            calculation=row.get("calculation").translate(QUOTES).strip(),
            trigger=row.get("trigger"),
            choice_filter=row.get("choice_filter").translate(QUOTES).strip(),
            default=row.get("default"),
            appearance=row.get("appearance"),
            read_only=_binding(row, "read_only"),
            parameters=read_parameters(row.get("parameters")),
            group=self._path(),
            repeat=self._repeat(),
            means=marks.means,
            sensitivity=marks.sensitivity,
            level=marks.level,
            need=row.get("need"),
            aggregation=marks.aggregation,
            row=row.number,
        )
        self.questions.append(question)
        if cell.or_other:
            self.questions.append(self._specify(question))

    def _add_other(self, list_name: str) -> None:
        listed = self.choices[list_name]
        if not any(choice.name == "other" for choice in listed):
            listed.append(Choice("other", self._in_languages(OTHER), {}, {}, listed[-1].row))

    def _specify(self, asked: Question) -> Question:
        """The question pyxform adds after `or_other`."""
        name = f"{asked.name}_other"
        return Question(
            key=name,
            name=name,
            type="text",
            labels=self._in_languages(SPECIFY),
            relevant=f"selected(${{{asked.name}}}, 'other')",
            group=asked.group,
            repeat=asked.repeat,
            row=asked.row,
        )

    def _in_languages(self, texts: Texts) -> Texts:
        return {code: texts.get(code, texts["en"]) for code in self.sheets.languages}


def _binding(row: Row, column: str) -> str:
    """The expression in a cell. Not required and not read-only go without saying."""
    cell = yes_or_expression(row.get(column)) if row.get(column) else ""
    return "" if cell == "false()" and column in {"required", "read_only"} else cell


def _media(row: Row) -> Mapping[str, Texts]:
    return {name: row.texts[name] for name in MEDIA if name in row.texts}


def _keyed(questions: Sequence[Question], groups: Sequence[Group]) -> tuple[Question, ...]:
    """Give each question its answer key: the name, else the group before it, else the path."""
    taken = Counter((group.repeat[:-1], group.name) for group in groups if group.is_repeat)
    taken += Counter((question.repeat, question.name) for question in questions)
    short = Counter((question.repeat, _with_group(question)) for question in questions)
    keyed = []
    for question in questions:
        key = question.name
        if taken[question.repeat, key] > 1:
            key = _with_group(question)
            if short[question.repeat, key] > 1:
                key = ".".join((*question.group, question.name))
        keyed.append(replace(question, key=key))
    return tuple(keyed)


def _with_group(question: Question) -> str:
    return ".".join((*question.group[-1:], question.name))
