"""The worker: takes jobs one after the other, keeps their leases alive, stops when asked.

SIGTERM or SIGINT: the present job may finish within the grace period; otherwise it is put back
untouched for the next worker. kill -9: its lease runs out and the next worker takes it over.
"""

import logging
import os
import signal
import threading
import time
from datetime import timedelta
from types import FrameType
from typing import Any

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection
from django.utils.module_loading import import_string
from django_tasks.base import Task, TaskContext
from django_tasks.utils import normalize_json

from himaya.jobs import lease, schedule
from himaya.jobs.backend import result_of
from himaya.jobs.models import Job

logger = logging.getLogger("himaya.jobs")
_GRACE = 10.0  # seconds a job may go on after the worker was asked to stop


class Worker:
    """One process's loop. Several may run on one database."""

    def __init__(self, *, pause: float = 0.5, grace: float = _GRACE) -> None:
        self.name = lease.worker_name()
        self._lease = timedelta(seconds=settings.HIMAYA_JOB_LEASE)
        self._pause = pause
        self._grace = grace
        self._stopping = threading.Event()

    def listen(self) -> None:
        """Stop on SIGTERM and SIGINT. Call from the main thread."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping.set()

    def run(self, *, once: bool = False, drain: bool = False) -> int:
        """Work until asked to stop; `once`: one job; `drain`: until none is due. Returns jobs done.

        A database that is away for a moment (restart, lock) is waited for, not given up on.
        """
        done = 0
        while not self._stopping.is_set():
            try:
                schedule.enqueue_due()
                job = lease.claim(worker=self.name, lease=self._lease)
                if job is not None:
                    self.work_on(job)
                    done += 1
            except DatabaseError as error:
                if once or drain:
                    raise
                logger.warning("database away (%s), waiting", type(error).__name__)
                connection.close()
                self._stopping.wait(5)
                continue
            if once or (drain and job is None):
                break
            if job is None:
                close_old_connections()
                self._stopping.wait(self._pause)
        return done

    def work_on(self, job: Job) -> None:
        """Run one claimed job to its end and write down how it ended."""
        with _Heartbeat(job, self._lease, self._stopping, self._grace):
            try:
                result = _call(job)
            except Exception as error:  # noqa: BLE001 - whatever a task raises ends that task only
                held = lease.fail(job, error)
                kind = type(error).__name__  # a message or a trace may quote an answer
                logger.error("job %s %s: %s", job.ref, job.task, kind)  # noqa: TRY400 - see above
            else:
                held = lease.finish(job, result)
        if not held:
            logger.warning("job %s %s: the lease was lost, result dropped", job.ref, job.task)


def _call(job: Job) -> Any:  # noqa: ANN401 - tasks return what they like, as JSON
    task: Task[Any, Any] = import_string(job.task)
    args, kwargs = job.arguments.get("args", []), job.arguments.get("kwargs", {})
    if task.takes_context:
        args = [TaskContext(task_result=result_of(job)), *args]
    return normalize_json(task.call(*args, **kwargs))


class _Heartbeat:
    """Renews the lease from a thread of its own while a job runs."""

    def __init__(
        self, job: Job, length: timedelta, stopping: threading.Event, grace: float
    ) -> None:
        self._job, self._length, self._stopping, self._grace = job, length, stopping, grace
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _beat(self) -> None:
        interval = self._length.total_seconds() / 3
        next_beat = time.monotonic() + interval
        asked_at: float | None = None
        try:
            while not self._over.wait(0.1 if self._stopping.is_set() else min(interval, 0.5)):
                now = time.monotonic()
                if self._stopping.is_set():
                    asked_at = asked_at or now
                    if now - asked_at > self._grace:
                        self._put_back_and_leave()
                if now >= next_beat:
                    self._renew()
                    next_beat = now + interval
        finally:
            connection.close()  # this thread's own

    def _renew(self) -> None:
        try:
            lease.keep(self._job, lease=self._length)
        except DatabaseError as error:
            # The lease outlives two missed beats; if all three fail, another worker takes over.
            logger.warning("job %s: heartbeat missed (%s)", self._job.ref, type(error).__name__)

    def _put_back_and_leave(self) -> None:
        """A task cannot be interrupted from outside, so the process goes; the job goes back."""
        lease.release(self._job)
        logger.warning("job %s %s: put back, worker stops", self._job.ref, self._job.task)
        os._exit(0)
