"""Counting the changes of a register, and which records each of them touched."""

from collections.abc import Collection

from django.db.models import F, QuerySet, Subquery

from himaya.datasets.models import Dataset
from himaya.records.models import Record


def mark_changed(dataset: int, records: Collection[int] | QuerySet[Record, int]) -> None:
    """A new revision of the register, in which these records changed. Two queries.

    Within the transaction of the change: the register's row stays locked until it ends, so that
    revisions come to light in their order and a snapshot misses none.
    """
    register = Dataset.objects.filter(pk=dataset)
    register.update(revision=F("revision") + 1)
    changed = Record.objects.filter(dataset=dataset, pk__in=records)
    changed.update(changed_in=Subquery(register.values("revision")[:1]))
