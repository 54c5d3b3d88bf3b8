"""Rule versions (the newest active one decides), and forms that were sent: once, or too late."""

from typing import ClassVar

from django.db import models

from himaya.tenancy.models import OfOperation, Operation


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


class LateForm(OfOperation):
    """A form that came in after its session had ended, for who wrote it. Removed after an hour."""

    account = models.CharField(max_length=16)  # account ref; no key upward
    seat = models.CharField(max_length=16)  # seat ref
    address = models.CharField(max_length=300)  # where it was sent: references and codes
    sealed = models.BinaryField()  # names and values
    expires_at = models.DateTimeField(db_index=True)

    objects: ClassVar[models.Manager["LateForm"]] = models.Manager()

    def __str__(self) -> str:
        return self.ref


class Lowering(OfOperation):
    """Leave to make something less sensitive: asked by its owner, granted by a reviewer, used once.

    `changes` says what comes to hold, in the words of the room that keeps the thing: levels and
    kinds of marks by name, never an answer.
    """

    kind = models.CharField(max_length=24)  # of gate.things
    thing = models.CharField(max_length=16)  # ref
    scope = models.CharField(max_length=20, blank=True)  # a form's version; "" the thing itself
    changes = models.JSONField()  # {what: what it comes to}
    reason = models.CharField(max_length=300)
    asked_by = models.CharField(max_length=16)  # seat ref
    asked_by_account = models.CharField(max_length=16)  # ref; one person may hold several seats
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    reviewed_by = models.CharField(max_length=16, blank=True)  # seat ref
    reviewed_at = models.DateTimeField(null=True, blank=True)
    granted = models.BooleanField(default=False)
    remark = models.CharField(max_length=300, blank=True)  # of the reviewer
    closed_at = models.DateTimeField(null=True, blank=True)  # used, refused, or asked for anew

    objects: ClassVar[models.Manager["Lowering"]] = models.Manager()

    class Meta:
        indexes = [models.Index(fields=["kind", "thing"], name="lowering_of_thing")]

    def __str__(self) -> str:
        return self.ref
