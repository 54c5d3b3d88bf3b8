"""Datasets: records of one instrument, with owner, audience, level and retention."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from himaya.files.models import StoredFile
from himaya.instruments.models import Instrument, Version
from himaya.kernel.words import in_language
from himaya.people.models import Agency
from himaya.systems.models import InformationSystem
from himaya.tenancy.models import OfOperation


class Audience(models.TextChoices):
    """Whom a row is meant for, before levels and rules narrow it."""

    AGENCY = "agency"
    WORKSPACE = "workspace"
    CO_LEADS = "co_leads"  # the workspace, and who leads with it for the government
    OPERATION = "operation"


class Lane(models.TextChoices):
    """The two lanes: information, and persons (case management, restricted)."""

    INFORMATION = "information"
    PERSON = "person"


class Dataset(OfOperation):
    """A register: the records collected with one instrument under one profile."""

    code = models.SlugField(max_length=60)  # not unique: hidden registers must not block one
    names = models.JSONField(default=dict)  # text by language code
    system = models.ForeignKey(InformationSystem, on_delete=models.PROTECT, related_name="datasets")
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="datasets")
    # The version that new records are written against.
    version = models.ForeignKey(Version, null=True, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="datasets")
    profile = models.CharField(max_length=40, blank=True)  # code of the declaring profile
    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.AGENCY)
    lane = models.CharField(max_length=12, choices=Lane.choices, default=Lane.PERSON)
    level = models.PositiveSmallIntegerField(default=4)
    retention_months = models.PositiveSmallIntegerField(default=60)
    is_open = models.BooleanField(default=True)  # takes new records
    # Grows with every committed change of a record: what snapshots are compared with.
    revision = models.PositiveBigIntegerField(default=0)

    objects: ClassVar[models.Manager["Dataset"]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=4), name="dataset_level"),
            models.CheckConstraint(condition=Q(lane__in=Lane.values), name="dataset_lane"),
            models.CheckConstraint(
                condition=Q(audience__in=Audience.values), name="dataset_audience"
            ),
        ]
        ordering = ["code"]

    def __str__(self) -> str:
        return in_language(self.names) or self.code


class ImportBatch(OfOperation):
    """One brought file: read, looked at on the bench, decided row by row, imported."""

    class State(models.TextChoices):
        READING = "reading"  # a large file, by a job
        READ = "read"
        IMPORTING = "importing"  # a large file, piece by piece
        IMPORTED = "imported"
        UNDONE = "undone"
        DROPPED = "dropped"

    dataset = models.ForeignKey(
        Dataset, null=True, blank=True, on_delete=models.PROTECT, related_name="imports"
    )
    kind = models.CharField(max_length=40)  # workplan, ...: the registered importer
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.READ)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    # Whose file it is, where somebody said so: its layout is remembered for them.
    provider = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # What the importer read, sealed like the file it came from (may name persons).
    sealed_reading = models.BinaryField(default=bytes)
    counts = models.JSONField(default=dict)  # accepted, doubtful, refused, created, updated
    made_by = models.CharField(max_length=16)  # seat ref
    made_at = models.DateTimeField(auto_now_add=True)
    imported_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["ImportBatch"]] = models.Manager()

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"


class ImportMapping(OfOperation):
    """How files of one provider and kind are read: columns, sheet, order of dates, known words.

    It says what a file said, so only who sees the file it was learnt from sees it.
    """

    kind = models.CharField(max_length=40)  # as of the batch
    provider = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    learnt_from = models.OneToOneField(
        ImportBatch, on_delete=models.CASCADE, related_name="mapping"
    )
    sealed = models.BinaryField()  # headings and decisions, under the key of the file's own
    made_by = models.CharField(max_length=16)  # seat ref
    made_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager["ImportMapping"]] = models.Manager()

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"


class ImportRow(models.Model):
    """One row of a brought file as the bench shows it. Holds positions and codes, no content."""

    class State(models.TextChoices):
        ACCEPTED = "accepted"
        DOUBTFUL = "doubtful"
        REFUSED = "refused"

    class Decision(models.TextChoices):
        OPEN = "open"
        TAKE = "take"
        LEAVE = "leave"

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    order = models.PositiveIntegerField()
    stable_id = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=State.choices)
    problems = models.JSONField(default=list)  # [{"code": ..., "params": {...names only}}]
    decision = models.CharField(max_length=6, choices=Decision.choices, default=Decision.OPEN)
    decided_by = models.CharField(max_length=16, blank=True)
    record = models.CharField(max_length=16, blank=True)  # ref, once imported

    objects: ClassVar[models.Manager["ImportRow"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "stable_id"], name="import_row_once")
        ]
        ordering = ["order"]

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.order}"


class ImportEffect(models.Model):
    """A record that an import wrote, with its revision before (0: made by it) and after."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="effects")
    record = models.CharField(max_length=16)  # ref
    before = models.PositiveIntegerField()
    after = models.PositiveIntegerField()

    objects: ClassVar[models.Manager["ImportEffect"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "record"], name="import_effect_once")
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.record}"
