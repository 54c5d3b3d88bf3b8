"""Claiming, keeping and ending jobs in the lease table; the same on SQLite and PostgreSQL.

Requirements (stack.md, Jobs):
1. One worker at a time holds a job: claiming is one UPDATE that names the row it found.
2. A job whose worker was killed becomes claimable when its lease runs out.
3. A worker that lost its lease cannot write the result any more (fenced by worker and attempt).
4. A job that failed is tried again later and later; after `max_attempts` it is dead, and stays
   in the table to be looked at. Being killed counts as an attempt: a job that kills its worker
   (memory) must not go round for ever.
So a job may run more than once, and its second run may begin while a stalled first one still
goes on: tasks are idempotent (docs/reference/commands.md, himaya work).
"""

import os
import socket
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from himaya.jobs.models import Job
from himaya.kernel import clock
from himaya.kernel.ids import new_ref

_BACKOFF = timedelta(seconds=5)
_LONGEST_BACKOFF = timedelta(hours=1)

# The row is found and taken in one statement. On SQLite statements that write exclude one
# another; on PostgreSQL a row that another worker is just taking is stepped over.
_CLAIM = """
UPDATE jobs_job SET state = 'running', worker = %(worker)s, lease_until = %(until)s,
       attempts = attempts + 1
 WHERE id = (SELECT id FROM jobs_job
              WHERE (state = 'ready' AND run_after <= %(now)s)
                 OR (state = 'running' AND lease_until < %(now)s AND attempts < max_attempts)
              ORDER BY priority DESC, run_after, id LIMIT 1 {skip_locked})
RETURNING id
"""


def worker_name() -> str:
    """A name no other worker ever had: host and process for people, random for the fence."""
    return f"{socket.gethostname()[:16]}:{os.getpid()}:{new_ref()[:8]}"


def claim(*, worker: str, lease: timedelta) -> Job | None:
    """Take the next job that is due, or one whose worker has fallen silent."""
    now = clock.now()
    if not _claimable(now).exists():
        return None  # a read: idle workers must not queue for SQLite's write lock
    bury_killers(now)
    skip = "FOR UPDATE SKIP LOCKED" if connection.features.has_select_for_update_skip_locked else ""
    moment = connection.ops.adapt_datetimefield_value
    parameters = {"worker": worker, "now": moment(now), "until": moment(now + lease)}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_CLAIM.format(skip_locked=skip), parameters)
        row = cursor.fetchone()
    return None if row is None else Job.objects.get(pk=row[0])


def _claimable(now: datetime) -> QuerySet[Job]:
    ready = Q(state=Job.State.READY, run_after__lte=now)
    silent = Q(state=Job.State.RUNNING, lease_until__lt=now)
    return Job.objects.filter(ready | silent)


def keep(job: Job, *, lease: timedelta) -> bool:
    """Heartbeat: hold the job for another lease. False when somebody else has it by now."""
    return _held(job).update(lease_until=clock.now() + lease) == 1


def finish(job: Job, result: object) -> bool:
    """Write the result. False, and nothing written, when the lease was lost meanwhile."""
    changed = _held(job).update(
        state=Job.State.DONE,
        result=result,
        finished_at=clock.now(),
        lease_until=None,
        last_error="",
    )
    return changed == 1


def fail(job: Job, error: BaseException) -> bool:
    """Note the kind of error (never its text) and try again later, or give the job up."""
    now = clock.now()
    kind = f"{type(error).__module__}.{type(error).__qualname__}"[:200]
    if job.attempts >= job.max_attempts:
        changed = _held(job).update(
            state=Job.State.DEAD, last_error=kind, finished_at=now, lease_until=None
        )
    else:
        changed = _held(job).update(
            state=Job.State.READY, last_error=kind, run_after=now + backoff(job.attempts),
            lease_until=None, worker="",
        )  # fmt: skip
    return changed == 1


def release(job: Job) -> bool:
    """Put an unfinished job back when the worker must stop; it does not count as an attempt."""
    changed = _held(job).update(
        state=Job.State.READY, lease_until=None, worker="", attempts=job.attempts - 1
    )
    return changed == 1


def backoff(attempts: int) -> timedelta:
    """5 s, 10 s, 20 s ... at most an hour."""
    doublings = 1 << max(0, min(attempts - 1, 20))
    return min(_BACKOFF * doublings, _LONGEST_BACKOFF)


def bury_killers(now: datetime) -> int:
    """Give up jobs that took their last worker down with them."""
    return Job.objects.filter(
        state=Job.State.RUNNING, lease_until__lt=now, attempts__gte=F("max_attempts")
    ).update(state=Job.State.DEAD, last_error="worker lost", finished_at=now, lease_until=None)


def _held(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(
        pk=job.pk, state=Job.State.RUNNING, worker=job.worker, attempts=job.attempts
    )
