"""The profile sheet of an area: what the registers hold of it, on one page (systems 72).

Requirements:
1. Which register gives what is declared (`Profile.sheet`); within one's sight as everywhere.
2. Entries up to Moderate are listed, the newest first, and what is old says so. Of registers that
   are more sensitive a sheet tells how many entries of a year say what, never an entry; numbers
   obey the smallest cell, and what a number would tell of the rest of the register does too.
3. The same as a file, of the parts of which the maker may take a copy; the page names the others.
"""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Max
from django.utils.translation import gettext as _

from himaya.datasets.declarations import SheetPart, profiles
from himaya.datasets.models import Dataset
from himaya.engines.adding import hidden_parts
from himaya.engines.xlsform.model import LIST_TYPES
from himaya.gate.decisions import authorize, visible_to
from himaya.gate.seats import ActingSeat
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.kernel.words import in_language
from himaya.places.models import AdminUnit
from himaya.records.copies import leaving_columns
from himaya.records.models import Record
from himaya.records.registers.asking import Ask
from himaya.records.registers.columns import Column
from himaya.records.registers.filtering import (
    answer_text,
    in_sight,
    shut,
    standing,
    values_of,
)
from himaya.records.registers.in_area import Around, Places, found_in, told_about
from himaya.records.registers.maps.counting import least_cell
from himaya.records.registers.register import Register
from himaya.records.registers.rows import attach
from himaya.releases.actions import PartOfCopy, at_level, make_copy_of_several
from himaya.releases.content import Document, Table
from himaya.releases.models import Release
from himaya.search.answers import Told

MOST = 8
_MODERATE = 2
_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as told, and whether it is old: past its day, or of more than a year ago."""

    told: Told
    record: Record
    is_old: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a sheet: entries, or numbers by label ("" where not said)."""

    title: str
    register: Register
    lines: Sequence[Line] = ()
    numbers: Sequence[tuple[str, str]] = ()
    counted: str = ""  # key of what is counted
    is_more: bool = False
    level: int = 1
    may_leave: bool = False


def sheet_of(seat: ActingSeat, unit: AdminUnit, today: date) -> list[Part]:
    """The parts in their order. Some five queries for each register that has one."""
    around = Places.of(seat).around(unit)
    declared = {profile.code: profile.sheet for profile in profiles() if profile.sheet}
    rows = Dataset.objects.filter(profile__in=declared, is_open=True, version__isnull=False)
    whole = visible_to(rows, seat).select_related("operation", "system", "agency", "version")
    found = [
        (part, Register.of(dataset, seat))
        for dataset in whole.prefetch_related("version__questions").order_by("pk")
        for part in declared[dataset.profile]
    ]
    found.sort(key=lambda one: one[0].order)
    parts = [
        _counted(part, register, around, today)
        if part.counts
        else _listed(part, register, around, today)
        for part, register in found
    ]
    return [part for part in parts if part is not None]


def _listed(part: SheetPart, register: Register, around: Around, today: date) -> Part | None:
    area = register.column_open("area")
    if area is None:
        return None
    alike = register.profile.alike if register.profile else None
    ask = Ask(area=around.unit.pcode, picks=alike.wholes if alike else {})
    records, others = found_in(register, area, ask, around)
    drafts = register.profile.lifecycle.drafts if register.profile else ()
    said = records.filter(level__lte=_MODERATE).exclude(status__in=drafts)
    whole = said.select_related("version").prefetch_related("version__questions")
    told = attach(register, whole[: MOST + 1])
    lines = [
        Line(
            told_about(register, one, others.get(one.pk, ()), around),
            one,
            _is_old(one, register, today),
        )
        for one in told[:MOST]
    ]
    return _decided(Part(in_language(part.labels), register, lines, is_more=len(told) > MOST))


def _is_old(record: Record, register: Register, today: date) -> bool:
    is_over = register.stage(record.status).phase in {"done", "stopped"}
    if record.deadline and record.can_be_late and not is_over:
        return record.deadline < today
    last = record.period_end or record.period_start
    return last is not None and last < today - _YEAR


