"""Points on a map: sites that records name, and places of single records where they are open."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet
from django.urls import reverse

from himaya.engines.adding import ROOT, hidden_parts
from himaya.gate.decisions import visible_to
from himaya.places.models import Site
from himaya.records.models import Record
from himaya.records.registers.columns import Column
from himaya.records.registers.filtering import answer_text, shut
from himaya.records.registers.register import Register
from himaya.records.registers.rows import rows_of

MOST_POINTS = 300


@dataclass(frozen=True, slots=True)
class Spot:
    """One point: a record or a site with its count; None is hidden."""

    label: str
    href: str
    longitude: float
    latitude: float
    count: int | None = 1


def _opened(records: QuerySet[Record], register: Register, column: Column) -> QuerySet[Record]:
    """The records in which a column is open to the seat: its field group, in their own version."""
    if column.group:
        records = visible_to(records, register.seat, group=column.group)
    return records.exclude(shut(column, register))


def record_points(
    register: Register, records: QuerySet[Record], column: Column, today: date
) -> list[Spot]:
    """The newest records with a place of their own, as far as it is open. Up to four queries."""
    found = _opened(records, register, column).filter(
        **{f"head__answers__{column.key}__lat__isnull": False}
    )
    newest = found.order_by("-changed_at", "pk")[:MOST_POINTS]
    spots = []
    for row in rows_of(register, newest, (column,), today):
        cell = row.cell(column.key)
        point = row.record.head.answers.get(column.key) if row.record.head else None
        if cell is None or cell.state or not isinstance(point, dict):
            continue
        spots.append(Spot(row.title, row.url, point["lon"], point["lat"]))
    return spots


def site_points(
    register: Register, records: QuerySet[Record], column: Column, least: int
) -> list[Spot]:
    """Sites in sight that records name, with how many do; secret ones never. Two queries."""
    named = _opened(records, register, column).order_by().annotate(code=answer_text(column))
    counted = named.values_list("code").annotate(n=Count("pk")).values_list("code", "n")
    counts = {code or "": n for code, n in counted}
    others = {ROOT: counts.pop("", 0)}
    hidden = hidden_parts(counts, least, own=others)
    sites = Site.objects.filter(operation=register.dataset.operation, is_secret=False)
    placed = sites.filter(latitude__isnull=False, longitude__isnull=False)
    return [
        Spot(
            label=str(site),
            href=reverse("site", args=[site.ref]),
            longitude=site.longitude,
            latitude=site.latitude,
            count=None if site.code in hidden else counts[site.code],
        )
        for site in visible_to(placed, register.seat)
        if counts.get(site.code) and site.longitude is not None and site.latitude is not None
    ]
