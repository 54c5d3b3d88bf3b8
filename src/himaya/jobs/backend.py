"""Django's task API over the lease table (stack.md)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskError, TaskResult, TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist

from himaya.jobs.models import Job
from himaya.kernel import clock

_STATUS = {
    Job.State.READY: TaskResultStatus.READY,
    Job.State.RUNNING: TaskResultStatus.RUNNING,
    Job.State.DONE: TaskResultStatus.SUCCESSFUL,
    Job.State.DEAD: TaskResultStatus.FAILED,
}


class LeaseBackend(BaseTaskBackend):
    """Keeps tasks as rows, in the caller's transaction; `himaya work` claims them."""

    supports_defer = True
    supports_priority = True
    supports_get_result = True

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
        return result_of(job, task)

    def get_result(self, result_id: str) -> TaskResult[Any]:
        """How the job stands now. Raises TaskResultDoesNotExist for an unknown reference."""
        job = Job.objects.filter(ref=result_id).first()
        if job is None:
            raise TaskResultDoesNotExist(result_id)
        return result_of(job)


def result_of(job: Job, task: Task[Any, Any] | None = None) -> TaskResult[Any]:
    """A row as Django's task API describes it. Errors carry the type only, never a text."""
    result: TaskResult[Any] = TaskResult(
        task=task or import_string(job.task),
        id=job.ref,
        status=_STATUS[Job.State(job.state)],
        enqueued_at=job.made_at,
        started_at=None,
        last_attempted_at=None,
        finished_at=job.finished_at,
        args=list(job.arguments.get("args", [])),
        kwargs=dict(job.arguments.get("kwargs", {})),
        backend="default",
        errors=[TaskError(exception_class_path=job.last_error, traceback="")]
        if job.last_error
        else [],
        worker_ids=[job.worker] * job.attempts,
    )
    object.__setattr__(result, "_return_value", job.result)
    return result
