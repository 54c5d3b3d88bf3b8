"""What is learned, what the card says, and what a file of a model may be."""

import io
import random
from dataclasses import replace

import numpy as np
import pytest

from himaya.engines.narrative import (
    Model,
    NarrativeError,
    Row,
    Standing,
    Suggester,
    evaluate,
    framework_from,
    headings_of,
    is_worse,
    labels,
    model_bytes,
    model_from,
    rows_from,
    train,
)
from himaya.engines.narrative.calibration import NEVER
from himaya.engines.narrative.tests.worlds import coded_rows, small, theme, tree
from himaya.engines.narrative.training import _truth


@pytest.fixture(name="model", scope="module")
def _model() -> Model:
    return train(small(), coded_rows(240), "2026-01-31")


def test_learned__what_the_lexicon_does_not_know(model: Model) -> None:
    fresh = coded_rows(280)[240:]
    report = evaluate(Suggester(small(), model), fresh)

    assert report["micro_f1"] > 0.95
    assert report["lexicon_alone"]["micro_f1"] < 0.1
    assert report["seen_in_training"] == 0
    assert report["languages"]["en"]["texts"] == 40


def test_card__says_what_it_is_worth(model: Model) -> None:
    card = model.card

    assert card["date"] == "2026-01-31"
    assert card["data"] == {
        "texts": 240,
        "languages": {"en": 240},
        "examples": {"water": 60, "arrest": 60, "school": 60},
    }
    assert card["figures"]["micro_f1"] > 0.95
    assert set(card["figures"]["themes"]) == {"water", "arrest", "school"}
    assert card["framework"]["code"] == "small"
    assert card["known_failures"] == []


def test_why__words_with_their_places_and_the_term(model: Model) -> None:
    text = "The pump at the school broke, people carry jerrycans"
    found = {one.theme: one for one in Suggester(small(), model).suggest(text, "en").suggestions}
    said = [text[a:b].lower() for reason in found["water"].because for a, b in reason.places]

    assert {"pump", "jerrycans"} & set(said)
    first = found["school"].because[0]
    assert (first.kind, first.what) == ("term", "school")


def test_identifiers__not_learned() -> None:
    rows = [replace(row, text=f"{row.text} Said Mr Inventado.") for row in coded_rows(80)]

    assert "inventado" not in train(small(), rows, "2026-01-31").vocabulary.places
    assert "said" in train(small(), rows, "2026-01-31").vocabulary.places


def test_copies__count_once() -> None:
    rows = coded_rows(80)
    twice = train(small(), [*rows, *[replace(row, id="x") for row in rows]], "2026-01-31")

    assert twice.card["copies_left_out"] == 80
    assert twice.card["data"]["texts"] == 80


def test_few_examples__the_theme_stays_with_the_lexicon() -> None:
    rows = [row for row in coded_rows(200) if row.labels != ("arrest",)] + coded_rows(16)[1::4]
    model = train(small(), rows, "2026-01-31")

    assert model.is_learned.tolist() == [True, False, True]
    assert {"kind": "theme_not_learned", "theme": "arrest", "examples": 4} in model.card[
        "known_failures"
    ]
    assert "arrest" in Suggester(small(), model).suggest("Police arrested three", "en").themes()


def test_language_not_learned__the_lexicon_speaks(model: Model) -> None:
    suggester = Suggester(small(), model)

    assert {
        one.by for one in suggester.suggest("the school of the arrested", "en").suggestions
    } == {"model"}
    assert suggester.suggest("pompe en panne jerrycans", "fr").suggestions == ()


def test_sensitive_theme__never_accepted_without_a_person() -> None:
    model = train(small(), coded_rows(1_500), "2026-01-31")
    suggester = Suggester(small(), model, accepting=["water", "arrest", "school"])
    said = [
        (one.theme, one.is_accepted)
        for found in suggester.suggest_all((row.text, "en") for row in coded_rows(40))
        for one in found.suggestions
        if one.standing is Standing.SUGGESTED
    ]

    assert model.acceptance[1] == NEVER
    assert ("water", True) in said
    assert ("arrest", True) not in said
    assert not any(
        one.is_accepted for one in Suggester(small(), model).suggest("water").suggestions
    )


