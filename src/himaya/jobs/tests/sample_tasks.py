"""Tasks that the tests enqueue; at module level, as the task API wants."""

import os
import time
from pathlib import Path
from typing import Any

from django_tasks import task
from django_tasks.base import TaskContext


@task()
def add(one: int, two: int) -> int:
    return one + two


@task()
def fail_always() -> None:
    raise ValueError("a text that may quote an answer")


@task(takes_context=True)
def tell_attempt(context: TaskContext) -> int:
    return int(context.attempt)


@task()
def write_slowly(folder: str, seconds: float) -> int:
    """Leaves a mark when it begins and another when it ends. Returns the process."""
    place = Path(folder)
    (place / f"began-{os.getpid()}").touch()
    time.sleep(seconds)
    (place / "ended").touch()
    return os.getpid()


@task()
def count_up(counts: dict[str, Any]) -> None:
    """Recurring in the tests of the schedule."""
