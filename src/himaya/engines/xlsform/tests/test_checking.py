import pytest
from hypothesis import given
from hypothesis import strategies as st

from himaya.engines.xlsform import ANSWER_MESSAGES, Form, check_answers
from himaya.engines.xlsform.tests.tables import NOW, check, codes, form, table

KINDS = form(
    """
    | survey |
    |        | type              | name  | label | parameters               |
    |        | text              | text  | T     |                          |
    |        | integer           | int   | I     |                          |
    |        | decimal           | dec   | D     |                          |
    |        | range             | rng   | R     | start=0 end=10 step=2    |
    |        | select_one c      | one   | O     |                          |
    |        | select_multiple c | many  | M     |                          |
    |        | rank c            | rank  | R     |                          |
    |        | date              | date  | D     |                          |
    |        | time              | time  | T     |                          |
    |        | dateTime          | at    | A     |                          |
    |        | geopoint          | point | P     |                          |
    |        | geotrace          | trace | T     |                          |
    |        | geoshape          | shape | S     |                          |
    |        | image             | photo | P     |                          |
    |        | acknowledge       | ok    | O     |                          |
    |        | note              | note  | N     |                          |
    | choices |
    |         | list_name | name | label |
    |         | c         | a    | A     |
    |         | c         | b    | B     |
    """
)
POINT = {"lat": 1.5, "lon": -2.0, "alt": None, "accuracy": None}
SQUARE = "0 0; 0 1; 1 1; 0 0"

ACCEPTED = [
    ("text", " hello ", " hello "),
    ("text", 12, "12"),
    ("int", "7", 7),
    ("int", "٧", 7),
    ("int", 7.0, 7),
    ("dec", "2.50", 2.5),
    ("dec", "٢٫٥", 2.5),
    ("dec", "-0", 0.0),
    ("rng", "4", 4),
    ("one", "a", "a"),
    ("many", "b a b", ["b", "a"]),
    ("many", ["a"], ["a"]),
    ("rank", ["b", "a"], ["b", "a"]),
    ("date", "2026-02-28", "2026-02-28"),
    ("time", "09:30", "09:30:00"),
    ("at", "2026-02-28T09:30", "2026-02-28T09:30:00+03:00"),
    ("at", "2026-02-28T09:30:00Z", "2026-02-28T09:30:00+00:00"),
    ("point", "1.5 -2", POINT),
    ("point", POINT, POINT),
    ("trace", "1.5 -2; 1.5 -2", [POINT, POINT]),
    ("photo", "file:123", "file:123"),
    ("ok", True, "OK"),
]


@pytest.mark.parametrize(("key", "given", "kept"), ACCEPTED)
def test_answer_of_the_right_shape__kept_as(key: str, given: object, kept: object) -> None:
    checked = check(KINDS, **{key: given})

    assert checked.is_sound
    assert checked.answers == {key: kept}
    assert type(checked.answers[key]) is type(kept)


REFUSED = [
    ("text", {"a": 1}, "type.text"),
    ("text", "x" * 100_001, "text.too_long"),
    ("int", "2.5", "type.integer"),
    ("int", "many", "type.integer"),
    ("int", True, "type.integer"),
    ("int", 2**60, "number.too_large"),
    ("dec", "NaN", "type.decimal"),
    ("dec", "1e400", "number.too_large"),
    ("dec", "0.12345678901234567", "number.too_precise"),
    ("rng", 12, "range.outside"),
    ("rng", 3, "range.step"),
    ("one", "z", "choice.unknown"),
    ("one", {"a": 1}, "type.choice"),
    ("many", ["a", "z"], "choice.unknown"),
    ("many", [["a"]], "type.choices"),
    ("rank", ["a"], "rank.incomplete"),
    ("date", "28/02/2026", "type.date"),
    ("date", "2026-02-30", "type.date"),
    ("date", "20260228", "type.date"),
    ("time", "noon", "type.time"),
    ("at", "2026-02-28", "type.dateTime"),
    ("point", "91 0", "type.geopoint"),
    ("point", {"lat": 1}, "type.geopoint"),
    ("trace", "1 1", "type.geotrace"),
    ("shape", "0 0; 0 1; 1 1; 1 0", "geoshape.open"),
    ("ok", "perhaps", "type.acknowledge"),
    ("photo", 7, "type.file"),
]


