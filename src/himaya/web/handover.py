"""What somebody who takes over an access has to read: one page, in an hour (system 128).

Everything within the sight of the one who reads; nothing is collected that their own pages would
not show. The predecessors are the accesses this one took over or stands in for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Max, Q, QuerySet
from django.urls import reverse

from himaya.datasets.declarations import profile_named
from himaya.datasets.models import Dataset
from himaya.gate.decisions import visible_to
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.kernel.words import in_language
from himaya.people.models import Seat
from himaya.records.due import closed, due_records, waiting
from himaya.records.models import Record
from himaya.systems.models import InformationSystem
from himaya.web.home import Line, listed

SHOWN = 12
_LATELY = timedelta(days=183)
# What a newcomer reads of each register: what stands in force, or what was said lately.
_IN_FORCE = ("plan", "strategy_document", "terms_of_reference", "reporting_schedule")
_LATELY_SAID = ("decision", "action_point", "lesson", "recommendation", "meeting")


@dataclass(frozen=True, slots=True)
class Reading:
    """One register's part of the page; `more` is the address of the whole of it."""

    title: str
    lines: Sequence[Line]
    more: str


@dataclass(frozen=True, slots=True)
class Handover:
    """The page."""

    predecessors: Sequence[Seat]
    due: Sequence[Line]
    unfinished: Sequence[Line]
    readings: Sequence[Reading]
    registers: Sequence[Mapping[str, object]]  # dataset, n, last
    systems: Sequence[InformationSystem]


def handover(seat: ActingSeat) -> Handover:
    """What was left, within the seat's sight. About three queries for each part."""
    today = clock.today()
    before = sorted(seat.in_place_of)
    theirs = Q(head__made_by__in=before) | Q(author__in=before) | Q(agency__ref=seat.agency)
    open_ones = (
        _records(seat).filter(theirs).exclude(closed()).exclude(waiting()).order_by("-changed_at")
    )
    return Handover(
        predecessors=list(
            Seat.objects.filter(ref__in=before).select_related("account").order_by("valid_from")
        ),
        due=listed(due_records(seat, today)[:SHOWN], today),
        unfinished=listed(open_ones[:SHOWN], today),
        readings=[one for one in _readings(seat, today) if one.lines],
        registers=_registers(seat, theirs),
        systems=list(
            visible_to(
                InformationSystem.objects.filter(
                    Q(agency__ref=seat.agency) | Q(members__ref=seat.agency)
                )
                .select_related("agency")
                .distinct()
                .order_by("code"),
                seat,
            )[:SHOWN]
        ),
    )


def _records(seat: ActingSeat) -> QuerySet[Record]:
    rows = Record.objects.select_related("head", "dataset", "version", "agency")
    return visible_to(rows, seat)


def _readings(seat: ActingSeat, today: date) -> list[Reading]:
    since = today - _LATELY
    found = [
        (code, _records(seat).filter(dataset__profile=code).exclude(closed()).exclude(waiting()))
        for code in _IN_FORCE
    ]
    found += [
        (code, _records(seat).filter(dataset__profile=code, changed_at__date__gte=since))
        for code in _LATELY_SAID
    ]
    return [_reading(code, rows, today) for code, rows in found]


def _reading(code: str, rows: QuerySet[Record], today: date) -> Reading:
    profile = profile_named(code)
    several = list(rows.order_by("-changed_at", "pk")[: SHOWN + 1])
    more = ""
    if len(several) > SHOWN:
        more = reverse("dataset", args=[several[0].dataset.ref])
    title = in_language(profile.names) if profile else code
    return Reading(title, listed(several[:SHOWN], today), more)


def _registers(seat: ActingSeat, theirs: Q) -> list[dict[str, object]]:
    """Where the agency or the predecessors have entries: how many, and when the last changed."""
    rows = (
        visible_to(Record.objects.filter(theirs), seat)
        .order_by()
        .values("dataset")
        .annotate(n=Count("pk"), last=Max("changed_at"))
    )
    counted = {row["dataset"]: row for row in rows}
    datasets = visible_to(Dataset.objects.filter(pk__in=counted), seat)
    return [
        {"dataset": one, "n": counted[one.pk]["n"], "last": counted[one.pk]["last"]}
        for one in sorted(datasets, key=lambda one: (-counted[one.pk]["n"], one.pk))
    ]
