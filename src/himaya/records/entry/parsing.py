"""What the entry form posts (flat names such as `member[0].age`), read into an answers tree.

Nothing typed is thrown away here: what cannot be an answer stays in the tree in a form that the
engine refuses and the page can draw again.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from himaya.engines.xlsform import Form, Question
from himaya.engines.xlsform.model import FILE_TYPES, GEO_TYPES, LIST_TYPES, NUMBER_TYPES
from himaya.records.entry import controls

Answers = dict[str, Any]

# More turns than this on one page is a broken client, not a person (and costs memory).
MOST_TURNS = 1_000
_TURN = re.compile(r"([^\[\]]+)\[(\d{1,4})\]\.")
# Arabic-Indic and Persian digits, and the separators typed with them.
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹\u066b", "01234567890123456789.")


@dataclass(slots=True)
class Posted:
    """What came back: `answers`, and for each turn of a repeat the stored turn it came from."""

    answers: Answers = field(default_factory=dict)
    origins: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """A flat name taken apart: the turns around a question and its key."""

    turns: tuple[tuple[str, int], ...]
    key: str

    @property
    def repeat(self) -> tuple[str, ...]:
        """The path of repeats, without numbers."""
        return tuple(name for name, _ in self.turns)


def place_of(name: str) -> Place:
    """`household[0].member[1].age` as ((household, 0), (member, 1)) and age."""
    turns, at = [], 0
    while found := _TURN.match(name, at):
        turns.append((found.group(1), int(found.group(2))))
        at = found.end()
    return Place(tuple(turns), name[at:])


def read_post(form: Form, post: QueryDict) -> Posted:
    """The answers tree of a posted entry form. Unknown names are left out: no page wrote them."""
    posted = Posted()
    _make_turns(form, post, posted)
    questions = _questions(form)
    for name in post:
        base = name.split("~", 1)[0]
        place = place_of(base)
        question = questions.get((place.repeat, place.key))
        if question is None or base == "":
            continue
        row = row_at(posted.answers, place.turns)
        if row is not None and place.key not in row:
            value = _value(question, base, post)
            if value not in ("", []):
                row[place.key] = value
    return posted


def _questions(form: Form) -> Mapping[tuple[tuple[str, ...], str], Question]:
    return {place: asked for place, asked in form.by_path.items() if asked.holds_answer}


def _make_turns(form: Form, post: QueryDict, posted: Posted) -> None:
    counts = {
        name.removeprefix(controls.COUNT): _whole(post.get(name, ""))
        for name in post
        if name.startswith(controls.COUNT)
    }
    # Outer repeats first, so that the rows of the inner ones exist.
    for path in sorted(counts, key=lambda path: path.count("[")):
        place = place_of(path)
        row = row_at(posted.answers, place.turns)
        if row is None or place.key not in form.repeats:
            continue
        row[place.key] = [{} for _ in range(min(counts[path], MOST_TURNS))]
        for number in range(len(row[place.key])):
            turn = f"{path}[{number}]"
            origin = post.get(controls.ROW + turn, "")
            if origin.isdecimal():
                posted.origins[turn] = int(origin)


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 5 else 0  # noqa: PLR2004 - MOST_TURNS rules


def row_at(answers: Answers, turns: tuple[tuple[str, int], ...]) -> Answers | None:
    """The row a question sits in; None for a turn that the page did not count."""
    row = answers
    for name, number in turns:
        rows = row.get(name)
        if not isinstance(rows, list) or number >= len(rows):
            return None
        row = rows[number]
    return row


def _value(question: Question, name: str, post: QueryDict) -> Any:  # noqa: ANN401 - an answer
    if question.type == "rank":
        return _ranked(name, post)
    if question.type in LIST_TYPES:
        return [value for value in post.getlist(name) if value]
    if question.type == "geopoint":
        return _point(name, post)
    text = post.get(name, "").replace("\r\n", "\n")
    if question.type == "dateTime":
        return _moment(text)
    if question.type in FILE_TYPES:
        return "" if post.get(name + controls.CLEAR) else text
    if question.type in NUMBER_TYPES or question.type in GEO_TYPES:
        return text.translate(_DIGITS).strip()
    return text if text.strip() else ""


def _point(name: str, post: QueryDict) -> dict[str, str] | str:
    """The point as the engine takes it; half-filled it keeps its gap, so the engine refuses it."""
    if name + controls.LATITUDE not in post:
        return post.get(name, "")
    point = {
        part: post.get(name + end, "").translate(_DIGITS).replace(",", ".").strip()
        for part, end in (("lat", controls.LATITUDE), ("lon", controls.LONGITUDE))
    }
    if not any(point.values()):
        return ""
    rest = post.get(name + controls.REST, "").split()
    return point | dict(zip(("alt", "accuracy"), rest, strict=False))


def _moment(text: str) -> str:
    """A time on the wall, as pages send it, is the operation's time, not the server's."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:  # the engine says what is wrong with it; the page shows it again
        return text
    return (moment if moment.tzinfo else timezone.make_aware(moment)).isoformat()


def _ranked(name: str, post: QueryDict) -> list[str] | str:
    """Choices in the order of the places given; text of `choice=place` where that is no order."""
    start = name + controls.RANK
    given = {
        key.removeprefix(start): post.get(key, "").translate(_DIGITS).strip()
        for key in post
        if key.startswith(start)
    }
    if not given:
        return [value for value in post.getlist(name) if value]
    if not any(given.values()):
        return []
    places = [text for text in given.values() if text]
    if all(text.isdecimal() for text in places) and len({*map(int, places)}) == len(places):
        return sorted((key for key in given if given[key]), key=lambda key: int(given[key]))
    return " ".join(f"{key}={place}" for key, place in given.items())


def flat(
    answers: Mapping[str, Any], repeats: frozenset[str], prefix: str = ""
) -> Iterator[tuple[str, str]]:
    """The tree as (name, text) pairs again, lists as several pairs: for hidden inputs."""
    for key, value in answers.items():
        name = f"{prefix}{key}"
        if key in repeats and isinstance(value, list):
            for number, row in enumerate(value):
                yield from flat(row, repeats, f"{name}[{number}].")
        elif isinstance(value, list) and any(isinstance(one, dict) for one in value):
            yield name, line_of(value)
        elif isinstance(value, list):
            yield from ((name, str(one)) for one in value)
        elif isinstance(value, dict):
            yield name + controls.LATITUDE, _shown(value.get("lat"))
            yield name + controls.LONGITUDE, _shown(value.get("lon"))
            yield name + controls.REST, rest_of(value)
        elif value is not None:
            yield name, str(value)


def line_of(points: list[Mapping[str, Any]]) -> str:
    """A line or area as the text forms write: `lat lon alt accuracy; ...`."""
    return "; ".join(
        f"{_shown(point.get('lat'))} {_shown(point.get('lon'))} {rest_of(point)}".strip()
        for point in points
    )


def rest_of(point: Mapping[str, Any]) -> str:
    """Altitude and accuracy of a point as one text."""
    return " ".join(_shown(point.get(part)) for part in ("alt", "accuracy")).strip()


def _shown(number: object) -> str:
    return "" if number is None else str(number)


def counts(answers: Mapping[str, Any], repeats: frozenset[str], prefix: str = "") -> dict[str, int]:
    """How many turns each repeat has, by its path."""
    found: dict[str, int] = {}
    for key, value in answers.items():
        if key in repeats and isinstance(value, list):
            path = f"{prefix}{key}"
            found[path] = len(value)
            for number, row in enumerate(value):
                found |= counts(row, repeats, f"{path}[{number}].")
    return found