@pytest.mark.parametrize(("key", "given", "code"), REFUSED)
def test_answer_of_the_wrong_shape__refused_and_left_out(
    key: str, given: object, code: str
) -> None:
    checked = check(KINDS, **{key: given})

    assert codes(checked) == {key: code}
    assert ANSWER_MESSAGES[code].format_map(checked.errors[key][0].params)
    assert checked.answers == {}


def test_closed_shape__kept() -> None:
    assert len(check(KINDS, shape=SQUARE).answers["shape"]) == 4


def test_empty_answers__are_no_answers() -> None:
    checked = check(KINDS, text="  ", int="", many=[], one=None, point={})

    assert (checked.answers, checked.errors, checked.dropped) == ({}, {}, {})


def test_file_that_is_not_stored__refused() -> None:
    checked = check_answers(KINDS, {"photo": "f1"}, now=NOW, file_exists=lambda ref: ref == "f2")

    assert codes(checked) == {"photo": "file.missing"}


def test_answer_to_a_note__dropped_not_lost() -> None:
    assert check(KINDS, note="hm").dropped == {"note": "hm"}


def test_answer_to_a_note__no_calculation_reads_it() -> None:
    reader = form(
        """
        | survey |           |       |       |             |
        |        | type      | name  | label | calculation |
        |        | note      | aside | N     |             |
        |        | calculate | next  |       | ${aside}+1  |
        """
    )
    assert check(reader, aside="1").answers == check(reader).answers


def test_question_the_form_does_not_have__named() -> None:
    checked = check(KINDS, horoscope="libra")

    assert checked.unknown == ["horoscope"]
    assert not checked.is_sound


HOUSEHOLD = form(
    """
    | survey |
    |        | type            | name    | label | relevant       | constraint | constraint_message | required        | calculation   | choice_filter | repeat_count |
    |        | select_one yn   | agrees  | Agree |                |            |                    | yes             |               |               |              |
    |        | begin group     | inside  | In    | ${agrees} = 'y' |           |                    |                 |               |               |              |
    |        | select_one adm1 | a1      | Prov  |                |            |                    |                 |               |               |              |
    |        | select_one adm2 | a2      | Dist  |                |            |                    | ${a1} != ''     |               | adm1 = ${a1}  |              |
    |        | integer         | size    | Size  |                | . > 0      | At least one       |                 |               |               |              |
    |        | begin repeat    | member  | M     |                |            |                    |                 |               |               | ${size}      |
    |        | integer         | age     | Age   |                | . < 120    |                    | yes             |               |               |              |
    |        | text            | school  | Sch   | ${age} < 18    |            |                    |                 |               |               |              |
    |        | calculate       | order   |       |                |            |                    |                 | position(..)  |               |              |
    |        | end repeat      |         |       |                |            |                    |                 |               |               |              |
    |        | begin repeat    | visit   | V     |                |            |                    |                 |               |               |              |
    |        | date            | day     | Day   |                | . <= today() |                  |                 |               |               |              |
    |        | end repeat      |         |       |                |            |                    |                 |               |               |              |
    |        | end group       |         |       |                |            |                    |                 |               |               |              |
    |        | calculate       | minors  |       |                |            |                    |                 | count(${member}[${age} < 18]) | |            |
    | choices |
    |         | list_name | name | label | adm1 |
    |         | yn        | y    | Yes   |      |
    |         | yn        | n    | No    |      |
    |         | adm1      | N    | North |      |
    |         | adm1      | S    | South |      |
    |         | adm2      | N1   | N one | N    |
    |         | adm2      | S1   | S one | S    |
    """
)

