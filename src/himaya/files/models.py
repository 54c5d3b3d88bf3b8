"""Stored files: always encrypted on disk, named by reference only."""

from typing import ClassVar

from django.db import models

from himaya.tenancy.models import OfOperation


class StoredFile(OfOperation):
    """One uploaded or made file. The person's file name is kept sealed beside the content."""

    class Kind(models.TextChoices):
        UPLOAD = "upload"
        FORM = "form"
        COPY = "copy"
        MODEL = "model"
        SNAPSHOT = "snapshot"
        TEXT = "text"  # the words read of another file

    kind = models.CharField(max_length=12, choices=Kind.choices)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)  # of the plain content; same file twice
    level = models.PositiveSmallIntegerField(default=4)  # sensitivity 1-4; severe until told
    sealed_name = models.BinaryField(default=bytes)
    sealed_key = models.BinaryField()  # the file's own key, wrapped by the master key
    made_by = models.CharField(max_length=16)  # seat ref; no key upward
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["StoredFile"]] = models.Manager()

    def __str__(self) -> str:
        return self.ref
