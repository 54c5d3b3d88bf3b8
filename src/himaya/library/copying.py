"""Which documents are copies of an earlier one: the same bytes, or nearly the same words.

Told among all documents, since copies count once whoever brought them; shown to a seat only where
it sees the other document too (`queries`).
"""

from operator import attrgetter

from himaya.engines.narrative.copies import NEAR, likeness, sketch, sketch_keys
from himaya.library.models import CopyKey, DocumentVersion
from himaya.records.indexing import index_record
from himaya.records.models import Record

_CROWD = 200  # compared at most: of a letter that hundreds have, the first tell enough
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
    """Write down of what a version is a copy, and which that came after it are copies of it.

    Jobs read in any order: what came later may have been read before.
    """
    CopyKey.objects.filter(version=version).delete()
    alike = _alike(version)
    first = min((one for one in alike if one.pk < version.pk), key=attrgetter("pk"), default=None)
    if first is not None:
        version.copy_of = first.copy_of or first
        version.save(update_fields=["copy_of"])
    later = [one.pk for one in alike if one.pk > version.pk and one.copy_of_id is None]
    DocumentVersion.objects.filter(pk__in=later).update(copy_of=version.copy_of or version)


def _alike(version: DocumentVersion) -> list[DocumentVersion]:
    """Versions of other documents with the same bytes or nearly the same words."""
    others = (
        DocumentVersion.objects.filter(operation=version.operation_id, record__is_withdrawn=False)
        .exclude(record=version.record_id)
        .select_related("copy_of")
    )
    found = list(others.filter(file__sha256=version.file.sha256)[:_CROWD])
    if version.signature:
        own = bytes(version.signature)
        keys = set(sketch_keys(own))
        near = others.filter(keys__key__in=keys).order_by("pk").distinct()[:_CROWD]
        found += [one for one in near if likeness(own, bytes(one.signature)) >= NEAR]
        CopyKey.objects.bulk_create(CopyKey(version=version, key=key) for key in keys)
    return found
