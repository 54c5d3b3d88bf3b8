"""Names kept in several languages as data: {"en": ..., "fr": ..., "es": ..., "ar": ...}."""

from collections.abc import Mapping

from django.db.models import Q
from django.utils.translation import get_language

LANGUAGES = ("en", "fr", "es", "ar")


def by_language(text: str) -> dict[str, str]:
    """By language, from "Open|Ouvert|Abierto|مفتوح". Raises ValueError unless there are four."""
    return dict(zip(LANGUAGES, (part.strip() for part in text.split("|")), strict=True))


def in_language(names: Mapping[str, str], language: str | None = None) -> str:
    """The name in the asked or active language, else English, else any, else nothing."""
    wanted = (language or get_language() or "en").split("-")[0]
    for code in (wanted, "en", *names):
        if text := names.get(code):
            return text
    return ""


def name_contains(words: str, field: str = "names") -> Q:
    """Rows whose name holds the words in any language; the field is a JSON one of `names`."""
    found = Q()
    for code in LANGUAGES:
        found |= Q(**{f"{field}__{code}__icontains": words})
    return found
