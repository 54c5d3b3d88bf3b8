"""One calendar of all registers, for programs that subscribe to it.

Each register gives to it what its own calendar would give (feeds.py), decided and logged for each
at every fetch; those of which the seat takes no copy, or that lie above the token, are left out.
"""

from collections.abc import Callable
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from himaya.datasets.models import Dataset
from himaya.gate.decisions import could_ever, refuse_kind, visible_to
from himaya.gate.seats import ActingSeat
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.people.tokens import LOW, make_token
from himaya.records.feeds import FEED_VERBS, HIGHEST, calendar_of, days_of, entries_of
from himaya.records.models import Record
from himaya.records.registers.register import Register
from himaya.releases.actions import hand_out_calendar

AGENDA = "agenda"  # in the place of a register's ref, in `Token.calendar_of`


def make_agenda(*, seat: ActingSeat, label: str, days: int = 90, level_cap: int = LOW) -> str:
    """The secret of a new address of all registers' days, which cannot be shown again.

    Raises Problem(NOT_ALLOWED) where the rules refuse every working copy, or a token of that level,
    and for a level above Moderate.
    """
    _require_any(seat)
    if level_cap > HIGHEST:
        raise Problem(Code.NOT_ALLOWED, status=403)
    _token, secret = make_token(
        seat=seat,
        label=label,
        verbs=FEED_VERBS,
        days=days,
        level_cap=level_cap,
        calendar_of=AGENDA,
    )
    return secret


def write_agenda(
    *, seat: ActingSeat, absolute: Callable[[str], str], today: date, maker: str
) -> bytes:
    """What the program gets, logged as a copy taken of each register that gives something.

    Raises Problem(NOT_ALLOWED) where the rules refuse every working copy. Three queries, and three
    for each register with something on these days.
    """
    _require_any(seat)
    entries, parts = [], []
    for register in _registers(seat, today):
        found, columns = entries_of(register, absolute, today)
        if found:
            entries += found
            parts.append((register.dataset, columns))
    name = _("Agenda: %(operation)s") % {"operation": seat.operation}
    calendar = calendar_of(name, entries, today, maker)
    return hand_out_calendar(seat=seat, parts=parts, calendar=calendar)


def _require_any(seat: ActingSeat) -> None:
    if not could_ever(seat, Verb.COPY_MAKE, "dataset"):
        raise refuse_kind(seat, Verb.COPY_MAKE, "dataset")


def _registers(seat: ActingSeat, today: date) -> list[Register]:
    """Those with a calendar and something on these days, of which the seat takes a copy."""
    days = days_of(today)
    dated = visible_to(Record.objects.filter(is_withdrawn=False), seat).filter(
        Q(period_start__range=days) | Q(deadline__range=days)
    )
    datasets = visible_to(Dataset.objects.filter(pk__in=dated.values("dataset")), seat)
    may_leave = visible_to(datasets.filter(version__isnull=False), seat, Verb.COPY_MAKE)
    whole = may_leave.select_related("operation", "system", "agency", "version")
    registers = [
        Register.of(dataset, seat)
        for dataset in whole.prefetch_related("version__questions").order_by("pk")
    ]
    return [register for register in registers if "calendar" in register.views]
