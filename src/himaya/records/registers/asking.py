"""What the address of a register asks for: view, order, filters. Codes and refs, never answers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from himaya.records.registers.columns import Column
from himaya.records.registers.register import Register

_MONTH = re.compile(r"(?P<year>\d{4})-(?P<month>0[1-9]|1[0-2])")
_YEAR = re.compile(r"\d{4}")
# Years a page can mean: the grids around them stay within what dates can hold.
_YEARS = range(1900, 2201)
_CODE = re.compile(r"[\w.~-]{1,120}")
# Which day of a record `since` and `until` speak of: first or last of its period, its deadline.
BY = ("begins", "ends", "due")
QUARTERS = ("Q1", "Q2", "Q3", "Q4")
_LONGEST_WORDS = 200


@dataclass(frozen=True)
class Ask:
    """A parsed address. What cannot be meant is left out, so that old links keep working."""

    view: str = "table"
    sort: str = ""
    descending: bool = False
    status: str = ""
    agency: str = ""
    area: str = ""
    quarter: str = ""
    since: date | None = None
    until: date | None = None
    by: str = ""  # one of BY: which day lies between them; "" any day they touch
    mine: bool = False
    late: bool = False
    drafts: bool = False  # also what stands in draft versions only
    of: str = ""  # ref of a record that they must be related to, such as the plan of activities
    year: int | None = None
    month: tuple[int, int] | None = None
    level: int | None = None  # admin level of the map
    down: str = ""  # of the two-way table: what its rows are
    across: str = ""
    each: str = ""  # a third way: one table for each of its values
    figure: str = ""  # key of the column that map and two-way table add up; "" counts records
    columns: tuple[str, ...] = ()
    picks: Mapping[str, str] = field(default_factory=dict)  # column key -> code of a value
    words: str = ""  # from a POST only: may name a person, so it never stands in an address

    @property
    def is_filtered(self) -> bool:
        """Whether anything narrows the rows."""
        narrowed = (self.status, self.agency, self.area, self.quarter, self.since, self.until)
        return any((*narrowed, self.of, self.mine, self.late, self.picks, self.words))

    def query(self, **changes: Any) -> str:  # noqa: ANN401 - values of this class's fields
        """The address of the same page with changes, without the page number."""
        return urlencode(_parameters(replace(self, **changes)))

    @property
    def filter_pairs(self) -> list[tuple[str, str]]:
        """What narrows the rows, as hidden fields of a form about something else."""
        table = {"down", "across", "each", "figure"}
        layout = {"view", "sort", "level", "column", "year", "month", *table}
        return [pair for pair in _parameters(self) if pair[0] not in layout]

    def without_filters(self) -> str:
        """The address of the same view with everything in it."""
        return urlencode(_parameters(_bare(self)))


def _bare(ask: Ask) -> Ask:
    return Ask(
        view=ask.view,
        columns=ask.columns,
        down=ask.down,
        across=ask.across,
        each=ask.each,
        figure=ask.figure,
        drafts=ask.drafts,
    )


def _parameters(ask: Ask) -> list[tuple[str, str]]:
    plain = {
        "view": "" if ask.view == "table" else ask.view,
        "sort": ("-" if ask.descending else "") + ask.sort if ask.sort else "",
        "status": ask.status,
        "agency": ask.agency,
        "area": ask.area,
        "quarter": ask.quarter,
        "since": ask.since.isoformat() if ask.since else "",
        "until": ask.until.isoformat() if ask.until else "",
        "by": ask.by if ask.since or ask.until else "",
        "mine": "1" if ask.mine else "",
        "late": "1" if ask.late else "",
        "drafts": "1" if ask.drafts else "",
        "of": ask.of,
        "year": str(ask.year or ""),
        "level": "" if ask.level is None or ask.view != "map" else str(ask.level),
        "month": f"{ask.month[0]}-{ask.month[1]:02}" if ask.month else "",
        "down": ask.down,
        "across": ask.across,
        "each": ask.each,
        "figure": ask.figure,
    }
    found = [(name, text) for name, text in plain.items() if text]
    found += [("column", key) for key in ask.columns]
    return found + [(f"pick.{key}", code) for key, code in sorted(ask.picks.items())]


def read_ask(get: QueryDict, register: Register, words: str = "") -> Ask:
    """The address as this register understands it."""
    sort = get.get("sort", "")
    key = sort.removeprefix("-")
    stages = {stage.code for stage in register.stages}
    return Ask(
        view=_among(get.get("view", ""), register.views) or "table",
        sort=key if _can_sort(register.column(key)) else "",
        descending=sort.startswith("-"),
        status=_among(get.get("status", ""), stages),
        agency=_code(get.get("agency", "")),
        area=_code(get.get("area", "")) if register.column_open("area") else "",
        quarter=_among(get.get("quarter", ""), QUARTERS),
        since=_day(get.get("since", "")),
        until=_day(get.get("until", "")),
        by=_among(get.get("by", ""), BY),
        mine=get.get("mine") == "1",
        late=get.get("late") == "1",
        drafts=register.has_parts and get.get("drafts") == "1",
        of=_code(get.get("of", "")),
        year=_year(get.get("year", "")),
        month=_month(get.get("month", "")),
        down=_code(get.get("down", "")),
        across=_code(get.get("across", "")),
        each=_code(get.get("each", "")),
        level=_level(get.get("level", "")),
        figure=_among(get.get("figure", ""), {column.key for column in register.columns}),
        columns=tuple(key for key in get.getlist("column") if register.column(key)),
        picks=_picks(get, register),
        words=" ".join(words.split())[:_LONGEST_WORDS],
    )


def _picks(get: QueryDict, register: Register) -> dict[str, str]:
    picks = {}
    for name in get:
        column = register.column(name.removeprefix("pick."))
        if name.startswith("pick.") and column is not None and column.can_pick:
            picks[column.key] = _code(get.get(name, ""))
    return {key: code for key, code in picks.items() if code}


def _can_sort(column: Column | None) -> bool:
    return column is not None and column.can_sort


def _among(text: str, known: Any) -> str:  # noqa: ANN401 - any container of texts
    return text if text in known else ""


def _code(text: str) -> str:
    return text if _CODE.fullmatch(text) else ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:  # an address somebody typed: as if it were not there
        return None


def _month(text: str) -> tuple[int, int] | None:
    match = _MONTH.fullmatch(text)
    year = _year(match["year"]) if match else None
    return (year, int(match["month"])) if match and year else None


def _level(text: str) -> int | None:
    return int(text) if text in {"0", "1", "2", "3", "4", "5"} else None


def _year(text: str) -> int | None:
    return int(text) if _YEAR.fullmatch(text) and int(text) in _YEARS else None
