import pytest
from hypothesis import given
from hypothesis import strategies as st

from himaya.engines.tabular import fold_words, one_line, pieces, plain

CELLS = [
    ("<ul> <li>Mend</li> <li>&gt; Light</li> </ul>", ["Mend", "Light"]),
    ("<p>First</p> <p>Second</p>", ["First", "Second"]),
    ("One<br>Two<br/>Three", ["One", "Two", "Three"]),
    ("> One > Two (end March) > Three", ["One", "Two (end March)", "Three"]),
    (">One > 4w list > Three", ["One", "4w list", "Three"]),
    ("Lead words > One > Two", ["Lead words", "One", "Two"]),
    ("- Desk to hold talks - Desk to print", ["Desk to hold talks", "Desk to print"]),
    ("· One\n· Two\n\n· Three", ["One", "Two", "Three"]),
    ("• One • Two", ["One", "Two"]),
    ("Q1-Q2\nQ2/ Q3", ["Q1-Q2", "Q2/ Q3"]),
    ("A sentence that\ngoes on", ["A sentence that goes on"]),
    ("· one\n· two in lower case", ["one", "two in lower case"]),
    ("leads of sub- cluster", ["leads of sub- cluster"]),
    ("more than > 5 boats", ["more than > 5 boats"]),
    ("ages <5 years & over", ["ages <5 years & over"]),
    ("<name> of the boat", ["<name> of the boat"]),
    ("<i>Be brief.</i> Words", ["Be brief. Words"]),
    ("", []),
    ("· \n> ", []),
]


@pytest.mark.parametrize(("text", "expected"), CELLS)
def test_cell__pieces(text: str, expected: list[str]) -> None:
    assert [piece.text for piece in pieces(text)] == expected


def test_list_item_and_line__bullet_told() -> None:
    assert [piece.bullet for piece in pieces("Lead\n<ul><li>Item</li></ul>> Other")] == [
        "",
        "·",
        ">",
    ]


def test_plain__lines() -> None:
    assert plain("<p>A  b</p><ul><li>c</li></ul>") == "A b\n· c"
    assert one_line(" a\n\n b ") == "a b"


@given(st.text(alphabet="ab12 \n->·•<>&/()"))
def test_any_cell__pieces_keep_every_word(text: str) -> None:
    kept = [word for piece in pieces(text) for word in fold_words(piece.text)]

    assert kept == fold_words(plain(text))
