"""Releases: the only way out. Working copies are releases too."""

from typing import ClassVar

from django.db import models

from himaya.datasets.models import Dataset
from himaya.files.models import StoredFile
from himaya.tenancy.models import OfOperation


class Release(OfOperation):
    """Something that left the platform: what, for whom, why, until when, and its fingerprint."""

    class Kind(models.TextChoices):
        WORKING_COPY = "working_copy"
        FEED = "feed"
        PRODUCT = "product"

    kind = models.CharField(max_length=14, choices=Kind.choices)
    dataset = models.ForeignKey(Dataset, null=True, blank=True, on_delete=models.PROTECT)
    format = models.CharField(max_length=12)  # xlsx, docx, csv, ics
    # Of several registers, where `dataset` is none: [{"dataset": ref, "level": decided at}].
    parts = models.JSONField(default=list)
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT)
    made_by = models.CharField(max_length=16)  # seat ref
    made_at = models.DateTimeField(auto_now_add=True)
    purpose = models.CharField(max_length=24)
    rows = models.PositiveIntegerField()
    columns = models.JSONField(default=list)  # question keys
    level = models.PositiveSmallIntegerField()
    rules = models.JSONField(default=list)
    policy = models.CharField(max_length=64)
    inputs = models.CharField(max_length=64)  # SHA-256 over the revisions that went in
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Release"]] = models.Manager()

    def __str__(self) -> str:
        return self.ref
