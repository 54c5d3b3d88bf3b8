"""Adding and removing turns of a repeat in what was posted."""

from collections.abc import Iterator, Mapping
from typing import Any

from himaya.engines.xlsform import Form
from himaya.records.entry.parsing import MOST_TURNS, Posted, place_of, row_at


def add_turn(posted: Posted, path: str) -> None:
    """One empty turn at the end of the repeat at `path`; an unknown path changes nothing."""
    place = place_of(path)
    row = row_at(posted.answers, place.turns)
    if row is not None:
        rows = row.setdefault(place.key, [])
        if isinstance(rows, list) and len(rows) < MOST_TURNS:
            rows.append({})


def remove_turn(posted: Posted, turn: str) -> None:
    """Take the turn `member[1]` out; later turns move up, with the stored turns they came from."""
    place = place_of(turn + ".")
    if not place.turns:
        return
    *outer, (name, number) = place.turns
    row = row_at(posted.answers, tuple(outer))
    rows = row.get(name) if row is not None else None
    if not isinstance(rows, list) or number >= len(rows):
        return
    rows.pop(number)
    posted.origins = dict(_moved(posted.origins, turn.rpartition("[")[0], number))


def _moved(origins: dict[str, int], path: str, gone: int) -> list[tuple[str, int]]:
    moved = []
    for turn, origin in origins.items():
        number, rest = _number_in(turn, path)
        if number is None or number < gone:
            moved.append((turn, origin))
        elif number > gone:
            moved.append((f"{path}[{number - 1}]{rest}", origin))
    return moved


def _number_in(turn: str, path: str) -> tuple[int | None, str]:
    start = f"{path}["
    if not turn.startswith(start):
        return None, ""
    number, _, rest = turn.removeprefix(start).partition("]")
    return int(number), rest


def drop_empty_turns(form: Form, posted: Posted, withheld: frozenset[str]) -> None:
    """Take out the turns in which nothing was answered: somebody added one and left it.

    Turns of a fixed number stay, and stored ones that may hold answers withheld from the writer.
    """
    # From the last and innermost, so that the names of those still to be looked at stay true.
    for turn, row in reversed([*_turns_in(form, posted.answers, "")]):
        path = place_of(turn + ".").repeat
        hides = turn in posted.origins and _hides_inside(path, withheld)
        if not hides and not form.repeats[path[-1]].repeat_count and _is_empty(form, row, path):
            remove_turn(posted, turn)


def _turns_in(
    form: Form, answers: Mapping[str, Any], prefix: str
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for key, value in answers.items():
        if key in form.repeats and isinstance(value, list):
            for number, row in enumerate(value):
                yield f"{prefix}{key}[{number}]", row
                yield from _turns_in(form, row, f"{prefix}{key}[{number}].")


def _hides_inside(path: tuple[str, ...], withheld: frozenset[str]) -> bool:
    start = ".".join(path) + "."
    return any(one.startswith(start) for one in withheld)


def _is_empty(form: Form, row: Mapping[str, Any], path: tuple[str, ...]) -> bool:
    """Whether a row holds nothing but what the form works out by itself."""
    for key, value in row.items():
        asked = form.by_path.get((path, key))
        if value and (asked is None or asked.type != "calculate"):
            return False
    return True