SOUND = {
    "agrees": "y",
    "a1": "N",
    "a2": "N1",
    "size": 2,
    "member": [{"age": 40, "order": 1}, {"age": 7, "school": "yes", "order": 2}],
    "minors": 1,
}


def test_sound_record__computed_and_kept() -> None:
    given = {**SOUND, "member": [{"age": "40"}, {"age": 7, "school": "yes"}], "minors": 99}

    checked = check(HOUSEHOLD, **given)

    assert checked.is_sound
    assert checked.answers == SOUND
    assert {"member", "member[1].school", "visit"} <= checked.relevant
    assert "member[0].school" not in checked.relevant


FAULTS = """
| changed                | path             | code                |
| agrees=                | agrees           | required            |
| a2=S1                  | a2               | choice.not_offered  |
| a2=                    | a2               | required            |
| size=0                 | size             | constraint          |
| member.0.age=          | member[0].age    | required            |
| member.1.age=130       | member[1].age    | constraint          |
| visit.0.day=2026-03-15 | visit[0].day     | constraint          |
| member=text            | member           | type.repeat         |
"""


@pytest.mark.parametrize("row", table(FAULTS), ids=lambda row: row["changed"])
def test_one_fault__named_by_path(row: dict[str, str]) -> None:
    where, _, value = row["changed"].partition("=")
    given: dict[str, object] = {
        **SOUND,
        "member": [dict(one) for one in SOUND["member"]],  # type: ignore[attr-defined]
        "visit": [{}],
    }
    match where.split("."):
        case [key]:
            given[key] = value
        case [repeat, index, key]:
            given[repeat][int(index)][key] = value  # type: ignore[index]

    assert codes(check(HOUSEHOLD, **given)).get(row["path"]) == row["code"]


def test_constraint_message__comes_with_the_error() -> None:
    checked = check(HOUSEHOLD, agrees="y", size=-1)

    assert checked.errors["size"][0].text == {"und": "At least one"}
    assert checked.answers["size"] == -1


def test_group_no_longer_relevant__answers_dropped_and_returned() -> None:
    checked = check(HOUSEHOLD, **{**SOUND, "agrees": "n"})

    assert checked.answers == {"agrees": "n", "minors": 0}
    assert checked.dropped == {key: SOUND[key] for key in ("a1", "a2", "size", "member")}
    assert not checked.errors


def test_fewer_turns_than_counted__filled_up_and_asked_for() -> None:
    checked = check(HOUSEHOLD, agrees="y", size=2, member=[{"age": 3}])

    assert codes(checked) == {"member[1].age": "required"}


def test_more_turns_than_counted__dropped_and_returned() -> None:
    checked = check(HOUSEHOLD, agrees="y", size=1, member=[{"age": 3}, {"age": 4}])

    assert checked.answers["member"] == [{"age": 3, "order": 1}]
    assert checked.dropped == {"member[1]": {"age": 4}}


def test_unknown_question_in_a_turn__named_by_path() -> None:
    assert check(HOUSEHOLD, agrees="y", visit=[{}, {"x": 1}]).unknown == ["visit[1].x"]


def test_too_many_turns__refused() -> None:
    checked = check(HOUSEHOLD, agrees="y", visit=[{}] * 1_001)

    assert codes(checked) == {"visit": "repeat.too_many"}


