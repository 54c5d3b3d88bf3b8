"""Information systems: what runs where, by PIM category, and who belongs to its workspace."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from himaya.kernel.words import in_language
from himaya.people.models import Agency
from himaya.places.models import AdminUnit
from himaya.tenancy.models import OfOperation


class Category(models.TextChoices):
    """The eight categories of the PIM Matrix (PIM working meeting, December 2015)."""

    POPULATION = "population"
    NEEDS_ASSESSMENT = "needs_assessment"
    MONITORING = "monitoring"
    CASE_MANAGEMENT = "case_management"
    RESPONSE_MONITORING = "response_monitoring"
    SECURITY = "security"
    SECTORAL = "sectoral"
    COMMUNITIES = "communities"


class InformationSystem(OfOperation):
    """One system of a response and the workspace around it."""

    class State(models.TextChoices):
        PLANNED = "planned"
        ACTIVE = "active"
        PAUSED = "paused"
        ENDED = "ended"

    code = models.SlugField(max_length=60)
    names = models.JSONField(default=dict)  # text by language code
    purpose = models.TextField(blank=True)
    # Several categories are allowed (PIM outcome document, note 6); codes of Category.
    categories = models.JSONField(default=list)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="owned_systems")
    members = models.ManyToManyField(Agency, blank=True, related_name="workspaces")
    areas = models.ManyToManyField(AdminUnit, blank=True, related_name="+")
    tool = models.CharField(max_length=80, blank=True)  # himaya itself, Kobo, proGres, Excel ...
    methods = models.JSONField(default=list)  # codes of the vocabulary collection_methods
    outputs = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.ACTIVE)
    level = models.PositiveSmallIntegerField(default=2)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    risk_reviewed_on = models.DateField(null=True, blank=True)  # contextual risk analysis, 001 §7.1
    retention_months = models.PositiveSmallIntegerField(default=60)

    objects: ClassVar[models.Manager["InformationSystem"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["operation", "code"], name="system_code_once"),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=4), name="system_level"),
        ]
        ordering = ["code"]

    def __str__(self) -> str:
        return in_language(self.names) or self.code


class SystemRelation(models.Model):
    """One system feeds, verifies, replaces or refers to another (PIM outcome document, note 6)."""

    class Kind(models.TextChoices):
        FEEDS = "feeds"
        VERIFIES = "verifies"
        REPLACES = "replaces"
        REFERS_TO = "refers_to"

    source = models.ForeignKey(InformationSystem, on_delete=models.CASCADE, related_name="related")
    kind = models.CharField(max_length=9, choices=Kind.choices)
    target = models.ForeignKey(InformationSystem, on_delete=models.CASCADE, related_name="+")

    objects: ClassVar[models.Manager["SystemRelation"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "kind", "target"], name="system_relation_once"
            ),
            models.CheckConstraint(condition=~Q(source=F("target")), name="system_of_another"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.kind} {self.target_id}"
