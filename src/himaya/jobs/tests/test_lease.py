"""One worker at a time; what fails is tried again; what is lost is taken over."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django_tasks.base import TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist
from pytest_django import Settings

from himaya.jobs import lease
from himaya.jobs.models import Job
from himaya.jobs.tests.sample_tasks import add, fail_always, tell_attempt
from himaya.jobs.worker import Worker
from himaya.kernel import clock

MINUTE = timedelta(minutes=1)


def lose_lease(job: Job) -> None:
    """As if its worker had been killed a while ago."""
    Job.objects.filter(pk=job.pk).update(lease_until=clock.now() - MINUTE)


def claim(worker: str = "w1") -> Job:
    job = lease.claim(worker=worker, lease=MINUTE)
    assert job is not None
    return job


@pytest.mark.django_db
class TestResults:
    def test_task_done__result_readable_through_the_task_api(self) -> None:
        enqueued = add.enqueue(2, two=3)
        assert enqueued.status == TaskResultStatus.READY

        assert Worker().run(drain=True) == 1

        result = add.get_result(enqueued.id)
        assert result.status == TaskResultStatus.SUCCESSFUL
        assert result.return_value == 5
        assert result.attempts == 1

    def test_unknown_reference__said_so(self) -> None:
        with pytest.raises(TaskResultDoesNotExist):
            add.get_result("nosuchjob")

    def test_task_that_wants_its_context__told_the_attempt(self) -> None:
        enqueued = tell_attempt.enqueue()
        Worker().run(drain=True)

        assert tell_attempt.get_result(enqueued.id).return_value == 1

    def test_transaction_rolled_back__no_job(self) -> None:
        with transaction.atomic():
            add.enqueue(1, 1)
            transaction.set_rollback(True)

        assert not Job.objects.exists()


@pytest.mark.django_db
class TestFailing:
    def test_failed__tried_again_later_and_only_the_kind_of_error_is_kept(self) -> None:
        fail_always.enqueue()
        Worker().run(drain=True)

        job = Job.objects.get()
        assert (job.state, job.attempts) == (Job.State.READY, 1)
        assert job.run_after > clock.now()
        assert job.last_error == "builtins.ValueError"

    def test_failed_as_often_as_it_may__dead_and_kept(self) -> None:
        enqueued = fail_always.enqueue()
        for _ in range(5):
            Job.objects.update(run_after=clock.now())
            Worker().run(drain=True)

        assert Job.objects.get().state == Job.State.DEAD
        assert fail_always.get_result(enqueued.id).status == TaskResultStatus.FAILED
        assert Worker().run(drain=True) == 0

    def test_each_wait_doubles_up_to_an_hour(self) -> None:
        waits = [lease.backoff(attempt).total_seconds() for attempt in (1, 2, 3, 30)]

        assert waits == [5, 10, 20, 3600]


@pytest.mark.django_db
class TestLease:
    def test_claimed__nobody_else_gets_it(self) -> None:
        add.enqueue(1, 1)
        claim()

        assert lease.claim(worker="w2", lease=MINUTE) is None

    def test_worker_lost__the_next_one_takes_over_and_the_first_cannot_write(self) -> None:
        add.enqueue(1, 1)
        first = claim("w1")
        lose_lease(first)
        second = claim("w2")

        assert second.attempts == 2
        assert not lease.keep(first, lease=MINUTE)
        assert not lease.finish(first, 2)
        assert not lease.fail(first, ValueError())
        assert lease.finish(second, 2)

    def test_job_that_kills_its_workers__dead_after_its_attempts(self) -> None:
        add.enqueue(1, 1)
        for _ in range(5):
            lose_lease(claim())

        assert lease.claim(worker="w6", lease=MINUTE) is None
        job = Job.objects.get()
        assert (job.state, job.last_error) == (Job.State.DEAD, "worker lost")

    def test_put_back__does_not_count_as_an_attempt(self) -> None:
        add.enqueue(1, 1)
        assert lease.release(claim())

        assert claim("w2").attempts == 1

    def test_order__by_priority_then_age(self) -> None:
        add.enqueue(1, 1)
        urgent = add.using(priority=10).enqueue(2, 2)

        assert claim().ref == urgent.id

    def test_not_due_yet__left(self) -> None:
        add.using(run_after=clock.now() + MINUTE).enqueue(1, 1)

        assert lease.claim(worker="w1", lease=MINUTE) is None


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once__every_job_once(settings: Settings) -> None:
    """Slow: real connections in real threads."""
    for number in range(24):
        add.enqueue(number, 0)
    claimed: list[int] = []

    def work(name: str) -> None:
        while (job := lease.claim(worker=name, lease=MINUTE)) is not None:
            claimed.append(job.pk)
            lease.finish(job, None)
        connection.close()

    threads = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(claimed) == len(set(claimed)) == 24
    assert set(Job.objects.values_list("attempts", flat=True)) == {1}
