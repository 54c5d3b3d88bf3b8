"""What became of an agency's documents in a month, and what is open: as far as a seat sees them.

An agency's documents are those that it brought and those that name it as their author.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from himaya.datasets.declarations import profiles
from himaya.gate.decisions import visible_to
from himaya.gate.seats import ActingSeat
from himaya.library.models import DocumentVersion
from himaya.library.queries import document_profiles, standing_versions
from himaya.library.requests import REQUESTED
from himaya.records.bulletin.model import Month
from himaya.records.models import Involvement, Link, Record
from himaya.themes.coding.seeing import HELD
from himaya.themes.models import Decision, KeptReport

State = DocumentVersion.State


@dataclass(frozen=True, slots=True)
class Digest:
    """Counts of documents: of a month, and of what is open now."""

    brought: int = 0
    read: int = 0  # of those brought
    coded: int = 0  # a person gave something in it a theme
    used: int = 0  # in reports kept in the month
    reports: int = 0  # that used one, also those out of sight
    requests: int = 0  # for documents, that have no answer
    apart: int = 0  # in quarantine
    waiting: int = 0  # not read yet
    uncoded: int = 0  # read, and nothing decided in it
    undated: int = 0  # read, and in no report for want of a period

    @property
    def happened(self) -> int:
        """Whether the month brought anything."""
        return self.brought + self.coded + self.used

    @property
    def is_open(self) -> int:
        """How many questions are open."""
        return self.requests + self.apart + self.waiting + self.uncoded + self.undated


def own_documents(seat: ActingSeat) -> QuerySet[Record]:
    """In the seat's sight; less the reports that were made here."""
    wrote = Involvement.objects.filter(agency=seat.agency_id, means="agency")
    documents = Record.objects.filter(
        Q(agency=seat.agency_id) | Q(pk__in=wrote.values("record")),
        dataset__profile__in=document_profiles(),
        is_withdrawn=False,
        report__isnull=True,
    )
    return visible_to(documents, seat)


def digest_of(seat: ActingSeat, month: Month) -> Digest:
    """Six queries, whatever there is."""
    own = own_documents(seat).values("pk")
    begins, ends = moment_of(month), moment_of(month.after)
    brought = Q(record__made_at__gte=begins, record__made_at__lt=ends)
    is_read = Q(state=State.READ)
    given = Decision.objects.filter(round=None, is_standing=True, verdict__in=HELD)
    anything = Decision.objects.filter(
        passage__version=OuterRef("pk"), round=None, is_standing=True
    )
    versions = standing_versions().filter(record__in=own)
    now = versions.aggregate(
        brought=Count("pk", filter=brought),
        read=Count("pk", filter=brought & is_read),
        apart=Count("pk", filter=Q(state=State.SET_APART)),
        waiting=Count("pk", filter=Q(state=State.WAITING)),
        undated=Count(
            "pk",
            filter=is_read & Q(record__period_start=None, record__period_end=None),
        ),
    )
    coded = given.filter(
        passage__version__record__in=own, made_at__gte=begins, made_at__lt=ends
    ).aggregate(n=Count("passage__version__record", distinct=True))
    kept = uses_between(seat, begins, ends).aggregate(
        used=Count("documents__record", distinct=True), reports=Count("pk", distinct=True)
    )
    uncoded = versions.filter(is_read).exclude(Exists(anything)).count()
    return Digest(
        **now, **kept, coded=coded["n"], uncoded=uncoded, requests=_requests(seat, own).count()
    )


def uses_between(seat: ActingSeat, begins: datetime, ends: datetime) -> QuerySet[KeptReport]:
    """Reports kept then, a row for each document of the seat's agency that was used."""
    own = own_documents(seat).values("pk")
    return KeptReport.objects.filter(
        documents__record__in=own, made_at__gte=begins, made_at__lt=ends
    ).order_by()


def _requests(seat: ActingSeat, own: QuerySet[Record, Any]) -> QuerySet[Record]:
    """Requests in sight for one of these that are open."""
    registers = [
        profile
        for profile in profiles()
        if any(relation.code == REQUESTED for relation in profile.relations)
    ]
    states = {
        state.code
        for profile in registers
        for state in profile.lifecycle.states
        if state.phase in ("open", "waiting")
    }
    links = Link.objects.filter(relation=REQUESTED, target__in=own)
    asked = Record.objects.filter(
        dataset__profile__in=[profile.code for profile in registers],
        pk__in=links.values("source"),
        status__in=states,
        is_withdrawn=False,
    )
    return visible_to(asked, seat)


def moment_of(month: Month) -> datetime:
    """When a month begins."""
    return timezone.make_aware(datetime.combine(month.first, time.min))


@dataclass(frozen=True, slots=True)
class Notice:
    """A report that used documents of one's agency, and how many."""

    report: Record
    documents: int


def notices_of(seat: ActingSeat, month: Month) -> tuple[Sequence[Notice], int]:
    """Reports of a month in sight, the newest first; how many more there are."""
    uses = uses_between(seat, moment_of(month), moment_of(month.after))
    counts = dict(uses.values_list("record").annotate(n=Count("documents__record", distinct=True)))
    seen = visible_to(Record.objects.filter(pk__in=counts, is_withdrawn=False), seat)
    rows = seen.select_related("head", "version").prefetch_related("version__questions")
    told = [Notice(one, counts[one.pk]) for one in rows.order_by("-pk")]
    return told, len(counts) - len(told)
