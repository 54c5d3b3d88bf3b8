import datetime as dt
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from himaya.engines.xlsform import check_answers
from himaya.engines.xlsform.session import Session
from himaya.engines.xlsform.syntax import SyntaxProblem, parse, walk
from himaya.engines.xlsform.tests.tables import NOW, form, table


def worked_out(expression: str) -> object:
    """What a calculation gives over the answers below."""
    asked = form(
        f"""
        | survey |
        |        | type              | name  | label | calculation  |
        |        | text              | word  | W     |              |
        |        | text              | empty | E     |              |
        |        | integer           | n     | N     |              |
        |        | decimal           | d     | D     |              |
        |        | select_multiple c | many  | M     |              |
        |        | date              | day   | D     |              |
        |        | begin repeat      | m     | M     |              |
        |        | integer           | age   | A     |              |
        |        | text              | who   | W     |              |
        |        | end repeat        |       |       |              |
        |        | calculate         | out   |       | {expression} |
        | choices |
        |         | list_name | name | label |
        |         | c         | a    | Apple |
        |         | c         | b    | Berry |
        |         | c         | ab   | Both  |
        """
    )
    answers = {
        "word": "hello world",
        "n": 7,
        "d": 2.5,
        "many": ["a", "ab"],
        "day": "2026-03-10",
        "m": [{"age": 30, "who": "x"}, {"age": 12, "who": "y"}, {"who": "z"}],
    }
    checked = check_answers(asked, answers, now=NOW)
    assert not checked.errors
    return checked.answers.get("out")


WORKED_OUT = """
| expression                                            | result                    |
| 1 + 2 * 3                                             | 7                         |
| (1 + 2) * 3                                           | 9                         |
| 7 div 2                                               | 3.5                       |
| -7 mod 2                                              | -1                        |
| 1 div 0                                               | None                      |
| ${n} > 5 and ${d} < 3                                 | 'true'                    |
| ${n}>5 and.!=3                                        | 'true'                    |
| ${n} = '7'                                            | 'true'                    |
| ${n} = '07'                                           | 'true'                    |
| ${word} = 'Hello world'                               | 'false'                   |
| ${empty} = ''                                         | 'true'                    |
| ${empty} + 1                                          | None                      |
| coalesce(${empty}, 'none')                            | 'none'                    |
| not(${empty})                                         | 'true'                    |
| selected(${many}, 'a')                                | 'true'                    |
| selected(${many}, 'b')                                | 'false'                   |
| selected-at(${many}, 1)                               | 'ab'                      |
| selected-at(${many}, 9)                               | None                      |
| count-selected(${many})                               | 2                         |
| jr:choice-name(selected-at(${many}, 0), '${many}')    | 'Apple'                   |
| count(${m})                                           | 3                         |
| count(${m}[${age} >= 18])                             | 1                         |
| sum(${m}[./age < 18]/age)                             | 12                        |
| sum(${age})                                           | 42                        |
| max(${age})                                           | 30                        |
| min(${age}, 5)                                        | 5                         |
| count-non-empty(${age})                               | 2                         |
| join('-', ${who})                                     | 'x-y-z'                   |
| indexed-repeat(${who}, ${m}, 2)                       | 'y'                       |
| indexed-repeat(${who}, ${m}, 4)                       | None                      |
| if(${n} > 5, 'big', 'small')                          | 'big'                     |
| string-length(${word})                                | 11                        |
| concat(${n}, '/', ${d})                               | '7/2.5'                   |
| contains(${word}, 'lo w')                             | 'true'                    |
| starts-with(${word}, 'hell')                          | 'true'                    |
| ends-with(${word}, 'hell')                            | 'false'                   |
| substr(${word}, 6)                                    | 'world'                   |
| substr(${word}, -5, -2)                               | 'wor'                     |
| substring-before(${word}, ' ')                        | 'hello'                   |
| substring-after(${word}, ' ')                         | 'world'                   |
| normalize-space('  a   b ')                           | 'a b'                     |
| translate('abc', 'ab', 'x')                           | 'xc'                      |
| regex(${word}, 'hello')                               | 'false'                   |
| regex(${word}, 'hello.*')                             | 'true'                    |
| number('12')                                          | 12                        |
| number('twelve')                                      | None                      |
| int(2.9)                                              | 2                         |
| int(-2.9)                                             | -2                        |
| round(2.5)                                            | 3                         |
| round(2.345, 2)                                       | 2.35                      |
| pow(2, 10)                                            | 1024                      |
| sqrt(-1)                                              | None                      |
| string(3.0)                                           | '3'                       |
| boolean('')                                           | 'false'                   |
| today()                                               | '2026-03-14'              |
| today() - ${day}                                      | 4                         |
| ${day} < today()                                      | 'true'                    |
| ${day} = '2026-03-10'                                 | 'true'                    |
| ${day} > date('2026-03-10')                           | 'false'                   |
| date(${day} + 30)                                     | '2026-04-09'              |
| format-date(${day}, '%d/%m/%Y %b %e')                 | '10/03/2026 Mar 10'       |
| decimal-date-time('1970-01-02')                       | 1                         |
| now()                                                 | '2026-03-14T09:26:00.000+03:00' |
| true()                                                | 'true'                    |
| instance('c')/root/item[name = 'b']/label             | 'Berry'                   |
| count(instance('c')/root/item[starts-with(name, 'a')]) | 2                        |
| round(distance('0 0 0 0; 0 1 0 0'))                   | 111319                    |
| ${n} - -${n}                                          | 14                        |
"""


