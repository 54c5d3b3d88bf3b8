"""pyxform's verdict, as problems by row. It stops at its first objection, so there is one."""

import re
import warnings

from himaya.engines.xlsform.problems import FormProblem
from himaya.engines.xlsform.sheets import Book

_ROW = re.compile(r"\[row : (\d+)\]\s*")
_SHEET = re.compile(r"On the '([^']*)' sheet, the '([^']*)' value")
_VALUE = re.compile(r"name '([^']*)'")


def pyxform_problems(book: Book) -> list[FormProblem]:
    """What pyxform has against the form: nothing, or one problem. Changes the book it is given."""
    from pyxform.builder import create_survey_element_from_dict
    from pyxform.errors import PyXFormError
    from pyxform.xls2json import workbook_to_json

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = workbook_to_json(workbook_dict=book, form_name="data", warnings=[])
            create_survey_element_from_dict(tree).to_xml(validate=False, warnings=[])
    except PyXFormError as error:
        return [_translated(str(error))]
    # A form odd enough trips pyxform's own code. That is the form's fault to the person who
    # brings it, so it is reported as one, with the kind of error for us.
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        return [FormProblem("", None, "", "pyxform.crashed", {"detail": type(error).__name__})]
    return []


def _translated(message: str) -> FormProblem:
    row = _ROW.search(message)
    place = _SHEET.search(message)
    sheet, column = place.groups() if place else ("survey" if row else "", "")
    code, params = _coded(message, column)
    return FormProblem(sheet, int(row.group(1)) if row else None, column, code, params)


def _coded(message: str, column: str) -> tuple[str, dict[str, str]]:
    """The commonest objections in our own words; the rest in pyxform's."""
    named = _VALUE.search(message)
    if named and "Could not find the name" in message:
        return "expression.reference", {"name": named.group(1), "column": column}
    if named and "appears more than once" in message:
        return "expression.ambiguous", {"name": named.group(1), "column": column}
    return "pyxform.refused", {"detail": _ROW.sub("", message)}
