"""Forms that people really used. They stay outside the project: set HIMAYA_TEST_DATA to try them."""

import datetime as dt
import json
import os
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from himaya.engines.xlsform import (
    Form,
    FormErrors,
    check_answers,
    differences,
    export_schema,
    propose_marks,
    read_form,
    state,
    write_xlsx,
)

FOLDER = Path(os.environ.get("HIMAYA_TEST_DATA", "/nonexistent")) / "xlsforms"
FILES = sorted(FOLDER.glob("*.xls*"))
NOW = dt.datetime(2026, 3, 14, tzinfo=dt.UTC)

pytestmark = [
    pytest.mark.skipif(not FILES, reason="HIMAYA_TEST_DATA names no folder of forms"),
    pytest.mark.slow,  # pyxform takes a second or two for the large ones
]


def pyxform_count(path: Path) -> int | None:
    """How many questions pyxform finds on the sheet; None where it refuses the form."""
    from pyxform.errors import PyXFormError
    from pyxform.question import Question
    from pyxform.section import Section
    from pyxform.xls2xform import convert

    def questions(section: Section) -> Iterator[Question]:
        for child in section.children or ():
            if isinstance(child, Question):
                yield child
            elif isinstance(child, Section):
                yield from questions(child)

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            survey = convert(path.read_bytes(), file_type=path.suffix)._survey
    except PyXFormError:
        return None
    # pyxform adds its own rows: the instance's id and name, labels of tables, counts of repeats.
    own = {"instanceID", "instanceName"}
    return sum(
        question.name not in own and not question.name.startswith("generated_table_list")
        for question in questions(survey)
    )


@cache
def read(path: Path) -> Form | FormErrors:
    try:
        return read_form(path.read_bytes(), kind="xlsx", file_name=path.name)
    except FormErrors as error:
        return error


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_real_form__read_or_refused_as_pyxform_does(path: Path) -> None:
    expected, found = pyxform_count(path), read(path)

    if isinstance(found, Form):
        assert len(found.questions) == expected
    else:
        assert expected is None
        assert any(problem.row and problem.message for problem in found.problems)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_real_form__frozen_written_marked_shown_and_checked(path: Path) -> None:
    found = read(path)
    if not isinstance(found, Form):
        pytest.skip("pyxform refuses it too")

    assert Form.from_json(json.loads(json.dumps(found.to_json()))) == found
    again = read_form(write_xlsx(found), kind="xlsx", file_name=path.name)
    assert differences(found, again) == []
    assert len(propose_marks(found)) == sum(question.holds_answer for question in found.questions)
    assert export_schema(found)["properties"]
    empty = check_answers(found, {}, now=NOW)
    assert check_answers(found, empty.answers, now=NOW).answers == empty.answers
    for language in found.languages:
        assert state(found, {}, now=NOW, language=language).items
