"""A person's decisions about one provider's files, as a plain dict that survives as JSON.

    {"kind": "3w", "sheet": "Data", "head_row": 3, "day_first": true,
     "columns": {"Code Territoire": {"field": "area", "facet": "code", "level": 2},
                 "Icônes": {"field": ""}},
     "decisions": {"area": {"Kenge II": "CD3107"}, "agency": {"OIM RDC": "IOM", "???": "!"},
                   "sectors": {"Moyens d'existence": "ERY"}}}

Columns are known by their heading, so a profile still fits when the provider moves them. "!" in
place of an agency refuses its rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from himaya.engines.tabular.intake.names import plain_name

if TYPE_CHECKING:
    from himaya.engines.tabular.intake.heads import HeadColumn
    from himaya.engines.tabular.intake.proposals import Proposal


@dataclass(frozen=True, slots=True)
class ColumnDecision:
    """What a person said a column is; `field` "" leaves it unread."""

    field: str
    facet: str = ""
    level: int | None = None


@dataclass(frozen=True, slots=True)
class MappingProfile:
    """A mapping profile as read."""

    kind: str = ""
    sheet: str = ""
    day_first: bool | None = None
    head_row: int | None = None  # the number of the row that holds the headings
    columns: Mapping[str, ColumnDecision] = field(default_factory=dict)
    decisions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def column(self, column: "HeadColumn") -> ColumnDecision | None:
        """The decision for a column, by any of its headings, its tag or its letter."""
        for name in (*reversed(column.labels), column.tag, column.key):
            if name and (found := self.columns.get(plain_name(name))):
                return found
        return None


def mapping_of(profile: Mapping[str, Any] | None) -> MappingProfile | None:
    """Read a mapping profile. Raises ValueError for what is none."""
    if profile is None:
        return None
    columns = profile.get("columns", {})
    decisions = profile.get("decisions", {})
    if not isinstance(columns, Mapping) or not isinstance(decisions, Mapping):
        msg = "A mapping profile has its columns and decisions by name."
        raise ValueError(msg)  # noqa: TRY004  # of the same kind as every other fault in a profile
    return MappingProfile(
        str(profile.get("kind", "")),
        str(profile.get("sheet", "")),
        profile.get("day_first"),
        profile.get("head_row"),
        {plain_name(name): _decision(one) for name, one in columns.items()},
        {name: dict(one) for name, one in decisions.items()},
    )


def _decision(one: Any) -> ColumnDecision:  # noqa: ANN401  # from JSON
    if isinstance(one, str) or one is None:
        return ColumnDecision(one or "")
    level = one.get("level")
    return ColumnDecision(
        str(one.get("field") or ""),
        str(one.get("facet") or ""),
        int(level) if level is not None else None,
    )


def profile_of(
    kind: str,
    sheet: str,
    proposals: "list[Proposal]",
    *,
    decisions: Mapping[str, Mapping[str, str]] | None = None,
    day_first: bool | None = None,
) -> dict[str, Any]:
    """The profile to keep for the provider's next file: what was proposed and accepted."""
    columns: dict[str, Any] = {}
    for one in proposals:
        if not one.column.labels and not one.column.tag:
            continue
        said: dict[str, Any] = {"field": one.field}
        if one.facet:
            said["facet"] = one.facet
        if one.level is not None:
            said["level"] = one.level
        columns[one.column.name] = said
    profile: dict[str, Any] = {"kind": kind, "sheet": sheet, "columns": columns}
    if decisions:
        profile["decisions"] = {name: dict(one) for name, one in decisions.items()}
    if day_first is not None:
        profile["day_first"] = day_first
    return profile
