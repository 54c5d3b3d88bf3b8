"""The language of a passage, and passages whose places hold."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from himaya.engines.narrative import Suggester, default_framework, language_of, passages_of

SAID = [
    ("en", "Families were told to leave the site before the end of the week."),
    ("en", "Two cases were referred"),
    ("fr", "Les familles ont dû quitter le site avant la fin de la semaine."),
    ("fr", "Aucun cas n'a été signalé dans le camp."),
    ("es", "Las familias tuvieron que abandonar el sitio antes del fin de semana."),
    ("es", "No se reportaron casos de reclutamiento de menores."),
    ("ar", "اضطرت العائلات إلى مغادرة الموقع قبل نهاية الأسبوع."),
    ("en", "Establish a national plan by the right people"),
    ("en", "Issue a standing invitation"),
    ("und", "Eske gen dlo nan kan an jodi a?"),
    ("und", "De families zijn uit het dorp weg"),
    ("und", "Familiile au plecat din sat pentru ca nu este apa"),
    ("und", "Les families van deixar el poble amb els nens, però no han tornat"),
    ("und", "Mereka tidak ada air untuk anak"),
    ("und", "As famílias tiveram de deixar o local antes do fim da semana, mas não foram longe."),
    ("und", "Nou bezwen manje ak dlo, moun yo nan lari a"),
    ("und", "خانواده‌ها مجبور شدند که محل را ترک کنند و برای چند روز"),
    ("und", "خاندانوں کو ہفتے کے آخر سے پہلے جگہ چھوڑنی پڑی۔"),
    ("und", "পরিবারগুলোকে জায়গা ছাড়তে হয়েছিল"),
    ("und", "12 345"),
    ("und", ""),
]


@pytest.mark.parametrize(("language", "text"), SAID)
def test_language__told(language: str, text: str) -> None:
    assert language_of(text).language == language


def test_mixed_report__each_passage_in_its_own_language() -> None:
    text = (
        "Protection monitors visited the site and spoke with the families that were there, and"
        " they heard of what had been done for those who could not walk.\n\n"
        "Les familles ont dit qu'elles ont peur de sortir le soir.\n\n"
        "Site 4\n\n"
        "قالت العائلات إنها تخاف من الخروج ليلا."
    )
    found = passages_of(text)

    assert [passage.language for passage in found] == ["en", "fr", "en", "ar"]
    assert [passage.number for passage in found] == [0, 1, 2, 3]


def test_arabic_inside_an_english_text__a_passage_of_its_own() -> None:
    text = (
        "A woman told the staff of UNHCR (المفوضية): «اختطف مسلحون تاجرين قرب السوق» and then she left."
        "\n\nقالت العائلات إنها تخاف من الخروج ليلا."
    )
    for language in (None, "en"):
        found = passages_of(text, language)
        assert [passage.language for passage in found] == ["en", "ar", "en", "ar"]
        assert "اختطف مسلحون" in found[1].text
        assert all(text[one.start : one.end] == one.text for one in found)

    told = Suggester(default_framework()).suggest(text.split("\n", maxsplit=1)[0])
    assert (told.language, "PR01" in told.themes()) == ("en", True)


def test_long_paragraph__cut_between_sentences_not_after_abbreviations() -> None:
    text = "Staff of Dr. Amina met 20 women. They asked about No. 4 of the list. Nothing else."
    found = passages_of(text, "en", most=8)

    assert [passage.text for passage in found] == [
        "Staff of Dr. Amina met 20 women.",
        "They asked about No. 4 of the list.",
        "Nothing else.",
    ]


def test_list__an_item_is_a_passage() -> None:
    found = passages_of("Needs:\n- water\n- shelter\n1. food", "en")

    assert [passage.text for passage in found] == ["Needs:", "- water", "- shelter", "1. food"]


@given(st.text(alphabet="ab .\n\r-?!؟é١", max_size=200), st.integers(1, 6))
def test_any_text__passages_lie_in_it_in_order_and_hold_all_words(text: str, most: int) -> None:
    found = passages_of(text, "en", most)

    assert all(text[one.start : one.end] == one.text for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert "".join(one.text for one in found).split() == [] or (
        "".join("".join(one.text.split()) for one in found) == "".join(text.split())
    )
