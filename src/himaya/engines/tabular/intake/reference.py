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
    order_is_decided: bool = False  # a person said which of day and month comes first
    _lists: dict[str, Vocabulary] = field(default_factory=dict)

    def decided(
        self, decisions: Mapping[str, Mapping[str, str]], *, day_first: bool | None = None
    ) -> "Reference":
        """The same reference with a person's answers, by "area", "agency" or name of a list."""
        sectors = {**decisions.get("sectors", {}), **decisions.get("sector", {})}
        return Reference(
            self.gazetteer.decided(decisions.get("area", {})),
            self.agencies.decided(decisions.get("agency", {})),
            self.sectors.decided(sectors),
            self.country,
            self.period,
            self.day_first if day_first is None else day_first,
            {**self.decisions, **decisions},
            self.order_is_decided if day_first is None else True,
        )

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
    found = [
        row for row in _rows(places) if not country or str(row.get("country") or country) == country
    ]
    countries = {str(row.get("country") or "") for row in found}
    if not country and len(countries) == 1:
        country = countries.pop()
    own = vocabulary("sectors")
    plain = Reference(
        gazetteer_of(found, crosswalk=crosswalk),
        Agencies(_rows(agencies), country=country),
        own if sectors is None else with_published(own, _rows(sectors)),
        country,
        period,
        day_first,
    )
    return plain.decided(decisions) if decisions else plain


def _rows(rows: Rows) -> list[Mapping[str, Any]]:
    return [*rows.to_dicts()] if isinstance(rows, pl.DataFrame) else list(rows)
