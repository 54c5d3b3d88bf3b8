"""The jobs room's own recurring work."""

from datetime import timedelta

from django_tasks import task

from himaya.jobs.models import Job
from himaya.jobs.schedule import declared
from himaya.kernel import clock

KEEP_RECURRING = timedelta(hours=2)
KEEP_DONE = timedelta(days=14)


@task()
def sweep_done_jobs() -> int:
    """Remove finished jobs after a while; dead ones stay until somebody has looked.

    A recurring job stays at least for its period, since its slot tells that the period is done.
    """
    now = clock.now()
    done = Job.objects.filter(state=Job.State.DONE)
    removed, _ = done.filter(slot__isnull=True, finished_at__lt=now - KEEP_DONE).delete()
    for one in declared():
        old = now - max(KEEP_RECURRING, 2 * one.every)
        count, _ = done.filter(
            slot__isnull=False, task=one.task.module_path, finished_at__lt=old
        ).delete()
        removed += count
    return removed
