import pytest

from himaya.engines.xlsform import differences
from himaya.engines.xlsform.tests.tables import form, table

OLD = """
| survey |
|        | type         | name   | label      | relevant   | means | sensitivity | calculation |
|        | text         | who    | Who        |            |       |             |             |
|        | select_one c | what   | What       |            | theme | none        |             |
|        | integer      | n      | How many   | ${who}!='' |       |             |             |
|        | calculate    | twice  |            |            | count |             | ${n} * 2    |
| choices |
|         | list_name | name | label |
|         | c         | a    | Apple |
|         | c         | b    | Berry |
"""

CHANGED = r"""
| replace                             | by                                 | kind              | key       | field     | breaks |
| text         ~ who    ~ Who         | text         ~ who    ~ Whom       | text              | who       | labels    | False  |
| integer      ~ n                    | decimal      ~ n                   | type              | n         | type      | True   |
| ${who}!=''                          | ${who}='x'                         | logic             | n         | relevant  | False  |
| ${n} * 2                            | ${n} * 3                           | logic             | twice     | calculation | True |
| theme                               | risk                               | mark              | what      | means     | True   |
| none                                | direct                             | mark              | what      | sensitivity | False |
| ~ a    ~ Apple                      | ~ a    ~ Pear                      | choice_relabelled | c         | a         | True   |
| ~ b    ~ Berry                      | ~ z    ~ Zest                      | choice_added      | c         | z         | False  |
| ~ b    ~ Berry                      | ~ z    ~ Zest                      | choice_removed    | c         | b         | True   |
| ~ what   ~                          | ~ which  ~                         | renamed           | which     | key       | True   |
"""


@pytest.mark.parametrize("row", table(CHANGED), ids=lambda row: row["by"])
def test_one_change__named(row: dict[str, str]) -> None:
    was, now = (row[side].replace("~", "|") for side in ("replace", "by"))
    assert was in OLD

    found = differences(form(OLD), form(OLD.replace(was, now)))

    assert (row["kind"], row["key"], row["field"], row["breaks"] == "True") in [
        (change.kind, change.key, change.field, change.breaks) for change in found
    ]


def test_same_form__no_differences() -> None:
    assert differences(form(OLD), form(OLD)) == []


def test_question_added_and_removed__named() -> None:
    new = OLD.replace(
        "|        | text         | who    | Who        |            |       |             |             |",
        "|        | date         | when   | When       |            |       |             |             |",
    ).replace("${who}!=''", "")

    kinds = {
        (change.kind, change.key, change.breaks) for change in differences(form(OLD), form(new))
    }

    assert {("added", "when", False), ("removed", "who", True)} <= kinds


def test_marking_what_had_no_mark__breaks_nothing() -> None:
    new = OLD.replace(
        "| text         | who    | Who        |            |       |             |",
        "| text         | who    | Who        |            | title | none        |",
    )

    found = differences(form(OLD), form(new))

    assert [(change.kind, change.field, change.breaks) for change in found] == [
        ("mark", "means", False),
        ("mark", "sensitivity", False),
    ]
