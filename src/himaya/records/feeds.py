"""The calendar of a register as it may leave, for programs that subscribe to it.

Requirements (docs/decisions/0005-calendar-feed.md):
1. An address is a token of the seat for one register, or for all (`agenda.py`), with the verbs of
   a working copy and no others; Low unless it is raised, Moderate at most. What the seat loses,
   the feed loses.
2. Out goes a title, a day with its hours, a status and where to read more. Each only from a
   question marked `none`, confirmed, and within the level of the token; else the reference stands
   for the title, and the rest is left out. An older version of the form that was stricter counts.
3. It holds what the calendar page shows the seat, of the days around today, and never a record
   more sensitive than its register.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from django.db.models import Case, F, Q, QuerySet, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from himaya.datasets.models import Dataset
from himaya.engines.icalendar import Calendar, Entry
from himaya.gate.decisions import authorize, require
from himaya.gate.seats import ActingSeat
from himaya.instruments.groups import group_of
from himaya.instruments.models import Question
from himaya.kernel import clock
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.people.tokens import LOW, make_token
from himaya.records.models import Record
from himaya.records.registers.asking import Ask
from himaya.records.registers.filtering import in_sight, standing
from himaya.records.registers.register import Register
from himaya.records.registers.rows import attach
from himaya.releases.actions import hand_out_calendar

FEED_VERBS = (Verb.COPY_MAKE, Verb.DATASET_VIEW, Verb.RECORD_VIEW)
HIGHEST = 2  # Moderate: nothing above it leaves as a working copy
DAYS_BACK, DAYS_AHEAD = 92, 548  # three months and a year and a half
MOST_ENTRIES = 2000


def make_feed(
    *, seat: ActingSeat, dataset: Dataset, label: str, days: int = 90, level_cap: int = LOW
) -> str:
    """The secret of a new feed of the register's calendar, which cannot be shown again.

    Raises Problem(NOT_ALLOWED) where the rules refuse a working copy or a token of that level,
    for a level above Moderate, and for one below the register's, whose feed would stay empty.
    """
    require(seat, Verb.COPY_MAKE, dataset)
    if not dataset.level <= level_cap <= HIGHEST:
        raise Problem(Code.NOT_ALLOWED, status=403)
    _token, secret = make_token(
        seat=seat,
        label=label,
        verbs=FEED_VERBS,
        days=days,
        level_cap=level_cap,
        calendar_of=dataset.ref,
    )
    return secret


def write_feed(
    *, seat: ActingSeat, register: Register, absolute: Callable[[str], str], today: date, maker: str
) -> bytes:
    """What the program gets, logged as a copy taken. Raises Problem(NOT_ALLOWED).

    `absolute` makes a full address of a path; `maker` is the agency it is for.
    """
    entries, columns = entries_of(register, absolute, today)
    calendar = calendar_of(str(register.dataset), entries, today, maker)
    return hand_out_calendar(seat=seat, parts=[(register.dataset, columns)], calendar=calendar)


def entries_of(
    register: Register, absolute: Callable[[str], str], today: date
) -> tuple[list[Entry], list[str]]:
    """What of a register's calendar may leave, and the keys of the questions it is taken from."""
    parts = _parts_of(register)
    return list(_entries(register, parts, absolute, today)), parts.columns


def calendar_of(name: str, entries: Iterable[Entry], today: date, maker: str) -> Calendar:
    """The entries by day; of more than fit those nearest to today."""
    found = sorted(entries, key=lambda entry: (abs(entry.first - today), entry.uid))
    kept = sorted(found[:MOST_ENTRIES], key=lambda entry: (entry.first, entry.uid))
    is_cut = len(found) > MOST_ENTRIES
    return Calendar(name=name, description=_said_of(today, maker, is_cut=is_cut), entries=kept)


def days_of(today: date) -> tuple[date, date]:
    """The first and the last day that go along."""
    return today - timedelta(days=DAYS_BACK), today + timedelta(days=DAYS_AHEAD)


def _said_of(today: date, maker: str, *, is_cut: bool) -> str:
    first, last = days_of(today)
    more = _("There are more: the days furthest away are left out.")
    said = _(
        "For %(agency)s; not for passing on. From %(first)s to %(last)s, at most %(most)d entries."
    ) % {
        "agency": maker,
        "first": date_format(first),
        "last": date_format(last),
        "most": MOST_ENTRIES,
    }
    return f"{said} {more}" if is_cut else said


@dataclass(frozen=True, slots=True)
class _Part:
    """Something that may leave, except of records written under the versions in `stays`."""

    keys: tuple[str, ...]
    stays: frozenset[int] = frozenset()

    def leaves(self, record: Record) -> bool:
        return record.version_id not in self.stays


@dataclass(frozen=True, slots=True)
class _Parts:
    """What of the register may leave; None: nothing of the kind."""

    title: _Part | None
    day: _Part | None
    due: _Part | None
    status: _Part | None
    begins: _Part | None
    ends: _Part | None

    @property
    def columns(self) -> list[str]:
        """Keys of the questions that go along, for the log."""
        found = (self.title, self.day, self.due, self.status, self.begins, self.ends)
        return sorted({key for part in found if part is not None for key in part.keys})


