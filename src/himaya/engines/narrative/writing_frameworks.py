"""Frameworks back to plain values, as `reading_frameworks` takes them, and their fingerprint."""

import hashlib
import json
from typing import Any

from himaya.engines.narrative.framework import Framework, Theme
from himaya.engines.narrative.reading_frameworks import FORMAT


def framework_tree(framework: Framework) -> dict[str, Any]:
    """Plain values that `framework_from` turns into an equal framework; no empty fields."""
    return {
        "format": FORMAT,
        "code": framework.code,
        "version": framework.version,
        "title": dict(framework.title),
        "languages": list(framework.languages),
        "themes": _children(framework, ""),
    }


def _children(framework: Framework, parent: str) -> list[dict[str, Any]]:
    return [_theme(framework, theme) for theme in framework.themes if theme.parent == parent]


def _theme(framework: Framework, theme: Theme) -> dict[str, Any]:
    lexicon = {
        language: {
            name: list(terms)
            for name in ("strong", "weak", "unless")
            if (terms := getattr(one, name))
        }
        for language, one in theme.lexicon.items()
    }
    fields: dict[str, Any] = {
        "code": theme.code,
        "title": dict(theme.title),
        "definition": dict(theme.definition),
        "include": dict(theme.include),
        "exclude": dict(theme.exclude),
        "examples": {language: list(one) for language, one in theme.examples.items()},
        "lexicon": lexicon,
        "sensitive": theme.sensitive,
        "stays_when_denied": theme.stays_when_denied,
        "is_heading": theme.is_heading,
        "themes": _children(framework, theme.code),
    }
    return {name: value for name, value in fields.items() if value}


def fingerprint(framework: Framework) -> str:
    """SHA-256 of the framework, as hexadecimal digits: equal frameworks, equal fingerprints."""
    text = json.dumps(framework_tree(framework), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
