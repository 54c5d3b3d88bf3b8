"""Once a day: the reports due of periods that have begun, under the access of who keeps them."""

import logging

from django_tasks import task

from himaya.kernel.problems import Problem
from himaya.people.queries import acting_seat, usable_seats
from himaya.profiles.coordination.response.declaration import REPORTING_SCHEDULE
from himaya.profiles.coordination.response.rounds import IN_FORCE, make_reports_due
from himaya.records.models import Record

logger = logging.getLogger(__name__)


@task()
def make_what_is_due() -> int:
    """Of every schedule in force; how many were made.

    The job has no rights of its own: it acts as who wrote the schedule last, and where that
    access has ended or allows it no more, nothing is made until somebody presses the button.
    """
    schedules = Record.objects.filter(
        dataset__profile=REPORTING_SCHEDULE.code, status=IN_FORCE, is_withdrawn=False
    ).select_related(
        "operation", "head__sealed_for__agency", "agency", "version", "dataset__system"
    )
    made = 0
    for schedule in schedules:
        assert schedule.head is not None  # noqa: S101 - written in the record's own transaction
        keeper = (
            usable_seats()
            .filter(ref=schedule.head.made_by)
            .select_related("operation", "agency", "account")
            .first()
        )
        if keeper is None:
            logger.info("schedule %s waits: nobody keeps it", schedule.ref)
            continue
        seat = acting_seat(keeper, second_factor=False, door="job")
        try:
            made += make_reports_due(seat=seat, schedule=schedule)
        except Problem as refused:
            logger.info("schedule %s waits: %s", schedule.ref, refused.code)
    return made
