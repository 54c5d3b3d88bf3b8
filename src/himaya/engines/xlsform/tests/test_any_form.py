from hypothesis import given, settings
from hypothesis import strategies as st

from himaya.engines.xlsform import (
    FormErrors,
    check_answers,
    differences,
    export_schema,
    propose_marks,
    read_form,
    state,
    write_xlsx,
)
from himaya.engines.xlsform.tests.tables import NOW

TYPES = st.sampled_from(
    [
        "text",
        "integer",
        "decimal",
        "date",
        "note",
        "calculate",
        "select_one c",
        "select_multiple c or_other",
        "select_one ${a}",
        "begin group",
        "begin repeat",
        "geopoint",
        "range",
        "today",
        "hidden",
        "horoscope",
    ]
)
CONDITIONS = st.sampled_from(["", "", "no", "${a} > 1", "sum(${b}) = 2", "position(..) = 1"])
CALCULATIONS = st.sampled_from(
    ["", "", "${a} + 1", "count(${b})", "once(now())", "if(${a} = 1, 'x', '')", "pulldata()"]
)
COUNTS = st.sampled_from(["", "", "2", "${a}"])
ROWS = st.tuples(TYPES, CONDITIONS, CALCULATIONS, COUNTS)
COLUMNS = ("type", "name", "label", "relevant", "calculation", "repeat_count")


def markdown(rows: list[tuple[str, str, str, str]]) -> str:
    """Rows named a, b, c, ...; what is opened is closed at the end."""
    lines: list[tuple[str, ...]] = [("", *COLUMNS)]
    opened = []
    for name, (kind, relevant, calculation, count) in zip("abcdefgh", rows, strict=False):
        formula = calculation or ("1" if kind == "calculate" else "")
        lines.append(("", kind, name, "L", relevant, formula, count * ("repeat" in kind)))
        opened += [kind.removeprefix("begin ")] * kind.startswith("begin")
    lines += [("", f"end {kind}", "", "", "", "", "") for kind in reversed(opened)]
    body = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return f"| survey |\n{body}\n| choices |\n| | list_name | name | label |\n| | c | x | X |\n"


@settings(max_examples=150, deadline=None)
@given(st.lists(ROWS, min_size=1, max_size=8))
def test_any_rows__a_form_that_works_or_problems(rows: list[tuple[str, str, str, str]]) -> None:
    try:
        found = read_form(markdown(rows), kind="md")
    except FormErrors as error:
        problems = error.problems
    else:
        problems = []
        once = check_answers(found, {"a": "1", "b": [{}, {"c": 2}], "c": "x"}, now=NOW)
        assert check_answers(found, once.answers, now=NOW).answers == once.answers
        assert state(found, once.answers, now=NOW, language="en").language == "en"
        assert export_schema(found)["type"] == "object"
        assert differences(found, read_form(write_xlsx(found), kind="xlsx")) == []
        assert all(proposal.means for proposal in propose_marks(found))

    assert all(problem.message for problem in problems)
