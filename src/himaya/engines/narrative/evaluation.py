"""A suggester judged by texts that people coded, beside the lexicon alone."""

from typing import Any

import numpy as np

from himaya.engines.narrative.copies import text_print
from himaya.engines.narrative.figures import acceptance_figures, figures, rolled_up
from himaya.engines.narrative.labels import at_top, coded, left_open
from himaya.engines.narrative.linear import Flags, Floats
from himaya.engines.narrative.model import Model
from himaya.engines.narrative.rows import Row
from himaya.engines.narrative.suggestion import Suggester

_LEAST_FRESH = 100  # texts that neither model saw, to compare two models on
_SLACK = 0.005  # what a new model may lose by chance


def evaluate(suggester: Suggester, rows: list[Row]) -> dict[str, Any]:
    """Figures of the suggester and of its lexicon alone on coded rows; uncoded ones are left out.

    With a model also what acceptance without a person would do, for themes that are not sensitive.
    """
    rows = [row for row in rows if row.labels is not None]
    truth = coded(suggester.framework, rows)
    # Under a heading that a row carries, nobody knows which theme is right: they are not judged.
    is_open = left_open(suggester.framework, rows)
    languages, chances, said = _judged(suggester, rows)
    chances[is_open] = 0.0
    codes = suggester.framework.codes
    told = figures(codes, languages, chances, said & ~is_open, truth)
    top_of = [suggester.framework.top(code) for code in codes]
    if len(set(top_of)) < len(top_of):
        tops, given = at_top(suggester.framework, rows)
        of_asked = truth.any(axis=0) | is_open.any(axis=0)
        told["rolled_up"] = rolled_up(top_of, tops, said & of_asked, given)
    if suggester.model is None:
        return told | {"by": "lexicon"}
    alone = Suggester(suggester.framework)
    _, scores, alone_said = _judged(alone, rows)
    scores[is_open] = 0.0
    lexicon = figures(codes, languages, scores, alone_said & ~is_open, truth)
    acceptance = suggester.model.acceptance
    spoken = np.isin(languages, suggester.model.languages)[:, None]
    asked = truth.any(axis=0)
    return told | {
        "by": "model",
        "acceptance": acceptance_figures(
            np.where(spoken, chances, 0.0)[:, asked], acceptance[asked], truth[:, asked]
        ),
        "lexicon_alone": lexicon,
        "seen_in_training": sum(is_seen(suggester.model, row.text) for row in rows),
    }


def is_seen(model: Model, text: str) -> bool:
    """Whether the model was trained on this text."""
    return bool(np.isin(np.uint64(text_print(text)), model.seen))


def _judged(suggester: Suggester, rows: list[Row]) -> tuple[list[str], Floats, Flags]:
    """Languages (n), probabilities and suggestions (n, m) as a user would see them."""
    places = {code: place for place, code in enumerate(suggester.framework.codes)}
    languages: list[str] = []
    chances, said = [], []
    for batch in suggester.judge((row.text, row.language) for row in rows):
        probabilities = batch.probabilities.copy()
        for number, passage in enumerate(batch.passages):
            languages.append(passage.language)
            for hit in suggester.denied(passage):
                if hit.theme in places:
                    probabilities[number, places[hit.theme]] = 0.0
        chances.append(probabilities)
        said.append(probabilities >= batch.cuts)
    return languages, np.concatenate(chances), np.concatenate(said)


def is_worse(new: Model, old: Model, rows: list[Row]) -> dict[str, Any] | None:
    """Why a new model must not replace the old one, or None where it may.

    The new one's figures come from the blocks of its own training (`training`). The old one is
    judged on the coded rows that it has not seen, if they are enough; else by its own card.
    """
    fresh = [row for row in rows if row.labels is not None and not is_seen(old, row.text)]
    mine = float(new.card["figures"]["micro_f1"])
    if len(fresh) >= _LEAST_FRESH:
        theirs = float(evaluate(Suggester(old.framework, old), fresh)["micro_f1"])
        ground = f"{len(fresh)} texts that the old model had not seen"
    else:
        theirs = float(old.card["figures"]["micro_f1"])
        ground = "what each model's card says"
    if mine >= theirs - _SLACK:
        return None
    return {"micro_f1": mine, "old_micro_f1": theirs, "measured_on": ground}
