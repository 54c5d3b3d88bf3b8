"""Urgent gaps by place and kind of service, from monitoring reports (systems 65).

Requirements:
1. A gap is a kind of service that an urgent report of the last `BACK` says is missing in a place.
   It is open from the first report since it was last covered, and the hours are counted from there.
2. It is covered by a service of that kind that is open and was confirmed since, or by an activity
   under way that began since, in that place or one it lies in. What names no place covers none.
3. Each kind has the sector that owns it. Who answers is that sector's focal point for the place,
   else the agencies that plan the activity there; where there is nobody the board says so.
4. No person on the board: reports about one person or household open no gap by themselves, and a
   number of reports below the smallest cell is not said.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from himaya.gate.decisions import Decision, visible_to
from himaya.gate.seats import ActingSeat
from himaya.places.queries import Chain, unit_chains
from himaya.profiles.categories.monitoring.owners import OWNERS, Owner
from himaya.records.due import closed
from himaya.records.models import Record
from himaya.records.registers.filtering import in_sight
from himaya.records.registers.maps.counting import least_cell
from himaya.records.registers.register import Register
from himaya.records.titles import title_of

BACK = timedelta(days=90)
_OF_ONE = frozenset({"individual", "household"})
_UNSAID = frozenset({"draft", "returned"})
_UNDER_WAY, _PLANNED = "ongoing", "planned"


@dataclass(frozen=True, slots=True)
class Cover:
    """What meets needs of one kind in one place: a service, or an activity under way."""

    record: Record
    area: str
    since: date
    title: str
    agency: str


@dataclass(slots=True)
class Gap:
    """One kind of service missing in one place."""

    area: str
    kind: str
    reports: list[Record] = field(default_factory=list)  # since it was last covered, oldest first
    cover: Cover | None = None  # the newest, where there is one
    answers: tuple[str, ...] = ()  # acronyms

    @property
    def owner(self) -> Owner:
        """The sector that owns it, and what covers it."""
        return OWNERS[self.kind]

    @property
    def is_open(self) -> bool:
        """Whether a report says it is missing since it was last covered."""
        return bool(self.reports)

    def hours(self, now: datetime) -> int:
        """Whole hours since it was first said."""
        return int((now - self.reports[0].made_at).total_seconds() // 3600)


@dataclass(frozen=True, slots=True)
class Gaps:
    """The board: open ones, the longest first; those that were covered; what is not said."""

    open: Sequence[Gap]
    covered: Sequence[Gap]
    least: int  # numbers of reports below it are not said
    is_more: bool  # whether reports about single persons are left out
    chains: Mapping[str, Chain]


def gaps_of(register: Register, decision: Decision, now: datetime) -> Gaps:
    """Of the urgent reports in sight. Seven queries."""
    seat = register.seat
    sight = in_sight(register)
    least = least_cell(register, sight, decision)
    rows = sight.filter(is_withdrawn=False, made_at__gte=now - BACK).exclude(status__in=_UNSAID)
    edition = register.places_edition
    chains = {one.pcode: one for one in unit_chains(register.dataset.operation, edition or "")}
    said: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for report in rows.select_related("head").order_by("made_at", "pk"):
        for kind in _missing(report):
            said[report.area, kind].append(report)
    covers = _Covers.of(seat, chains)
    open_, covered, is_more = [], [], False
    for (area, kind), reports in said.items():
        gap = _gap(area, kind, reports, covers)
        if gap.is_open and all(_is_of_one(one) for one in gap.reports) and len(gap.reports) < least:
            is_more = True
        elif gap.is_open:
            gap.answers = covers.answer(area, gap.owner)
            open_.append(gap)
        elif not all(_is_of_one(one) for one in reports):
            covered.append(gap)
    open_.sort(key=lambda gap: (gap.reports[0].made_at, gap.area, gap.kind))
    covered.sort(key=lambda gap: (gap.area, gap.kind))
    return Gaps(open_, covered, least, is_more, chains)


def _missing(report: Record) -> list[str]:
    answers = report.head.answers if report.head else {}
    if answers.get("urgent") != "yes" or answers.get("verification") == "rejected":
        return []
    return [kind for kind in answers.get("response_gaps") or () if kind in OWNERS]


def _is_of_one(report: Record) -> bool:
    return bool(report.head and report.head.answers.get("unit_level") in _OF_ONE)


def _gap(area: str, kind: str, reports: Sequence[Record], covers: "_Covers") -> Gap:
    first = reports[0].made_at.date()
    met = [one for one in covers.over(area, OWNERS[kind]) if one.since >= first]
    newest = max(met, key=lambda one: one.since, default=None)
    since = [one for one in reports if newest is None or one.made_at.date() > newest.since]
    return Gap(area, kind, since, newest)


@dataclass(frozen=True, slots=True)
class _Covers:
    """Services, activities and focal points in sight, as they stand today."""

    services: Sequence[tuple[str, Cover]]  # with the kind of service
    under_way: Sequence[tuple[str, str, Cover]]  # with sector and type of activity
    planned: Sequence[tuple[str, str, Cover]]
    points: Sequence[tuple[str, str, str]]  # sector, area, acronym
    chains: Mapping[str, Chain]

    @classmethod
    def of(cls, seat: ActingSeat, chains: Mapping[str, Chain]) -> "_Covers":
        """Three queries."""
        activities = list(_records(seat, "activity_planned"))
        return cls(
            [
                (str(one.head.answers.get("service_type")), cover)
                for one in _records(seat, "service")
                if one.head and one.head.answers.get("is_open") == "yes"
                for cover in _covers(one, "confirmed_on")
            ],
            [found for one in activities if one.status == _UNDER_WAY for found in _activity(one)],
            [found for one in activities if one.status == _PLANNED for found in _activity(one)],
            [
                (
                    str(one.head.answers.get("follows_sector") or ""),
                    one.area,
                    str(one.head.answers.get("agency") or ""),
                )
                for one in _records(seat, "group_membership")
                if one.head and one.head.answers.get("is_vacant") != "yes"
            ],
            chains,
        )

    def over(self, area: str, owner: Owner) -> Iterator[Cover]:
        """What covers needs of that kind in the place."""
        for kind, one in self.services:
            if kind in owner.services and self._reaches(one.area, area):
                yield one
        for sector, kind, one in self.under_way:
            if owner.is_met_by(sector, kind) and self._reaches(one.area, area):
                yield one

    def answer(self, area: str, owner: Owner) -> tuple[str, ...]:
        """The sector's focal points for the place, else who plans the activity there."""
        near = [
            acronym
            for sector, where, acronym in self.points
            if sector == owner.sector and (not where or self._reaches(where, area))
        ]
        plan = [
            one.agency
            for sector, kind, one in self.planned
            if owner.is_met_by(sector, kind) and self._reaches(one.area, area)
        ]
        return tuple(sorted(set(near or plan) - {""}))

    def _reaches(self, where: str, area: str) -> bool:
        chain = self.chains.get(area)
        return bool(where) and (where == area or (chain is not None and where in chain.above))


def _records(seat: ActingSeat, profile: str) -> Iterator[Record]:
    rows = Record.objects.filter(dataset__profile=profile).exclude(closed())
    whole = visible_to(rows, seat).select_related("head", "version")
    yield from whole.prefetch_related("version__questions").order_by("pk")


def _covers(one: Record, day: str) -> Iterator[Cover]:
    """One for each place that it names."""
    answers = one.head.answers if one.head else {}
    since = answers.get(day)
    others = str(answers.get("other_areas") or "").replace(",", " ").split()
    for area in dict.fromkeys([one.area, *others]):
        yield Cover(
            one,
            area,
            date.fromisoformat(since) if since else one.made_at.date(),
            title_of(one),
            str(answers.get("agency") or ""),
        )


def _activity(one: Record) -> Iterator[tuple[str, str, Cover]]:
    answers = one.head.answers if one.head else {}
    for cover in _covers(one, "start"):
        yield str(answers.get("sector")), str(answers.get("activity_type")), cover
