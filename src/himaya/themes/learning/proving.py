"""Whether a model keeps its promise on decisions that it has not seen."""

from typing import Any

from himaya.engines.narrative import Row, Suggester
from himaya.engines.narrative.calibration import NEVER, PROMISED
from himaya.engines.narrative.evaluation import is_seen
from himaya.engines.narrative.model import Model
from himaya.themes.models import ModelVersion

LEAST_TEXTS = 100  # fresh passages, of which
LEAST_STOOD = 20  # suggestions of the theme would have stood


def proof_of(model: Model, rows: list[Row]) -> dict[str, Any]:
    """By theme how often a suggestion would have stood without a person, and how often rightly."""
    fresh = [row for row in rows if not is_seen(model, row.text)]
    may = [
        code
        for code, cut in zip(model.codes, model.acceptance.tolist(), strict=True)
        if cut < NEVER
    ]
    suggester = Suggester(model.framework, model, may)
    counts: dict[str, list[int]] = {}
    texts = ((row.text, row.language) for row in fresh)
    for row, told in zip(fresh, suggester.suggest_all(texts), strict=True):
        for one in told.suggestions:
            if one.is_accepted:
                stood = counts.setdefault(one.theme, [0, 0])
                stood[0] += 1
                stood[1] += one.theme in (row.labels or ())
    return {"texts": len(fresh), "themes": counts}


def is_proved(model: ModelVersion, theme: str) -> bool:
    """Whether what would have stood of a theme was right as often as promised."""
    stood, right = model.proof.get("themes", {}).get(theme, (0, 0))
    enough = model.proof.get("texts", 0) >= LEAST_TEXTS and stood >= LEAST_STOOD
    return bool(enough and right / stood >= PROMISED)
