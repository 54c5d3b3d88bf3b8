"""What must be done: mine, due, overdue. Never overdue: no deadline, continuous, on request.

What stands: every record but the parts of a draft that is to replace something (`waiting`). Pages,
API, copies, feeds and searches ask here, so that each gives the same answer.
"""

from datetime import date, timedelta

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from himaya.datasets.declarations import profiles
from himaya.datasets.models import Dataset
from himaya.gate.decisions import visible_to
from himaya.gate.seats import ActingSeat
from himaya.records.models import Link, Record

SOON_DAYS = 14
_CLOSED = {"done", "stopped"}


def closed(at: str = "") -> Q:
    """Records whose state ends their lifecycle, whatever their register; `at`: path to them."""
    q = Q(**{f"{at}is_withdrawn": True})
    for profile in profiles():
        codes = [state.code for state in profile.lifecycle.states if state.phase in _CLOSED]
        if codes:
            q |= Q(**{f"{at}dataset__profile": profile.code, f"{at}status__in": codes})
    return q


def waiting() -> Q:
    """Parts of a draft version: a plan, say, that replaces another once it is endorsed.

    Until then nobody is asked for them, and they are left out where all records are looked at.
    """
    parts = {one.code for profile in profiles() for one in profile.relations if one.is_part}
    versions, replacing = Q(pk__in=[]), set()
    for profile in profiles():
        if codes := {one.code for one in profile.relations if one.takes_over}:
            replacing |= codes
            drafts = profile.lifecycle.drafts
            versions |= Q(target__dataset__profile=profile.code, target__status__in=drafts)
    links = Link.objects.filter(
        versions,
        relation__in=parts,
        target__links_out__relation__in=replacing,
        target__links_out__target__is_withdrawn=False,
    )
    return Q(pk__in=links.order_by().values("source"))


def with_waiting(records: QuerySet[Record]) -> QuerySet[Record]:
    """The records, each with what `waits` tells about it. No query more."""
    return records.annotate(is_waiting=ExpressionWrapper(waiting(), output_field=BooleanField()))


def waits(record: Record) -> bool:
    """Whether it is a part of a draft version; only for records read `with_waiting`."""
    return bool(getattr(record, "is_waiting", False))


def mine(seat: ActingSeat) -> Q:
    """Records that name the seat's agency as taking part, or that it owns and that name nobody."""
    agency = (seat.viewing_as or seat).agency_id  # looking through another, "we" are the other
    return Q(involvements__agency=agency) | Q(agency=agency, involvements__isnull=True)


def late(today: date) -> Q:
    """Records whose deadline has passed."""
    return Q(can_be_late=True, deadline__lt=today)


def overdue(today: date) -> Q:
    """Records that stand, are not closed and whose deadline has passed."""
    return late(today) & ~closed() & ~waiting()


def is_overdue(record: Record, today: date) -> bool:
    """Whether it is `overdue`. One query where it may be."""
    if record.deadline is None or not record.can_be_late:
        return False
    return Record.objects.filter(overdue(today), pk=record.pk).exists()


def due_records(seat: ActingSeat, today: date) -> QuerySet[Record]:
    """The seat's open records that are overdue or due soon, the oldest first. One query."""
    return (
        visible_to(Record.objects.all(), seat)
        .filter(mine(seat), can_be_late=True, deadline__lte=today + timedelta(days=SOON_DAYS))
        .exclude(closed())
        .exclude(waiting())
        .select_related("head", "dataset", "version", "agency")
        .order_by("deadline", "pk")
        .distinct()
    )


def next_appointments(seat: ActingSeat, today: date) -> QuerySet[Record]:
    """Appointments in sight that are still to come, the next first: of registers declared so."""
    kinds = [profile.code for profile in profiles() if profile.is_agenda]
    return (
        visible_to(Record.objects.filter(dataset__profile__in=kinds), seat)
        .filter(period_start__gte=today)
        .exclude(closed())
        .select_related("head", "dataset", "version", "agency")
        .order_by("period_start", "pk")
    )


def agenda_registers(seat: ActingSeat) -> QuerySet[Dataset]:
    """The registers in sight that hold appointments."""
    kinds = [profile.code for profile in profiles() if profile.is_agenda]
    return visible_to(Dataset.objects.filter(profile__in=kinds), seat).order_by("pk")


def changed_records(seat: ActingSeat, since: object) -> QuerySet[Record]:
    """Records in sight that others changed after `since`, newest first."""
    found = visible_to(Record.objects.filter(is_withdrawn=False), seat)
    if since is not None:
        found = found.filter(changed_at__gt=since)
    return (
        found.exclude(head__made_by=seat.ref)
        .select_related("head", "dataset", "version", "agency")
        .order_by("-changed_at", "-pk")
    )
