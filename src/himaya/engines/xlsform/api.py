"""The engine's functions under one roof. Each imports its work when called (start-up time)."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, Literal

from himaya.engines.xlsform.model import Form, Question
from himaya.engines.xlsform.outcomes import Change, Checked, FormState, Proposal

Kind = Literal["xlsx", "xls", "md", "csv"]


def read_form(source: bytes | str, *, kind: Kind, file_name: str = "") -> Form:
    """Read an XLSForm. `kind="md"` is the Markdown-table dialect.

    pyxform decides whether the form is valid, so that what is accepted here also runs in other
    tools; expressions, meanings and sensitivities are checked here. The first call costs about
    two seconds (pyxform's import). `file_name` serves only as the title of last resort.
    Raises FormErrors with every problem found, by sheet and row.
    """
    from himaya.engines.xlsform.reading import read_form as work

    return work(source, kind=kind, file_name=file_name)


def check_answers(
    form: Form,
    answers: Mapping[str, Any],
    *,
    now: dt.datetime,
    file_exists: Callable[[str], bool] | None = None,
) -> Checked:
    """Check answers (JSON by question key) against the form; never raises for bad answers.

    Accepts JSON values and the strings an HTML form or an XForm sends. `now` is the moment that
    today() and now() speak of (aware). `file_exists` says whether a file reference is stored;
    without it references are taken as they are.
    """
    from himaya.engines.xlsform.checking import check_answers as work

    return work(form, answers, now=now, file_exists=file_exists)


def state(form: Form, answers: Mapping[str, Any], *, now: dt.datetime, language: str) -> FormState:
    """What a page shows for these answers: visible items in order, choices, texts filled in."""
    from himaya.engines.xlsform.page_state import state as work

    return work(form, answers, now=now, language=language)


def initial_answers(form: Form, *, now: dt.datetime) -> dict[str, Any]:
    """The answers a new record starts with: the form's defaults, outside repeats."""
    from himaya.engines.xlsform.page_state import initial_answers as work

    return work(form, now=now)


def propose_marks(form: Form) -> list[Proposal]:
    """A proposal for every question without `means` or `sensitivity`; existing marks are kept."""
    from himaya.engines.xlsform.proposals import propose_marks as work

    return work(form)


def unmarked(form: Form) -> list[Question]:
    """Questions that hold answers and lack a meaning or a sensitivity."""
    return [
        question
        for question in form.questions
        if question.holds_answer and not (question.means and question.sensitivity)
    ]


def differences(old: Form, new: Form) -> list[Change]:
    """What changed between two versions, in the order of the new form; removals last."""
    from himaya.engines.xlsform.differences import differences as work

    return work(old, new)


def export_schema(form: Form) -> dict[str, Any]:
    """JSON Schema (2020-12) of the answers object. Relevance and constraints are not in it."""
    from himaya.engines.xlsform.schema import export_schema as work

    return work(form)


def write_xlsx(form: Form) -> bytes:
    """The form as an XLSForm workbook; `read_form` reads it back the same but for row numbers."""
    from himaya.engines.xlsform.writing import write_xlsx as work

    return work(form)
