"""Keeping a thematic report: as a document of the library, which others review and freeze."""

from collections.abc import Sequence

from django.db import transaction

from himaya.datasets.models import Dataset
from himaya.files.actions import read_file
from himaya.gate.decisions import visible_to
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.kernel.problems import Code, Problem
from himaya.library.actions import Brought, Coding, add_document
from himaya.library.models import DocumentVersion
from himaya.library.queries import document_profiles
from himaya.records.actions import link_records
from himaya.records.models import Record
from himaya.releases.actions import PartOfCopy
from himaya.releases.content import Document
from himaya.themes.models import KeptReport, ReportSchedule
from himaya.themes.report.asking import Ask
from himaya.themes.report.copying import make_report_copy

FORM = "docx"
REPLACES = "document_replaces"  # relation of an edition to the one before
_SUMMARY = 2_000  # characters


def library_of(seat: ActingSeat) -> Dataset | None:
    """The register of documents that the seat may keep a report in, if there is one."""
    registers = Dataset.objects.filter(profile__in=document_profiles(), is_open=True)
    seen = visible_to(registers, seat).select_related("operation", "system", "agency", "version")
    return seen.order_by("pk").first()


def keep_report(
    *,
    seat: ActingSeat,
    ask: Ask,
    parts: Sequence[PartOfCopy],
    document: Document,
    maker: str,
    schedule: ReportSchedule | None = None,
) -> Record:
    """A document with the report as a file, at the level of the most sensitive it was made from.

    It holds what the maker may take along, and replaces what was kept of the same before. Raises
    Problem: NOT_ALLOWED, NOT_FOUND where no register of documents is open.
    """
    dataset = schedule.dataset if schedule else library_of(seat)
    if dataset is None:
        raise Problem(Code.NOT_FOUND, status=404)
    name = f"thematic-report-{ask.first.code}"
    with transaction.atomic():
        release = make_report_copy(
            seat=seat, parts=parts, document=document, form=FORM, name=name, maker=maker
        )
        assert release.file is not None  # noqa: S101 - just made
        answers = {
            "title": document.title,
            "document_type": "thematic_report",
            "area": ask.area,
            "start": ask.first.first.isoformat(),
            "end": ask.last.last.isoformat(),
            "published_on": clock.today().isoformat(),
            "agency": schedule.agency.acronym if schedule else "",
            "summary": "\n".join(document.lines)[:_SUMMARY],
        }
        version = add_document(
            seat=seat,
            dataset=dataset,
            brought=Brought(f"{name}.{FORM}", read_file(release.file)),
            coding=Coding(answers, max(part.level for part in parts)),
        )
        kept = KeptReport.objects.create(
            record=version.record,
            framework_version=ask.version,
            first=ask.first.first,
            months=ask.months,
            area=ask.area,
            language=document.language,
            schedule=schedule,
            made_by=seat.ref,
        )
        refs = [ref for part in parts for ref in part.inputs]
        kept.documents.set(DocumentVersion.objects.filter(ref__in=refs))
        if (before := _edition_before(seat, kept)) is not None:
            link_records(seat=seat, relation=REPLACES, source=version.record, target=before)
    return version.record


def _edition_before(seat: ActingSeat, kept: KeptReport) -> Record | None:
    """The newest report in sight of the same themes, span, area and language."""
    same = KeptReport.objects.filter(
        framework_version__framework=kept.framework_version.framework_id,
        first=kept.first,
        months=kept.months,
        area=kept.area,
        language=kept.language,
        pk__lt=kept.pk,
    )
    records = Record.objects.filter(report__in=same, is_withdrawn=False)
    seen = visible_to(records, seat).exclude(pk=kept.record_id)
    return seen.order_by("-pk").select_related("operation", "dataset__system", "agency").first()
