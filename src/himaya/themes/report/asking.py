"""What a thematic report is asked about: a framework, a span of months, and an area."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from himaya.records.bulletin.model import Month
from himaya.themes.models import FrameworkVersion
from himaya.themes.report.spans import begin_of, moved

LENGTHS = (1, 3, 12)  # months
LONGEST = 120  # months, to look over a library that goes back for years


@dataclass(frozen=True, slots=True)
class Ask:
    """Months from `first` on, compared with as many before. `area`: a p-code, "" for all.

    `suggested`: also tell what is suggested and reviewed by nobody, apart from what is coded.
    """

    version: FrameworkVersion
    first: Month
    months: int = 3
    area: str = ""
    suggested: bool = False

    @classmethod
    def of(cls, version: FrameworkVersion, given: Mapping[str, str], today: date) -> "Ask":
        """From an address; the last whole quarter where it says nothing or no month."""
        months = given.get("months", "")
        length = int(months) if months in map(str, (*LENGTHS, LONGEST)) else 3
        first = Month.named(given.get("first", "")) or _last_whole(today, length)
        area, suggested = given.get("area", "")[:40], given.get("suggested") == "yes"
        return cls(version, first, length, area, suggested)

    @staticmethod
    def misread(given: Mapping[str, str]) -> bool:
        """Whether an address names a month or a length that there is none of."""
        first, months = given.get("first", ""), given.get("months", "")
        is_month = not first or Month.named(first) is not None
        return not is_month or months not in ("", *map(str, (*LENGTHS, LONGEST)))

    @property
    def last(self) -> Month:
        """The last month of the span."""
        return _moved(self.first, self.months - 1)

    @property
    def before(self) -> "Ask":
        """As many months before."""
        return replace(self, first=_moved(self.first, -self.months))

    @property
    def after(self) -> "Ask":
        """As many months after."""
        return replace(self, first=_moved(self.first, self.months))

    @property
    def query(self) -> str:
        """As it stands in an address."""
        return self.also()

    def also(self, **more: str) -> str:
        """The same with more named, such as a theme."""
        asked = {
            "framework": self.version.framework.ref,
            "first": self.first.code,
            "months": str(self.months),
            "area": self.area,
            "suggested": "yes" if self.suggested else "",
            **more,
        }
        return urlencode({name: value for name, value in asked.items() if value})


def _moved(month: Month, by: int) -> Month:
    return Month(moved(month.first, by))


def _last_whole(today: date, months: int) -> Month:
    """The first month of the last span of the year that is over."""
    return Month(moved(begin_of(today, months), -months))
