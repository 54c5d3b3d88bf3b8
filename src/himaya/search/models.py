"""The search index: what may be found, with the attributes rules read.

The words themselves lie in the table `search_words` (see `fulltext`), each under the shelf of its
entry.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from himaya.tenancy.models import OfOperation, Operation

# As datasets.models Lane and Audience, which stand above this room.
LANES = ["information", "person"]
AUDIENCES = ["agency", "workspace", "co_leads", "operation"]


class Shelf(OfOperation):
    """Entries alike in what rules read of them first: seen together, or for the most part not.

    A question is put to the shelves on which something may be in sight; the words of the others
    are not touched, so that they cannot be told by the time that an answer takes.
    """

    group = models.CharField(max_length=24, blank=True)
    agency = models.CharField(max_length=16)
    system = models.CharField(max_length=16, blank=True)
    level = models.PositiveSmallIntegerField(default=4)
    lane = models.CharField(max_length=12, default="person")
    audience = models.CharField(max_length=10, default="agency")

    objects: ClassVar[models.Manager["Shelf"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["operation", "group", "agency", "system", "level", "lane", "audience"],
                name="search_shelf_once",
            ),
        ]

    def __str__(self) -> str:
        return self.ref


class Entry(OfOperation):
    """One findable thing, or what of it belongs to one field group.

    A thing has one entry of the group "" (open to whoever sees the thing) and one for each field
    group with text, which holds the open words too, so that one entry answers for all the words
    of a question. Sealed answers and text of High and Severe never come in here.
    """

    # Without an index: of one operation are all or most, and planners take it for the best way in.
    operation = models.ForeignKey(
        Operation, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    shelf = models.ForeignKey(Shelf, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=24)
    thing = models.CharField(max_length=16)  # ref
    group = models.CharField(max_length=24, blank=True)  # field group of the words; "" is open
    title = models.CharField(max_length=200)
    register = models.JSONField(default=dict)  # names by language of where the thing is kept
    agency = models.CharField(max_length=16)  # refs and codes: what visible_to filters on
    system = models.CharField(max_length=16, blank=True)
    level = models.PositiveSmallIntegerField(default=4)
    lane = models.CharField(max_length=12, default="person")
    audience = models.CharField(max_length=10, default="agency")
    area = models.CharField(max_length=40, default="", blank=True)
    state = models.CharField(max_length=40, blank=True)
    author = models.CharField(max_length=16, blank=True)
    caseworker = models.CharField(max_length=16, blank=True)
    # What an answer is narrowed by, beside agency, area and level.
    kept_in = models.CharField(max_length=16, blank=True)  # ref of the register
    day = models.DateField(null=True, blank=True)  # that the thing tells of; none: it does not say
    type = models.CharField(max_length=60, blank=True)  # code, such as of a kind of document
    type_names = models.JSONField(default=dict)  # by language
    language = models.CharField(max_length=12, blank=True)

    objects: ClassVar[models.Manager["Entry"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["thing", "kind", "group"], name="search_entry_group_once"
            ),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=4), name="search_level"),
            models.CheckConstraint(condition=Q(lane__in=LANES), name="search_lane"),
            models.CheckConstraint(condition=Q(audience__in=AUDIENCES), name="search_audience"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.thing}"


class EntryText(models.Model):
    """The words of an entry as written: what is shown of a match. Apart, so that rows are small."""

    entry = models.OneToOneField(
        Entry, primary_key=True, on_delete=models.CASCADE, related_name="written"
    )
    text = models.TextField()

    objects: ClassVar[models.Manager["EntryText"]] = models.Manager()

    def __str__(self) -> str:
        return str(self.entry_id)
