"""What a file is read against: places, agencies and lists, given by whoever reads it."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from himaya.engines.tabular.intake.agencies import Agencies
from himaya.engines.tabular.intake.gazetteer import Gazetteer, gazetteer_of
from himaya.engines.tabular.intake.vocabulary import Vocabulary, vocabulary, with_published

Rows = pl.DataFrame | Iterable[Mapping[str, Any]]


@dataclass(slots=True)
class Reference:
    """Everything outside the file. `country` is an ISO 3166 alpha-3 code or ""."""

    gazetteer: Gazetteer
    agencies: Agencies
    sectors: Vocabulary
    country: str = ""
    period: tuple[dt.date, dt.date] | None = None
    day_first: bool = True
    decisions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    _lists: dict[str, Vocabulary] = field(default_factory=dict)

    def list_of(self, name: str) -> Vocabulary:
        """A shipped closed list with the decisions made for it."""
        if name == "sectors":
            return self.sectors
        if name not in self._lists:
            self._lists[name] = vocabulary(name, decisions=self.decisions.get(name))
        return self._lists[name]


def reference_of(
    *,
    places: Rows = (),
    agencies: Rows = (),
    sectors: Rows | None = None,
    crosswalk: Mapping[str, str | Sequence[str]] | None = None,
    country: str = "",
    period: tuple[dt.date, dt.date] | None = None,
    day_first: bool = True,
    decisions: Mapping[str, Mapping[str, str]] | None = None,
) -> Reference:
    """Bring the reference data of one reading together.

    `places`: `code`, `name` or `names`, `level`, `parent`, `country`. `agencies`: `name`,
    `acronym`, `type` (a code of the list organisation_types), `alias` or `aliases`, `country`.
    `sectors`: `code` and `label` of the list whose codes may be published; without it the global
    coordination groups. `decisions` maps "area", "agency", "sectors" … to words and their answers.
    """
    made = decisions or {}
    found = [
        row for row in _rows(places) if not country or str(row.get("country") or country) == country
    ]
    countries = {str(row.get("country") or "") for row in found}
    if not country and len(countries) == 1:
        country = countries.pop()
    own = vocabulary("sectors", decisions=made.get("sectors") or made.get("sector"))
    return Reference(
        gazetteer_of(found, crosswalk=crosswalk, decisions=made.get("area")),
        Agencies(_rows(agencies), country=country, decisions=made.get("agency")),
        own if sectors is None else with_published(own, _rows(sectors)),
        country,
        period,
        day_first,
        made,
    )


def _rows(rows: Rows) -> list[Mapping[str, Any]]:
    return [*rows.to_dicts()] if isinstance(rows, pl.DataFrame) else list(rows)
