"""Instruments: forms with two marks on each question; a published version is frozen."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from himaya.files.models import StoredFile
from himaya.kernel.words import in_language
from himaya.people.models import Agency
from himaya.systems.models import InformationSystem
from himaya.tenancy.models import OfOperation


class Instrument(OfOperation):
    """A form (assessments: a tool), with its versions."""

    code = models.SlugField(max_length=60)  # not unique: hidden forms must not block one
    names = models.JSONField(default=dict)  # text by language code
    system = models.ForeignKey(
        InformationSystem, on_delete=models.PROTECT, related_name="instruments"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    profile = models.CharField(max_length=40, blank=True)  # code of the declaring profile

    objects: ClassVar[models.Manager["Instrument"]] = models.Manager()

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return in_language(self.names) or self.code


class Version(OfOperation):
    """One version of an instrument. Once published, nothing in it changes."""

    class State(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"
        RETIRED = "retired"

    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    # engines.xlsform Form.to_json(), the whole form as it was read.
    definition = models.JSONField()
    digest = models.CharField(max_length=64)  # SHA-256 of the definition; checked when used
    source = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT)
    made_by = models.CharField(max_length=16)  # seat ref
    made_at = models.DateTimeField(auto_now_add=True)
    published_by = models.CharField(max_length=16, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Version"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["instrument", "number"], name="version_number_once")
        ]
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.instrument} {self.number}"


class Question(models.Model):
    """A question is a row: what its answer means and how dangerous it is."""

    class Sensitivity(models.TextChoices):
        DIRECT = "direct"
        INDIRECT = "indirect"
        SENSITIVE = "sensitive"
        NONE = "none"

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="questions")
    order = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=120)  # the answer's key (engines.xlsform)
    kind = models.CharField(max_length=24)  # normalised XLSForm type
    labels = models.JSONField(default=dict)  # text by language code
    repeat = models.CharField(max_length=200, blank=True)  # path of the repeat it sits in
    list_name = models.CharField(max_length=120, blank=True)
    means = models.CharField(max_length=40, blank=True)
    # Unconfirmed questions count as the stricter class until a person looks (meaning.md).
    sensitivity = models.CharField(
        max_length=10, choices=Sensitivity.choices, default=Sensitivity.DIRECT
    )
    level = models.PositiveSmallIntegerField(default=4)
    need = models.CharField(max_length=60, blank=True)
    aggregation = models.CharField(max_length=10, blank=True)
    is_confirmed = models.BooleanField(default=False)
    proposal = models.JSONField(default=dict, blank=True)  # engines.xlsform Proposal as a dict

    objects: ClassVar[models.Manager["Question"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "repeat", "key"], name="question_key_once"),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=4), name="question_level"),
        ]
        ordering = ["order"]

    def __str__(self) -> str:
        return self.key

    @property
    def path(self) -> str:
        """Where the answer sits: its key, after the path of its repeat."""
        return f"{self.repeat}.{self.key}" if self.repeat else self.key

    @property
    def is_sealed(self) -> bool:
        """Whether answers are kept encrypted: direct identifiers, and all of High and Severe."""
        return self.sensitivity == self.Sensitivity.DIRECT or self.level >= 3  # noqa: PLR2004 - High
