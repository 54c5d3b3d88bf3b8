"""Which documents are copies of an earlier one: the same bytes, or nearly the same words.

Told among all documents, since copies count once whoever brought them; shown to a seat only where
it sees the other document too (`queries`).
"""

from django.db.models import QuerySet

from himaya.engines.narrative.copies import NEAR, likeness, sketch, sketch_keys
from himaya.library.models import CopyKey, DocumentVersion
from himaya.records.indexing import index_record
from himaya.records.models import Record

_HIGH = 3  # from here up nothing of the words is kept beside the encrypted text


def keep_signature(version: DocumentVersion, text: str) -> None:
    """Keep by what near copies are told and search finds it, up to Moderate; above, neither."""
    record = version.record
    version.signature = sketch(text) if text and record.level < _HIGH else b""
    version.save(update_fields=["signature"])
    _note_copies(version)
    if record.head is not None:
        index_record(record, record.head.answers)


def forget_signatures(record: Record) -> None:
    """The document became High: nothing told of its words stays beside the encrypted text."""
    CopyKey.objects.filter(version__record=record).delete()
    DocumentVersion.objects.filter(record=record).update(signature=b"")


def _note_copies(version: DocumentVersion) -> None:
    """Write down of what a version is a copy."""
    CopyKey.objects.filter(version=version).delete()
    others = (
        DocumentVersion.objects.filter(
            operation=version.operation_id, record__is_withdrawn=False, pk__lt=version.pk
        )
        .exclude(record=version.record_id)
        .order_by("pk")
    )
    first = others.filter(file__sha256=version.file.sha256).first()
    if version.signature:
        keys = sketch_keys(bytes(version.signature))
        first = first or _nearest(version, others.filter(keys__key__in=keys).distinct())
        CopyKey.objects.bulk_create(CopyKey(version=version, key=key) for key in set(keys))
    if first is not None:
        version.copy_of = first.copy_of or first
        version.save(update_fields=["copy_of"])


def _nearest(
    version: DocumentVersion, candidates: QuerySet[DocumentVersion]
) -> DocumentVersion | None:
    own = bytes(version.signature)
    found = [(likeness(own, bytes(one.signature)), -one.pk, one) for one in candidates]
    best = max(found, default=None, key=lambda one: one[:2])
    return best[2] if best is not None and best[0] >= NEAR else None
