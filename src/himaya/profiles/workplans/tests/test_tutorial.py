"""The plan in the tutorial gives what the tutorial says."""

from datetime import date
from pathlib import Path
from textwrap import dedent

from himaya.engines.tabular import read_document
from himaya.profiles.workplans.reading import Verdict, read_plans

TUTORIAL = Path(__file__).parents[5] / "docs" / "tutorial" / "first-morning.md"


def test_plan_of_the_tutorial__reads_as_it_says() -> None:
    text = TUTORIAL.read_text()
    block = dedent(text[text.index("    WORK PLAN 2026") : text.index("The bench shows")])

    reading = read_plans(read_document(block.strip().encode(), file_name="pasted.txt"))

    first, second, third = reading.activities()
    assert (reading.count(Verdict.ACCEPTED), reading.count(Verdict.DOUBTFUL)) == (2, 1)
    assert first.deadline.end == date(2026, 5, 15)
    assert first.deadline.text == "Mid May"
    assert not second.deadline.can_be_late
    assert third.code is None
