"""Real coded texts, with a framework written from the names of their labels alone.

Skipped where HIMAYA_TEST_DATA names no folder with `text` in it. Parts only, to be quick; the whole
is in benchmarks/themes.py.
"""

import os
from pathlib import Path

import pytest

from himaya.engines.narrative import (
    Row,
    Suggester,
    evaluate,
    labels,
    read_framework,
    read_rows,
    train,
)

FOLDER = Path(os.environ.get("HIMAYA_TEST_DATA", "/nonexistent")) / "text"
FRAMEWORK = read_framework(Path(__file__).parent / "frameworks" / "rights_issues.yaml")

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="HIMAYA_TEST_DATA names no folder with text in it"
)


def upr(split: str, every: int) -> list[Row]:
    return read_rows(FOLDER / "upr_sessions_1_16.jsonl.gz", split)[::every]


@pytest.fixture(name="fresh", scope="module")
def _fresh() -> list[Row]:
    return upr("validation", 4)


def test_lexicon_alone__needs_no_training(fresh: list[Row]) -> None:
    assert evaluate(Suggester(FRAMEWORK), fresh)["micro_f1"] > 0.80


@pytest.mark.slow
@pytest.mark.parametrize(("every", "least"), [(480, 0.81), (24, 0.845)], ids=["50", "1000"])
def test_coded_examples__make_it_better(fresh: list[Row], every: int, least: float) -> None:
    """Slow: trains on real texts."""
    model = train(FRAMEWORK, upr("train", every), "2026-01-31")
    report = evaluate(Suggester(FRAMEWORK, model), fresh)

    assert report["micro_f1"] > least
    assert report["calibration_error"] < 0.05
    assert report["acceptance"]["precision"] > 0.95 or report["acceptance"]["accepted"] < 100


@pytest.mark.slow
def test_other_labels_in_another_register__learned_from_their_names_and_examples() -> None:
    """Slow: trains on real texts."""
    rows = read_rows(FOLDER / "disaster_messages.jsonl.gz")
    framework = labels.framework_of(labels.strangers(FRAMEWORK, rows))
    judged = rows[1500:]
    alone = evaluate(Suggester(framework), judged)["micro_f1"]
    model = train(framework, rows[:1500], "2026-01-31")

    assert evaluate(Suggester(framework, model), judged)["micro_f1"] > max(0.5, alone + 0.1)
