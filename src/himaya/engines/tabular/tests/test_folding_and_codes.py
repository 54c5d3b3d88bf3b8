import pytest
from hypothesis import given
from hypothesis import strategies as st

from himaya.engines.tabular import fold, fold_words, normalise_code

SAME = [
    ("Échéance", "echeance"),
    ("ÑANDÚ", "nandu"),
    ("Straße", "STRASSE"),
    ("Łódź", "lodz"),
    ("مُحَمَّد", "محمد"),
    ("الـــمـدرسة", "المدرسه"),
    ("أحمد", "احمد"),
    ("إدارة", "اداره"),
    ("ٱلآن", "الان"),
    ("مستشفى", "مستشفي"),
    ("کودک", "كودك"),
    ("١٢٣", "123"),
    ("۱۲۳", "123"),
    ("ﻻ", "لا"),
    ("  two\u00a0 words\u200f ", "two words"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_two_spellings__fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_bengali_vowels__kept() -> None:
    assert fold("কি") != fold("ক")


@given(st.text())
def test_any_text__folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_words__without_punctuation() -> None:
    assert fold_words("Sub-cluster/ TF (Leads).") == ["sub", "cluster", "tf", "leads"]


CODES = [
    ("Р3", "P3", "Р"),
    ("СОЗ", "CO3", "СОЗ"),
    ("со", "CO", "СО"),
    ("Τ1", "T1", "Τ"),
    ("P3", "P3", ""),
    ("p 3.", "P3", ""),
    ("MIA1", "MIA1", ""),
    ("A–1", "A-1", ""),
    ("1.2", "1.2", ""),
    ("É1", "É1", ""),
    ("", "", ""),
]


@pytest.mark.parametrize(("written", "code", "replaced"), CODES)
def test_code__latin_and_what_was_replaced(written: str, code: str, replaced: str) -> None:
    read = normalise_code(written)

    assert (read.code, read.replaced) == (code, replaced)


@pytest.mark.parametrize("written", ["Ж1", "ЗД2", "Ω3", "أ1"])
def test_code_of_another_alphabet__left_as_it_is(written: str) -> None:
    assert normalise_code(written).code == written
    assert normalise_code(written).replaced == ""


@given(st.text(alphabet="ABCEHIKMOPTXabc019. -"))
def test_latin_code__nothing_replaced(written: str) -> None:
    assert normalise_code(written).replaced == ""
