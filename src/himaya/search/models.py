"""The search index: folded words of what may be found, with the attributes rules read."""

from typing import ClassVar

from django.db import models

from himaya.tenancy.models import OfOperation


class Entry(OfOperation):
    """One findable thing. Sealed answers and text of High and Severe never come in here."""

    kind = models.CharField(max_length=24)
    thing = models.CharField(max_length=16)  # ref
    title = models.CharField(max_length=200)
    words = models.TextField()  # folded (engines.tabular fold)
    agency = models.CharField(max_length=16)  # refs and codes: what visible_to filters on
    system = models.CharField(max_length=16, blank=True)
    level = models.PositiveSmallIntegerField(default=4)
    lane = models.CharField(max_length=12, default="person")
    audience = models.CharField(max_length=10, default="agency")
    area = models.CharField(max_length=40, default="", blank=True)
    state = models.CharField(max_length=40, blank=True)
    author = models.CharField(max_length=16, blank=True)

    objects: ClassVar[models.Manager["Entry"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "thing"], name="search_entry_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.thing}"
