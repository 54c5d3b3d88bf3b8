"""Django's task API over the lease table (stack.md)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus

from himaya.jobs.models import Job
from himaya.kernel import clock


class LeaseBackend(BaseTaskBackend):  # type: ignore[misc] - django-tasks ships no types
    """Keeps tasks as rows, in the caller's transaction; `himaya work` claims them."""

    supports_defer = True
    supports_priority = True

    def enqueue(
        self, task: Task[Any, Any], args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> TaskResult[Any]:
        """Add a row; it exists exactly if the surrounding transaction commits."""
        self.validate_task(task)
        job = Job.objects.create(
            task=task.module_path,
            arguments={"args": list(args), "kwargs": dict(kwargs)},
            priority=task.priority,
            run_after=task.run_after or clock.now(),
        )
        return TaskResult(
            task=task,
            id=job.ref,
            status=TaskResultStatus.READY,
            enqueued_at=job.made_at,
            started_at=None,
            last_attempted_at=None,
            finished_at=None,
            args=list(args),
            kwargs=dict(kwargs),
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )
