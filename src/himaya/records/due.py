"""What must be done: mine, due, overdue. Never overdue: no deadline, continuous, on request."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

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
    """Records that take over from one that is not closed yet: a draft version's activities."""
    codes = {one.code for profile in profiles() for one in profile.relations if one.takes_over}
    open_links = Link.objects.filter(source=OuterRef("pk"), relation__in=codes)
    return Q(Exists(open_links.exclude(closed("target__"))))


def mine(seat: ActingSeat) -> Q:
    """Records that name the seat's agency as taking part, or that it owns and that name nobody."""
    agency = (seat.viewing_as or seat).agency_id  # looking through another, "we" are the other
    return Q(involvements__agency=agency) | Q(agency=agency, involvements__isnull=True)


def late(today: date) -> Q:
    """Records whose deadline has passed; combine with `~closed()`."""
    return Q(can_be_late=True, deadline__lt=today)


def is_overdue(record: Record, today: date) -> bool:
    """Whether its deadline has passed and it is not closed. One query where it may be late."""
    if record.deadline is None or not record.can_be_late:
        return False
    found = Record.objects.filter(late(today), pk=record.pk)
    return found.exclude(closed()).exclude(waiting()).exists()


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
