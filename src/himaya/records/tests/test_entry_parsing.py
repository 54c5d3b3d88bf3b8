"""Posted names become answers; whatever was typed comes back."""

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st
from tests.world import table

from himaya.engines.xlsform import Form, read_form
from himaya.records.entry.parsing import Posted, counts, flat, place_of, read_post
from himaya.records.entry.turns import add_turn, drop_empty_turns, remove_turn

NESTED = """
| survey |                    |       |          |
|        | type               | name  | label    |
|        | integer            | n     | Number   |
|        | geopoint           | gps   | Point    |
|        | rank yn            | order | Order    |
|        | select_multiple yn | many  | Many     |
|        | text               | a.b   | Dotted   |
|        | begin_repeat       | house | House    |
|        | text               | name  | Name     |
|        | begin_repeat       | child | Child    |
|        | integer            | age   | Age      |
|        | end_repeat         |       |          |
|        | end_repeat         |       |          |
| choices |           |      |       |
|         | list_name | name | label |
|         | yn        | yes  | Yes   |
|         | yn        | no   | No    |
"""


@pytest.fixture(scope="module")
def form() -> Form:
    return read_form(NESTED, kind="md")


def posted(form: Form, text: str) -> Posted:
    post = QueryDict(mutable=True)
    for name, value in table(text):
        post.appendlist(name, value)
    return read_post(form, post)


def test_nested_repeats__become_rows_in_rows(form: Form) -> None:
    read = posted(
        form,
        """
        | ~count:house             | 2 |
        | ~count:house[0].child    | 2 |
        | ~row:house[1]            | 4 |
        | house[0].name            | A |
        | house[0].child[1].age    | 7 |
        | house[1].name            | B |
        """,
    )
    assert read.answers == {"house": [{"name": "A", "child": [{}, {"age": "7"}]}, {"name": "B"}]}
    assert read.origins == {"house[1]": 4}


@pytest.mark.parametrize(
    ("name", "value", "key", "answer"),
    [
        ("n", "٤٢", "n", "42"),
        ("a.b", "x", "a.b", "x"),
        ("n", "twelve", "n", "twelve"),
        ("gps~lat", "33.5", "gps", {"lat": "33.5", "lon": ""}),
        ("order~rank:yes", "1", "order", ["yes"]),
    ],
)
def test_one_field__read_as_its_type_wants(
    form: Form, name: str, value: str, key: str, answer: object
) -> None:
    assert posted(form, f"| {name} | {value} |").answers == {key: answer}


@pytest.mark.parametrize("name", ["house[0].name", "house[9].name", "csrfmiddlewaretoken", "zzz"])
def test_name_that_no_page_wrote__left_out(form: Form, name: str) -> None:
    assert posted(form, f"| {name} | x |").answers == {}


def test_ranking_with_two_first_places__kept_as_typed(form: Form) -> None:
    read = posted(form, "| order~rank:yes | 1 |\n| order~rank:no | 1 |")
    assert read.answers == {"order": "yes=1 no=1"}


def test_removed_turn__takes_its_answers_and_moves_the_rest_up(form: Form) -> None:
    read = Posted({"house": [{"name": "A"}, {"name": "B"}, {"name": "C"}]})
    read.origins = {"house[0]": 0, "house[1]": 1, "house[2]": 2, "house[2].child[0]": 5}
    remove_turn(read, "house[1]")
    assert read.answers == {"house": [{"name": "A"}, {"name": "C"}]}
    assert read.origins == {"house[0]": 0, "house[1]": 2, "house[1].child[0]": 5}


def test_added_turn__is_empty_and_came_from_nowhere(form: Form) -> None:
    read = Posted({"house": [{"name": "A"}]}, {"house[0]": 0})
    add_turn(read, "house[0].child")
    add_turn(read, "house")
    assert read.answers == {"house": [{"name": "A", "child": [{}]}, {}]}
    assert read.origins == {"house[0]": 0}


@pytest.mark.parametrize("turn", ["house[7]", "house", "nothing[0]", "house[0].child[3]"])
def test_unknown_turn__changes_nothing(turn: str) -> None:
    read = Posted({"house": [{"name": "A"}]})
    remove_turn(read, turn)
    assert read.answers == {"house": [{"name": "A"}]}


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1).filter(
    str.strip
)
rows = st.fixed_dictionaries(
    {},
    optional={
        "name": words,
        "child": st.lists(st.fixed_dictionaries({}, optional={"age": st.just("7")}), max_size=3),
    },
)
trees = st.fixed_dictionaries(
    {},
    optional={
        "n": st.integers().map(str),
        "many": st.lists(st.sampled_from(["yes", "no"]), min_size=1, unique=True),
        "a.b": words,
        "house": st.lists(rows, max_size=3),
    },
)


@given(answers=trees)
def test_hidden_inputs__give_the_same_answers_back(answers: dict[str, object]) -> None:
    form = read_form(NESTED, kind="md") if not _FORM else _FORM[0]
    _FORM[:] = [form]
    repeats = frozenset(form.repeats)
    post = QueryDict(mutable=True)
    for name, text in flat(answers, repeats):
        post.appendlist(name, text)
    for path, number in counts(answers, repeats).items():
        post[f"~count:{path}"] = str(number)
    assert read_post(form, post).answers == answers


_FORM: list[Form] = []


def test_dotted_key_inside_a_turn__taken_apart_rightly() -> None:
    place = place_of("house[1].child[0].a.b")
    assert (place.turns, place.key) == ((("house", 1), ("child", 0)), "a.b")


def test_turns_left_empty__dropped_with_later_ones_keeping_their_origin(form: Form) -> None:
    read = Posted({"house": [{"child": [{}]}, {"name": "B", "child": [{}, {"age": "7"}]}, {}]})
    read.origins = {"house[0]": 0, "house[1]": 1, "house[1].child[1]": 4}
    drop_empty_turns(form, read, frozenset())
    assert read.answers == {"house": [{"name": "B", "child": [{"age": "7"}]}]}
    assert read.origins == {"house[0]": 1, "house[0].child[0]": 4}


def test_stored_turn_with_withheld_answers__not_taken_for_empty(form: Form) -> None:
    read = Posted({"house": [{}, {}]}, {"house[0]": 0})
    drop_empty_turns(form, read, frozenset({"house.name"}))
    assert read.answers == {"house": [{}]}


FIXED = """
| survey |              |      |       |              |
|        | type         | name | label | repeat_count |
|        | begin_repeat | trip | Trip  | 2            |
|        | text         | to   | To    |              |
|        | end_repeat   |      |       |              |
"""


def test_turns_of_a_fixed_number__stay_though_empty() -> None:
    read = Posted({"trip": [{}, {"to": "A"}]})
    drop_empty_turns(read_form(FIXED, kind="md"), read, frozenset())
    assert read.answers == {"trip": [{}, {"to": "A"}]}
