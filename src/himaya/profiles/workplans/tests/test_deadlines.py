from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from himaya.profiles.workplans.reading import Deadline, DeadlineKind, read_deadline
from himaya.profiles.workplans.tests.tables import table

# Every kind of the vocabulary's deadline_kinds, with its examples; the plan's year is 2019.
WORDINGS = table("""
| text                                      | kind          | start      | end        | recurrence |
| 27th January 2019                         | exact_date    | 2019-01-27 | 2019-01-27 | - |
| 27 th January, 2019                       | exact_date    | 2019-01-27 | 2019-01-27 | - |
| 2019-01-27                                | exact_date    | 2019-01-27 | 2019-01-27 | - |
| 27.1.2019                                 | exact_date    | 2019-01-27 | 2019-01-27 | - |
| 1/27/2019                                 | exact_date    | 2019-01-27 | 2019-01-27 | - |
| Mid May                                   | part_of_month | 2019-05-11 | 2019-05-15 | - |
| End June                                  | part_of_month | 2019-06-21 | 2019-06-30 | - |
| Early June 2020                           | part_of_month | 2020-06-01 | 2020-06-10 | - |
| By mid of February                        | part_of_month | 2019-02-11 | 2019-02-15 | - |
| By end of February 2020                   | part_of_month | 2020-02-21 | 2020-02-29 | - |
| By end of March                           | part_of_month | 2019-03-21 | 2019-03-31 | - |
| February - April                          | part_of_month | 2019-02-01 | 2019-04-30 | - |
| fin mars                                  | part_of_month | 2019-03-21 | 2019-03-31 | - |
| mediados de mayo                          | part_of_month | 2019-05-11 | 2019-05-15 | - |
| منتصف مايو                                | part_of_month | 2019-05-11 | 2019-05-15 | - |
| Every 3 months                            | recurring     | -          | -          | quarterly |
| Every two weeks                           | recurring     | -          | -          | two_weekly |
| Every 5 weeks                             | recurring     | -          | -          | other |
| Once a year per theme                     | recurring     | -          | -          | yearly |
| Twice a year                              | recurring     | -          | -          | half_yearly |
| Monthly; Continuous                       | recurring     | -          | -          | monthly |
| Monthly until end June                    | recurring     | -          | 2019-06-30 | monthly |
| كل شهر                                    | recurring     | -          | -          | monthly |
| Q1                                        | quarter       | 2019-01-01 | 2019-03-31 | - |
| Q1-Q2                                     | quarter       | 2019-01-01 | 2019-06-30 | - |
| Q2/ Q3                                    | quarter       | 2019-04-01 | 2019-09-30 | - |
| Q4 2020                                   | quarter       | 2020-10-01 | 2020-12-31 | - |
| First quarter                             | quarter       | 2019-01-01 | 2019-03-31 | - |
| H2                                        | quarter       | 2019-07-01 | 2019-12-31 | - |
| All quarters                              | quarter       | 2019-01-01 | 2019-12-31 | - |
| Continuous                                | open_ended    | -          | -          | continuous |
| Ongoing                                   | open_ended    | -          | -          | continuous |
| Continuous to start ASAP                  | open_ended    | -          | -          | continuous |
| Continuous, with immediate start          | open_ended    | -          | -          | continuous |
| Continuous from March                     | open_ended    | 2019-03-01 | -          | - |
| مستمر                                     | open_ended    | -          | -          | continuous |
| ASAP                                      | asap          | -          | -          | - |
| Upon request                              | on_request    | -          | -          | on_request |
| Sur demande                               | on_request    | -          | -          | on_request |
| May End July                              | several       | 2019-05-01 | 2019-07-31 | - |
| 5 May & 6 June                            | several       | 2019-05-05 | 2019-06-06 | - |
| End March: Formation WG/TORs              | labelled      | 2019-03-21 | 2019-03-31 | - |
| Possibly mid- May quarterly report        | labelled      | 2019-05-11 | 2019-05-15 | - |
| Ongoing until end June                    | labelled      | 2019-06-21 | 2019-06-30 | - |
| n/a                                       | none          | -          | -          | - |
""")


@pytest.mark.parametrize("row", WORDINGS, ids=lambda row: row["text"])
def test_wording__kind_and_window(row: dict[str, str]) -> None:
    read = read_deadline(row["text"], plan_year=2019)

    assert read.kind.value == row["kind"]
    assert str(read.start or "-") == row["start"]
    assert str(read.end or "-") == row["end"]
    assert (read.recurrence or "-") == row["recurrence"]
    assert read.doubts == []
    assert "".join(read.text.split()) == "".join(row["text"].replace(";", "\n").split()) or (
        read.text == row["text"]
    )


