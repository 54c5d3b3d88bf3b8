"""Who freezes a kept report, and that nothing of it changes afterwards.

Requirements:
1. Whoever kept a report, keeps the schedule that made it, or changed it last does not freeze it;
   two accesses of one account are one person. Nobody changes and freezes in one step.
2. A frozen report takes no step any more but to be withdrawn, and from there none: a newer edition
   points to it (keeping).
"""

from collections.abc import Iterator

from himaya.gate.seats import ActingSeat
from himaya.kernel.problems import Code, Problem
from himaya.library.queries import newest_version
from himaya.people.models import Seat
from himaya.records.actions import changed_keys
from himaya.records.derive import key_meaning
from himaya.records.lifecycle import RecordLocked
from himaya.records.models import Record
from himaya.themes.models import KeptReport

FROZEN, WITHDRAWN = "endorsed", "withdrawn"  # states of documents (profiles.library)


def refuse_step_of_report(
    seat: ActingSeat,
    record: Record,
    to: str,
    with_changes: bool,  # noqa: FBT001 - as datasets.declarations.Guard
) -> None:
    """Raises RecordLocked once it was frozen, Problem(TWO_PERSONS_NEEDED) for who may not."""
    if (report := report_of(record)) is None:
        return
    if record.revisions.filter(status=FROZEN).exists():
        if record.status != FROZEN or to != WITHDRAWN:
            raise RecordLocked(record)
    elif to == FROZEN and (with_changes or had_part(seat, report)):
        raise Problem(Code.TWO_PERSONS_NEEDED, status=403)


def report_of(record: Record) -> KeptReport | None:
    """The kept report that the document is; asked once of a loaded record."""
    try:
        return record.report
    except KeptReport.DoesNotExist:
        return None


def had_part(seat: ActingSeat, report: KeptReport) -> bool:
    """Whether the person kept, scheduled or last changed the report, by whichever access."""
    own = Seat.objects.filter(ref__in=set(_makers(report)), account__ref=seat.account)
    return own.exists()


def _makers(report: KeptReport) -> Iterator[str]:
    yield report.made_by
    if report.schedule is not None:
        yield report.schedule.keeper.ref
    if (version := newest_version(report.record)) is not None:
        yield version.made_by
    yield _last_writer(report.record)


def _last_writer(record: Record) -> str:
    """Who wrote the newest revision that says something new beside the state."""
    status = key_meaning(record.version, "status")
    newest, *older = record.revisions.order_by("-n")
    for before in older:
        if set(changed_keys(before.answers, newest.answers)) - {status}:
            break
        newest = before
    return newest.made_by
