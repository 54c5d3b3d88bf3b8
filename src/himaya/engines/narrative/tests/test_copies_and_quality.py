"""Copies count once, quotes are found, and signals of quality are told."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from himaya.engines.narrative.copies import (
    contained,
    copied_passages,
    independent,
    near_copies,
    quote_marks,
    quoted_first,
    quotes,
    resemblance,
    shingles,
    text_print,
)
from himaya.engines.narrative.places import Area, Gazetteer
from himaya.engines.narrative.quality import quality

LETTER = (
    "The committee of the site met on Monday and asked for more lamps on the way to the wells,"
    " since women and girls do not go there after dark, and for a second tap at the school."
)
OTHER = (
    "Farmers in the valley could not reach their fields because the bridge had been washed away."
)


def test_copy__same_print_whatever_the_signs() -> None:
    assert text_print("The  Site, met!") == text_print("the site met")
    assert text_print("أَحمد") == text_print("احمد")
    assert text_print("the site met") != text_print("the site meets")


def test_near_copies__found_among_many() -> None:
    texts = [
        f"{OTHER} Week {number}: {' '.join(str(number * n) for n in range(40))}"
        for number in range(60)
    ]
    texts[7] = LETTER
    texts[23] = f"FWD: {LETTER}"
    texts[41] = LETTER.replace("lamps", "lights")
    found = {(pair.first, pair.second) for pair in near_copies(texts)}

    assert found == {(7, 23), (7, 41), (23, 41)}
    assert len(set(independent(texts))) == 58
    assert independent(texts)[41] == 7


def test_crowd_of_copies__one_source() -> None:
    assert set(independent([LETTER] * 200 + [OTHER])) == {0, 200}


def test_quote__found_with_its_places() -> None:
    text = f"As the focal point wrote: “{LETTER[40:]}” We agree."
    (quote,) = quotes(text, LETTER)

    assert (
        text[quote.start : quote.end].split() == LETTER[quote.other_start : quote.other_end].split()
    )
    assert "asked for more lamps" in text[quote.start : quote.end]
    assert quotes(OTHER, LETTER) == []


# Passages as (document, words): A to Z are each a sentence of fifteen words, a to z one of eleven.
QUOTING = {
    "nobody quotes": ("1A 2B 3C", "0 1 2"),
    "the first to say it is the source": ("1A 2BA 3AC", "0 0 0"),
    "through another": ("1A 2AB 3B", "0 0 0"),
    "two sources of one letter": ("1A 2B 3AB", "0 1 0"),
    "no document quotes itself": ("1A 1A 2A", "0 1 0"),
    "eleven words are no quote": ("1Ax 2Bx", "0 1"),
    "nothing kept": ("1x 2x", "0 1"),
}


@pytest.mark.parametrize("name", QUOTING)
def test_quoting_passage__counts_with_the_first_that_said_it(name: str) -> None:
    said, firsts = QUOTING[name]
    pieces = said.split()

    def words(letter: str) -> str:
        many = 15 if letter.isupper() else 11
        return " ".join(f"{letter}word{n}" for n in range(many))

    kept = [quote_marks(" ".join(map(words, piece[1:]))) for piece in pieces]
    found = quoted_first(kept, [int(piece[0]) for piece in pieces])
    assert [int(one) for one in firsts.split()] == found


SENTENCES = st.lists(st.text("abcdef", min_size=0, max_size=3), max_size=12)


@given(SENTENCES)
def test_quoted_first__as_comparing_every_pair_word_by_word(pieces: list[str]) -> None:
    """`quotes` compares words themselves; each letter is a sentence long enough to be told."""
    texts = [
        " ".join(f"{letter}{n}{letter}" for letter in piece for n in range(16)) for piece in pieces
    ]
    expected = list(range(len(texts)))
    for later, text in enumerate(texts):
        shared = [earlier for earlier in range(later) if quotes(text, texts[earlier])]
        if shared:
            expected[later] = expected[shared[0]]
    assert quoted_first([quote_marks(text) for text in texts], range(len(texts))) == expected


def test_passages_copied_between_many__found_with_both_places() -> None:
    texts = [
        f"{number} report. " + " ".join(str(number * n) for n in range(60)) for number in range(80)
    ]
    words = LETTER.split()
    texts[9] += " " + " ".join(words[:11])  # eleven words are no quote
    texts[12] += " " + " ".join(words[:13])
    texts[70] = f"{LETTER} {texts[70]}"
    (one,) = copied_passages(texts)

    assert (one.first, one.second) == (12, 70)
    assert texts[12][one.quote.start : one.quote.end] == " ".join(words[:13])
    assert texts[70][one.quote.other_start : one.quote.other_end] == " ".join(words[:13])
    assert copied_passages([]) == []


@given(st.lists(st.sampled_from(["a", "b", "c", "d", "e", "f"]), min_size=1, max_size=30))
def test_any_text__is_like_itself(words: list[str]) -> None:
    one = shingles(" ".join(words))

    assert resemblance(one, one) == 1.0
    assert contained(one, one) == 1.0


TODAY = dt.date(2026, 3, 10)
SITES = Gazetteer([Area("AA01", ("Riverside",))])
SAID = [
    # language, text, first-hand, who where when how many
    ("en", "We visited Riverside on 3 March 2026 and met 12 women.", True, "who where when many"),
    ("en", "Reportedly there was trouble.", False, ""),
    ("en", "Our team heard that families left, according to a driver.", False, "who"),
    ("en", "The road is bad.", None, ""),
    ("fr", "Lors de la visite, trois familles ont montré leurs abris.", True, "who many"),
    ("fr", "Selon les médias, la route serait coupée.", False, ""),
    (
        "es",
        "Visitamos el sitio y hablamos con veinte mujeres; dos hogares no comen.",
        True,
        "who many",
    ),
    ("es", "Según rumores, habría problemas.", False, ""),
    ("ar", "خلال الزيارة التقينا ٥ نساء.", True, "who many"),
    ("ar", "يقال إن الطريق مغلق.", False, ""),
]


@pytest.mark.parametrize(("language", "text", "first_hand", "said"), SAID)
def test_signals(language: str, text: str, first_hand: bool | None, said: str) -> None:  # noqa: FBT001
    found = quality(text, language, SITES, TODAY)
    signals = {
        "who": found.has_who,
        "where": found.has_where,
        "when": found.has_when,
        "many": found.has_how_many,
    }

    assert found.first_hand is first_hand
    assert {name for name, there in signals.items() if there} == set(said.split())
    assert found.specific == len(said.split())


def test_freshness__days_since_the_last_day_named() -> None:
    assert quality("From 1 March to 3 March 2026", "en", today=TODAY).days_old == 7
    assert quality("By 1 May 2026", "en", today=TODAY).days_old is None
    assert quality("On 3 March 2026", "en").days_old is None
    assert quality("Ask Mr Nobody Invented", "en").has_identifiers
