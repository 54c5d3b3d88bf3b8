"""The board: cards in the columns of the lifecycle."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.formats import date_format

from himaya.engines.adding import hidden_parts
from himaya.gate.decisions import authorize
from himaya.kernel.verbs import Verb
from himaya.records.models import Record
from himaya.records.registers.columns import Column
from himaya.records.registers.register import Register, Stage
from himaya.records.registers.rows import Row, rows_of

CARDS_IN_A_COLUMN = 40


@dataclass(frozen=True, slots=True)
class Card:
    """One record on the board and the stages it may be moved to; none: only to look at."""

    row: Row
    code: str
    facts: tuple[str, ...]
    steps: tuple[Stage, ...]


@dataclass(frozen=True, slots=True)
class Lane:
    """One column of the board. `is_hidden`: how many there are in all is not said."""

    stage: Stage
    cards: tuple[Card, ...]
    count: int
    is_hidden: bool = False

    @property
    def more(self) -> int:
        """How many records the column does not show."""
        return self.count - len(self.cards)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a board is made of. `cards`: the most urgent of each state, in that order.

    `totals`: of the asked records by state; `before`: of those that they are a part of, where
    counts are hidden.
    """

    totals: Mapping[str, int]
    before: Mapping[str, int]
    cards: Iterable[Record]


def standing_of(sight: QuerySet[Record], records: QuerySet[Record], least: int) -> Standing:
    """By the database. `sight`: what the records are a part of. At most three queries."""
    ranked = records.annotate(
        place=Window(
            RowNumber(), partition_by="status", order_by=[F("deadline").asc(nulls_last=True), "pk"]
        )
    ).filter(place__lte=CARDS_IN_A_COLUMN)
    before = _by_status(sight) if least > 1 else {}
    return Standing(_by_status(records), before, ranked.order_by("place"))


def board_of(register: Register, standing: Standing, least: int, today: date) -> list[Lane]:
    """Columns in the order of the lifecycle, the most urgent cards first.

    `least`: counts below it are not said; 0: all are.
    """
    totals, before = standing.totals, standing.before
    hidden = frozenset[str]()
    if least > 1:
        rest = {code: before.get(code, 0) - count for code, count in totals.items()}
        hidden = hidden_parts(totals, least, rest=rest)
    rows = rows_of(register, standing.cards, _told(register), today)
    stages = list(register.stages)
    known = {stage.code for stage in stages}
    stages += [register.stage(code) for code in sorted(totals.keys() - known)]
    return [
        Lane(
            stage,
            tuple(_card(register, row) for row in rows if row.record.status == stage.code),
            totals.get(stage.code, 0),
            is_hidden=stage.code in hidden,
        )
        for stage in stages
    ]


def _by_status(records: QuerySet[Record]) -> dict[str, int]:
    counted = records.order_by().values_list("status").annotate(n=Count("pk"))
    return dict(counted.values_list("status", "n"))


def _told(register: Register) -> tuple[Column, ...]:
    """The columns that a card says something of."""
    code = register.column_meaning("code")
    found = (register.title_column, code, _who(register), _words(register))
    return tuple({column.key: column for column in found if column is not None}.values())


def _who(register: Register) -> Column | None:
    several = (one for one in register.columns if one.parts and one.role == "people")
    return next(several, None) or register.column_meaning("agency", "responsible")


def _words(register: Register) -> Column | None:
    return register.column_meaning("deadline.text")


def _card(register: Register, row: Row) -> Card:
    may = authorize(register.seat, Verb.RECORD_MOVE, row.record).allowed
    steps = tuple(
        stage
        for stage in register.stages
        if stage.code == row.stage.code or register.may_follow(row.stage.code, stage.code)
    )
    return Card(
        row=row,
        code=_text(row, register.column_meaning("code")),
        facts=_facts(register, row),
        steps=steps if may and len(steps) > 1 else (),
    )


def _facts(register: Register, row: Row) -> tuple[str, ...]:
    """Who and by when, as far as the marks say."""
    words = _text(row, _words(register))
    day = row.record.deadline
    when = words or (date_format(day, "DATE_FORMAT") if day else "")
    return tuple(filter(None, (_text(row, _who(register)), when)))


def _text(row: Row, column: Column | None) -> str:
    cell = row.cell(column.key) if column else None
    return cell.text if cell else ""
