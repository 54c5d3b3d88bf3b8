"""Groups and task forces as a tree, and what is amiss with it (systems 89, 108, 140).

A body that coordinates everything stands under none; any other without one is marked. So are
circles, a parent that was closed, a group without terms of reference or past its own term, a lead
whose term has ended, and one post that follows every sector.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from himaya.datasets.models import Dataset
from himaya.engines.figures import Flow, circles_in
from himaya.engines.tabular import fold
from himaya.gate.decisions import visible_to
from himaya.gate.seats import ActingSeat
from himaya.profiles.coordination.contacts.declaration import GROUP_MEMBERSHIP, LEAD_ROLE
from himaya.records.due import closed
from himaya.records.models import Link, Record
from himaya.records.titles import title_of

UNDER, MEMBER_OF, BY_TERMS, ROLE_IN, HELD_BY = (
    "group_under", "member_of", "works_by_tor", "role_in", "held_by",
)  # fmt: skip
MOST = 60
# Kinds of body above which there is none of ours.
_TOPS = frozenset({"hct", "heads_of_agency", "government_forum", "inter_cluster"})
_CLOSED, _DECIDED = "closed", "decided"
_FOCAL = "sector_focal_point"
_ALL = 3  # sectors: below, one post for all of them is no wonder


@dataclass(slots=True)
class Body:
    """A group that stands, with what it lies under and what it lacks."""

    record: Record
    title: str
    parents: list[Record] = field(default_factory=list)
    members: set[str] = field(default_factory=set)  # acronyms
    terms: list[Record] = field(default_factory=list)
    needs_parent: bool = True

    @property
    def said(self) -> Mapping[str, Any]:
        """Its open answers."""
        return self.record.head.answers if self.record.head else {}

    @property
    def is_orphan(self) -> bool:
        """Whether it stands under no body although it should."""
        return self.needs_parent and not self.parents

    def is_past(self, today: date) -> bool:
        """Whether its term is over and it goes on."""
        end = self.said.get("end")
        return bool(end) and date.fromisoformat(str(end)) < today


@dataclass(frozen=True, slots=True)
class Tree:
    """The bodies and the lines between them."""

    bodies: Sequence[Body]
    circles: Sequence[Sequence[Body]]
    ended_roles: Sequence[Record]
    one_for_all: Sequence[Record]  # a seat of each post that follows every sector
    is_cut: bool

    def flows(self) -> list[Flow]:
        """From each body to those under it, by reference."""
        known = {one.record.pk for one in self.bodies}
        return [
            Flow(parent.ref, one.record.ref, one.title, one.record.status == "active")
            for one in self.bodies
            for parent in one.parents
            if parent.pk in known
        ]


def tree_of(seat: ActingSeat, dataset: Dataset, today: date) -> Tree:
    """Of the groups of a register in sight that were not closed. Seven queries."""
    rows = _whole(Record.objects.filter(dataset=dataset, is_withdrawn=False), seat)
    found = {one.pk: one for one in rows.exclude(status=_CLOSED)[: MOST + 1]}
    bodies = {pk: Body(one, title_of(one)) for pk, one in list(found.items())[:MOST]}
    for body in bodies.values():
        body.needs_parent = body.said.get("kind") not in _TOPS
    links = Link.objects.filter(relation__in=(UNDER, BY_TERMS), source__in=bodies)
    targets = {one.pk: one for one in _whole(Record.objects.filter(links_in__in=links), seat)}
    for link in links:
        if (target := targets.get(link.target_id)) is not None:
            body = bodies[link.source_id]
            (body.parents if link.relation == UNDER else body.terms).append(target)
    for group, acronym in _members(seat, list(bodies)):
        bodies[group].members.add(acronym)
    by_ref = {one.record.ref: one for one in bodies.values()}
    lines = [
        Flow(parent.ref, one.record.ref, "")
        for one in bodies.values()
        for parent in one.parents
        if parent.ref in by_ref
    ]
    return Tree(
        list(bodies.values()),
        [[by_ref[ref] for ref in circle] for circle in circles_in(lines)],
        ended_roles(seat, today),
        one_for_all(seat),
        len(found) > MOST,
    )


def _whole(rows: Any, seat: ActingSeat) -> Any:  # noqa: ANN401 - a QuerySet of records
    whole = visible_to(rows, seat).select_related("operation", "head", "dataset", "version")
    return whole.prefetch_related("version__questions").order_by("made_at", "pk").distinct()


def _members(seat: ActingSeat, groups: Sequence[int]) -> list[tuple[int, str]]:
    """Group and acronym of the seats that are held in them."""
    seats = visible_to(Record.objects.filter(dataset__profile=GROUP_MEMBERSHIP.code), seat)
    links = Link.objects.filter(
        relation=MEMBER_OF, target__in=groups, source__in=seats.exclude(closed())
    )
    rows = links.values_list("target_id", "source__head__answers")
    return [
        (group, str(said["agency"]).strip())
        for group, said in rows
        if said.get("agency") and said.get("is_vacant") != "yes"
    ]


def members_of(seat: ActingSeat, groups: Sequence[int]) -> set[str]:
    """Acronyms of the agencies that hold a seat in one of the groups. One query."""
    return {acronym for _group, acronym in _members(seat, groups)}


def ended_roles(seat: ActingSeat, today: date) -> list[Record]:
    """Leads and co-leads in sight whose term is over though nobody said so. One query."""
    rows = Record.objects.filter(
        dataset__profile=LEAD_ROLE.code, status=_DECIDED, is_withdrawn=False
    )
    return [one for one in _whole(rows, seat) if is_over(one, today)]


def is_over(role: Record, today: date) -> bool:
    """Whether the term of a decided role has passed."""
    until = role.head.answers.get("term_until") if role.head else None
    return role.status == _DECIDED and bool(until) and date.fromisoformat(str(until)) < today


def one_for_all(seat: ActingSeat) -> list[Record]:
    """A seat of each post that follows all sectors that anybody follows, three at least.

    One post is one contact where the seats are related to it, else the same words at one agency.
    Two queries.
    """
    rows = Record.objects.filter(dataset__profile=GROUP_MEMBERSHIP.code).exclude(closed())
    seats = [
        one
        for one in _whole(rows, seat)
        if one.head
        and one.head.answers.get("role") == _FOCAL
        and one.head.answers.get("is_vacant") != "yes"
    ]
    held = dict(
        Link.objects.filter(relation=HELD_BY, source__in=seats).values_list("source", "target")
    )
    posts: dict[object, list[Record]] = defaultdict(list)
    for one in seats:
        words = (fold(title_of(one)), fold(str(one.head.answers.get("agency") or "")))
        posts[held.get(one.pk, words)].append(one)
    followed = {_sector(one) for one in seats} - {""}
    if len(followed) < _ALL:
        return []
    return [
        several[0] for several in posts.values() if {_sector(one) for one in several} >= followed
    ]


def _sector(seat: Record) -> str:
    return str(seat.head.answers.get("follows_sector") or "") if seat.head else ""
