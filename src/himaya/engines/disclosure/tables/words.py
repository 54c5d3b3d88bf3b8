"""Messages as sentences. A message is an id with parameters; a platform may say it its own way."""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from himaya.engines.disclosure.tables.problems import Fault

LANGUAGES = ("en", "fr", "es", "ar")
_FOLDER = Path(__file__).parent / "words"


@lru_cache
def sentences(language: str) -> Mapping[str, str]:
    """All sentences of a language by message id. Raises KeyError for a language without words."""
    if language not in LANGUAGES:
        raise KeyError(language)
    found: dict[str, str] = json.loads((_FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return found


def say(message: str, params: Mapping[str, object], language: str = "en") -> str:
    """One message as a sentence. Whole numbers are written without a decimal point."""
    return sentences(language)[message].format(
        **{name: _figure(value) for name, value in params.items()}
    )


def say_fault(fault: Fault, language: str = "en") -> str:
    """A fault as a sentence."""
    return say(fault.code, fault.params, language)


def _figure(value: object) -> str:
    if not isinstance(value, float):
        return str(value)
    if value in (float("inf"), float("-inf")):
        return "∞" if value > 0 else "-∞"
    return str(int(value)) if value.is_integer() else f"{value:.6g}"