def test_denied__whatever_was_learned(model: Model) -> None:
    found = Suggester(small(), model).suggest("There were no arrests in the week.", "en")

    assert [(one.theme, one.standing) for one in found.suggestions if one.theme == "arrest"] == [
        ("arrest", Standing.DENIED)
    ]


def test_model__to_a_file_and_back(model: Model) -> None:
    again = model_from(model_bytes(model))
    texts = [(row.text, "en") for row in coded_rows(20)]

    assert again.card == model.card
    assert list(Suggester(small(), again).suggest_all(texts)) == list(
        Suggester(small(), model).suggest_all(texts)
    )


def test_trained_twice__the_same_file(model: Model) -> None:
    assert model_bytes(train(small(), coded_rows(240), "2026-01-31")) == model_bytes(model)


def broken(content: bytes, **changes: object) -> bytes:
    with np.load(io.BytesIO(content)) as arrays:
        kept = {**dict(arrays), **changes}
    out = io.BytesIO()
    np.savez(out, **{name: value for name, value in kept.items() if value is not None})
    return out.getvalue()


@pytest.mark.parametrize(
    "changes",
    [
        {"cuts": None},
        {"cuts": np.zeros(2)},
        {"cuts": np.full(3, np.nan)},
        {"filled": np.array([99], np.int32)},
        {"about": np.frombuffer(b"{}", np.uint8)},
        {"about": np.frombuffer(b"[", np.uint8)},
        {"rarities": np.array([object()])},
        {"values": np.array(["1"])},
        {"about": np.frombuffer(b'{"format": "himaya-themes/1", "codes": 1}', np.uint8)},
    ],
    ids=["missing", "short", "nan", "outside", "empty", "json", "objects", "words", "kinds"],
)
def test_file_that_is_no_model__refused(model: Model, changes: dict[str, object]) -> None:
    with pytest.raises(NarrativeError, match="cannot be read"):
        model_from(broken(model_bytes(model), **changes))
    spoilt = bytearray(model_bytes(model))
    spoilt[400:440] = bytes(40)
    for junk in (b"", b"PK junk", model_bytes(model)[:500], bytes(spoilt)):
        with pytest.raises(NarrativeError, match="cannot be read"):
            model_from(junk)


def test_file_with_bytes_changed__a_model_or_refused(model: Model) -> None:
    content = model_bytes(model)
    draw = random.Random(1)  # noqa: S311 - any bytes will do
    for _ in range(200):
        spoilt = bytearray(content)
        for _ in range(draw.randint(1, 5)):
            spoilt[draw.randrange(len(spoilt))] = draw.randrange(256)
        try:
            assert model_from(bytes(spoilt)).codes
        except NarrativeError as error:
            assert error.code == "model_unreadable"  # noqa: PT017 - either is right


def test_worse_model__must_not_replace_a_better_one(model: Model) -> None:
    spoilt = [replace(row, labels=("water",)) for row in coded_rows(60)]
    spoilt += [replace(row, labels=()) for row in coded_rows(120)[60:]]
    worse = train(small(), spoilt, "2026-02-01")

    assert is_worse(worse, model, spoilt) is not None
    assert is_worse(model, worse, coded_rows(240)) is None
    on_fresh = is_worse(worse, model, coded_rows(400)[240:])
    assert on_fresh is not None
    assert "not seen" in on_fresh["measured_on"]


def test_no_label_of_the_framework__refused() -> None:
    with pytest.raises(NarrativeError, match="No text carries"):
        train(small(), [Row("1", "text", "en", ("other",))], "2026-01-31")


