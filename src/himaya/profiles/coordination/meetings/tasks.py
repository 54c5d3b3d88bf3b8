"""Once a day: the planned meetings of every series."""

from django_tasks import task

from himaya.profiles.coordination.keepers import for_each_in_force
from himaya.profiles.coordination.meetings.declaration import MEETING_SERIES
from himaya.profiles.coordination.meetings.series import plan_meetings


@task()
def plan_series() -> int:
    """Of every series in force; how many meetings were made."""
    return for_each_in_force(
        MEETING_SERIES.code, lambda seat, series: plan_meetings(seat=seat, series=series).made
    )