def test_every_kind__has_an_example() -> None:
    own_tests = {"duration", "pilot_window"}

    assert {row["kind"] for row in WORDINGS} | own_tests == {kind.value for kind in DeadlineKind}


UNRESOLVED = table("""
| text       | doubt |
| 2 months   | deadline_needs_start |
| two weeks  | deadline_needs_start |
| Mid May    | deadline_needs_year |
| Q1-Q2      | deadline_needs_year |
| Q5         | deadline_date_impossible |
| Q3-Q1      | deadline_date_impossible |
| 31 June    | deadline_date_impossible |
| 03/04/2019 | deadline_ambiguous |
| soon       | deadline_not_understood |
""")


@pytest.mark.parametrize("row", UNRESOLVED, ids=lambda row: row["text"])
def test_unresolved__doubt_and_no_date(row: dict[str, str]) -> None:
    year = None if "year" in row["doubt"] else 2019

    read = read_deadline(row["text"], plan_year=year)

    assert [doubt.value for doubt in read.doubts] == [row["doubt"]]
    assert read.end is None
    assert not read.can_be_late


FROM_START = table("""
| text     | end |
| 2 months | 2019-02-28 |
| 3 weeks  | 2019-01-21 |
| one year | 2019-12-31 |
""")


@pytest.mark.parametrize("row", FROM_START, ids=lambda row: row["text"])
def test_duration_with_plan_start__resolved(row: dict[str, str]) -> None:
    read = read_deadline(row["text"], plan_start=date(2018, 12, 31))

    assert read.kind is DeadlineKind.DURATION
    assert str(read.end) == row["end"]
    assert read.can_be_late


def test_no_year_but_plan_start__first_such_day_from_the_start_on() -> None:
    assert read_deadline("Mid May", plan_start=date(2018, 12, 31)).end == date(2019, 5, 15)


def test_year_stated_later_in_the_text__holds_for_what_stands_before() -> None:
    read = read_deadline("in February and March 2020", plan_year=2019)

    assert (read.start, read.end) == (date(2020, 2, 1), date(2020, 3, 31))


def test_trial_with_a_decision_after_it__window_and_undated_decision() -> None:
    text = "Pilot on three islands over May and June 2021, after which we decide"

    read = read_deadline(text)

    assert read.kind is DeadlineKind.PILOT_WINDOW
    assert (read.start, read.end) == (date(2021, 5, 1), date(2021, 6, 30))
    assert [part.label for part in read.parts] == ["", "after which we decide"]
    assert read.parts[1].end is None


def test_labelled__label_keeps_the_words_beside_the_date() -> None:
    assert read_deadline("End March: Forming of the group", plan_year=2019).label == (
        "Forming of the group"
    )
    assert read_deadline("Possibly mid- May quarterly leaf", plan_year=2019).label == (
        "Possibly quarterly leaf"
    )


def test_two_lines_one_dated__several_with_both_parts() -> None:
    read = read_deadline("<p>Key to be given by 27th January 2019</p> <p>ASAP</p>")

    assert read.kind is DeadlineKind.SEVERAL
    assert [part.kind.value for part in read.parts] == ["labelled", "asap"]
    assert read.text == "Key to be given by 27th January 2019\nASAP"


NEVER_LATE = ["Continuous", "Continuous from March", "Upon request", "Monthly until end June"]


@pytest.mark.parametrize("text", [*NEVER_LATE, "Every 3 months", "Ongoing", "ASAP", ""])
def test_continuous_recurring_or_on_request__never_late(text: str) -> None:
    assert not read_deadline(text, plan_year=2019).can_be_late


def test_may_as_a_verb__no_month() -> None:
    assert read_deadline("may be later", plan_year=2019).start is None


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 12, 31)))
def test_any_day_written_out__read_back(day: date) -> None:
    read = read_deadline(f"{day.day} {day:%B} {day.year}")

    assert (read.kind, read.start, read.end) == (DeadlineKind.EXACT_DATE, day, day)


@given(
    st.text(max_size=60),
    st.one_of(st.none(), st.dates(date(1990, 1, 1), date(2090, 1, 1))),
    st.one_of(st.none(), st.integers(1990, 2090)),
)
def test_any_text__read_without_failing_and_in_order(
    text: str, start: date | None, year: int | None
) -> None:
    read: Deadline = read_deadline(text, plan_start=start, plan_year=year)

    if read.start and read.end and read.kind is not DeadlineKind.SEVERAL:
        assert read.start <= read.end + timedelta(days=0) or len(read.text) > len("1 May")
