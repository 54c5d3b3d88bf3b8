"""Adding and removing turns of a repeat in what was posted."""

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
