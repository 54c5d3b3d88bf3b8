"""Work that comes back: rooms declare it in `AppConfig.ready()`, workers put it in the table.

A declared task becomes one job per period. The period's number is part of the job's `slot`, which
is unique, so any number of workers make it once; a period in which no worker ran is not made up
for, since each of these tasks does everything that is due when it runs.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django_tasks.base import Task

from himaya.jobs.models import Job
from himaya.kernel import clock


@dataclass(frozen=True, slots=True)
class Recurring:
    """A task without arguments and how often it is due."""

    task: Task[Any, Any]
    every: timedelta


_declared: dict[str, Recurring] = {}


def every(period: timedelta, task: Task[Any, Any]) -> None:
    """Declare a recurring task. The shortest useful period is the worker's pause of a second."""
    _declared[task.module_path] = Recurring(task, period)


def declared() -> tuple[Recurring, ...]:
    """All recurring tasks, by path."""
    return tuple(_declared[path] for path in sorted(_declared))


def enqueue_due(now: datetime | None = None) -> int:
    """Add the jobs of this moment's periods; returns how many were new.

    A task that still waits or runs gets no second job behind it.
    """
    moment = now or clock.now()
    slots = {_slot(one, moment): one for one in declared()}
    known = set(Job.objects.filter(slot__in=slots).values_list("slot", flat=True))
    wanted = {slot: one for slot, one in slots.items() if slot not in known}
    if not wanted:
        return 0
    open_states = (Job.State.READY, Job.State.RUNNING)
    paths = [one.task.module_path for one in wanted.values()]
    busy = set(
        Job.objects.filter(task__in=paths, state__in=open_states, slot__isnull=False).values_list(
            "task", flat=True
        )
    )
    made = Job.objects.bulk_create(
        [
            Job(task=one.task.module_path, slot=slot, run_after=moment, priority=one.task.priority)
            for slot, one in wanted.items()
            if one.task.module_path not in busy
        ],
        ignore_conflicts=True,  # another worker was quicker
    )
    return len(made)


def _slot(one: Recurring, moment: datetime) -> str:
    number = int(moment.timestamp() // one.every.total_seconds())
    return f"{one.task.module_path}@{number}"
