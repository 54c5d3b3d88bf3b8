"""What is wrong with a form: coded, by sheet and row, all of it at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field

# English templates. The code and the params are what callers translate; the English is what a
# command or a log shows. Codes are never reused.
MESSAGES: Mapping[str, str] = {
    "file.unreadable": "This file cannot be read as a spreadsheet of kind {kind}.",
    "file.too_large": "This file is larger than {limit} MB.",
    "sheet.missing": "The sheet {sheet} is missing.",
    "sheet.empty": "The sheet {sheet} has no rows.",
    "pyxform.refused": "{detail}",
    "pyxform.crashed": "The form has a fault that could not be traced to a row ({detail}).",
    "type.missing": "This row has no type.",
    "type.unknown": "The question type {value} is not known.",
    "type.unsupported": "The question type {value} is not supported here.",
    "name.missing": "This row has no name.",
    "name.duplicate": "The name {value} is used twice in the same place.",
    "list.missing": "The list of choices {value} is not on the choices sheet.",
    "choice.duplicate": "The choice {value} appears twice in the list {list}.",
    "choice.nameless": "This choice has no name.",
    "group.unclosed": "The {kind} {name} is never closed.",
    "group.unopened": "This row closes a {kind} that was never opened.",
    "expression.syntax": "The expression in {column} cannot be read near '{near}'.",
    "expression.function": "The function {name}() in {column} is not supported.",
    "expression.arguments": "The function {name}() in {column} has the wrong number of arguments.",
    "expression.reference": "{column} refers to {name}, which is not in the form.",
    "expression.ambiguous": "{name} in {column} is the name of more than one question.",
    "expression.name": "The expression in {column} uses the bare name {name}; write ${{{name}}}.",
    "expression.pulldata": "pulldata() in {column} reads a file that himaya does not have.",
    "expression.cycle": "{name} depends on itself through {through}.",
    "expression.regex": "The pattern '{pattern}' in {column} is not one himaya can run.",
    "means.unknown": "{value} is not in the list of meanings.",
    "sensitivity.unknown": "{value} is not one of direct, indirect, sensitive, none.",
    "sensitivity.level": "The level {value} is not between 1 and 4.",
    "aggregation.unknown": "{value} is not a way to add figures up.",
    "repeat_count.syntax": "The repeat count {value} cannot be read.",
}

# The same for answers: the codes of `AnswerError`.
ANSWER_MESSAGES: Mapping[str, str] = {
    "required": "An answer is needed here.",
    "constraint": "This answer is not allowed here.",
    "choice.unknown": "This is not one of the choices.",
    "choice.not_offered": "This choice does not go with the other answers.",
    "rank.incomplete": "Every choice needs its place in the order.",
    "range.outside": "The number must lie between {low} and {high}.",
    "range.step": "The number must go in steps of {step}.",
    "number.too_large": "The number must not be larger than {limit}.",
    "number.too_precise": "The number must not have more than {digits} digits.",
    "text.too_long": "The text must not be longer than {limit} characters.",
    "file.missing": "The file is not there; send it again.",
    "geoshape.open": "The last point must be the same as the first.",
    "repeat.too_many": "There can be no more than {limit} of these.",
    "type.text": "Write text here.",
    "type.integer": "Write a whole number.",
    "type.decimal": "Write a number.",
    "type.choice": "Choose one.",
    "type.choices": "Choose from the list.",
    "type.date": "Write a date as 2026-01-31.",
    "type.time": "Write a time as 09:30.",
    "type.dateTime": "Write a date and time as 2026-01-31T09:30.",
    "type.geopoint": "Write latitude and longitude, as 1.25 32.5.",
    "type.geotrace": "Write at least two points.",
    "type.geoshape": "Write at least three points and the first again.",
    "type.acknowledge": "This can only be ticked or left.",
    "type.file": "Send a file.",
    "type.repeat": "These answers do not have the form of a list.",
}


@dataclass(frozen=True, slots=True)
class FormProblem:
    """One thing wrong, where it is (row as the spreadsheet shows it, 1-based), and why."""

    sheet: str
    row: int | None
    column: str
    code: str
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The problem in plain English, without its place."""
        return MESSAGES[self.code].format_map(self.params)


class FormErrors(Exception):  # noqa: N818 - the name says what it carries: several
    """A form that cannot be used. `problems` holds all that was found, in sheet and row order."""

    def __init__(self, problems: list[FormProblem]) -> None:
        self.problems = sorted(
            problems, key=lambda problem: (problem.sheet, problem.row or 0, problem.column)
        )
        super().__init__("; ".join(f"{p.sheet} {p.row}: {p.code}" for p in self.problems))
