"""Free text in Latin and Arabic script: what is found, and what must stay readable."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from himaya.engines.disclosure import DisclosureError
from himaya.engines.disclosure.redaction import Redactor, redact_column
from himaya.engines.disclosure.tests import narratives

REDACTOR = Redactor(
    names=["Amina Yusuf", "محمد الأحمد", "José Ñandú", "Li"],
    places=["Block 7", "الحي الشرقي", "Kutupalong"],
)

TEXTS = [
    ("Amina said that AMÍNA left.", "[name] said that [name] left."),
    ("amina  yusuf, jose and Ñandu", "[name], [name] and [name]"),
    ("Mr. Bakari and Umm Kulthum came", "Mr. [name] and Umm [name] came"),
    ("He believes in life; Li is short", "He believes in life; [name] is short"),
    ("مُحَمَّد ذهب", "[name] ذهب"),
    ("قال لمحمد والأحمد", "قال [name] [name]"),
    ("التقينا بالسيدة فاطمة أمس", "التقينا بالسيدة [name] أمس"),
    ("في الحيّ الشرقي", "في [place]"),
    ("in block  7, near KUTUPALONG.", "in [place], near [place]."),
    ("call +880 1712-345678 now", "call [phone] now"),
    ("رقم ٠٧٩-١٢٣-٤٥٦٧", "رقم [phone]"),
    ("case UNH-23C00456 and HH/2024/0012", "case [id] and [id]"),
    ("write to a.b@mail.example.org", "write to [mail]"),
    ("at 33.51234, 36.29120 today", "at [coordinates] today"),
    ("see https://example.org/p?x=1 there", "see [link] there"),
    (
        "from 2005-2009, law 27 (1951), on 03.02.2026, the 1990s",
        "from 2005-2009, law 27 (1951), on 03.02.2026, the 1990s",
    ),
    ("her brother went, her brother Kim Dae went", "her brother went, her brother [name] went"),
    ("the guard Moussa Traore and jean", "the guard [name] and jean"),
    ("Name: unlisted Person", "Name: [name]"),
    ("WE NEED A DOCTOR AND AHMED NOW", "WE NEED A DOCTOR [name] [name] NOW"),
    ("الأب: خالد الخطيب", "الأب: [name]"),
    ("عبدالله جاء ثم عبد الله", "[name] جاء ثم [name]"),
    ("يدعي أنه هنا", "يدعي أنه هنا"),
    ("3 children, aged 5 and 12, since 2024", "3 children, aged 5 and 12, since 2024"),
    ("on 2026-03-14, 5,000 people, 12.5 %", "on 2026-03-14, 5,000 people, 12.5 %"),
    ("", ""),
]


@pytest.mark.parametrize(("written", "treated"), TEXTS)
def test_text__pieces_taken_out(written: str, treated: str) -> None:
    assert REDACTOR.redact(written)[0] == treated


def left(notes: dict[str, str]) -> tuple[list[str], list[str]]:
    """What should have gone and is there, and words that should be there and are gone."""
    redactor = Redactor(narratives.NAMES, narratives.PLACES)
    kept, lost = [], []
    for text, pieces in (note for some in notes.values() for note in narratives.marked(some)):
        gone = [False] * len(text)
        for low, high, _ in redactor.pieces(text):
            gone[low:high] = [True] * (high - low)
        for low, high, _ in pieces:
            if not all(gone[at] or not text[at].isalnum() for at in range(low, high)):
                kept.append(text[low:high])
            gone[low:high] = [False] * (high - low)
        lost += [text[at] for at in range(len(text)) if gone[at] and text[at].isalnum()]
    return kept, lost


def test_notes_of_the_field__all_gone_and_the_rest_readable() -> None:
    kept, lost = left(narratives.NOTES)

    assert kept == []
    assert len(lost) < 15  # letters of 580 words: a name that is a word too, a name's other half


def test_notes_that_came_later__nearly_all_gone() -> None:
    kept, lost = left(narratives.HELD_OUT)

    assert len(kept) <= 1
    assert len(lost) < 8


@settings(max_examples=60, deadline=None)
@given(before=st.text(max_size=20), after=st.text(max_size=20))
def test_known_name_between_any_texts__gone(before: str, after: str) -> None:
    treated, found = REDACTOR.redact(f"{before} Kutupalong {after}")

    assert "kutupalong" not in treated.casefold()
    assert found.total() >= 1


def test_column__counts_by_kind_and_missing_stay() -> None:
    frame = pl.DataFrame({"note": ["Amina, +880 1712-345678", None, "nobody"]})
    treated = redact_column(frame, "note", REDACTOR)

    assert treated.frame["note"].to_list() == ["[name], [phone]", None, "nobody"]
    assert treated.found == {"name": 1, "phone": 1}
    with pytest.raises(DisclosureError) as refusal:
        redact_column(pl.DataFrame({"note": [1]}), "note", REDACTOR)
    assert refusal.value.code == "column_not_text"
