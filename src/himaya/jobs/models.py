"""The lease table: what a killed worker held is done by the next one."""

from typing import ClassVar

from django.db import models

from himaya.kernel.ids import new_ref


class Job(models.Model):
    """One unit of background work. Arguments are refs and codes, never personal data."""

    class State(models.TextChoices):
        READY = "ready"
        RUNNING = "running"
        DONE = "done"
        DEAD = "dead"

    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    task = models.CharField(max_length=200)
    # Of a recurring task: the period it is for, so that several workers add it once.
    slot = models.CharField(max_length=220, unique=True, null=True, blank=True)
    arguments = models.JSONField(default=dict)  # {"args": [...], "kwargs": {...}}
    result = models.JSONField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.READY)
    priority = models.SmallIntegerField(default=0)
    run_after = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    worker = models.CharField(max_length=40, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=5)
    last_error = models.CharField(max_length=200, blank=True)  # exception type only
    made_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Job"]] = models.Manager()

    class Meta:
        indexes = [
            # Claiming: the next ready job, or a running one whose lease ran out.
            models.Index(fields=["state", "run_after", "-priority"], name="job_claim"),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.state}"
