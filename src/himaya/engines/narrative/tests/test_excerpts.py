"""The default lexicons on invented excerpts in the manner of field reports, in four languages.

`excerpts/LANGUAGE.txt`: the lexicons were mended until they knew these. `excerpts/unseen_*.txt`
were written after that, in indirect words. `excerpts/twice_*.tsv` were coded twice before any
suggestion was looked at, the second time shuffled and without the first codes; the half `known`
was then used to mend, the half `held` was not. `excerpts/after_*.txt` were written last and must not
be used to change a lexicon: they say what to expect at worst. One hand wrote and coded all of them,
and the lexicons too: both codings are the same reader's, and `held` is of what that reader thinks of.
"""

from pathlib import Path

import pytest

from himaya.engines.narrative import Suggester, default_framework
from himaya.engines.narrative.agreement import kappa

FOLDER = Path(__file__).parent / "excerpts"
FRAMEWORK = default_framework()
SUGGESTER = Suggester(FRAMEWORK)
RISKS_AND_TOPICS = {
    code for code in FRAMEWORK.codes if FRAMEWORK.path(code)[0] == "TOPICS" or code[:2] == "PR"
} - {"PRME"}
ASKED = RISKS_AND_TOPICS | {code for code in FRAMEWORK.codes if FRAMEWORK.path(code)[0] == "IM"}


def excerpts(name: str) -> list[tuple[str, str]]:
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [(codes, text) for codes, text in (line.split(" | ", 1) for line in lines)]


def coded_twice(language: str) -> list[dict[str, str]]:
    lines = (FOLDER / f"twice_{language}.tsv").read_text(encoding="utf-8").splitlines()
    head, *rows = (line.split("\t") for line in lines)
    return [dict(zip(head, row, strict=True)) for row in rows]


def f1(coded: list[tuple[str, str]], language: str, asked: set[str] = RISKS_AND_TOPICS) -> float:
    right = wrong = 0
    for codes, text in coded:
        wanted = set(codes.split()) - {"-"}
        suggested = set(SUGGESTER.suggest(text, language).themes()) & asked
        right += len(wanted & suggested)
        wrong += len(wanted ^ suggested)
    return 2 * right / (2 * right + wrong)


@pytest.mark.parametrize("language", FRAMEWORK.languages)
def test_known_excerpts__found(language: str) -> None:
    assert f1(excerpts(language), language) > 0.9
    known = [
        (row["agreed"], row["text"]) for row in coded_twice(language) if row["half"] == "known"
    ]
    assert f1(known, language, ASKED) > 0.8


@pytest.mark.parametrize(
    ("language", "held", "after"),
    [("en", 0.84, 0.20), ("fr", 0.84, 0.36), ("es", 0.82, 0.27), ("ar", 0.82, 0.21)],
)
def test_excerpts_that_mended_nothing__no_worse_than_first_measured(
    language: str, held: float, after: float
) -> None:
    rows = [(row["agreed"], row["text"]) for row in coded_twice(language) if row["half"] == "held"]
    assert f1(rows, language, ASKED) > held
    assert f1(excerpts(f"unseen_{language}"), language) > 0.7
    assert f1(excerpts(f"after_{language}"), language, ASKED) > after


def test_excerpts_coded_twice__agree_beyond_chance() -> None:
    rows = [row for language in FRAMEWORK.languages for row in coded_twice(language)]
    asked = sorted({code for row in rows for code in row["agreed"].split()} - {"-"})
    first, second = (
        [int(code in row[coder].split()) for row in rows for code in asked]
        for coder in ("first", "second")
    )
    agreement = kappa(first, second)
    assert agreement is not None
    assert 0.9 < agreement.low < agreement.value < 1.0
    assert {row["first"] == row["second"] for row in rows} == {True, False}


@pytest.mark.parametrize("language", FRAMEWORK.languages)
def test_excerpts__their_language_told(language: str) -> None:
    told = [SUGGESTER.suggest(text).language for _, text in excerpts(language)]

    assert len(told) >= 120
    assert told.count(language) >= len(told) - 2


def test_lexicons__equally_deep_in_all_languages() -> None:
    for theme in FRAMEWORK.themes:
        if theme.is_heading:
            continue
        depth = [len(theme.lexicon[language].strong) for language in FRAMEWORK.languages]
        assert min(depth) > 0.75 * max(depth), (theme.code, depth)
