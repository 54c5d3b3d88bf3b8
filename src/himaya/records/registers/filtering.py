"""Narrowing and ordering a register's records. Only by what is open to whoever sees the row."""

import hashlib
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    FloatField,
    IntegerField,
    OrderBy,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Lower

from himaya.engines.xlsform import text_in
from himaya.gate.decisions import visible_to
from himaya.places.models import AdminUnit, UnitSuccession
from himaya.places.queries import codes_that_became
from himaya.records.due import mine, overdue, waiting, with_waiting
from himaya.records.models import Link, Record
from himaya.records.queries import closed_questions
from himaya.records.registers.asking import QUARTERS, Ask
from himaya.records.registers.columns import CHANGED, OWNER, STATUS, Column
from himaya.records.registers.register import Register
from himaya.search.models import Entry
from himaya.search.queries import found

_MOST_VALUES = 200  # of a free-text column offered as a filter


def in_sight(register: Register) -> QuerySet[Record]:
    """The records of the register that the seat may see, with their head, unordered."""
    records = Record.objects.filter(dataset=register.dataset, is_withdrawn=False)
    seen = visible_to(records, register.seat).select_related("head", "agency")
    return with_waiting(seen) if register.has_parts else seen


def standing(records: QuerySet[Record], register: Register, ask: Ask) -> QuerySet[Record]:
    """The records without those of draft versions, unless the address asks for these or for one.

    See `due.waiting`.
    """
    left_out = register.has_parts and not (ask.drafts or ask.of)
    return records.exclude(waiting()) if left_out else records


def answer_text(column: Column) -> KeyTextTransform:
    """The answer of a top-level column as text, on both databases."""
    return KeyTextTransform(column.key, "head__answers")


def shut(column: Column, register: Register) -> Q:
    """Records whose own version keeps the column closed: as if they had no answer to it.

    A question may have been marked more strictly when they were written.
    """
    closed = closed_questions().filter(repeat="", key=column.key)
    versions = closed.filter(version__instrument=register.dataset.instrument_id)
    return Q(version__in=versions.exclude(version=register.version).values("version"))


def narrow(
    records: QuerySet[Record], register: Register, ask: Ask, today: date
) -> QuerySet[Record]:
    """The records that the address asks for, among those in sight."""
    records = standing(records, register, ask)
    if ask.status:
        records = records.filter(status=ask.status)
    if ask.mine:
        records = records.filter(pk__in=_keys(mine(register.seat), register))
    if ask.late:
        records = records.filter(overdue(today))
    if ask.agency:
        named = Q(agency__ref=ask.agency) | Q(involvements__agency__ref=ask.agency)
        records = records.filter(pk__in=_keys(named, register))
    if ask.area:
        records = records.filter(_within(ask.area, register))
    if ask.of:
        records = records.filter(pk__in=related_to(ask.of, register))
    if ask.quarter:
        records = records.filter(_in_quarter(ask.quarter, register))
    records = records.filter(_in_period(ask))
    records = _narrow_by_picks(records, register, ask)
    if ask.words:
        records = records.filter(ref__in=_found(register, ask.words))
    return records


def _narrow_by_picks(records: QuerySet[Record], register: Register, ask: Ask) -> QuerySet[Record]:
    for key, code in ask.picks.items():
        if (column := register.column(key)) is not None and column.can_pick:
            has_it = picked(records, column, code, register)
            records = records.filter(has_it & ~shut(column, register))
    return records


def whole_of(ref: str, register: Register) -> Record | None:
    """The record to whose parts the address narrows; None where it is not in sight."""
    wanted = Record.objects.filter(ref=ref, operation=register.dataset.operation)
    seen = visible_to(wanted.filter(is_withdrawn=False), register.seat)
    return seen.select_related("head", "version", "dataset").first()


def related_to(ref: str, register: Register) -> QuerySet[Link, Any]:
    """Sources of relations of the register's own profile to a record in sight."""
    profile = register.profile
    codes = [one.code for one in profile.relations] if profile else []
    wanted = Record.objects.filter(ref=ref, operation=register.dataset.operation)
    targets = visible_to(wanted.filter(is_withdrawn=False), register.seat).values("pk")
    return Link.objects.filter(relation__in=codes, target__in=targets).values("source")


def _keys(condition: Q, register: Register) -> QuerySet[Record, Any]:
    """A subquery, so that a join to many agencies does not double rows or counts."""
    return Record.objects.filter(condition, dataset=register.dataset).values("pk")


def _within(area: str, register: Register) -> Q:
    """The area itself, what lies in it, up to five levels below, and what became a part of it."""
    units, became = _inside(area, register)
    found = Q(area=area) | Q(area__in=units.values("pcode")) | Q(area__in=became)
    column = register.column_open("area")
    return found if column is None else found & ~shut(column, register)


def areas_within(area: str, register: Register) -> frozenset[str]:
    """The codes of the same areas. Two queries."""
    units, became = _inside(area, register)
    ended = (row["old_pcode"] for row in became)
    return frozenset({area, *units.values_list("pcode", flat=True), *ended})


def _inside(
    area: str, register: Register
) -> tuple[QuerySet[AdminUnit], QuerySet[UnitSuccession, Any]]:
    paths = ["__".join(["parent"] * depth + ["pcode"]) for depth in range(6)]
    below = Q()
    for path in paths:
        below |= Q(**{path: area})
    units = AdminUnit.objects.filter(below, operation=register.dataset.operation)
    return units, codes_that_became(register.dataset.operation, units.values("pcode"))


