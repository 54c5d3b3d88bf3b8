"""A form as plain JSON and back. The shape is stored for years: add fields, never change them."""

from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any

from himaya.engines.xlsform.model import FORMAT, Choice, Form, Group, Question

_PATHS = {"path", "repeat", "group"}


def to_json(form: Form) -> dict[str, Any]:
    """See `Form.to_json`."""
    return {
        "format": FORMAT,
        "title": dict(form.title),
        "form_id": form.form_id,
        "version": form.version,
        "languages": list(form.languages),
        "default_language": form.default_language,
        "language_names": dict(form.language_names),
        "settings": dict(form.settings),
        "questions": [_thin(question) for question in form.questions],
        "groups": [_thin(group) for group in form.groups],
        "choices": {
            name: [_thin(choice) for choice in choices] for name, choices in form.choices.items()
        },
    }


def from_json(frozen: Mapping[str, Any]) -> Form:
    """See `Form.from_json`."""
    if frozen.get("format") != FORMAT:
        raise ValueError(f"unknown format of a form: {frozen.get('format')!r}")
    return Form(
        title=dict(frozen["title"]),
        form_id=frozen["form_id"],
        version=frozen["version"],
        languages=tuple(frozen["languages"]),
        default_language=frozen["default_language"],
        language_names=dict(frozen["language_names"]),
        settings=dict(frozen["settings"]),
        questions=tuple(Question(**_pathed(row)) for row in frozen["questions"]),
        groups=tuple(Group(**_pathed(row)) for row in frozen["groups"]),
        choices={
            name: tuple(Choice(**row) for row in rows) for name, rows in frozen["choices"].items()
        },
    )


def _thin(item: Question | Group | Choice) -> dict[str, Any]:
    """The fields that differ from their defaults."""
    kept = {}
    for column in fields(item):
        value = getattr(item, column.name)
        if column.default_factory is not MISSING:
            default: Any = column.default_factory()
        else:
            default = column.default
        if value != default:
            kept[column.name] = list(value) if isinstance(value, tuple) else value
    return kept


def _pathed(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if name in _PATHS else value for name, value in row.items()}
