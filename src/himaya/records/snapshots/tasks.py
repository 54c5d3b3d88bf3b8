"""The job that keeps snapshots fresh, and asking for it. Loads neither pyarrow nor polars."""

from functools import partial

from django.db import transaction
from django_tasks import task

from himaya.audit.log import write_event
from himaya.datasets.models import Dataset
from himaya.jobs.models import Job
from himaya.kernel.ids import new_ref
from himaya.kernel.verbs import Verb

LATER = -10  # figures can wait behind what a person waits for


@task(priority=LATER)
def refresh_snapshot(dataset_ref: str) -> dict[str, int]:
    """Bring the snapshots of a dataset up to date; compacts where due. Idempotent."""
    from himaya.records.snapshots.building import refresh_dataset

    dataset = Dataset.objects.select_related("system", "operation").filter(ref=dataset_ref).first()
    if dataset is None:
        return {"base": 0, "delta": 0}
    built = refresh_dataset(dataset)
    write_event(
        operation=dataset.operation,
        request=new_ref(),
        door="job",
        verb=Verb.SNAPSHOT_REFRESH,
        scope="change",
        thing_kind="dataset",
        thing=dataset.ref,
        allowed=True,
        note="full" if any(one.full for one in built) else "delta",
    )
    return {"base": sum(one.base for one in built), "delta": sum(one.delta for one in built)}


@task(priority=LATER)
def review_snapshots() -> int:
    """Look at all rows of every dataset that has snapshots: for changes that no writer marked."""
    from himaya.records.snapshots.building import refresh_dataset

    datasets = Dataset.objects.filter(snapshots__isnull=False).distinct()
    for dataset in datasets.select_related("system", "operation"):
        refresh_dataset(dataset, thorough=True)
    return len(datasets)


@task(priority=LATER)
def sweep_snapshots() -> int:
    """Remove snapshot files that no row names: what compaction and crashes left."""
    from himaya.records.snapshots.building import remove_orphans

    return sum(remove_orphans(dataset) for dataset in Dataset.objects.all())


def refresh_after_commit(dataset_ref: str) -> None:
    """Ask for a refresh once the present transaction has committed."""
    transaction.on_commit(partial(request_refresh, dataset_ref))


def request_refresh(dataset_ref: str) -> None:
    """Add the job, unless one is waiting already.

    Looked at after the commit, a waiting job has not begun, so it will see the change. A process
    killed between commit and here loses nothing: readers bring a stale snapshot up by themselves.
    """
    waiting = Job.objects.filter(
        task=refresh_snapshot.module_path,
        state=Job.State.READY,
        arguments__args__0=dataset_ref,
    )
    if not waiting.exists():
        refresh_snapshot.enqueue(dataset_ref)