def _in_quarter(quarter: str, register: Register) -> Q:
    number = QUARTERS.index(quarter)
    months = [number * 3 + 1, number * 3 + 2, number * 3 + 3]
    falls = Q(deadline__month__in=months)
    column = register.column_meaning("quarters")
    if column is not None and not column.group:
        # JSON lists have no common lookup on both databases; their text has.
        marked = Q(**{f"head__answers__{column.key}__icontains": f'"{quarter}"'})
        falls |= marked & ~shut(column, register)
    return falls


_BY = {"begins": "period_start", "ends": "period_end", "due": "deadline"}


def _in_period(ask: Ask) -> Q:
    """Records whose period or deadline touches the asked one; those without any date stay out."""
    touches = Q()
    if ask.by:
        day = _BY[ask.by]
        since = Q(**{f"{day}__gte": ask.since}) if ask.since else touches
        return since & Q(**{f"{day}__lte": ask.until}) if ask.until else since
    if ask.since:
        touches &= Q(deadline__gte=ask.since) | Q(period_end__gte=ask.since)
    if ask.until:
        touches &= Q(deadline__lte=ask.until) | Q(period_start__lte=ask.until)
    return touches


def value_code(register: Register, text: str) -> str:
    """A value as it stands in an address: short, steady, and telling nothing by itself."""
    return hashlib.sha256(f"{register.dataset.ref}\x1f{text}".encode()).hexdigest()[:12]


def values_of(
    records: QuerySet[Record], column: Column, register: Register, known: list[str] | None = None
) -> list[tuple[str, str]]:
    """(code, label) of the values a column can be filtered by.

    A query for text columns only, unless their values are known.
    """
    assert column.asked is not None  # noqa: S101 - can_pick says so
    if column.asked.list_name:
        form = register.form
        return [
            (
                choice.name,
                text_in(choice.labels, register.language, form.default_language) or choice.name,
            )
            for choice in form.choices.get(column.asked.list_name, ())
        ]
    texts = known or list(
        records.exclude(shut(column, register))
        .order_by()
        .annotate(value=answer_text(column))
        .values_list("value", flat=True)
        .distinct()[:_MOST_VALUES]
    )
    listed = sorted(filter(None, texts[:_MOST_VALUES]))
    return [(value_code(register, text), text) for text in listed]


def picked(records: QuerySet[Record], column: Column, code: str, register: Register) -> Q:
    assert column.asked is not None  # noqa: S101 - can_pick says so
    if column.asked.type == "select_multiple":
        return Q(**{f"head__answers__{column.key}__icontains": f'"{code}"'})
    if column.asked.list_name:
        return Q(**{f"head__answers__{column.key}": code})
    text = dict(values_of(records, column, register)).get(code)
    return Q(pk__in=[]) if text is None else Q(**{f"head__answers__{column.key}": text})


def _found(register: Register, words: str) -> QuerySet[Entry, Any]:
    """Refs of the records that hold all of these words where the seat may read them."""
    hits = found(register.seat, words).filter(kind="record")
    return hits.order_by().values("thing")


def found_records(register: Register, words: str) -> QuerySet[Record]:
    """The register's records among them."""
    return Record.objects.filter(dataset=register.dataset, ref__in=_found(register, words))


def ordered(records: QuerySet[Record], register: Register, ask: Ask) -> QuerySet[Record]:
    """In the asked order; else as written where records belong to a plan, newest change first.

    The key makes it steady.
    """
    column = register.column(ask.sort) if ask.sort else None
    if column is None or not column.can_sort:
        by_key = sorts_by_key(register)
        return records.order_by("pk") if by_key else records.order_by("-changed_at", "pk")
    by = _by(column, register)
    order: OrderBy = (
        by.desc(nulls_last=True) if ask.descending else by.asc(nulls_last=True)  # type: ignore[attr-defined]
    )
    return records.order_by(order, "pk")


def sorts_by_key(register: Register) -> bool:
    """Whether records stand as written while nobody asks for an order: those of a plan do."""
    return register.profile is not None and bool(register.profile.relations)


def _by(column: Column, register: Register) -> Combinable:
    if column.key == OWNER:
        return F("agency__acronym")
    if column.key == CHANGED:
        return F("changed_at")
    if column.means == "status" or column.key == STATUS:
        places = [When(status=stage.code, then=n) for n, stage in enumerate(register.stages)]
        return Case(*places, default=Value(len(places)), output_field=IntegerField())
    assert column.asked is not None  # noqa: S101 - can_sort says so
    closed_there = When(shut(column, register), then=None)
    text = answer_text(column)
    if column.is_number:
        return Case(closed_there, default=Cast(text, FloatField()), output_field=FloatField())
    if column.asked.list_name:
        choices = register.form.choices.get(column.asked.list_name, ())
        name = f"head__answers__{column.key}"
        places = [When(**{name: choice.name}, then=n) for n, choice in enumerate(choices)]
        return Case(closed_there, *places, default=None, output_field=IntegerField())
    return Case(closed_there, default=Lower(text), output_field=CharField())


def counts(records: QuerySet[Record], register: Register, ask: Ask, today: date) -> dict[str, int]:
    """How many are in sight: all, mine, overdue; and in draft versions (`waiting`). One query."""
    of_mine = Q(pk__in=_keys(mine(register.seat), register))
    drafts = waiting() if register.has_parts else Q(pk__in=[])
    counted = ~Q(pk__in=[]) if ask.drafts else ~drafts
    return records.order_by().aggregate(
        all=Count("pk", filter=counted),
        mine=Count("pk", filter=counted & of_mine),
        late=Count("pk", filter=overdue(today)),
        waiting=Count("pk", filter=drafts),
    )
