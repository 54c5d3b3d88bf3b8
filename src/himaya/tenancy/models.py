"""The operation: the tenant that every operational row belongs to."""

from typing import ClassVar

from django.db import models

from himaya.kernel.ids import new_ref
from himaya.kernel.words import in_language


class Operation(models.Model):
    """A response in one country or area, with its own words, places, people and protocol."""

    class Labels(models.TextChoices):
        CLUSTER = "cluster"
        SECTOR = "sector"
        WORKING_GROUP = "working_group"

    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    slug = models.SlugField(max_length=40, unique=True)
    names = models.JSONField(default=dict)  # text by language code
    # Which of the field's words this response uses (words.md): cluster/sector/working group.
    coordination_label = models.CharField(
        max_length=20, choices=Labels.choices, default=Labels.CLUSTER
    )
    languages = models.JSONField(default=list)  # language codes, first is the default
    time_zone = models.CharField(max_length=40, default="UTC")
    second_factor_required = models.BooleanField(default=True)
    seat_cap = models.PositiveSmallIntegerField(default=5)  # per agency; seed 000: "very few"
    is_demo = models.BooleanField(default=False)
    # Only an operation opened for real work may hold person data (case management).
    person_lane_open = models.BooleanField(default=False)
    opened_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager["Operation"]] = models.Manager()

    def __str__(self) -> str:
        return in_language(self.names) or self.slug


class OfOperation(models.Model):
    """Fields only: the tenant column and the public reference."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
