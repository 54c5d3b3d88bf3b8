"""Places: versioned admin units with p-codes, sites and population groups."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from himaya.kernel.words import in_language
from himaya.tenancy.models import OfOperation


class AdminUnit(OfOperation):
    """One unit of one edition of the boundaries (OCHA COD-AB). Editions overlap in time."""

    edition = models.CharField(max_length=20)  # of the boundary data set, as its source names it
    pcode = models.CharField(max_length=40)
    level = models.PositiveSmallIntegerField()  # 0 country .. 5
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    names = models.JSONField(default=dict)  # text by language code
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    # Thinned outline in lon/lat as `engines.figures.pack` writes it; "" where unknown.
    shape = models.TextField(default="", blank=True)

    objects: ClassVar[models.Manager["AdminUnit"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["operation", "edition", "pcode"], name="admin_unit_once_per_edition"
            )
        ]
        ordering = ["level", "pcode"]

    def __str__(self) -> str:
        return f"{in_language(self.names)} ({self.pcode})"


class MapPicture(OfOperation):
    """The drawing of one level of one edition, made when outlines come in; no figures in it."""

    edition = models.CharField(max_length=20)
    level = models.PositiveSmallIntegerField()
    # engines.figures.Picture as data, and "boxes": [west, south, east, north] by p-code.
    drawing = models.JSONField(default=dict)
    made_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[models.Manager["MapPicture"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["operation", "edition", "level"], name="map_picture_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.edition}/{self.level}"


class UnitSuccession(OfOperation):
    """A unit of an ended edition and one that it became, or became a part of."""

    old_edition = models.CharField(max_length=20)
    old_pcode = models.CharField(max_length=40)
    new_edition = models.CharField(max_length=20)
    new_pcode = models.CharField(max_length=40)
    # Which part of the old one's people lives in the new one, 0 to 1; none: nobody knows.
    share = models.FloatField(null=True, blank=True)

    objects: ClassVar[models.Manager["UnitSuccession"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["operation", "old_edition", "old_pcode", "new_edition", "new_pcode"],
                name="unit_succession_once",
            ),
            models.CheckConstraint(
                condition=Q(share__isnull=True) | Q(share__gt=0, share__lte=1),
                name="unit_succession_share",
            ),
        ]
        ordering = ["old_pcode", "new_pcode"]

    def __str__(self) -> str:
        return f"{self.old_pcode} → {self.new_pcode}"


class PlaceAlias(OfOperation):
    """A spelling that a person decided to mean a unit. Decisions are taken back, not deleted."""

    words = models.CharField(max_length=200)  # as first written
    folded = models.CharField(max_length=200)  # engines.tabular.fold of the words
    within = models.CharField(max_length=40, blank=True)  # p-code of the area above; "" anywhere
    pcode = models.CharField(max_length=40)
    decided_by = models.CharField(max_length=16)  # seat ref
    decided_at = models.DateTimeField()
    taken_back_by = models.CharField(max_length=16, blank=True)  # seat ref
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["PlaceAlias"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["operation", "folded", "within"],
                condition=Q(taken_back_at__isnull=True),
                name="place_alias_once",
            )
        ]
        ordering = ["-decided_at", "pk"]

    def __str__(self) -> str:
        return f"{self.words} → {self.pcode}"


class Site(OfOperation):
    """A camp, settlement, collective site, school, clinic or other named spot."""

    code = models.CharField(max_length=40)
    names = models.JSONField(default=dict)  # text by language code
    kind = models.CharField(max_length=40)  # code of the vocabulary site_types
    unit = models.ForeignKey(AdminUnit, on_delete=models.PROTECT, related_name="sites")
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    is_secret = models.BooleanField(default=False)  # safe houses: never on a map, never public
    # Sensitivity of the place itself, read by the rules; nothing said means Severe.
    level = models.PositiveSmallIntegerField(default=4)
    closed_on = models.DateField(null=True, blank=True)

    objects: ClassVar[models.Manager["Site"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["operation", "code"], name="site_code_once"),
            models.CheckConstraint(
                condition=Q(level__gte=1, level__lte=4), name="site_level_1_to_4"
            ),
            models.CheckConstraint(
                condition=Q(is_secret=False) | Q(level=4), name="site_secret_is_severe"
            ),
        ]
        ordering = ["code"]

    def __str__(self) -> str:
        return in_language(self.names) or self.code


class PopulationGroup(OfOperation):
    """A group that figures are about: refugees, IDPs, returnees, host community."""

    code = models.CharField(max_length=40)
    names = models.JSONField(default=dict)  # text by language code
    definition = models.TextField(blank=True)

    objects: ClassVar[models.Manager["PopulationGroup"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["operation", "code"], name="population_group_code_once")
        ]
        ordering = ["code"]

    def __str__(self) -> str:
        return in_language(self.names) or self.code
