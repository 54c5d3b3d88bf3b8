"""Planned meetings made from a series (systems 98).

Requirements:
1. Each day of the series within a year ahead becomes one planned meeting, once: a day that was
   moved or cancelled is never made again, and no meeting is invented for a day that is over.
2. A meeting that nobody touched follows its series: hours, place, chair and agenda change with it,
   and it is cancelled where the series has no such day any more. What somebody moved or wrote in
   stays as it is, and so does every meeting that was held.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from himaya.datasets.models import Dataset
from himaya.gate.decisions import require
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.kernel.verbs import Verb
from himaya.profiles.coordination.keepers import IN_FORCE, register_beside
from himaya.profiles.coordination.meetings.cadence import days_of
from himaya.profiles.coordination.meetings.declaration import IN_SERIES, MEETING
from himaya.records.actions import amend_record, create_record, link_records, move_record
from himaya.records.models import Record, Revision
from himaya.records.sealing import whole_answers

ENDED = "ended"
_AHEAD = timedelta(days=365)
_MOST = 60  # made in one go: a year of weeks and some
_TAKEN_ON = ("title", "kind", "starts_at", "ends_at", "area", "venue", "link", "chair", "agenda")


@dataclass(frozen=True, slots=True)
class Made:
    """What one go did to the planned meetings."""

    made: int = 0
    changed: int = 0
    cancelled: int = 0


def days_ahead(series: Record, today: date) -> list[date]:
    """The days of a series from today, at most `_MOST`; none once it has ended."""
    if series.status != IN_FORCE or series.head is None:
        return []
    said = series.head.answers
    until = date.fromisoformat(said["end"]) if said.get("end") else today + _AHEAD
    days = days_of(
        str(said["cadence"]), date.fromisoformat(said["start"]), min(until, today + _AHEAD)
    )
    return [day for day in days if day >= today][:_MOST]


def plan_meetings(*, seat: ActingSeat, series: Record) -> Made:
    """Make what is missing and have the rest follow. Raises `Problem(NOT_ALLOWED)`.

    Nothing is done for a series that is suspended.
    """
    require(seat, Verb.RECORD_AMEND, series)
    if series.status not in {IN_FORCE, ENDED}:
        return Made()
    days = {ident_of(series, day): day for day in days_ahead(series, clock.today())}
    said = _taken_on(series)
    made = changed = cancelled = 0
    with transaction.atomic():
        register = register_beside(seat, series, MEETING.code)
        Dataset.objects.select_for_update().get(pk=register.pk)  # one at a time makes them
        standing = _standing(series, register)
        for meeting in standing:
            if meeting.stable_id not in days:
                move_record(
                    seat=seat,
                    record=meeting,
                    to="cancelled",
                    seen=meeting.lock,
                    reason=by_series(series),
                )
                cancelled += 1
            else:
                changed += _follow(seat, series, meeting, said)
        for ident in _missing(register, days):
            answers = {**said, "date": days[ident].isoformat()}
            meeting = create_record(
                seat=seat,
                dataset=register,
                answers=answers,
                stable_id=ident,
                reason=by_series(series),
                sure=True,
            )
            link_records(seat=seat, relation=IN_SERIES, source=meeting, target=series)
            made += 1
    return Made(made, changed, cancelled)


def ident_of(series: Record, day: date) -> str:
    """The stable id of the meeting of that day: it stays when the meeting is moved."""
    return f"{series.ref}:{day}"


def by_series(series: Record) -> str:
    """The reason of what the series does to a meeting, by which it is told from people's work."""
    return _("As in the series %(ref)s") % {"ref": series.ref}


def _taken_on(series: Record) -> dict[str, Any]:
    assert series.head is not None  # noqa: S101 - written in the record's own transaction
    said = whole_answers(series, series.head)
    return {key: said[key] for key in _TAKEN_ON if said.get(key) not in (None, "", [])}


def _missing(register: Dataset, days: Mapping[str, date]) -> list[str]:
    known = Record.objects.filter(dataset=register, stable_id__in=days)
    there = set(known.values_list("stable_id", flat=True))
    return [ident for ident in days if ident not in there]


def _standing(series: Record, register: Dataset) -> list[Record]:
    """Its planned meetings to come that no person touched. Two queries."""
    rows = Record.objects.filter(
        dataset=register,
        stable_id__startswith=f"{series.ref}:",
        status="planned",
        is_withdrawn=False,
        period_start__gte=clock.today(),
    )
    touched = set(
        Revision.objects.filter(record__in=rows)
        .exclude(reason__contains=series.ref)
        .values_list("record", flat=True)
    )
    whole = rows.exclude(pk__in=touched).select_related(
        "operation", "agency", "dataset__system", "version", "head__sealed_for__agency"
    )
    return list(whole.order_by("period_start", "pk"))


def _follow(seat: ActingSeat, series: Record, meeting: Record, said: Mapping[str, Any]) -> bool:
    """Have a meeting say what its series says now; whether that changed anything."""
    assert meeting.head is not None  # noqa: S101 - written in the record's own transaction
    answers = whole_answers(meeting, meeting.head)
    kept = {key: value for key, value in answers.items() if key not in _TAKEN_ON}
    after = {**kept, **said}
    if all(_bare(answers.get(key)) == _bare(after.get(key)) for key in _TAKEN_ON):
        return False
    amend_record(
        seat=seat,
        record=meeting,
        answers=after,
        seen=meeting.lock,
        reason=by_series(series),
        sure=True,
    )
    return True


def _bare(value: object) -> object:
    """Without what is left blank: a list of turns holds blank answers in some revisions."""
    if isinstance(value, list):
        return [_bare(one) for one in value]
    if isinstance(value, dict):
        return {key: one for key, one in value.items() if one not in (None, "")}
    return value or None
