"""Rule versions: the protocol as text, append-only; the newest active one decides."""

from typing import ClassVar

from django.db import models

from himaya.tenancy.models import Operation


class PolicyVersion(models.Model):
    """One version of an operation's rules; without any, the default rules hold."""

    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    document = models.JSONField()  # engines.rules document
    digest = models.CharField(max_length=64)
    made_by = models.CharField(max_length=16)  # seat ref
    active_from = models.DateTimeField()

    objects: ClassVar[models.Manager["PolicyVersion"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["operation", "number"], name="policy_number_once")
        ]
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.operation_id}:{self.number}"
