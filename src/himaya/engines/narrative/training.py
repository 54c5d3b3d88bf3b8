"""Training: coded texts in, a model with its card out. No clock and no chance from outside.

What is said about the model comes from texts that the judging part had not seen: the texts are cut
into blocks in their order (files are mostly in order of time), and each block is judged by what was
learned from the others. Exact copies count once.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from himaya.engines.narrative import calibration, features, labels, linear
from himaya.engines.narrative.copies import text_print
from himaya.engines.narrative.entities import blanked, entities_in
from himaya.engines.narrative.errors import NarrativeError, NarrativeErrorCode
from himaya.engines.narrative.figures import acceptance_figures, figures
from himaya.engines.narrative.framework import Framework
from himaya.engines.narrative.lexicon import SUGGESTED, LexiconMatcher
from himaya.engines.narrative.linear import Flags, Floats, Sparse
from himaya.engines.narrative.model import Model
from himaya.engines.narrative.rows import Row
from himaya.engines.narrative.writing_frameworks import fingerprint

LEAST_EXAMPLES = 5  # of a theme; with fewer it stays with the lexicon (measured: narrative.md)
LEAST_OF_LANGUAGE = 20  # texts; with fewer the model is not applied to the language
_BLOCKS = 4
_COST = 0.5
_FAR_BELOW = -30.0  # a margin that counts neither for nor against
_WEAK = 0.5  # F1 below which a theme is named among the known failures


@dataclass(frozen=True)
class _Learning:
    """The texts as numbers: rows (n, v + m + 1), beliefs and codes (n, m), blocks (n,).

    `is_open` (n, m): nobody knows whether the row carries the theme, only that one beside it.
    """

    framework: Framework
    languages: list[str]
    vocabulary: features.Vocabulary
    rows: Sparse
    scores: Floats
    coded: Flags
    is_open: Flags
    blocks: npt.NDArray[np.int64]
    is_learned: Flags


def train(framework: Framework, rows: list[Row], date: str) -> Model:
    """Learn from coded rows; `date` (ISO 8601) is for the card.

    Raises NarrativeError (LABELS_NONE) where no row carries a theme of the framework. 24,000 texts
    of 25 words with 54 themes take about 15 s on one core, most of it reading words.
    """
    known = [row for row in rows if row.labels is not None]
    first: dict[int, Row] = {}
    for row in known:
        first.setdefault(text_print(row.text), row)
    kept = list(first.values())
    learning = _prepare(framework, kept)
    margins = _unseen_margins(learning)
    fitted = calibration.sigmoids(margins, learning.coded)
    chances = fitted.probabilities(margins)
    # Where the lexicon begins to suggest: a margin of 0.
    start = fitted.probabilities(np.zeros((1, len(framework.codes))))[0]
    cuts = calibration.cuts(chances, learning.coded, start)
    acceptance = calibration.acceptance_cuts(chances, learning.coded)
    sensitive = [framework.by_code[code].sensitive for code in framework.codes]
    acceptance[np.array(sensitive, bool)] = calibration.NEVER
    card = _card(learning, chances, cuts, acceptance)
    card |= {"date": date, "copies_left_out": len(known) - len(kept)}
    return Model(
        framework=framework,
        codes=framework.codes,
        languages=_spoken(learning.languages),
        vocabulary=learning.vocabulary,
        weights=_weights(learning, np.arange(len(learning.rows))),
        sigmoids=fitted,
        cuts=cuts,
        acceptance=acceptance,
        is_learned=learning.is_learned,
        seen=np.unique(np.array(list(first), np.uint64)),
        card=card,
    )


def _spoken(languages: list[str]) -> tuple[str, ...]:
    counts = Counter(languages)
    return tuple(sorted(code for code, count in counts.items() if count >= LEAST_OF_LANGUAGE))


def _prepare(framework: Framework, rows: list[Row]) -> _Learning:
    matcher = LexiconMatcher(framework)
    # No model learns a name or a number of anybody.
    texts = [blanked(row.text, entities_in(row.text)) for row in rows]
    passages = [
        features.analysed(text, row.language, matcher)
        for text, row in zip(texts, rows, strict=True)
    ]
    scores = features.lexicon_scores(passages, framework.codes)
    truth, is_open = _truth(framework, rows, scores)
    if not truth.any():
        raise NarrativeError(
            NarrativeErrorCode.LABELS_NONE,
            "No text carries a theme of the framework.",
            "Check the labels against the codes and titles of its themes.",
        )
    terms = [features.terms_of(passage.words, passage.language) for passage in passages]
    vocabulary = features.vocabulary_of(terms, len(framework.codes))
    return _Learning(
        framework=framework,
        languages=[passage.language for passage in passages],
        vocabulary=vocabulary,
        rows=features.rows_of(terms, vocabulary, scores),
        scores=scores,
        coded=truth,
        is_open=is_open,
        blocks=np.arange(len(rows)) * min(_BLOCKS, len(rows)) // len(rows),
        is_learned=truth.sum(axis=0) >= LEAST_EXAMPLES,
    )


def _truth(framework: Framework, rows: list[Row], scores: Floats) -> tuple[Flags, Flags]:
    """Codes (n, m), and where they are open.

    The label of a heading confirms what the lexicon suggests below it; of the other themes under
    that heading it says neither yes nor no.
    """
    coded, is_open = labels.coded(framework, rows), labels.left_open(framework, rows)
    confirmed = is_open & (scores >= SUGGESTED)
    return coded | confirmed, is_open & ~confirmed


def _weights(learning: _Learning, chosen: linear.Places) -> linear.Values:
    """Weights learned from the chosen rows; those of themes with too few examples stay 0."""
    made = np.zeros((learning.rows.width, len(learning.is_learned)), np.float32)
    themes = np.flatnonzero(learning.is_learned)
    signs = np.where(learning.coded, 1.0, np.where(learning.is_open, 0.0, -1.0))
    signs = signs[np.ix_(chosen, themes)]
    beliefs = features.beliefs_of(learning.scores[np.ix_(chosen, themes)])
    made[:, themes] = linear.fit(learning.rows.rows(chosen), signs, beliefs, _COST)
    return made


def _unseen_margins(learning: _Learning) -> Floats:
    """Margins (n, m), each row's by weights that were learned without its block."""
    margins = features.beliefs_of(learning.scores)
    numbers = np.arange(len(margins))
    blocks = np.unique(learning.blocks)
    if len(blocks) < 2:  # noqa: PLR2004 - one text: nothing else to learn from
        return margins
    for block in blocks:
        inside = numbers[learning.blocks == block]
        weights = _weights(learning, numbers[learning.blocks != block])
        margins[inside] += learning.rows.rows(inside).times(weights)
    margins[learning.is_open] = _FAR_BELOW
    return margins


