"""From which size on a register is counted on its snapshot. Loads no pyarrow, no polars."""

from django.db.models import OuterRef, QuerySet, Subquery, Sum

from himaya.datasets.models import Dataset
from himaya.records.models import Snapshot

# Up to so many rows all of them are looked at for each delta (4 µs a row), so that a change which
# no writer marked is found at once, in larger registers once a day; and up to so many the database
# counts, filters and sorts lists.
LOOK_AT_ALL = 20_000


def looks_at_all(rows: int) -> bool:
    """Whether so many rows are few enough to look at all of them."""
    return rows <= LOOK_AT_ALL


def with_size(datasets: QuerySet[Dataset]) -> QuerySet[Dataset]:
    """The datasets, each with what `is_large` asks. No query more."""
    there = Snapshot.objects.filter(dataset=OuterRef("pk")).exclude(base_file="")
    rows = there.order_by().values("dataset").annotate(all=Sum("rows")).values("all")
    return datasets.annotate(snapshot_rows=Subquery(rows))


def is_large(dataset: Dataset) -> bool:
    """Whether lists and maps are made on the snapshot: of datasets read `with_size`.

    Not before there is a snapshot.
    """
    return not looks_at_all(getattr(dataset, "snapshot_rows", None) or 0)
