"""Filters for codes and names kept in several languages."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django import template

from himaya.kernel.words import in_language

register = template.Library()


@register.filter
def named(names: Mapping[str, str]) -> str:
    """The name in the active language."""
    return in_language(names)


@register.filter
def worded(code: str, words: Mapping[str, object]) -> object:
    """The page's word for a code; the code itself where the vocabulary has none."""
    return words.get(code, code)


@register.filter
def as_query(value: str, name: str) -> str:
    """A query string of one parameter, empty when the value is."""
    return urlencode({name: value}) if value else ""


@register.filter
def grouped(text: str) -> str:
    """A long key in groups of four: easier to copy by hand, and it may break over lines."""
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))