def _card(learning: _Learning, chances: Floats, cuts: Floats, acceptance: Floats) -> dict[str, Any]:
    """What the model is worth, measured on texts unseen by the part that judged them."""
    framework, truth = learning.framework, learning.coded
    shown = figures(framework.codes, learning.languages, chances, chances >= cuts, truth)
    alone = figures(
        framework.codes,
        learning.languages,
        learning.scores,
        learning.scores >= SUGGESTED,
        truth,
    )
    counts = dict(zip(framework.codes, truth.sum(axis=0).tolist(), strict=True))
    return {
        "framework": {
            "code": framework.code,
            "version": framework.version,
            "fingerprint": fingerprint(framework),
        },
        "data": {
            "texts": len(truth),
            "languages": dict(sorted(Counter(learning.languages).items())),
            "examples": {code: count for code, count in counts.items() if count},
        },
        "measured": f"on {len(np.unique(learning.blocks))} blocks, each judged by the others",
        "figures": shown,
        "lexicon_alone": {"micro_f1": alone["micro_f1"], "macro_f1": alone["macro_f1"]},
        "acceptance": acceptance_figures(chances, acceptance, truth)
        | {"promised": calibration.PROMISED, "themes": int((acceptance < calibration.NEVER).sum())},
        "known_failures": _failures(learning, shown),
    }


def _failures(learning: _Learning, shown: dict[str, Any]) -> list[dict[str, Any]]:
    """What whoever uses the model has to know: weak themes, unlearned ones, languages left out."""
    spoken = _spoken(learning.languages)
    counts = learning.coded.sum(axis=0).tolist()
    weak = [
        {"kind": "theme_weak", "theme": code, "f1": one["f1"], "examples": one["labels"]}
        for code, one in shown["themes"].items()
        if one["f1"] < _WEAK
    ]
    few = [
        {"kind": "theme_not_learned", "theme": code, "examples": count}
        for code, count in zip(learning.framework.codes, counts, strict=True)
        if count < LEAST_EXAMPLES
    ]
    silent = [
        {"kind": "language_not_learned", "language": language, "texts": count}
        for language, count in sorted(Counter(learning.languages).items())
        if language not in spoken
    ]
    return weak + few + silent
