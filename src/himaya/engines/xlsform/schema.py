"""The answers object as JSON Schema: shapes, choices and marks; not relevance or constraints."""

from collections.abc import Callable, Mapping
from typing import Any

from himaya.engines.xlsform.coercing import BIGGEST
from himaya.engines.xlsform.model import FILE_TYPES, Form, Group, Question, text_in

_POINT: dict[str, Any] = {
    "type": "object",
    "properties": {
        "lat": {"type": "number", "minimum": -90, "maximum": 90},
        "lon": {"type": "number", "minimum": -180, "maximum": 180},
        "alt": {"type": ["number", "null"]},
        "accuracy": {"type": ["number", "null"]},
    },
    "required": ["lat", "lon"],
    "additionalProperties": False,
}
_BY_TYPE: Mapping[str, dict[str, Any]] = {
    "integer": {"type": "integer", "minimum": -BIGGEST, "maximum": BIGGEST},
    "decimal": {"type": "number"},
    "range": {"type": "number"},
    "date": {"type": "string", "format": "date"},
    "today": {"type": "string", "format": "date"},
    "time": {"type": "string"},
    "dateTime": {"type": "string", "format": "date-time"},
    "start": {"type": "string", "format": "date-time"},
    "end": {"type": "string", "format": "date-time"},
    "geopoint": _POINT,
    "start-geopoint": _POINT,
    "background-geopoint": _POINT,
    "geotrace": {"type": "array", "items": _POINT, "minItems": 2},
    "geoshape": {"type": "array", "items": _POINT, "minItems": 4},
    "acknowledge": {"const": "OK"},
    "calculate": {"type": ["string", "number"]},
    "hidden": {"type": ["string", "number"]},
    **{kind: {"type": "string", "x-file": True} for kind in FILE_TYPES},
}


def export_schema(form: Form) -> dict[str, Any]:
    """See `himaya.engines.xlsform.export_schema`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": text_in(form.title, form.default_language),
        **_turn(form, ()),
    }


def _turn(form: Form, repeat: tuple[str, ...]) -> dict[str, Any]:
    """The object of a record, or of one turn of a repeat."""
    properties = {
        question.key: _question(form, question)
        for question in form.questions
        if question.repeat == repeat and question.holds_answer
    }
    for group in form.groups:
        if group.is_repeat and group.repeat[:-1] == repeat:
            properties[group.name] = _repeat(form, group)
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _repeat(form: Form, group: Group) -> dict[str, Any]:
    label = text_in(group.labels, form.default_language)
    titled = {"title": label} if label else {}
    return {"type": "array", **titled, "items": _turn(form, group.repeat)}


def _question(form: Form, question: Question) -> dict[str, Any]:
    shape = _choices(form, question) if question.list_name else _BY_TYPE.get(question.type)
    label = text_in(question.labels, form.default_language)
    notes = {
        "title": label,
        "x-type": question.type,
        "x-means": question.means,
        "x-sensitivity": question.sensitivity,
        "x-aggregation": question.aggregation,
    }
    return {**(shape or {"type": "string"}), **{name: say for name, say in notes.items() if say}}


def _choices(form: Form, question: Question) -> dict[str, Any]:
    listed = form.choices.get(question.list_name, ())
    one: dict[str, Any] = {"type": "string"}
    if listed and not question.has_external_choices:
        one["enum"] = list(dict.fromkeys(choice.name for choice in listed))
    wrap: Callable[[dict[str, Any]], dict[str, Any]] | None = _SEVERAL.get(question.type)
    return wrap(one) if wrap else one


_SEVERAL: Mapping[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    kind: lambda one: {"type": "array", "items": one, "uniqueItems": True}
    for kind in ("select_multiple", "rank")
}
