"""Themes that come with a name, and perhaps a line of definition, and nothing else."""

import pytest

from himaya.engines.narrative import Suggester, default_framework, evaluate, labels, train
from himaya.engines.narrative.framework import Theme
from himaya.engines.narrative.rows import Row
from himaya.engines.narrative.terms import parse_term
from himaya.engines.narrative.tests.worlds import coded_rows
from himaya.engines.narrative.vocabulary import concepts, lexicons_of

BARE = labels.framework_of(["Right to water", "missing_people", "Floods", "Blorp"])
NAMED = [
    ("The borehole is dry and people are thirsty", "en", "Right to water"),
    ("Le puits est à sec", "fr", "Right to water"),
    ("La inundación cubrió el barrio", "es", "Floods"),
    ("غمرت السيول الحي", "ar", "Floods"),
    ("I am looking for my mother", "en", "missing_people"),
    ("A blorp was seen", "en", "Blorp"),
    ("The school reopened on Monday", "en", ""),
    ("", "en", ""),
]


@pytest.mark.parametrize(("text", "language", "code"), NAMED)
def test_bare_name__known_by_field_words_in_four_languages(
    text: str, language: str, code: str
) -> None:
    assert Suggester(BARE).suggest(text, language).themes() == ((code,) if code else ())


def test_definition__asks_and_the_longest_concept_of_a_name_wins() -> None:
    theme = Theme(
        code="T", title={"fr": "Peine de mort"}, definition={"fr": "Exécutions et prisons"}
    )
    made = lexicons_of(theme)
    assert "death penalty" in made["en"].strong
    assert "prison*" in made["en"].weak
    assert not {"dead", "décès"} & {*made["en"].strong, *made["fr"].strong}


def test_vocabulary__every_concept_in_all_languages() -> None:
    for concept in concepts():
        assert set(concept) == set(default_framework().languages)
        for language, lexicon in concept.items():
            assert lexicon.strong
            for term in (*lexicon.strong, *lexicon.weak):
                parse_term(term, language)


@pytest.mark.parametrize(
    "rows",
    [
        [Row("e", "", None, ("water",)), Row("l", "water " * 20_000, "en", ("water",))],
        [Row(str(number), "The same words", "en", ("water",)) for number in range(40)],
        [Row("one", "A text of the only one of its kind", "en", ("school",))],
    ],
    ids=["empty and endless texts", "one text many times", "a label with one example"],
)
def test_odd_examples__learned_without_harm(rows: list[Row]) -> None:
    framework = labels.framework_of(["water", "arrest", "school", "never seen"])
    model = train(framework, [*coded_rows(60), *rows], "2026-01-31")
    assert evaluate(Suggester(framework, model), coded_rows(40))["micro_f1"] > 0.9
