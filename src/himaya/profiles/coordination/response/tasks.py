"""Once a day: the reports due of periods that have begun."""

from django_tasks import task

from himaya.profiles.coordination.keepers import for_each_in_force
from himaya.profiles.coordination.response.declaration import REPORTING_SCHEDULE
from himaya.profiles.coordination.response.rounds import make_reports_due


@task()
def make_what_is_due() -> int:
    """Of every schedule in force; how many were made."""
    return for_each_in_force(
        REPORTING_SCHEDULE.code,
        lambda seat, schedule: make_reports_due(seat=seat, schedule=schedule),
    )
