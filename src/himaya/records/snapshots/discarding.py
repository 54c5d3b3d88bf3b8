"""Taking snapshots away at once, when what they hold was erased. Loads no pyarrow, no polars."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction

from himaya.datasets.models import Dataset
from himaya.kernel.ids import new_ref
from himaya.records.models import Snapshot


def discard_snapshots(dataset: Dataset) -> None:
    """No file of this dataset is read again after the present transaction; call within it.

    The row then names a base that does not exist: whoever reads or refreshes builds a new one, and
    a builder that began before cannot put its files in place (building._swap).
    """
    for snapshot in Snapshot.objects.filter(dataset=dataset):
        files = list(Path(settings.HIMAYA_SNAPSHOTS).glob(f"{snapshot.ref}-*"))
        Snapshot.objects.filter(pk=snapshot.pk).update(
            base_file=f"{snapshot.ref}-{new_ref()}",
            delta_file="",
            base_revision=0,
            delta_revision=0,
        )
        transaction.on_commit(partial(_remove, files))


def _remove(files: Iterable[Path]) -> None:
    for path in files:
        path.unlink(missing_ok=True)