def _parts_of(register: Register) -> _Parts:
    title = register.title_column
    # As on the calendar page: days of a period alone stand in the timeline.
    has_day = register.column_meaning("date") is not None
    hours = register.profile.hours if register.profile else None
    status = _meaning(register, "status")
    if register.column_meaning("status") is None and not _marks(register, "status"):
        status = _Part(())  # the lifecycle's own, which no question asks for
    return _Parts(
        title=_asked(register, title.key) if title is not None else None,
        day=_meaning(register, "date", "period.start") if has_day else None,
        due=_meaning(register, "deadline"),
        status=status,
        begins=_asked(register, hours[0]) if hours and has_day else None,
        ends=_asked(register, hours[1]) if hours and has_day else None,
    )


def _asked(register: Register, key: str) -> _Part | None:
    """The question of that key outside repeats."""
    marks = [mark for mark in register.version.questions.all() if mark.path == key]
    return _part(register, marks, (one for one in register.older_marks if one.path == key))


def _marks(register: Register, *means: str) -> list[Question]:
    """The questions that a column of every record is taken from (records/derive.py)."""
    found = register.version.questions.all()
    return [mark for mark in found if mark.means in means and not mark.repeat]


def _meaning(register: Register, *means: str) -> _Part | None:
    """What every record takes from questions of these meanings: each of them must let it go."""
    older = (mark for mark in register.older_marks if mark.means in means and not mark.repeat)
    return _part(register, _marks(register, *means), older)


def _part(register: Register, marks: Sequence[Question], older: Iterable[Question]) -> _Part | None:
    level = register.seat.level
    if not marks or not all(_may_leave(mark, level) for mark in marks):
        return None
    stays = frozenset(mark.version_id for mark in older if not _may_leave(mark, level))
    return _Part(tuple(mark.key for mark in marks), stays)


def _may_leave(mark: Question, level: int) -> bool:
    return (
        mark.sensitivity == Question.Sensitivity.NONE
        and mark.is_confirmed
        and mark.level <= level
        and not group_of(mark)
    )


def _entries(
    register: Register, parts: _Parts, absolute: Callable[[str], str], today: date
) -> Iterator[Entry]:
    first, last = days_of(today)
    page = (register.profile.page if register.profile else "") or "record"
    for record in attach(register, _found(register, parts, first, last)):
        # The filter and the decision are one rule text; fail closed.
        if not authorize(register.seat, Verb.RECORD_VIEW, record).allowed:
            continue
        known = _known(register, record, parts, absolute(reverse(page, args=[record.ref])))
        day, due = record.period_start, record.deadline
        if day and parts.day and parts.day.leaves(record) and first <= day <= last:
            # One day, as on the page: a period's end may be years off.
            yield replace(
                known,
                uid=f"{record.ref}-day@himaya",
                first=day,
                last=day,
                begins=_hour(record, parts.begins),
                ends=_hour(record, parts.ends),
            )
        if due and parts.due and parts.due.leaves(record) and first <= due <= last:
            said = _("Due: %(title)s") % {"title": known.summary}
            yield replace(
                known,
                uid=f"{record.ref}-due@himaya",
                first=due,
                last=due,
                summary=said,
                category=_("Due"),
            )


def _found(register: Register, parts: _Parts, first: date, last: date) -> QuerySet[Record]:
    falls = Q(pk__in=[])
    if parts.day:
        falls |= Q(period_start__range=(first, last))
    if parts.due:
        falls |= Q(deadline__range=(first, last))
    seen = standing(in_sight(register), register, Ask())
    within = seen.filter(falls, level__lte=register.dataset.level)
    # One more than fits tells that there are more.
    # What is to come first, the nearest before the rest; then the past, the latest first.
    today = clock.today()
    dated = within.annotate(day=Coalesce("period_start", "deadline"))
    to_come = Case(When(day__gte=today, then=F("day")), default=date.max)
    return dated.order_by(to_come, F("day").desc(), "pk")[: MOST_ENTRIES + 1]


def _known(register: Register, record: Record, parts: _Parts, url: str) -> Entry:
    """What the entries of a record have in common; days and name are put in for each."""
    stage = register.stage(record.status)
    tells = parts.status is not None and parts.status.leaves(record)
    return Entry(
        uid=record.ref,
        first=date.max,
        last=date.max,
        summary=_title(record, parts.title),
        changed_at=record.changed_at,
        description=_("Status: %(status)s") % {"status": stage.label} if tells else "",
        category=str(register.dataset),
        url=url,
        is_cancelled=tells and stage.phase == "stopped",
    )


def _hour(record: Record, part: _Part | None) -> time | None:
    """The time that the record gives, of the clock where it takes place."""
    if part is None or not part.leaves(record) or record.head is None:
        return None
    answer = record.head.answers.get(part.keys[0])
    try:
        return time.fromisoformat(str(answer or "")).replace(tzinfo=None)
    except ValueError:  # nothing given; or the key meant something else in an older version
        return None


def _title(record: Record, part: _Part | None) -> str:
    if part is None or not part.leaves(record) or record.head is None:
        return record.ref
    answer = record.head.answers.get(part.keys[0])
    # Only words: under an older version the same key may have been a repeat.
    return answer if isinstance(answer, str) and answer else record.ref
