"""Versions of documents, and who may read their words."""

from hashlib import sha256

from django.db.models import OuterRef, Q, QuerySet, Subquery

from himaya.datasets.declarations import profile_named, profiles
from himaya.datasets.models import Dataset
from himaya.gate.decisions import Decision, authorize, visible_to
from himaya.gate.seats import ActingSeat
from himaya.instruments.groups import LEVEL_GROUPS
from himaya.kernel.verbs import Verb
from himaya.library.models import DocumentVersion
from himaya.records.models import Record
from himaya.records.queries import records_of

NARRATIVE = "narrative"
DAYS = ("start", "end", "published_on")  # questions of the form
_MOST_COPIES = 10


def versions_of(record: Record) -> QuerySet[DocumentVersion]:
    """All versions of a document, the newest first."""
    return (
        DocumentVersion.objects.filter(record=record)
        .select_related("file", "text", "parent", "copy_of", "record__dataset")
        .order_by("-n")
    )


def newest_version(record: Record) -> DocumentVersion | None:
    """The version that stands; None where the record has no file."""
    return versions_of(record).first()


def standing_versions() -> QuerySet[DocumentVersion]:
    """The newest version of every document that is not withdrawn."""
    later = DocumentVersion.objects.filter(record=OuterRef("record")).order_by("-n")
    newest = Subquery(later.values("n")[:1])
    return DocumentVersion.objects.filter(record__is_withdrawn=False, n=newest)


def text_group(level: int) -> str:
    """The field group that the words of a document of that sensitivity are in.

    As an answer that means a narrative: from High up they are open with that access only.
    """
    return LEVEL_GROUPS.get(level, NARRATIVE)


def opens_text(decision: Decision, record: Record) -> bool:
    """Whether a decision on the record opens its words, its file and the file's name."""
    return decision.allowed and text_group(record.level) in decision.fields


def document_profiles() -> list[str]:
    """Codes of the registers whose entries are documents."""
    return [profile.code for profile in profiles() if profile.of_documents]


def dated_by_machine(versions: QuerySet[DocumentVersion]) -> set[str]:
    """Refs of those whose days the machine took, and that nobody has looked at or coded."""
    starts = {profile.lifecycle.start for profile in profiles() if profile.of_documents}
    marked = versions.filter(record__classification__isnull=False, record__status__in=starts)
    taken = marked.exclude(record__classification__taken=[])
    # Neither database asks JSON for one of several in the same way; few are marked.
    rows = taken.values_list("ref", "record__classification__taken")
    return {ref for ref, keys in rows if not set(DAYS).isdisjoint(keys)}


def is_over(record: Record) -> bool:
    """Whether a document is archived or withdrawn: at its end, and not frozen."""
    profile = profile_named(record.dataset.profile)
    state = profile.lifecycle.state(record.status) if profile else None
    return state is not None and state.phase in ("done", "stopped") and not state.is_locked


def standing_in(dataset: Dataset, seat: ActingSeat) -> QuerySet[DocumentVersion]:
    """The newest version of every document of a register in the seat's sight, newest first."""
    seen = records_of(dataset, seat).order_by()
    whole = standing_versions().filter(record__in=seen)
    return (
        whole.select_related(
            "file", "record__head", "record__version", "record__dataset__system", "record__agency"
        )
        .select_related("record__operation")
        .prefetch_related("record__version__questions")
        .order_by("-pk")
    )


def progress_of(bunch: str, seat: ActingSeat) -> tuple[int, int]:
    """(how many are read or set apart, how many) of the files that the seat brought at once."""
    brought = DocumentVersion.objects.filter(bunch=bunch, made_by=seat.ref)
    done = brought.exclude(state=DocumentVersion.State.WAITING).count()
    return done, brought.count()


def copies_in_sight(version: DocumentVersion, seat: ActingSeat) -> list[DocumentVersion]:
    """Other documents of the same bytes or words, whose words are open to the seat; ten at most.

    The caller has asked for the words of this one.
    """
    root = version.copy_of or version
    same = DocumentVersion.objects.filter(Q(copy_of=root) | Q(pk=root.pk))
    seen = visible_to(Record.objects.filter(is_withdrawn=False), seat)
    others = (
        same.exclude(record=version.record)
        .filter(record__in=seen)
        .select_related("file", "record__head", "record__version", "record__dataset__system")
        .select_related("record__agency", "record__operation")
        .order_by("pk")
    )
    return [
        one
        for one in others[:_MOST_COPIES]
        if opens_text(authorize(seat, Verb.RECORD_VIEW, one.record), one.record)
    ]


def same_file(dataset: Dataset, seat: ActingSeat, content: bytes) -> Record | None:
    """The document of a register in the seat's sight that has this very file, in any version."""
    versions = DocumentVersion.objects.filter(file__sha256=sha256(content).hexdigest())
    return records_of(dataset, seat).filter(pk__in=versions.values("record")).order_by("pk").first()
