"""Counting records by area, in the database, over what the seat may see."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, F, FloatField, Max, Min, QuerySet, Sum, Window
from django.db.models.functions import Cast, Coalesce, RowNumber

from himaya.engines.adding import ROOT
from himaya.engines.xlsform import MEANS
from himaya.gate.decisions import Decision, authorize
from himaya.kernel.verbs import Verb
from himaya.places.queries import Chain, successors
from himaya.records.models import Record
from himaya.records.registers.columns import Column
from himaya.records.registers.filtering import answer_text, shut
from himaya.records.registers.register import Register
from himaya.records.registers.rows import attach

# What a map can do with a figure over places; "none" is not offered.
PUTS_TOGETHER = ("sum", "max", "average", "latest", "ratio")
# Not put together at all: an area has the newest figure that was given for itself.
OF_ITSELF = ("latest", "ratio")
_WHOLE = 0.01  # how far the shares of a split may be from the whole
_MOST_COMBINATIONS = 400
_ENDS = Coalesce("period_end", "period_start")


@dataclass(frozen=True, slots=True)
class Tally:
    """Records of one area: how many, and of their figures how many, the sum and the highest."""

    records: float = 0
    given: float = 0
    total: float = 0
    highest: float | None = None

    def __add__(self, other: "Tally") -> "Tally":
        known = [one for one in (self.highest, other.highest) if one is not None]
        return Tally(
            self.records + other.records,
            self.given + other.given,
            self.total + other.total,
            max(known) if known else None,
        )

    def figure(self, aggregation: str) -> float | None:
        """The figure of the area; None where nobody reported one. Null is not zero."""
        if not self.given:
            return None
        match aggregation:
            case "max":
                return self.highest
            case "average":
                return self.total / self.given
            case _:
                return self.total


@dataclass(slots=True)
class Placed:
    """Tallies by code: `own` of records naming that very area, `whole` with all below it.

    `own[ROOT]` has no place: no area given, or one that the edition does not know. `carried`:
    records that came over from p-codes of other editions. `estimated`: areas whose sum has a share
    in it of one that was split.
    """

    own: dict[str, Tally] = field(default_factory=dict)
    whole: dict[str, Tally] = field(default_factory=dict)
    carried: float = 0
    estimated: set[str] = field(default_factory=set)


def aggregation_of(column: Column) -> str:
    """How a column adds up over places, as its question says, else its meaning; "" where not."""
    declared = column.asked.aggregation if column.asked else ""
    if not declared:
        declared = MEANS[column.means].aggregation if column.means in MEANS else ""
    return declared if declared in PUTS_TOGETHER else ""


def figure_columns(register: Register) -> list[Column]:
    """Open number columns outside repeats that a map can show."""
    return [
        column
        for column in register.columns
        if column.is_number and not column.group and aggregation_of(column)
    ]


def tallies(
    records: QuerySet[Record], register: Register, area: Column, figure: Column | None
) -> dict[str, Tally]:
    """By the p-code that records name ("" for none). One query."""
    grouped = records.exclude(shut(area, register)).order_by().values("area")
    if figure is None:
        return {row["area"]: Tally(row["n"]) for row in grouped.annotate(n=Count("pk"))}
    open_in = ~shut(figure, register)
    value = Cast(answer_text(figure), FloatField())
    rows = grouped.annotate(
        n=Count("pk"),
        given=Count(value, filter=open_in),
        total=Sum(value, filter=open_in),
        highest=Max(value, filter=open_in),
    )
    return {
        row["area"]: Tally(row["n"], row["given"], row["total"] or 0, row["highest"])
        for row in rows
    }


def latest(
    records: QuerySet[Record], register: Register, area: Column, figure: Column
) -> dict[str, Tally]:
    """By the p-code that records name: how many do, and the newest figure given. Two queries.

    The newest is that of the last period, of one period that which was changed last.
    """
    named = records.exclude(shut(area, register)).order_by()
    counts = dict(named.values_list("area").annotate(n=Count("pk")).values_list("area", "n"))
    value = Cast(answer_text(figure), FloatField())
    given = named.exclude(shut(figure, register)).annotate(given=value, ends=_ENDS)
    newest = given.filter(given__isnull=False).annotate(
        place=Window(
            RowNumber(),
            partition_by="area",
            order_by=[F("ends").desc(nulls_last=True), F("changed_at").desc(), F("pk").desc()],
        )
    )
    figures = dict(newest.filter(place=1).values_list("area", "given"))
    return {
        code: Tally(n, 1, figures[code], figures[code]) if code in figures else Tally(n)
        for code, n in counts.items()
    }


def place(
    register: Register,
    found: Mapping[str, Tally],
    chains: Sequence[Chain],
    aggregation: str = "",
) -> Placed:
    """Put tallies into an edition, roll them up, and carry over what names older p-codes.

    An area that became one is carried whole. Records of one that was split are put into the
    smallest area that holds all its parts, since nobody knows which part they mean; sums are
    divided among the parts where the shares of all are known. At most one query.
    """
    known = {chain.pcode: chain for chain in chains}
    old = [code for code in found if code and code not in known]
    edition = register.places_edition
    became = successors(register.dataset.operation, old, edition) if old and edition else {}
    placed = Placed()
    for code, tally in found.items():
        parts = became.get(code, [])
        where = code if code in known else common_area((new for new, _ in parts), known)
        shares = _shares(parts, known) if aggregation == "sum" and tally.given else {}
        for part, share in shares.items():
            _add(placed.own, part, Tally(0, tally.given * share, tally.total * share))
            inside = (part, *known[part].above)
            placed.estimated.update(inside[: inside.index(where)] if where in inside else inside)
        # The newest figure of an area that ended is that of no other area.
        is_divided = bool(shares) or (aggregation in OF_ITSELF and code not in known)
        _add(placed.own, where, Tally(tally.records) if is_divided else tally)
        if where and code not in known:
            placed.carried += tally.records
    for code, tally in placed.own.items():
        for above in (code, *(known[code].above if code in known else ())):
            if above:
                _add(placed.whole, above, tally)
    return placed


def _add(tallies: dict[str, Tally], code: str, tally: Tally) -> None:
    tallies[code] = tallies.get(code, Tally()) + tally


def _shares(
    parts: Sequence[tuple[str, float | None]], known: Mapping[str, Chain]
) -> dict[str, float]:
    """What each part of a split area has of it; nothing unless all are known and make a whole."""
    shares = {code: share for code, share in parts if share is not None and code in known}
    is_whole = len(shares) == len(parts) > 1 and abs(sum(shares.values()) - 1) <= _WHOLE
    return shares if is_whole else {}


def common_area(codes: Iterable[str], known: Mapping[str, Chain]) -> str:
    """The smallest area that holds all of these; ROOT where there is none."""
    lines = [(code, *known[code].above) for code in codes if code in known]
    if not lines:
        return ROOT
    return next((code for code in lines[0] if all(code in line for line in lines)), ROOT)


def alike_in(records: QuerySet[Record]) -> list[int]:
    """One key for each combination of what `least_cell` depends on. One query."""
    alike = records.order_by().values("level", "agency", "audience", "lane")
    return [row["pk__min"] for row in alike.annotate(Min("pk"))[:_MOST_COMBINATIONS]]


def least_cell(register: Register, records: QuerySet[Record], decision: Decision) -> int:
    """The strictest smallest cell among what is counted. Two queries.

    The register's decision has one, the records theirs (they may be more sensitive than it); one
    record speaks for all of the same sensitivity, owner, audience and lane.
    """
    return strictest_cell(register, alike_in(records), decision)


def strictest_cell(register: Register, speakers: Sequence[int], decision: Decision) -> int:
    """The same from the keys of those that speak for others. One query."""
    found = Record.objects.filter(pk__in=speakers).select_related("agency")
    cells = [
        authorize(register.seat, Verb.RECORD_VIEW, one).min_cell for one in attach(register, found)
    ]
    return max([decision.min_cell, *cells])
