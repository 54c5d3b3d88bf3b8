"""Recurring work: once per period, however many workers look."""

from datetime import UTC, datetime, timedelta

import pytest

from himaya.jobs import schedule
from himaya.jobs.models import Job
from himaya.jobs.tasks import sweep_done_jobs
from himaya.jobs.tests.sample_tasks import add
from himaya.kernel import clock

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _declare_the_sweep(_only_ours: None) -> None:
    schedule.every(timedelta(minutes=5), sweep_done_jobs)


def test_looked_at_twice_in_one_period__one_job() -> None:
    assert schedule.enqueue_due(NOON) == 1
    assert schedule.enqueue_due(NOON + timedelta(minutes=4)) == 0
    assert Job.objects.count() == 1


def test_next_period__next_job_but_not_behind_one_that_waits() -> None:
    schedule.enqueue_due(NOON)
    assert schedule.enqueue_due(NOON + timedelta(minutes=5)) == 0

    Job.objects.update(state=Job.State.DONE, finished_at=NOON)

    assert schedule.enqueue_due(NOON + timedelta(minutes=10)) == 1


def test_sweep__removes_old_results_and_keeps_the_dead() -> None:
    for state in (Job.State.DONE, Job.State.DEAD, Job.State.READY):
        add.enqueue(1, 1)
        Job.objects.filter(state=Job.State.READY).update(
            state=state, finished_at=clock.now() - timedelta(days=15)
        )
    schedule.enqueue_due(NOON)
    Job.objects.filter(slot__isnull=False).update(
        state=Job.State.DONE, finished_at=clock.now() - timedelta(hours=3)
    )

    assert sweep_done_jobs.call() == 2
    assert set(Job.objects.values_list("state", flat=True)) == {Job.State.DEAD, Job.State.READY}
