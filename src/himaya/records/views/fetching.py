"""What the pages of a record share: fetching it, where one is, the trace of opening a seal."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from himaya.datasets.models import Dataset
from himaya.gate.decisions import log
from himaya.gate.pages import SeatRequest
from himaya.kernel.verbs import Verb
from himaya.records.models import Record, Revision
from himaya.records.sealing import sealed_paths


def whole_records() -> QuerySet[Record]:
    return (
        Record.objects.filter(is_withdrawn=False)
        .select_related(
            "operation",
            "head__version",
            "head__sealed_for__agency",
            "subject__agency",
            "subject__operation",
            "version",
            "agency",
            "dataset__system",
            "dataset__agency",
        )
        .prefetch_related("version__questions", "head__version__questions")
    )


def crumbs(dataset: Dataset, *last: tuple[str, str]) -> list[dict[str, str]]:
    crumbs = [
        {"label": _("Registers"), "url": reverse("datasets")},
        {"label": str(dataset), "url": reverse("dataset", args=[dataset.ref])},
    ]
    return crumbs + [{"label": label, "url": url} for label, url in last]


def head_of(record: Record) -> Revision:
    assert record.head is not None  # noqa: S101 - written in the record's own transaction
    return record.head


def note_opening(request: SeatRequest, record: Record, withheld: frozenset[str]) -> None:
    """Each showing of sealed answers leaves a trace: names of questions, never what they hold."""
    opened = sealed_paths(head_of(record).version) - withheld
    if head_of(record).sealed and opened:
        fields = tuple(sorted(opened))
        log(request.seat, Verb.RECORD_SEAL_OPEN, record, fields=fields, note="shown")


def revisions_of(record: Record) -> QuerySet[Revision]:
    return (
        record.revisions.select_related("version", "sealed_for__agency")
        .prefetch_related("version__questions")
        .order_by("-n")
    )
