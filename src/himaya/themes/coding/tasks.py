"""Jobs of coding: suggesting for documents that were read, and anew by another version."""

from django.db import transaction
from django_tasks import task

from himaya.library.models import DocumentVersion
from himaya.library.queries import standing_versions
from himaya.themes.coding.cutting import mark_passages, suggest_document
from himaya.themes.models import FrameworkVersion, Passage

_BUNCH = 50  # documents of one job: its lease is renewed, and a stopped worker loses little


def suggest_later(version: DocumentVersion) -> None:
    """Called with each document that was read, in the transaction that writes it."""
    suggest_documents.enqueue([version.ref])


@task()
def suggest_documents(refs: list[str]) -> int:
    """Cut and suggest; returns how many suggestions there are. Can be repeated."""
    versions = DocumentVersion.objects.filter(ref__in=refs, state=DocumentVersion.State.READ)
    return sum(suggest_document(one) for one in versions.select_related("text").order_by("pk"))


@task()
def mark_older_passages() -> int:
    """Passages that were cut before quotes were looked for; a job for each bunch of documents."""
    unmarked = Passage.objects.filter(runs=None, version__text__isnull=False)
    refs = list(unmarked.order_by().values_list("version__ref", flat=True).distinct())
    for at in range(0, len(refs), _BUNCH):
        mark_documents.enqueue(refs[at : at + _BUNCH])
    return len(refs)


@task()
def mark_documents(refs: list[str]) -> int:
    """Keep what quotes are found by; returns of how many documents. Can be repeated."""
    versions = DocumentVersion.objects.filter(ref__in=refs, text__isnull=False)
    for version in versions.select_related("text", "record"):
        mark_passages(version)
    return len(refs)


def suggest_anew(framework_version: FrameworkVersion) -> None:
    """Let jobs suggest for all documents that stand: the framework or its model is another one.

    Called on pages, in the transaction of the change: one job comes first, and makes the others.
    """
    spread_suggesting.enqueue(framework_version.ref)


@task()
def spread_suggesting(ref: str) -> int:
    """A job for each bunch of documents, all or none; returns how many. Can be repeated."""
    version = FrameworkVersion.objects.get(ref=ref)
    found = standing_versions().filter(
        operation=version.operation_id, state=DocumentVersion.State.READ
    )
    refs = list(found.order_by("pk").values_list("ref", flat=True))
    with transaction.atomic():
        for at in range(0, len(refs), _BUNCH):
            suggest_documents.enqueue(refs[at : at + _BUNCH])
    return -(-len(refs) // _BUNCH)
