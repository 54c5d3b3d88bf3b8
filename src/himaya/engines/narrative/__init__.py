"""Narrative texts read by agreed themes: suggestions that say why. Usable as a library on its own.

No Django, no network, no model from elsewhere: lexicons, and what is learned from own decisions.
"""

from himaya.engines.narrative.errors import Fault, NarrativeError, NarrativeErrorCode
from himaya.engines.narrative.evaluation import evaluate, is_worse
from himaya.engines.narrative.framework import Framework, Lexicon, Theme
from himaya.engines.narrative.languages import LanguageGuess, language_of
from himaya.engines.narrative.model import Model, model_bytes, model_from
from himaya.engines.narrative.passages import Passage, passages_of
from himaya.engines.narrative.reading_frameworks import (
    default_framework,
    framework_from,
    framework_in,
    read_framework,
)
from himaya.engines.narrative.rows import Row, read_rows, rows_from
from himaya.engines.narrative.suggestion import (
    Heading,
    Reason,
    Standing,
    Suggested,
    Suggester,
    Suggestion,
    headings_of,
)
from himaya.engines.narrative.training import train
from himaya.engines.narrative.writing_frameworks import fingerprint, framework_tree

__all__ = [
    "Fault",
    "Framework",
    "Heading",
    "LanguageGuess",
    "Lexicon",
    "Model",
    "NarrativeError",
    "NarrativeErrorCode",
    "Passage",
    "Reason",
    "Row",
    "Standing",
    "Suggested",
    "Suggester",
    "Suggestion",
    "Theme",
    "default_framework",
    "evaluate",
    "fingerprint",
    "framework_from",
    "framework_in",
    "framework_tree",
    "headings_of",
    "is_worse",
    "language_of",
    "model_bytes",
    "model_from",
    "passages_of",
    "read_framework",
    "read_rows",
    "rows_from",
    "train",
]
