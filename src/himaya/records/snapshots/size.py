"""From which size on a register is counted on its snapshot. Loads no pyarrow, no polars."""

from himaya.datasets.models import Dataset
from himaya.records.models import Snapshot

# Up to so many rows all of them are looked at for each delta (4 µs a row), so that a change which
# no writer marked is found at once, in larger registers once a day; and up to so many the database
# counts, filters and sorts lists.
LOOK_AT_ALL = 20_000


def looks_at_all(rows: int) -> bool:
    """Whether so many rows are few enough to look at all of them."""
    return rows <= LOOK_AT_ALL


def is_large(dataset: Dataset) -> bool:
    """Whether lists and maps are made on the snapshot; not before there is one. One query."""
    rows = Snapshot.objects.filter(dataset=dataset).exclude(base_file="")
    return not looks_at_all(sum(rows.values_list("rows", flat=True)))
