"""How good suggestions are, against what people coded.

Micro figures count every label alike, macro figures every theme (Sebastiani, "Machine learning in
automated text categorization", ACM Computing Surveys 34(1), 2002, §7). Themes that nobody coded in
the data are left out: it cannot be known whether they were asked for.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from himaya.engines.narrative.calibration import calibration_error
from himaya.engines.narrative.linear import Flags, Floats

_SHOWN = 0.05  # probabilities below are never shown to anybody


def figures(
    codes: Sequence[str],
    languages: Sequence[str],
    probabilities: Floats,
    suggested: Flags,
    coded: Flags,
) -> dict[str, Any]:
    """Figures of suggestions (n, m) with their probabilities against codes (n, m).

    `calibration_error` is over the confidences that are shown, `calibration_error_all` over all.
    """
    asked = coded.any(axis=0)
    chances, said, truth = probabilities[:, asked], suggested[:, asked], coded[:, asked]
    names = [codes[place] for place in np.flatnonzero(asked).tolist()]
    shown = chances >= _SHOWN
    spoken = np.array(languages)
    return {
        **_measured(said, truth, "micro_f1"),
        "macro_f1": round(float(np.mean(_f1(said, truth))), 4) if names else 0.0,
        "texts": len(coded),
        "labels": int(truth.sum()),
        "calibration_error": round(calibration_error(chances[shown], truth[shown]), 4),
        "calibration_error_all": round(calibration_error(chances, truth), 4),
        "themes": {
            name: _measured(said[:, place], truth[:, place], "f1")
            | {"labels": int(truth[:, place].sum())}
            for place, name in enumerate(names)
        },
        "languages": {
            language: _measured(said[spoken == language], truth[spoken == language], "micro_f1")
            | {"texts": int((spoken == language).sum())}
            for language in sorted(set(languages))
        },
    }


def rolled_up(
    top_of: Sequence[str], tops: Sequence[str], suggested: Flags, coded: Flags
) -> dict[str, float]:
    """Figures when every theme counts as the one at its top.

    `top_of` is by theme (m,) as `suggested` (n, m); `coded` is by top (n, tops).
    """
    columns = [np.flatnonzero(np.array(top_of) == name) for name in tops]
    said = np.column_stack([suggested[:, places].any(axis=1) for places in columns])
    asked = coded.any(axis=0)
    return _measured(said[:, asked], coded[:, asked], "micro_f1")


def acceptance_figures(probabilities: Floats, acceptance: Floats, coded: Flags) -> dict[str, float]:
    """What acceptance without a person would have done: labels covered, and its precision."""
    accepted = probabilities >= acceptance
    right = int((accepted & coded).sum())
    count = int(accepted.sum())
    labels = int(coded.sum())
    return {
        "coverage": round(right / labels, 4) if labels else 0.0,
        "precision": round(right / count, 4) if count else 0.0,
        "accepted": count,
    }


def _counts(said: Flags, truth: Flags) -> tuple[int, int, int]:
    return int((said & truth).sum()), int((said & ~truth).sum()), int((~said & truth).sum())


def _measured(said: Flags, truth: Flags, name: str) -> dict[str, float]:
    right, wrong, missed = _counts(said, truth)
    return {
        "precision": round(right / max(1, right + wrong), 4),
        "recall": round(right / max(1, right + missed), 4),
        name: round(2 * right / max(1, 2 * right + wrong + missed), 4),
    }


def _f1(said: Flags, truth: Flags) -> Floats:
    right = (said & truth).sum(axis=0)
    made: Floats = 2 * right / np.maximum(1, said.sum(axis=0) + truth.sum(axis=0))
    return made
