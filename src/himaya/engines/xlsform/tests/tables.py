"""Forms and tables written as Markdown beside the assertion."""

import datetime as dt

from himaya.engines.xlsform import Checked, Form, FormErrors, check_answers, read_form

NOW = dt.datetime(2026, 3, 14, 9, 26, tzinfo=dt.timezone(dt.timedelta(hours=3)))


def form(markdown: str) -> Form:
    return read_form(markdown, kind="md")


def problems(markdown: str) -> list[tuple[str, int | None, str, str]]:
    """Sheet, row, column and code of everything wrong with a form."""
    try:
        form(markdown)
    except FormErrors as error:
        return [(p.sheet, p.row, p.column, p.code) for p in error.problems]
    return []


def check(of: Form, **answers: object) -> Checked:
    return check_answers(of, answers, now=NOW)


def codes(checked: Checked) -> dict[str, str]:
    return {path: errors[0].code for path, errors in checked.errors.items()}


def table(text: str) -> list[dict[str, str]]:
    """A Markdown table as dicts; `\\|` is a bar inside a cell."""
    lines = [line.strip().strip("|").split("|") for line in text.strip().splitlines()]
    rows = [[cell.strip() for cell in line] for line in lines]
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
