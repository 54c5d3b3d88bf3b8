"""What a file adds to the record of a document: its versions, and what makes copies known."""

from typing import ClassVar

from django.db import models

from himaya.files.models import StoredFile
from himaya.records.models import Record
from himaya.tenancy.models import OfOperation


class DocumentVersion(OfOperation):
    """One file of a document; older ones stay. What was read lies beside it, encrypted."""

    class State(models.TextChoices):
        WAITING = "waiting"  # a job will read it
        READ = "read"
        SET_APART = "set_apart"  # not safe to read, or not readable: quarantine

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="versions")
    n = models.PositiveIntegerField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    # Words by block, see `library.texts`; none until it is read.
    text = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    # The mail that it was attached to.
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="members")
    # Of files brought at once: shown together with how far they are.
    bunch = models.CharField(max_length=16, blank=True, db_index=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    kind = models.CharField(max_length=8, blank=True)  # engines.documents.kinds; "" until read
    # Why it is set apart: a code of engines.documents.errors.Reason, and its limits.
    refusal = models.CharField(max_length=40, blank=True)
    refusal_params = models.JSONField(default=dict)
    pages = models.PositiveIntegerField(default=0)
    words = models.PositiveIntegerField(default=0)
    language = models.CharField(max_length=8, blank=True)  # ISO 639-1, "und"; "" without words
    findings = models.JSONField(default=list)  # what it hides: [[kind, place, count]]
    notes = models.JSONField(default=list)  # what was left undone: engines.documents.Note
    # What in the words points to persons: {kind of engines.narrative.entities: count}.
    identities = models.JSONField(default=dict)
    # Which parts of each template it has: {type: {part: engines.narrative.completeness state}}.
    parts = models.JSONField(default=dict)
    # Sketch of the words (engines.narrative.copies), by which near copies are told; empty above
    # Moderate, of whose words nothing is kept beside the encrypted text.
    signature = models.BinaryField(default=bytes)
    # The first version of another document with the same bytes or nearly the same words.
    copy_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="copies")
    made_by = models.CharField(max_length=16)  # seat ref
    made_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager["DocumentVersion"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "n"], name="document_version_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "read", "set_apart"]),
                name="document_version_state",
            ),
        ]
        indexes = [
            # What waits for the reader, and what is set apart.
            models.Index(fields=["operation", "state"], name="document_version_state_at"),
        ]
        ordering = ["record", "-n"]

    def __str__(self) -> str:
        return f"{self.record_id}:{self.n}"


class CopyKey(models.Model):
    """A band of a sketch: two texts with one in common are compared (near copies)."""

    version = models.ForeignKey(DocumentVersion, on_delete=models.CASCADE, related_name="keys")
    key = models.BigIntegerField(db_index=True)

    objects: ClassVar[models.Manager["CopyKey"]] = models.Manager()

    def __str__(self) -> str:
        return str(self.key)


class Classification(models.Model):
    """How sensitive a document is said to be, and whether somebody decided that."""

    record = models.OneToOneField(Record, on_delete=models.PROTECT, related_name="classification")
    # Until somebody decides, a document has the strictest level that who brought it may see, and
    # no less than its words ask for.
    decided_by = models.CharField(max_length=16, blank=True)  # seat ref
    decided_at = models.DateTimeField(null=True, blank=True)
    # From its type, its detail and what was found in its words; 0 until it is read.
    proposed = models.PositiveSmallIntegerField(default=0)
    grounds = models.JSONField(default=list)  # [[code of library.levels, count]]
    # Keys of answers that were taken from the words without anybody looking at each.
    taken = models.JSONField(default=list)

    objects: ClassVar[models.Manager["Classification"]] = models.Manager()

    def __str__(self) -> str:
        return f"{self.record_id}: {self.proposed}"


class LinkCheck(models.Model):
    """Whether the link of an item of the shelf still opens, as it was last looked at."""

    class State(models.TextChoices):
        ALIVE = "alive"
        MOVED = "moved"  # another address answers for good
        DEAD = "dead"
        NO_ANSWER = "no_answer"  # in time: the net may be down, here or there

    record = models.OneToOneField(Record, on_delete=models.CASCADE, related_name="link_check")
    link = models.CharField(max_length=500)  # the address that was looked at
    state = models.CharField(max_length=10, choices=State.choices)
    moved_to = models.CharField(max_length=500, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)  # in a row
    checked_at = models.DateTimeField()

    objects: ClassVar[models.Manager["LinkCheck"]] = models.Manager()

    def __str__(self) -> str:
        return f"{self.record_id}: {self.state}"
