"""What became of documents: the reports that used them, told to whoever sees the document."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max

from himaya.gate.decisions import visible_to
from himaya.gate.seats import ActingSeat
from himaya.library.parts import is_document
from himaya.records.history import status_label
from himaya.records.models import Record
from himaya.records.titles import title_of
from himaya.themes.coding.seeing import HELD, readable_versions
from himaya.themes.models import Decision, KeptReport, Passage, ReportSchedule
from himaya.themes.report.digesting import own_documents
from himaya.themes.report.making import span_in_words
from himaya.themes.report.reviewing import had_part

MOST = 200


def reports_of_record(seat: ActingSeat, record: Record) -> Mapping[str, Any]:
    """Part of a record's page: reports that used the document, or what a report was made from."""
    if not is_document(record):
        return {}
    made = KeptReport.objects.filter(record=record).select_related(
        "framework_version__framework", "schedule__keeper", "record__version"
    )
    used = KeptReport.objects.filter(documents__record=record).distinct()
    seen = visible_to(Record.objects.filter(pk__in=used.values("record")), seat)
    listed = seen.select_related("head", "version").prefetch_related("version__questions")
    total = used.count()
    kept = made.annotate(many=Count("documents")).first()
    if not total and kept is None:
        return {}
    reports = [{"ref": one.ref, "title": title_of(one)} for one in listed.order_by("-pk")]
    return {
        "kept": kept,
        "had_part": kept is not None and had_part(seat, kept),
        "reports": reports,
        "others": total - len(reports),
        "is_used": total > 0,
    }


@dataclass(frozen=True, slots=True)
class Made:
    """A report that a schedule made; `record` is None where it is out of sight."""

    kept: KeptReport
    span: str
    record: Record | None
    title: str = ""
    status: str = ""


def reports_of_schedule(seat: ActingSeat, schedule: ReportSchedule) -> list[Made]:
    """What it made, the newest span first. Two queries beside those of the titles."""
    kept = schedule.reports.select_related("framework_version__framework").order_by("-first")
    rows = list(kept[:MOST])
    seen = visible_to(
        Record.objects.filter(report__in=rows, is_withdrawn=False), seat
    ).select_related("head", "version", "dataset")
    records = {one.pk: one for one in seen.prefetch_related("version__questions")}
    return [_made(one, records.get(one.record_id)) for one in rows]


def _made(kept: KeptReport, record: Record | None) -> Made:
    span = span_in_words(kept.first, kept.months)
    if record is None:
        return Made(kept, span, None)
    return Made(kept, span, record, title_of(record), status_label(record, record.status))


@dataclass(frozen=True, slots=True)
class Used:
    """One document of an agency: how far it is coded, and how often and when it was used last."""

    ref: str
    title: str
    passages: int
    coded: int
    reports: int
    last: datetime | None


def used_documents(seat: ActingSeat) -> Sequence[Used]:
    """The newest documents that the seat's agency brought or wrote, with words open to it."""
    own = readable_versions(seat).filter(record__in=own_documents(seat).values("pk"))
    rows = list(
        own.select_related("record__head", "record__version")
        .prefetch_related("record__version__questions")
        .order_by("-pk")[:MOST]
    )
    passages = Passage.objects.filter(version__in=rows, is_current=True).order_by()
    there = dict(passages.values_list("version").annotate(n=Count("pk")))
    held = Decision.objects.filter(
        passage__in=passages, round=None, is_standing=True, verdict__in=HELD
    )
    coded = dict(held.values_list("passage__version").annotate(n=Count("passage", distinct=True)))
    uses = KeptReport.objects.filter(documents__record__in=[one.record_id for one in rows])
    used = {
        record: (reports, last)
        for record, reports, last in uses.order_by()
        .values_list("documents__record")
        .annotate(n=Count("pk", distinct=True), last=Max("made_at"))
    }
    return [
        Used(
            row.record.ref,
            title_of(row.record),
            there.get(row.pk, 0),
            coded.get(row.pk, 0),
            *used.get(row.record_id, (0, None)),
        )
        for row in rows
    ]
