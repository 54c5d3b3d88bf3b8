"""What is quoted: without tags of layout, and of a long chunk only what its theme stands in."""

from datetime import date

import pytest
from django.utils.translation import override

from himaya.themes.coding.showing import without_tags
from himaya.themes.report.excerpts import LONGEST, window
from himaya.themes.report.quoting import Quote


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<i>Action</i> point", "Action point"),
        ("done: <ul> <li>Visit</li> <li>Report</li> </ul>", "done: • Visit • Report "),
        ("water<br/>light", "water light"),
        ("fewer than <5 of <those> here", "fewer than <5 of <those> here"),
    ],
)
def test_tags_of_layout__are_not_shown(text: str, shown: str) -> None:
    assert without_tags(text) == shown


def test_long_chunk__cut_at_cells_around_the_words_of_its_theme() -> None:
    cells = [f"P{n}\tVisit place {n} and write down who waits for water there" for n in range(30)]
    text = "\n".join([*cells, "P30\tChildren were abducted on the road", *cells])
    low = text.index("abducted")
    start, end = window(text, (0, len(text)), [(low, low + 8)])
    assert "Children were abducted on the road" in text[start:end]
    assert LONGEST / 2 < end - start <= LONGEST
    assert {text[start - 1], text[end]} <= {"\t", "\n"}
    assert window("short", (0, 5), []) == (0, 5)


def test_chunk_of_one_sentence__cut_at_words() -> None:
    text = "they wait " * 100 + "were abducted " + "and wait " * 100
    low = text.index("abducted")
    start, end = window(text, (0, len(text)), [(low, low + 8)])
    assert start <= low < end <= start + LONGEST
    assert text[start - 1] == " " == text[end]


def test_year_alone__cited_as_that() -> None:
    def cited(first: date, last: date) -> str:
        with override("en"):
            return Quote((), "en", "HRA", "", "", 1, first, last, None).cited

    assert cited(date(2019, 1, 1), date(2019, 12, 31)) == "HRA · 2019"
    assert "31 December 2019" in cited(date(2019, 12, 1), date(2019, 12, 31))
