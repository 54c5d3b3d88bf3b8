"""The search index: folded words of what may be found, with the attributes rules read."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from himaya.tenancy.models import OfOperation

# As datasets.models Lane and Audience, which stand above this room.
LANES = ["information", "person"]
AUDIENCES = ["agency", "workspace", "co_leads", "operation"]


class Entry(OfOperation):
    """One findable thing, or what of it belongs to one field group.

    A thing has one entry of the group "" (open to whoever sees the thing) and one for each field
    group with text, so that nobody finds a record by words that the record would not show them.
    Sealed answers and text of High and Severe never come in here.
    """

    kind = models.CharField(max_length=24)
    thing = models.CharField(max_length=16)  # ref
    group = models.CharField(max_length=24, blank=True)  # field group of the words; "" is open
    title = models.CharField(max_length=200)
    register = models.JSONField(default=dict)  # names by language of where the thing is kept
    words = models.TextField()  # folded (engines.tabular fold_words): what is matched
    text = models.TextField(blank=True)  # the same words as written: what is shown of a match
    agency = models.CharField(max_length=16)  # refs and codes: what visible_to filters on
    system = models.CharField(max_length=16, blank=True)
    level = models.PositiveSmallIntegerField(default=4)
    lane = models.CharField(max_length=12, default="person")
    audience = models.CharField(max_length=10, default="agency")
    area = models.CharField(max_length=40, default="", blank=True)
    state = models.CharField(max_length=40, blank=True)
    author = models.CharField(max_length=16, blank=True)
    caseworker = models.CharField(max_length=16, blank=True)

    objects: ClassVar[models.Manager["Entry"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "thing", "group"], name="search_entry_group_once"
            ),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=4), name="search_level"),
            models.CheckConstraint(condition=Q(lane__in=LANES), name="search_lane"),
            models.CheckConstraint(condition=Q(audience__in=AUDIENCES), name="search_audience"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.thing}"