def test_labels__by_code_or_title_and_new_ones_as_themes() -> None:
    rows = [Row("1", "a", "en", ("Water", "SCHOOL", "Fire - smoke", "food_aid"))]
    framework = small()

    assert labels.strangers(framework, rows) == ["Fire - smoke", "food_aid"]
    wider = labels.widened(framework, labels.strangers(framework, rows))
    assert wider.codes == ("water", "arrest", "school", "Fire - smoke", "food_aid")
    assert labels.coded(wider, rows).tolist() == [[True, False, True, True, True]]
    assert Suggester(wider).suggest("Smoke over the camp", "en").themes() == ("Fire - smoke",)
    assert Suggester(wider).suggest("Food and aid arrived", "en").themes() == ("food_aid",)


def test_tree__also_judged_by_its_top() -> None:
    one = theme("water", ["water"])
    other = theme("wells", ["well"])
    nested = framework_from(tree(theme("needs", [], is_heading=True, themes=[one, other])))
    rows = [Row("1", "a well", "en", ("water",)), Row("2", "a well", "en", ("wells",))]
    report = evaluate(Suggester(nested), rows)

    assert report["micro_f1"] == 0.5
    assert report["rolled_up"]["micro_f1"] == 1.0


def test_label_of_a_heading__confirms_what_is_named_below_it_and_leaves_the_rest_open() -> None:
    themes = [theme("water", ["water"]), theme("wells", ["well"])]
    needs = theme("needs", [], is_heading=True, themes=themes)
    nested = framework_from(tree(needs, theme("school", ["school"])))
    rows = [
        Row("1", "a well", "en", ("needs",)),
        Row("2", "a tap", "en", ("needs",)),
        Row("3", "a well", "en", ("needs", "water")),
        Row("4", "a school", "en", ("school",)),
    ]
    nobody = [False, False, False]
    assert labels.coded(nested, rows)[:2].tolist() == [nobody, nobody]
    assert labels.left_open(nested, rows).tolist() == [[True, True, False]] * 2 + [nobody] * 2
    truth, is_open = _truth(nested, rows, np.array([[0.0, 0.75, 0.0], *[[0.0] * 3] * 3]))
    assert truth[0].tolist() == [False, True, False]
    assert is_open.tolist() == [[True, False, False], [True, True, False], nobody, nobody]

    report = evaluate(Suggester(nested), rows)
    assert report["themes"].keys() == {"water", "school"}
    assert report["rolled_up"] == {"precision": 1.0, "recall": 0.75, "micro_f1": 0.8571}
    many = [*coded_rows(60), Row("h", "clean water", "en", ("needs",))]
    assert train(nested, many, "2026-01-31").card["data"]["examples"]["water"] > 5


def test_heading__suggested_by_its_themes_also_where_none_is_sure() -> None:
    words = {
        "water": ["well", "tap", "pump"],
        "food": ["rice", "oil", "salt"],
        "shelter": ["tent", "tarpaulin", "rope"],
    }
    themes = [theme(code, {"weak": terms}) for code, terms in words.items()]
    nested = framework_from(tree(theme("needs", [], is_heading=True, themes=themes)))
    suggester = Suggester(nested)

    def headings(text: str) -> list[tuple[str, tuple[str, ...]]]:
        said = suggester.suggest(text, "en").suggestions
        return [(one.code, one.themes) for one in headings_of(nested, said)]

    text = "There is a well, a tap, a pump, rice, oil, salt, a tent, a tarpaulin and a rope."
    assert suggester.suggest(text, "en").themes() == ()
    assert [(code, sorted(under)) for code, under in headings(text)] == [("needs", sorted(words))]
    assert headings("a well, a tap, rice and oil") == []
    assert headings("no well") == []


def test_row_with_half_a_character__read_with_all_places_kept() -> None:
    (row,) = rows_from(['{"text": "a\\ud83d well", "lang": "EN-us", "labels": null}'])

    assert (row.text, row.language, row.labels) == ("a\ufffd well", "en", None)
