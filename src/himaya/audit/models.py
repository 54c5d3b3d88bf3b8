"""The log: insert-only events that name things, rules and fields, never content."""

from typing import ClassVar

from django.db import models

from himaya.tenancy.models import Operation


class Batch(models.Model):
    """A sealed run of events: Merkle root, chained to the batch before, signed (Ed25519)."""

    number = models.PositiveBigIntegerField(unique=True)
    first_event = models.PositiveBigIntegerField()
    last_event = models.PositiveBigIntegerField()
    count = models.PositiveIntegerField()
    root = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)
    sealed_at = models.DateTimeField()

    objects: ClassVar[models.Manager["Batch"]] = models.Manager()

    def __str__(self) -> str:
        return f"batch {self.number}"


class Event(models.Model):
    """One decision or change. Refs instead of keys, so that the log outlives what it names."""

    class Effect(models.TextChoices):
        PERMIT = "permit"
        DENY = "deny"

    at = models.DateTimeField(db_index=True)
    operation = models.ForeignKey(
        Operation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    request = models.CharField(max_length=16, db_index=True)  # all events of one request share it
    door = models.CharField(max_length=10)  # page, api, feed, command, job
    account = models.CharField(max_length=16, blank=True)
    seat = models.CharField(max_length=16, blank=True, db_index=True)
    verb = models.CharField(max_length=40, db_index=True)
    scope = models.CharField(max_length=8)  # route, item, filter or change
    thing_kind = models.CharField(max_length=24, blank=True)
    thing = models.CharField(max_length=16, blank=True, db_index=True)
    effect = models.CharField(max_length=6, choices=Effect.choices)
    rules = models.JSONField(default=list)  # ids of the rules that decided
    policy = models.CharField(max_length=64, blank=True)
    purpose = models.CharField(max_length=24, blank=True)
    fields = models.JSONField(default=list)  # names of fields read or changed
    note = models.CharField(max_length=60, blank=True)  # a code, never content

    objects: ClassVar[models.Manager["Event"]] = models.Manager()

    def __str__(self) -> str:
        return f"{self.verb} {self.effect}"
