"""Names of places across spellings and scripts."""

import csv
import os
from pathlib import Path

import pytest

from himaya.engines.tabular.names import alike, candidates, skeleton

FOLDER = Path(os.environ.get("HIMAYA_TEST_DATA", "/nonexistent"))
KNOWN = [
    ("LY01", "Benghazi"),
    ("LY02", "Misrata"),
    ("LY03", "Ghadamis"),
    ("LY04", "Az Zawiyah"),
    ("LY05", "Murzuq"),
    ("PS01", "Khan Yunis"),
    ("UA01", "Kyiv"),
    ("UA02", "Lviv"),
    ("AF01", "Kandahar"),
    ("ER01", "Asmara"),
]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("بنغازي", "LY01"),
        ("مِصراتة", "LY02"),
        ("Ghadames", "LY03"),
        ("مرزق", "LY05"),
        ("خان يونس", "PS01"),
        ("Yunis, Khan", "PS01"),
        ("Київ", "UA01"),
        ("Львів", "UA02"),
        ("Qandahār", "AF01"),
        ("قندهار", "AF01"),
        ("አስመራ", "ER01"),
    ],
)
def test_other_spelling_or_script__the_right_one_first(text: str, key: str) -> None:
    assert candidates(text, KNOWN)[0].key == key


@pytest.mark.parametrize("text", ["", "?", "Ouagadougou", "14"])
def test_nothing_alike__no_candidate(text: str) -> None:
    assert candidates(text, KNOWN) == []


def test_key_with_many_names__once() -> None:
    found = candidates("Tarmeen", [("MJ01", "Tarmeen"), ("MJ01", "ترمين"), ("MJ02", "Sahl")])

    assert [(one.key, one.likeness) for one in found] == [("MJ01", 100)]


def test_skeleton__the_sounds_without_vowels() -> None:
    assert skeleton("Khan Yunis") == "kn ans"
    assert skeleton("ব্রাহ্মণপাড়া") == skeleton("Brahmanpara")
    assert alike("Tarmeen", "Tarmeen") == 100


@pytest.mark.slow
@pytest.mark.skipif(not FOLDER.is_dir(), reason="HIMAYA_TEST_DATA names no folder of names")
def test_real_names_in_bangla__found_among_their_latin_spellings() -> None:
    """Slow: 494 names against 494."""
    with (FOLDER / "reference/bgd_upazilas_en_bn.csv").open(encoding="utf-8") as file:
        rows = list(csv.reader(file))
    known = [(row[2], row[2]) for row in rows]
    first = among = 0
    for _, _, latin, bangla, *_ in rows:
        found = [one.key for one in candidates(bangla, known)]
        first += found[:1] == [latin]
        among += latin in found

    assert first / len(rows) > 0.88
    assert among / len(rows) > 0.98
