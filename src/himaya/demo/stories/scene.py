"""Where and when the invented records play, and the dice they are thrown with."""

import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from himaya.demo.bulk import Row
from himaya.people.models import Agency
from himaya.places.models import AdminUnit

MONTHS = 24
_FLOOD = (7, 8, 9)  # months of rain: more people on the move
_CLASH = ("QM03", 7)  # province, months ago: a flare-up
# Provinces that send nothing for some months: (province, from months ago, to months ago).
SILENT = (("QM06", 5, 0), ("QM04", 14, 11), ("QM05", 20, 18))


@dataclass(frozen=True)
class Scene:
    """The stage: today, the dice, the places and who writes for which agency."""

    today: date
    chance: random.Random
    units: Sequence[AdminUnit]
    agencies: Mapping[str, Agency]
    authors: Mapping[str, str]  # acronym -> seat ref
    # acronym -> seat refs of who keeps its case files, caseworkers first
    case_holders: Mapping[str, Sequence[str]]
    scale: float = 1.0

    def districts(self, provinces: Sequence[str]) -> list[AdminUnit]:
        """Units of level 2 in the provinces."""
        return self._below(provinces, 2)

    def parts(self, provinces: Sequence[str]) -> list[AdminUnit]:
        """Units of level 3 in the provinces."""
        return self._below(provinces, 3)

    def _below(self, provinces: Sequence[str], level: int) -> list[AdminUnit]:
        return [
            unit
            for unit in self.units
            if unit.level == level and unit.pcode.startswith(tuple(provinces))
        ]

    def months(self) -> Iterator[tuple[int, date, date]]:
        """(months ago, first day, last day), oldest first; the running month ends today."""
        for ago in range(MONTHS - 1, -1, -1):
            first = month_before(self.today, ago)
            last = month_before(first, -1) - timedelta(days=1)
            yield ago, first, min(last, self.today)

    def is_silent(self, pcode: str, ago: int) -> bool:
        """Whether a place sent nothing in that month: not reported, which is not zero."""
        return any(pcode.startswith(where) and end <= ago <= start for where, start, end in SILENT)

    def pressure(self, pcode: str, ago: int, month: int) -> float:
        """How much happens, about 1: a slow rise, rain, a flare-up that ebbs away."""
        where, when = _CLASH
        rise = 1 + 0.25 * (1 - ago / MONTHS)
        rain = 1.35 if month in _FLOOD else 1.0
        since = when - ago
        clash = 1 + 1.8 * math.exp(-since / 2) if pcode.startswith(where) and since >= 0 else 1.0
        return rise * rain * clash

    def times(self, mean: float) -> int:
        """How often, around a mean, at the scale of the load."""
        wanted = mean * self.scale
        whole = int(wanted)
        return whole + (self.chance.random() < wanted - whole)

    def day(self, first: date, last: date) -> date:
        """A day between the two."""
        return first + timedelta(days=self.chance.randrange((last - first).days + 1))

    def state(self, day: date) -> str:
        """How far a report of that day has come."""
        age = (self.today - day).days
        if age < 10:
            return self.chance.choice(("draft", "submitted"))
        if age < 40:
            return self.chance.choices(("submitted", "reviewed", "returned"), (4, 5, 1))[0]
        if age < 120:
            return self.chance.choices(("verified", "reviewed", "returned"), (94, 5, 1))[0]
        return "verified"

    def several(self, codes: Sequence[str], most: int, least: int = 0) -> list[str]:
        """Some of the codes, each once."""
        return self.chance.sample(codes, min(len(codes), self.chance.randint(least, most)))

    def row(
        self,
        agency: str,
        day: date,
        answers: Mapping[str, Any],
        stable_id: str = "",
        holder: int | None = None,
    ) -> Row:
        """A record of that agency, written on the day or up to four days later.

        `holder` is given for a case file: the place of its keeper among the agency's.
        """
        keepers = self.case_holders.get(agency, ())
        written = min(day + timedelta(days=self.chance.randrange(5)), self.today)
        moment = datetime.combine(written, time(self.chance.randrange(6, 18)), tzinfo=UTC)
        return Row(
            answers={key: value for key, value in answers.items() if value not in (None, "", [])},
            agency=self.agencies[agency],
            made_at=min(moment, datetime.now(UTC)),
            made_by=self.authors[agency] if holder is None else keepers[holder % len(keepers)],
            stable_id=stable_id,
        )


def checked(told: Mapping[str, object]) -> dict[str, str]:
    """What is closed as verified was verified."""
    return {"verification": "verified"} if told["status"] == "verified" else {}


def month_before(day: date, months: int) -> date:
    """The first day of the month that many months earlier (later if negative)."""
    count = day.year * 12 + day.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)
