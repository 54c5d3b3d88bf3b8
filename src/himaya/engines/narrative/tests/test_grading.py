"""What is proposed of a grade, and how far grades differ."""

import pytest
from tests.world import table

from himaya.engines.narrative.grading import Signals, difference, proposed

# before: earlier letters of the source; days: from what it tells to its coming in.
PROPOSED = table("""
| named | before | first | heard | specific | others | days | grade | grounds                                           |
|-------|--------|-------|-------|----------|--------|------|-------|---------------------------------------------------|
| no    | BBB    | 0     | 0     | 0        | 0      | -    | F6    | source_unnamed alone vague                        |
| yes   |        | 0     | 0     | 1        | 0      | 60   | F6    | source_new alone vague                            |
| yes   | BF     | 3     | 1     | 2        | 0      | 10   | F3    | source_new alone first_hand hearsay specific fresh |
| yes   | BBD    | 1     | 3     | 3        | 0      | 200  | B6    | source_before alone first_hand hearsay specific old |
| yes   | ABCD   | 0     | 4     | 1        | 2      | -    | C2    | source_before others hearsay vague                |
| yes   | FFF    | 2     | 0     | 1        | 0      | 40   | F6    | source_new alone first_hand vague                 |
""")[1:]


@pytest.mark.parametrize("row", PROPOSED, ids=lambda row: row[7] + row[1])
def test_signals__propose_what_they_show_and_no_more(row: list[str]) -> None:
    named, before, first, heard, specific, others, days, grade, grounds = row
    found = proposed(
        Signals(
            passages=5,
            first_hand=int(first),
            hearsay=int(heard),
            specific=float(specific),
            others=int(others),
            days_old=None if days == "-" else int(days),
            is_source_named=named == "yes",
            before={letter: before.count(letter) for letter in set(before)},
        )
    )
    assert found.grade == grade
    assert [str(ground) for ground, _ in found.grounds] == grounds.split()
    assert found.credibility not in "145"


DIFFERENCES = table("""
| grades   | source | information | unjudged |
|----------|--------|-------------|----------|
| -        | 0      | 0           | no       |
| B2       | 0      | 0           | no       |
| B2 B2    | 0      | 0           | no       |
| B2 D3    | 2      | 1           | no       |
| B2 F2    | 0      | 0           | yes      |
| A6 C1 B2 | 2      | 1           | yes      |
""")[1:]


@pytest.mark.parametrize("row", DIFFERENCES, ids=lambda row: row[0])
def test_grades_side_by_side__steps_apart_and_who_cannot_judge(row: list[str]) -> None:
    grades, source, information, unjudged = row
    apart = difference(grades.replace("-", "").split())
    assert (apart.reliability, apart.credibility) == (int(source), int(information))
    assert apart.unjudged is (unjudged == "yes")
    assert bool(apart) is (grades in {"B2 D3", "B2 F2", "A6 C1 B2"})
