import json
from dataclasses import replace

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from himaya.engines.xlsform import (
    Choice,
    Form,
    Group,
    Question,
    export_schema,
    read_form,
    write_xlsx,
)
from himaya.engines.xlsform.model import AGGREGATIONS
from himaya.engines.xlsform.tests.tables import check, form
from himaya.engines.xlsform.tests.test_checking import HOUSEHOLD, KINDS, SOUND
from himaya.engines.xlsform.tests.test_page_state import PAGE
from himaya.engines.xlsform.tests.test_reading import VISIT

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=20)
TEXTS = st.dictionaries(st.sampled_from(["en", "ar", "und"]), WORDS, max_size=2)
NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)

QUESTIONS = st.builds(
    Question,
    key=NAMES,
    name=NAMES,
    type=st.sampled_from(["text", "integer", "note", "select_one"]),
    labels=TEXTS,
    hints=TEXTS,
    media=st.dictionaries(st.just("image"), TEXTS, max_size=1),
    or_other=st.booleans(),
    relevant=WORDS,
    parameters=st.dictionaries(NAMES, NAMES, max_size=2),
    group=st.lists(NAMES, max_size=2).map(tuple),
    repeat=st.lists(NAMES, max_size=2).map(tuple),
    level=st.none() | st.integers(1, 4),
    aggregation=st.sampled_from(AGGREGATIONS),
    row=st.integers(0, 999),
)
FORMS = st.builds(
    Form,
    title=TEXTS,
    form_id=NAMES,
    version=WORDS,
    languages=st.just(("en", "ar")),
    questions=st.lists(QUESTIONS, max_size=4).map(tuple),
    groups=st.lists(
        st.builds(Group, name=NAMES, path=st.lists(NAMES, min_size=1, max_size=2).map(tuple)),
        max_size=2,
    ).map(tuple),
    choices=st.dictionaries(
        NAMES,
        st.lists(st.builds(Choice, name=NAMES, labels=TEXTS), max_size=3).map(tuple),
        max_size=2,
    ),
)


@given(FORMS)
def test_form_through_json__is_the_same(some: Form) -> None:
    assert Form.from_json(json.loads(json.dumps(some.to_json()))) == some


def test_format_of_another_time__refused() -> None:
    with pytest.raises(ValueError, match="format"):
        Form.from_json({**PAGE.to_json(), "format": 2})


def without_rows(some: Form) -> Form:
    return replace(
        some,
        questions=tuple(replace(question, row=0) for question in some.questions),
        groups=tuple(replace(group, row=0) for group in some.groups),
        choices={
            name: tuple(replace(choice, row=0) for choice in choices)
            for name, choices in some.choices.items()
        },
    )


OTHER = """
| survey |
|        | type                       | name | label::English (en) | media::image::English (en) | guidance_hint::English (en) | required_message::English (en) | required | parameters      | default |
|        | select_multiple c or_other | what | =1+1                | a.png                      | Ask slowly                  | Please                         | yes      | randomize=true  |         |
|        | select_one_from_file f.csv | far  | http://x.invalid    |                            |                             |                                |          | value=v label=l |         |
|        | range                      | r    | R                   |                            |                             |                                |          | start=1 end=5 step=1 | 3  |
| choices |
|         | list_name | name | label::English (en) | media::image::English (en) | weight |
|         | c         | 1    | One                 | 1.png                      | 007    |
| settings |
|          | form_title | form_id | version | style      |
|          | Other      | o       | 2       | theme-grid |
"""


@pytest.mark.parametrize("some", [KINDS, HOUSEHOLD, PAGE, form(VISIT), form(OTHER)], ids=range(5))
def test_form_through_a_workbook__is_the_same(some: Form) -> None:
    again = read_form(write_xlsx(some), kind="xlsx", file_name=some.form_id)

    assert without_rows(again) == without_rows(some)


def test_schema__accepts_what_checking_keeps() -> None:
    schema = jsonschema_rs.validator_for(export_schema(HOUSEHOLD))

    assert schema.is_valid(check(HOUSEHOLD, **SOUND).answers)
    assert not schema.is_valid({"agrees": "maybe"})
    assert not schema.is_valid({"horoscope": "libra"})
    assert not schema.is_valid({"member": [{"age": "old"}]})


ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "text": WORDS,
        "int": st.integers(-(2**40), 2**40),
        "dec": st.decimals(-1000, 1000, places=2).map(float),
        "one": st.sampled_from("ab"),
        "many": st.lists(st.sampled_from("ab"), max_size=3),
        "date": st.dates().map(str),
        "at": st.datetimes().map(lambda moment: moment.isoformat()),
        "point": st.tuples(st.integers(-90, 90), st.integers(-180, 180)).map(
            lambda two: f"{two[0]} {two[1]}"
        ),
        "ok": st.booleans(),
    },
)


@settings(max_examples=60)
@given(ANSWERS)
def test_good_answers__sound_and_of_the_schema(answers: dict[str, object]) -> None:
    checked = check(KINDS, **answers)

    assert checked.is_sound
    assert jsonschema_rs.validator_for(export_schema(KINDS)).is_valid(checked.answers)
