"""Codes of what is doubtful, with their level and a sentence in four languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from himaya.engines.tabular.intake.data import own_table

NOTICE, DOUBT, REFUSED = "notice", "doubt", "refused"


@dataclass(frozen=True, slots=True)
class Doubt:
    """`level` is notice, doubt or refused; `texts` by language code: what was found, what to do."""

    code: str
    level: str
    texts: Mapping[str, str]


@cache
def doubts() -> Mapping[str, Doubt]:
    """All of them, by code."""
    return {
        code: Doubt(code, str(one.pop("level")), {lang: str(text) for lang, text in one.items()})
        for code, one in own_table("doubts").items()
    }


def level_of(code: str) -> str:
    """The level of a doubt by its code."""
    return doubts()[code].level


def codes_at(level: str) -> list[str]:
    """The codes of one level."""
    return [doubt.code for doubt in doubts().values() if doubt.level == level]