def test_repeats_in_repeats__seen_from_inside_and_out() -> None:
    nested = form(
        """
        | survey |
        |        | type         | name   | label | calculation                            |
        |        | begin repeat | hh     | H     |                                        |
        |        | begin repeat | person | P     |                                        |
        |        | integer      | age    | A     |                                        |
        |        | calculate    | place  |       | concat(position(../..), '-', position(..)) |
        |        | end repeat   |        |       |                                        |
        |        | calculate    | oldest |       | max(${age})                            |
        |        | end repeat   |        |       |                                        |
        |        | calculate    | all    |       | sum(${age})                            |
        """
    )
    given = {"hh": [{"person": [{"age": 1}, {"age": 2}]}, {"person": [{"age": 5}]}]}

    answers = check(nested, **given).answers

    assert answers["all"] == 8
    assert [one["oldest"] for one in answers["hh"]] == [2, 5]
    places = [person["place"] for one in answers["hh"] for person in one["person"]]
    assert places == ["1-1", "1-2", "2-1"]


def test_same_moment__same_result() -> None:
    lottery = form(
        """
        | survey |
        |        | type      | name | label | calculation |
        |        | text      | a    | A     |             |
        |        | calculate | luck |       | random()    |
        |        | start     | start |      |             |
        |        | today     | today |      |             |
        """
    )

    assert check(lottery) == check(lottery)
    assert check(lottery).answers["today"] == "2026-03-14"
    assert check(lottery).answers["start"] == "2026-03-14T09:26:00+03:00"


JUNK = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=True),
        st.text(max_size=8),
        st.sampled_from(["y", "n", "N", "N1", "S1", "2026-03-01", "a b"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["age", "school", "day", "lat", "zz"]), inner, max_size=3),
    ),
    max_leaves=6,
)


def keys_of(of: Form) -> list[str]:
    return [question.key for question in of.questions if not question.repeat] + list(of.repeats)


@given(st.dictionaries(st.sampled_from([*keys_of(HOUSEHOLD), "zz"]), JUNK, max_size=6))
def test_any_answers_at_all__checked_without_a_crash_and_checking_again_changes_nothing(
    given: dict[str, object],
) -> None:
    once = check_answers(HOUSEHOLD, given, now=NOW)
    again = check_answers(HOUSEHOLD, once.answers, now=NOW)

    assert again.answers == once.answers
    assert not again.dropped
    assert not again.unknown


@given(st.dictionaries(st.sampled_from(keys_of(KINDS)), JUNK, max_size=6))
def test_any_kinds_of_answer__checking_again_changes_nothing(given: dict[str, object]) -> None:
    once = check_answers(KINDS, given, now=NOW)

    assert check_answers(KINDS, once.answers, now=NOW).answers == once.answers


def test_long_chain_backwards_and_long_sum__worked_out() -> None:
    rows = [f"| | calculate | c{n} | | ${{c{n + 1}}} + 1 |" for n in range(600)]
    total = " + ".join(f"${{c{n}}}" for n in range(600))
    chain = form(
        "| survey |\n| | type | name | label | calculation |\n| | text | a | A | |\n"
        + "\n".join(rows)
        + f"\n| | calculate | c600 | | 0 |\n| | calculate | total | | {total} |\n"
    )

    answers = check(chain).answers

    assert answers["c0"] == 600
    assert answers["total"] == sum(range(601))


def test_filter_by_an_answer_of_the_same_turn__each_turn_its_own() -> None:
    turns = form(
        """
        | survey |
        |        | type            | name | label | choice_filter |
        |        | begin repeat    | m    | M     |               |
        |        | select_one adm1 | a1   | A     |               |
        |        | select_one adm2 | a2   | A     | adm1 = ${a1}  |
        |        | end repeat      |      |       |               |
        | choices |
        |         | list_name | name | label | adm1 |
        |         | adm1      | N    | North |      |
        |         | adm1      | S    | South |      |
        |         | adm2      | N1   | N one | N    |
        |         | adm2      | S1   | S one | S    |
        """
    )
    given = [{"a1": "N", "a2": "N1"}, {"a1": "S", "a2": "N1"}, {"a1": "N", "a2": "N1"}]

    assert codes(check(turns, m=given)) == {"m[1].a2": "choice.not_offered"}
