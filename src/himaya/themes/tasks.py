"""Recurring work of the room."""

from django_tasks import task

from himaya.kernel import clock
from himaya.tenancy.models import Operation
from himaya.themes.defaults import give_default_framework
from himaya.themes.models import ReportSchedule
from himaya.themes.report.scheduling import make_next_report, missing_spans


@task()
def give_default_frameworks() -> int:
    """Bring the software's own framework to each operation that lacks it; returns how many."""
    return sum(give_default_framework(one) is not None for one in Operation.objects.all())


@task()
def make_reports_over() -> int:
    """Let a job of its own make what each schedule in force lacks; returns for how many."""
    schedules = ReportSchedule.objects.filter(state=ReportSchedule.State.IN_FORCE)
    due = [one for one in schedules if missing_spans(one, clock.today())]
    for schedule in due:
        make_scheduled_reports.enqueue(schedule.ref)
    return len(due)


@task()
def make_scheduled_reports(ref: str) -> int:
    """The reports that a schedule lacks, one by one; returns how many. Can be repeated."""
    schedule = ReportSchedule.objects.get(ref=ref)
    made = 0
    while make_next_report(schedule) is not None:
        made += 1
    return made
