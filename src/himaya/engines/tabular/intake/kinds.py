"""Kinds of files as declarations: which fields, how each is read, what it means."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from himaya.engines.tabular.intake.data import own_table
from himaya.engines.tabular.intake.meanings import words_of

VALUES = ("area", "agency", "term", "terms", "date", "number", "text", "point")


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a row of this kind says; see the head of `kinds.yaml`."""

    key: str
    value: str
    means: str = ""
    list_name: str = ""
    is_required: bool = False
    is_personal: bool = False
    is_last: bool = False  # a month or year stands for its last day
    phrases: tuple[tuple[str, ...], ...] = ()
    dated: tuple[tuple[str, ...], ...] = ()  # headings that count where the cells are dates


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: `ends_after` pairs date fields, `has_counts` takes every count column."""

    code: str
    label: str
    fields: Mapping[str, Field]
    ends_after: tuple[tuple[str, str], ...] = ()
    has_counts: bool = False


def kind_of(code: str) -> Kind:
    """The declaration of a kind. Raises KeyError."""
    return kinds()[code]


@cache
def kinds() -> Mapping[str, Kind]:
    """Every kind that can be read."""
    return {code: made_kind(code, one) for code, one in own_table("kinds").items()}


def made_kind(code: str, one: Mapping[str, Any]) -> Kind:
    """A kind from its declaration, also one that somebody else declares."""
    fields = {key: _field(key, said) for key, said in (one.get("fields") or {}).items()}
    pairs = tuple((first, last) for first, last in one.get("ends_after", ()))
    return Kind(code, str(one.get("label", code)), fields, pairs, bool(one.get("counts")))


def _field(key: str, said: Mapping[str, Any]) -> Field:
    return Field(
        key,
        str(said["value"]),
        str(said.get("means", "")),
        str(said.get("list", "")),
        bool(said.get("required")),
        bool(said.get("personal")),
        bool(said.get("last")),
        _phrases(said.get("words", {})),
        _phrases(said.get("dated", {})),
    )


def _phrases(said: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
    words = [words_of(str(one)) for many in said.values() for one in many]
    return tuple(dict.fromkeys(words))