@pytest.mark.parametrize("row", table(WORKED_OUT), ids=lambda row: row["expression"])
def test_calculation__gives(row: dict[str, str]) -> None:
    assert repr(worked_out(row["expression"])) == row["result"]


@pytest.mark.parametrize(
    "text", ["", "1 +", "(1", "${a", "a b", "f(1,", "1 = = 2", "'open", "..[1]", "((" * 70]
)
def test_broken_expression__says_where(text: str) -> None:
    with pytest.raises(SyntaxProblem):
        parse(text)


def test_column_named_like_an_operator__is_a_name() -> None:
    names = {str(node) for node in walk(parse("order = ${a} and organization = 'x' or mode = 1"))}

    assert {"Column(name='order')", "Column(name='organization')", "Column(name='mode')"} <= names


def test_uuid__is_the_same_for_one_moment_and_kept_with_once() -> None:
    asked = form(
        """
        | survey |
        |        | type      | name | label | calculation  |
        |        | text      | a    | A     |              |
        |        | calculate | id   |       | once(uuid()) |
        """
    )
    first = check_answers(asked, {}, now=NOW).answers
    later = check_answers(asked, first, now=NOW + dt.timedelta(days=1)).answers

    assert len(first["id"]) == 36
    assert later == first


NUMBERS = st.integers(-50, 50)


def arithmetic() -> st.SearchStrategy[tuple[str, float]]:
    """Expressions paired with what plain Python makes of them."""
    leaf = NUMBERS.map(lambda number: (f"({number})", float(number)))

    def grow(
        inner: st.SearchStrategy[tuple[str, float]],
    ) -> st.SearchStrategy[tuple[str, float]]:
        return st.tuples(inner, st.sampled_from("+-*"), inner).map(
            lambda parts: (
                f"({parts[0][0]} {parts[1]} {parts[2][0]})",
                {
                    "+": parts[0][1] + parts[2][1],
                    "-": parts[0][1] - parts[2][1],
                    "*": parts[0][1] * parts[2][1],
                }[parts[1]],
            )
        )

    return st.recursive(leaf, grow, max_leaves=8)


def logic() -> st.SearchStrategy[tuple[str, bool]]:
    leaf = st.tuples(NUMBERS, st.sampled_from(["<", "<=", ">", ">=", "=", "!="]), NUMBERS).map(
        lambda parts: (
            f"{parts[0]} {parts[1]} {parts[2]}",
            {
                "<": parts[0] < parts[2],
                "<=": parts[0] <= parts[2],
                ">": parts[0] > parts[2],
                ">=": parts[0] >= parts[2],
                "=": parts[0] == parts[2],
                "!=": parts[0] != parts[2],
            }[parts[1]],
        )
    )

    def grow(inner: st.SearchStrategy[tuple[str, bool]]) -> st.SearchStrategy[tuple[str, bool]]:
        both = st.tuples(inner, inner)
        return st.one_of(
            both.map(lambda two: (f"({two[0][0]} and {two[1][0]})", two[0][1] and two[1][1])),
            both.map(lambda two: (f"({two[0][0]} or {two[1][0]})", two[0][1] or two[1][1])),
            inner.map(lambda one: (f"not({one[0]})", not one[1])),
        )

    return st.recursive(leaf, grow, max_leaves=8)


BLANK = form("| survey |\n| | type | name | label |\n| | text | a | A |")


def value_of(expression: str) -> object:
    from himaya.engines.xlsform.evaluating import evaluate
    from himaya.engines.xlsform.places import Place

    return evaluate(parse(expression), Place(Session(BLANK, {}, NOW).root, ()))


@given(arithmetic())
def test_arithmetic__as_python_reckons(pair: tuple[str, float]) -> None:
    text, expected = pair

    assert value_of(text) == expected


@given(logic())
def test_logic__as_python_reasons(pair: tuple[str, bool]) -> None:
    text, expected = pair

    assert value_of(text) is expected


@given(st.integers(-100, 100), st.integers(-100, 100))
def test_division__as_xpath_says(left: int, right: int) -> None:
    quotient, remainder = value_of(f"{left} div {right}"), value_of(f"{left} mod {right}")

    if right:
        assert quotient == left / right
        assert remainder == math.fmod(left, right)
    else:
        assert isinstance(remainder, float)
        assert math.isnan(remainder)


def parses(text: str) -> bool:
    try:
        return bool(list(walk(parse(text))))
    except SyntaxProblem:
        return False


PIECES = st.sampled_from([*"().,+-*=<>'[]/ ", "${a}", "and", "or", "1", "x", "if(", "..", "div"])


@given(st.lists(PIECES, max_size=30).map("".join))
def test_any_expression__parses_the_same_with_brackets_or_not_at_all(text: str) -> None:
    assert parses(f"({text})") == parses(text)
