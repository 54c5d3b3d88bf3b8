"""What the doors of schedules share: those in sight, and the areas they may be about."""

from django.db.models import QuerySet

from himaya.datasets.models import Dataset
from himaya.gate.decisions import visible_to
from himaya.gate.seats import ActingSeat
from himaya.library.queries import document_profiles
from himaya.themes.models import ReportSchedule
from himaya.themes.report.scheduling import whole_schedules


def schedules_in_sight(seat: ActingSeat) -> QuerySet[ReportSchedule]:
    """Those that keep their reports in a register in the seat's sight."""
    registers = visible_to(Dataset.objects.filter(profile__in=document_profiles()), seat)
    return whole_schedules().filter(operation=seat.operation, dataset__in=registers.values("pk"))


def stopped_in_sight(seat: ActingSeat) -> int:
    """How many of them have stopped, and wait for somebody to go on with them."""
    return schedules_in_sight(seat).filter(state=ReportSchedule.State.STOPPED).count()
