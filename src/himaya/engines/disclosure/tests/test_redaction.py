"""Free text in Latin and Arabic script: what is found, and what must stay readable."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from himaya.engines.disclosure import DisclosureError
from himaya.engines.disclosure.redaction import Redactor, redact_column

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
    ("3 children, aged 5 and 12, since 2024", "3 children, aged 5 and 12, since 2024"),
    ("on 2026-03-14, 5,000 people, 12.5 %", "on 2026-03-14, 5,000 people, 12.5 %"),
    ("", ""),
]


@pytest.mark.parametrize(("written", "treated"), TEXTS)
def test_text__pieces_taken_out(written: str, treated: str) -> None:
    assert REDACTOR.redact(written)[0] == treated


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
