"""Reminders by mail: how many things are due from a person, and that there is news of it.

Requirements:
1. A person hears of a thing once when its day comes near and once when it has passed; what stays
   overdue is told again each week. Days on which no worker ran are made up for.
2. The mail says how many, never what, where or for whom: mail is read by many.
3. What is due is what their home page lists (records.due), seen without a second factor.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django_tasks import task

from himaya.kernel import clock
from himaya.people.mail import mail_reminder
from himaya.people.models import Account, Role, Seat
from himaya.people.queries import acting_seat, usable_seats
from himaya.records.due import due_records

LEAD = timedelta(days=3)
AGAIN = timedelta(days=7)
_WRITERS = [role for role in Role if role not in (Role.READER, Role.GOVERNMENT)]


@dataclass(frozen=True, slots=True)
class News:
    """How many things are due within `LEAD` and how many are overdue; whether that is new."""

    soon: int
    late: int
    is_new: bool


def news_of(deadlines: Iterable[date], last: date | None, today: date) -> News:
    """What to tell of the deadlines that stand, since the `last` mail (None: there was none)."""
    days = list(deadlines)
    soon = [day for day in days if today <= day <= today + LEAD]
    late = [day for day in days if day < today]
    if last is None:
        return News(len(soon), len(late), bool(soon or late))
    came_near = any(day > last + LEAD for day in soon)
    passed = any(day >= last for day in late)
    again = bool(late) and last + AGAIN <= today
    return News(len(soon), len(late), came_near or passed or again)


@task()
def remind_of_what_is_due() -> int:
    """Once a day: mail everybody who wants it and has news; how many were written to."""
    if not settings.HIMAYA_MAIL_URL:
        return 0
    today = clock.today()
    by_account: dict[int, list[Seat]] = {}
    seats = usable_seats().filter(role__in=_WRITERS, account__wants_reminders=True)
    for seat in seats.select_related("account", "agency", "operation"):
        by_account.setdefault(seat.account_id, []).append(seat)
    return sum(_remind(held[0].account, held, today) for held in by_account.values())


def _remind(account: Account, held: list[Seat], today: date) -> bool:
    if account.reminded_on == today:
        return False  # a job that was begun anew writes to nobody twice
    due = {
        record.pk: record.deadline
        for seat in held
        for record in due_records(acting_seat(seat, second_factor=False, door="job"), today)
        if record.deadline is not None
    }
    news = news_of(due.values(), account.reminded_on, today)
    if not news.is_new:
        return False
    with transaction.atomic():
        Account.objects.filter(pk=account.pk).update(reminded_on=today)
        mail_reminder(account, news.soon, news.late)
    return True
