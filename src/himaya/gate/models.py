"""Rule versions (the newest active one decides), and what was sent once already."""

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


class Sending(models.Model):
    """One form or call that was sent with a one-time key, and what came of it."""

    seat = models.CharField(max_length=16)  # seat ref
    key = models.CharField(max_length=64)  # fingerprint of the key
    body = models.CharField(max_length=64)  # keyed fingerprint of what was sent, never the words
    thing = models.CharField(max_length=40)  # reference of what was made
    made_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager["Sending"]] = models.Manager()

    class Meta:
        constraints = [
            # What holds when the same form arrives twice at once.
            models.UniqueConstraint(fields=["seat", "key"], name="sending_once")
        ]

    def __str__(self) -> str:
        return f"{self.seat}:{self.thing}"
