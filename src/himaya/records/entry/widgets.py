"""Which control a question is asked with, and how its answer is written into it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from himaya.engines.xlsform import Question, QuestionState
from himaya.engines.xlsform.model import FILE_TYPES, LONG_MEANINGS
from himaya.records.entry.drawing import Option
from himaya.records.entry.parsing import line_of, rest_of

# Above this many choices a list that opens is quicker than a column of buttons.
MOST_RADIOS = 7
_SIMPLE = {
    "integer": "number",
    "decimal": "number",
    "range": "number",
    "date": "date",
    "time": "time",
    "dateTime": "moment",
    "select_multiple": "checkboxes",
    "rank": "rank",
    "geopoint": "point",
    "note": "note",
    "acknowledge": "acknowledge",
}
_SECONDS = 2  # colons in a time that has them; nobody types :00


def widget_of(state: QuestionState, means: str) -> str:
    """The name of the template that asks this question."""
    asked = state.question
    if asked.type == "note":
        return "note"
    if state.is_read_only:
        return "shown"
    if asked.has_external_choices:
        return "line"
    if asked.type == "select_one":
        wants_list = "minimal" in asked.appearance
        return "select" if wants_list or len(state.choices) > MOST_RADIOS else "radio"
    if asked.type in FILE_TYPES:
        return "file"
    if asked.type == "text":
        is_long = asked.is_long or means in LONG_MEANINGS
        return "long" if is_long else "line"
    return _SIMPLE.get(asked.type, "line")


def attributes_of(asked: Question, widget: str) -> dict[str, str]:
    """HTML attributes that help typing. They never refuse: the engine decides, and says why."""
    if widget == "number":
        mode = "numeric" if asked.type == "integer" else "decimal"
        return {"type": "text", "inputmode": mode, "dir": "ltr"}
    if widget == "line":
        return {"type": "text"} | ({"dir": "ltr"} if asked.type == "barcode" else {})
    if widget == "date":
        return {"type": "date"}
    if widget == "time":
        return {"type": "time"}
    if widget == "moment":
        return {"type": "datetime-local"}
    if widget == "file" and asked.type in {"image", "audio", "video"}:
        return {"accept": f"{asked.type}/*"}
    return {}


def bounds_of(asked: Question) -> str:
    """What a range takes, said before it is refused."""
    if asked.type != "range":
        return ""
    # The defaults of XLSForm where the form names no bounds.
    low, high = asked.parameters.get("start", "1"), asked.parameters.get("end", "10")
    return _("A number from %(low)s to %(high)s.") % {"low": low, "high": high}


def value_of(state: QuestionState) -> str:
    """The answer as its control takes it, wrong ones as they were typed."""
    value = state.value
    if value is None:
        return ""
    if state.is_read_only and state.choices:
        return ", ".join(choice.label for choice in state.choices if choice.is_chosen)
    if isinstance(value, list):
        if any(isinstance(one, Mapping) for one in value):
            return line_of(value)
        return " ".join(str(one) for one in value)
    if isinstance(value, Mapping):
        return " ".join(point_of(value).values()).strip()
    if state.question.type == "dateTime" and isinstance(value, str):
        return _on_the_wall(value)
    if state.question.type == "time":
        return str(value).removesuffix(":00") if str(value).count(":") == _SECONDS else str(value)
    return str(value)


def _on_the_wall(text: str) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:  # typed wrongly: shown as it was
        return text
    local = timezone.localtime(moment) if moment.tzinfo else moment
    return local.strftime("%Y-%m-%dT%H:%M")


def point_of(value: Any) -> dict[str, str]:  # noqa: ANN401 - an answer
    """Latitude, longitude and the rest as text."""
    if not isinstance(value, Mapping):
        return {"lat": "", "lon": "", "rest": ""}
    return {part: _text(value.get(part)) for part in ("lat", "lon")} | {"rest": rest_of(value)}


def _text(number: object) -> str:
    return "" if number is None else str(number)


def in_ranks(state: QuestionState) -> tuple[Option, ...]:
    """The choices with the place each was given; also places that are no order yet."""
    value = state.value
    words = value.split() if isinstance(value, str) else [str(one) for one in value or []]
    if any("=" in word for word in words):
        places = dict(word.split("=", 1) for word in words if "=" in word)
    else:
        places = {name: str(number) for number, name in enumerate(words, start=1)}
    return tuple(
        Option(choice.name, choice.label, choice.is_chosen, places.get(choice.name, ""))
        for choice in state.choices
    )
