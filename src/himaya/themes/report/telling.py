"""Mail to those whose documents were used, and each month what became of them: counts, no titles.

Requirements:
1. Once a month, of the month before, where anything happened or is open; and within a day where a
   report used documents of one's agency. Days on which no worker ran are made up for.
2. What is counted is what the page of the report shows under the same access, without a second
   factor. Mail is read by many: it says how many, never which, where or for whom.
"""

from dataclasses import astuple
from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django_tasks import task

from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.people.mail import mail_digest, mail_use
from himaya.people.models import Account, Role, Seat
from himaya.people.queries import acting_seat, usable_seats
from himaya.records.bulletin.model import Month
from himaya.themes.report.digesting import Digest, digest_of, uses_between

_TOLD = [role for role in Role if role not in (Role.READER, Role.GOVERNMENT)]


@task()
def tell_what_became() -> int:
    """Once a day: mail everybody who wants it and has news; how many mails were written."""
    if not settings.HIMAYA_MAIL_URL:
        return 0
    held: dict[int, dict[int, Seat]] = {}
    seats = usable_seats().filter(role__in=_TOLD, account__wants_digests=True)
    for seat in seats.select_related("account", "agency", "operation").order_by("access_level"):
        held.setdefault(seat.account_id, {})[seat.agency_id] = seat  # the one that sees more
    return sum(_tell([*by_agency.values()]) for by_agency in held.values())


def _tell(seats: list[Seat]) -> int:
    account = seats[0].account
    acting = [acting_seat(seat, second_factor=False, door="job") for seat in seats]
    with transaction.atomic():
        return _tell_use(account, acting) + _tell_month(account, acting, clock.today())


def _tell_use(account: Account, seats: list[ActingSeat]) -> int:
    """Of uses since the last look; at the first look nothing, which is all of the past."""
    now = clock.now()
    since = account.told_of_use_at
    Account.objects.filter(pk=account.pk).update(told_of_use_at=now)
    if since is None:
        return 0
    found = [
        uses_between(seat, since, now).aggregate(
            documents=Count("documents__record", distinct=True), reports=Count("pk", distinct=True)
        )
        for seat in seats
    ]
    documents = sum(one["documents"] for one in found)
    if documents:
        mail_use(account, documents, max(one["reports"] for one in found))
    return int(documents > 0)


def _tell_month(account: Account, seats: list[ActingSeat], today: date) -> int:
    if account.digested_on is not None and account.digested_on >= today.replace(day=1):
        return 0
    Account.objects.filter(pk=account.pk).update(digested_on=today)
    each = [digest_of(seat, Month.before_day(today)) for seat in seats]
    whole = Digest(*map(sum, zip(*map(astuple, each), strict=True)))
    if not whole.happened and not whole.is_open:
        return 0
    mail_digest(
        account,
        brought=whole.brought,
        read=whole.read,
        coded=whole.coded,
        used=whole.used,
        reports=whole.reports,
        waiting=whole.is_open,
    )
    return 1