def _counted(part: SheetPart, register: Register, around: Around, today: date) -> Part | None:
    column, area = register.column(part.counts), register.column_open("area")
    if column is None or column.asked is None or column.group or area is None:
        return None
    decision = authorize(register.seat, Verb.DATASET_VIEW, register.dataset)
    sight = standing(in_sight(register), register, Ask()).exclude(shut(column, register))
    drafts = register.profile.lifecycle.drafts if register.profile else ()
    recent = sight.filter(period_start__gte=today - _YEAR).exclude(status__in=drafts)
    here: Counter[str] = Counter()
    rest: Counter[str] = Counter()
    level = register.dataset.level
    said = recent.exclude(shut(area, register)).order_by()
    grouped = said.annotate(said=answer_text(column)).values_list("area", "said")
    for where, text, count, most in grouped.annotate(Count("pk"), Max("level")):
        is_here = where in around.inside
        for code in _codes(column, text):
            (here if is_here else rest)[code] += count
        level = max(level, most) if is_here else level
    least = least_cell(register, sight, decision) if register.counts_people else 0
    hidden = hidden_parts(dict(here), least, rest=dict(rest))
    numbers = [
        (label, _number(here[code], least, is_hidden=code in hidden))
        for code, label in values_of(recent, column, register)
        if here[code]
    ]
    return _decided(
        Part(in_language(part.labels), register, numbers=numbers, counted=column.key, level=level)
    )


def _codes(column: Column, text: str | None) -> list[str]:
    if not text or column.asked is None:
        return []
    return [str(one) for one in json.loads(text)] if column.asked.type in LIST_TYPES else [text]


def _number(count: int, least: int, *, is_hidden: bool) -> str:
    if 0 < count < least:
        return _("fewer than %(least)d") % {"least": least}
    return _("hidden") if is_hidden else str(count)


def _decided(part: Part) -> Part:
    """With the level of what is in it, and whether a copy of it may be taken."""
    levels = [part.level, part.register.dataset.level]
    level = max(levels + [one.record.level for one in part.lines])
    keys = {column.key for column in leaving_columns(part.register)}
    title = part.register.title_column
    is_open = part.counted in keys if part.counted else title is not None and title.key in keys
    allowed = authorize(part.register.seat, Verb.COPY_MAKE, at_level(part.register.dataset, level))
    return Part(
        part.title,
        part.register,
        part.lines,
        part.numbers,
        part.counted,
        part.is_more,
        level,
        is_open and allowed.allowed,
    )


def make_sheet_copy(
    *,
    seat: ActingSeat,
    unit: AdminUnit,
    parts: Sequence[Part],
    form: str,
    maker: str,
    language: str,
) -> Release:
    """A working copy of the parts that may leave. Raises Problem(NOT_ALLOWED) where none may."""
    leaving = [part for part in parts if part.may_leave]
    if not leaving:
        raise Problem(Code.NOT_ALLOWED, status=403)
    title = _("Profile: %(place)s") % {"place": in_language(unit.names) or unit.pcode}
    return make_copy_of_several(
        seat=seat,
        parts=[
            PartOfCopy(
                part.register.dataset,
                part.level,
                (part.counted,) if part.counted else _told_columns(part.register),
                tuple(f"{one.record.ref}:{one.record.lock}" for one in part.lines),
            )
            for part in leaving
        ],
        document=Document(
            title=title,
            language=language,
            tables=tuple(_table(part) for part in leaving),
            landscape=False,
        ),
        form=form,
        name=f"profile-{unit.pcode}",
        maker=maker,
    )


def _told_columns(register: Register) -> tuple[str, ...]:
    """Keys of the questions by which an entry is told."""
    told = [register.title_column, *map(register.column_open, ("agency", "area"))]
    return tuple(column.key for column in told if column is not None)


def _table(part: Part) -> Table:
    if part.counted:
        return Table(
            headers=[part.title, _("Number")],
            rows=[list(row) for row in part.numbers],
            title=f"{part.title} ({part.register.dataset})",
        )
    return Table(
        headers=[_("What"), _("Who"), _("Where"), _("When"), _("Status")],
        rows=[
            [
                ", ".join(filter(None, (one.told.title, one.told.beside))),
                one.told.who,
                one.told.where,
                ", ".join(filter(None, (one.told.when, _("old") if one.is_old else ""))),
                one.told.status,
            ]
            for one in part.lines
        ],
        title=f"{part.title} ({part.register.dataset})",
    )
