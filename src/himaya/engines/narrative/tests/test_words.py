"""One spelling for matching, and places that stay those of the original."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from himaya.engines.narrative.stemming import stem
from himaya.engines.narrative.words import folded_text, folded_word, words_of

FOLDED = [
    ("Éducation", "education"),
    ("STRASSE", "strasse"),
    ("Straße", "strasse"),
    ("cœur", "coeur"),
    ("التعسّفيّ", "التعسفي"),
    ("الإعتقـــال", "الاعتقال"),
    ("أَطْفَال", "اطفال"),
    ("مدرسة", "مدرسه"),
    ("مستشفى", "مستشفي"),
    ("مسؤول", "مسوول"),
    ("کودک", "كودك"),
    ("١٢٣", "123"),
    ("e\u0301cole", "ecole"),
    ("co\u00adoperation", "cooperation"),
]


@pytest.mark.parametrize(("word", "folded"), FOLDED)
def test_word__folded(word: str, folded: str) -> None:
    assert folded_word(word) == folded


STEMS = [
    ("en", ["refugees refugee", "policies policy", "churches church", "bus bus", "crises crise"]),
    ("fr", ["enlevements enlevement", "journaux journal", "blessees bles", "forcee forc"]),
    ("es", ["desplazados desplazad", "desplazada desplazad", "luces luz", "mes mes"]),
    ("ar", ["الاعتقالات اعتقال", "والمدنيين مدن", "للاطفال اطفال", "مدرسه مدرس", "من من"]),
    ("xx", ["words words"]),
]


@pytest.mark.parametrize(("language", "pairs"), STEMS, ids=[language for language, _ in STEMS])
def test_word__stemmed_lightly(language: str, pairs: list[str]) -> None:
    for pair in pairs:
        word, expected = pair.split()
        assert stem(word, language) == expected


def test_words__keep_their_places() -> None:
    text = "L'État — أُطلِقَ سراحُهم, 3 days."
    words = words_of(text)

    assert words.folded == ("l", "etat", "اطلق", "سراحهم", "3", "days")
    assert [text[a:b] for a, b in zip(words.starts, words.ends, strict=True)] == [
        "L",
        "État",
        "أُطلِقَ",
        "سراحُهم",
        "3",
        "days",
    ]


@given(st.text())
def test_any_text__places_are_in_order_and_inside(text: str) -> None:
    words = words_of(text)
    edges = [edge for pair in zip(words.starts, words.ends, strict=True) for edge in pair]

    assert edges == sorted(edges)
    assert all(0 <= edge <= len(text) for edge in edges)
    assert folded_text(text) == " ".join(words.folded)
