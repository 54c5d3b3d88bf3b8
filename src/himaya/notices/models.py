"""Notices: what a person is told, on the home page and by mail, without sensitive content."""

from typing import ClassVar

from django.db import models

from himaya.tenancy.models import OfOperation


class Notice(OfOperation):
    """One message for one seat: a code, a thing, a day. The text is made when shown."""

    seat = models.CharField(max_length=16, db_index=True)  # ref
    code = models.CharField(max_length=40)
    thing_kind = models.CharField(max_length=24, blank=True)
    thing = models.CharField(max_length=16, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Notice"]] = models.Manager()

    def __str__(self) -> str:
        return self.code
