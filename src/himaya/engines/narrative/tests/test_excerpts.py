"""The default lexicons on invented excerpts in the manner of field reports, in four languages.

`excerpts/LANGUAGE.txt`: the lexicons were mended until they knew these. `excerpts/unseen_*.txt`
were written after that, in indirect words, and must not be used to change a lexicon: they say what
to expect at worst. All were coded once, by the hand that wrote them, with risks and topics only.
"""

from pathlib import Path

import pytest

from himaya.engines.narrative import Suggester, default_framework

FOLDER = Path(__file__).parent / "excerpts"
FRAMEWORK = default_framework()
SUGGESTER = Suggester(FRAMEWORK)
ASKED = {
    code for code in FRAMEWORK.codes if FRAMEWORK.path(code)[0] == "TOPICS" or code[:2] == "PR"
}
ASKED -= {"PRME"}


def f1(name: str, language: str) -> float:
    right = wrong = 0
    for line in (FOLDER / f"{name}{language}.txt").read_text(encoding="utf-8").splitlines():
        codes, text = line.split(" | ", 1)
        coded = set(codes.split()) - {"-"}
        suggested = set(SUGGESTER.suggest(text, language).themes()) & ASKED
        right += len(coded & suggested)
        wrong += len(coded ^ suggested)
    return 2 * right / (2 * right + wrong)


@pytest.mark.parametrize("language", FRAMEWORK.languages)
def test_known_excerpts__found(language: str) -> None:
    assert f1("", language) > 0.9


@pytest.mark.parametrize(
    ("language", "least"), [("en", 0.35), ("fr", 0.48), ("es", 0.44), ("ar", 0.25)]
)
def test_unseen_excerpts__no_worse_than_when_first_measured(language: str, least: float) -> None:
    assert f1("unseen_", language) > least


@pytest.mark.parametrize("language", FRAMEWORK.languages)
def test_excerpts__their_language_told(language: str) -> None:
    lines = (FOLDER / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    told = [SUGGESTER.suggest(line.split(" | ", 1)[1]).language for line in lines]

    assert len(lines) >= 120
    assert told.count(language) >= len(lines) - 2
