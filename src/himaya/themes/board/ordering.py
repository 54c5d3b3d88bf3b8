"""Rows of a board under headings: by pillar, or the worst first; and themes by area."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from himaya.themes.board.judging import Judgement, worst_of
from himaya.themes.board.making import ALL, Board, Row
from himaya.themes.board.named import IN_NEED, NOT_ASSESSED, SEVERITIES
from himaya.themes.board.wording import TONES

WORST, FRAMEWORK = "worst", "framework"
Group = tuple[str, list[Row]]


def by_framework(board: Board) -> list[Group]:
    """Under their pillars, in the order of the framework."""
    groups: dict[str, list[Row]] = {}
    for row in board.rows:
        groups.setdefault(row.group, []).append(row)
    return list(groups.items())


def by_severity(board: Board) -> list[Group]:
    """The worst first. What is not assessed may be as bad as any: it stands before the low ones."""
    worst = sorted(
        (row for row in board.rows if row.severity in IN_NEED),
        key=lambda row: SEVERITIES.index(row.severity),
    )
    low = sorted(
        (row for row in board.rows if row.is_assessed and row.severity not in IN_NEED),
        key=lambda row: SEVERITIES.index(row.severity),
    )
    unknown = [row for row in board.rows if not row.is_assessed]
    groups = (
        (_("Phases 3 and above: people are in need"), worst),
        (_("Not assessed: nobody knows how bad it is"), unknown),
        (_("Phases 1 and 2"), low),
    )
    return [(title, rows) for title, rows in groups if rows]


@dataclass(frozen=True, slots=True)
class Square:
    """A theme in an area: a severity with its tone, or why there is none."""

    words: str
    tone: str = ""  # "" where it is not assessed
    is_read: bool = True
    status: str = ""  # of the finding that says it


def squares(board: Board) -> list[tuple[Row, list[Square]]]:
    """Each theme with a square for the whole and one for each area, in the order of `areas`."""
    places = [ALL, *(code for code, _name in board.areas)]
    return [(row, [_square(board, row, place) for place in places]) for row in board.rows]


def _square(board: Board, row: Row, place: str) -> Square:
    """The worst that was judged of the place or of one inside it; nothing from the whole."""
    said = [one for one in row.judgements if _is_of(one, place, board.analysis.area, board.above)]
    worst = worst_of(said)
    if worst is not None:
        words = worst.words.get("severity", "")
        return Square(words, TONES[worst.severity], status=worst.status)
    if board.read.get(place, 0):
        return Square(_("not assessed"))
    return Square(_("not assessed, nothing read"), is_read=False)


def _is_of(one: Judgement, place: str, whole: str, above: Mapping[str, Sequence[str]]) -> bool:
    if place == ALL:
        return one.area in ("", whole)
    return one.area == place or place in above.get(one.area, ())


def tone_of(severity: str) -> str:
    """Of a severity that counts; "" of what is not assessed."""
    return "" if severity == NOT_ASSESSED else TONES[severity]
