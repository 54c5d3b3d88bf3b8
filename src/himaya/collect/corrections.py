"""Corrections typed on the bench, against the register's form before they are kept."""

from collections.abc import Mapping
from typing import Any

from himaya.engines.xlsform import AnswerError, check_answers
from himaya.instruments.models import Version
from himaya.instruments.queries import form_of
from himaya.kernel import clock
from himaya.kernel.problems import Code, Problem

LONGEST_CODE = 40  # characters: a code is a mark to find an entry by, not a sentence

Errors = Mapping[str, Mapping[str, AnswerError]]  # by stable id, by question key


class CorrectionsRefused(Problem):
    """Corrections that do not fit the form: `errors` says which and why."""

    def __init__(self, errors: Errors) -> None:
        questions = sorted({key for found in errors.values() for key in found})
        super().__init__(Code.ANSWERS_REFUSED, status=422, questions=questions)
        self.errors = errors


def errors_in(
    version: Version, changes: Mapping[str, Any], beside: Mapping[str, Any]
) -> dict[str, AnswerError]:
    """What the form has against the corrections of one row, by question key.

    `beside` are answers of the row that they must fit, such as the start beside a corrected end.
    Only the corrected questions count: the rest of the row is checked when it is imported.
    """
    form = form_of(version)
    found = check_answers(form, {**beside, **changes}, now=clock.now()).errors
    errors = {key: found[key][0] for key in changes if found.get(key)}
    for question in form.questions:
        text = changes.get(question.key, "")
        if question.means == "code" and not question.repeat and len(str(text)) > LONGEST_CODE:
            errors[question.key] = AnswerError("text.too_long", {"limit": str(LONGEST_CODE)})
    return errors
