"""The words of the matrix are complete and claim no more than the field agreed."""

import pytest
from tests.world import table

from himaya.profiles.categories.texts import ROWS, category_texts
from himaya.systems.models import Category

AGREED = table("""
| population          | agreed | 2015-05 |
| needs_assessment    | agreed | 2015-05 |
| monitoring          | agreed | 2015-05 |
| case_management     | agreed | 2015-05 |
| response_monitoring | agreed | 2015-05 |
| security            | spirit | 2015-12 |
| sectoral            | open   | 2015-12 |
| communities         | open   | 2015-12 |
""")


def test_the_texts__eight_columns_of_six_rows_in_order() -> None:
    texts = category_texts()
    assert list(texts) == list(Category)
    assert all(tuple(text.rows) == ROWS for text in texts.values())


def test_the_texts__say_how_far_each_was_agreed() -> None:
    assert [[code, text.agreed, text.agreed_on] for code, text in category_texts().items()] == (
        AGREED
    )


@pytest.mark.parametrize("code", list(Category))
def test_every_cell__in_four_languages_with_as_many_sentences(code: str) -> None:
    for row, cell in category_texts()[code].rows.items():
        assert set(cell) == {"en", "fr", "es", "ar"}, row
        assert len({len(texts) for texts in cell.values()}) == 1, row
        assert all(all(texts) for texts in cell.values()), row


def test_two_definitions__say_that_they_were_not_agreed() -> None:
    texts = category_texts()
    assert "agreed" in texts["sectoral"].row("definition", "en")[0]
    assert "agreed" in texts["communities"].row("definition", "en")[0]


def test_security__does_not_pass_a_list_of_another_category_on() -> None:
    shared = " ".join(category_texts()["security"].row("shared", "en"))
    assert "sensitivity table" in shared
    response = set(category_texts()["response_monitoring"].row("shared", "en"))
    assert not response & set(category_texts()["security"].row("shared", "en"))


def test_unknown_language__falls_back_to_english() -> None:
    text = category_texts()["population"]
    assert text.row("tools", "xx") == text.row("tools", "en")
