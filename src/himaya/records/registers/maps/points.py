"""Points on a map: sites that records name, places of records where they are open, or squares."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from himaya.engines.adding import ROOT, hidden_parts
from himaya.gate.decisions import visible_to
from himaya.places.models import Site
from himaya.records.models import Record
from himaya.records.registers.columns import Column
from himaya.records.registers.filtering import answer_text, shut
from himaya.records.registers.register import Register
from himaya.records.registers.rows import rows_of

MOST_POINTS = 300
MOST_GATHERED = 50_000


@dataclass(frozen=True, slots=True)
class Spot:
    """One point: a record, or a site or square with its count; None is hidden."""

    label: str
    href: str
    longitude: float
    latitude: float
    count: int | None = 1


@dataclass(frozen=True, slots=True)
class Marked:
    """Positions (latitude, longitude) of records in sight, and which of them were asked for."""

    points: Sequence[tuple[float, float]]
    chosen: Sequence[bool]


def marked_by_database(
    register: Register, sight: QuerySet[Record], records: QuerySet[Record], column: Column
) -> Marked:
    """The first that were written. Two queries."""
    placed = _placed(_opened(sight, register, column), column).order_by("pk")
    answers = placed.values_list("pk", f"head__answers__{column.key}")[:MOST_GATHERED]
    points = {pk: (one["lat"], one["lon"]) for pk, one in answers if isinstance(one, dict)}
    chosen = set(_opened(records, register, column).values_list("pk", flat=True))
    return Marked(list(points.values()), [pk in chosen for pk in points])


def gathered_points(marked: Marked, least: int) -> list[Spot]:
    """The places of records about people, gathered so that each point stands for `least` or more.

    Points are the middles of squares over all in sight, the same under every filter.
    """
    if len(marked.points) < least:
        return []
    # Polars takes a third of a second to import; only such maps need it.
    from himaya.engines.disclosure.geomasking import gather

    return [
        Spot(_("Around %(place)s") % {"place": f"{lat:.2f}, {lon:.2f}"}, "", lon, lat, count)
        for lat, lon, count in gather(marked.points, marked.chosen, least)
    ]


def _placed(records: QuerySet[Record], column: Column) -> QuerySet[Record]:
    return records.filter(**{f"head__answers__{column.key}__lat__isnull": False})


def _opened(records: QuerySet[Record], register: Register, column: Column) -> QuerySet[Record]:
    """The records in which a column is open to the seat: its field group, in their own version."""
    if column.group:
        records = visible_to(records, register.seat, group=column.group)
    return records.exclude(shut(column, register))


def newest_placed(
    register: Register, records: QuerySet[Record], column: Column
) -> QuerySet[Record]:
    """The newest records with a place of their own, as far as it is open."""
    found = _placed(_opened(records, register, column), column)
    return found.order_by("-changed_at", "pk")[:MOST_POINTS]


def record_points(
    register: Register, newest: Iterable[Record], column: Column, today: date
) -> list[Spot]:
    """Records with a place of their own, each a point. Up to four queries."""
    spots = []
    for row in rows_of(register, newest, (column,), today):
        cell = row.cell(column.key)
        point = row.record.head.answers.get(column.key) if row.record.head else None
        if cell is None or cell.state or not isinstance(point, dict):
            continue
        spots.append(Spot(row.title, row.url, point["lon"], point["lat"]))
    return spots


def named_sites(register: Register, records: QuerySet[Record], column: Column) -> dict[str, int]:
    """How many records name each site, by its code; "" names none. One query."""
    named = _opened(records, register, column).order_by().annotate(code=answer_text(column))
    counted = named.values_list("code").annotate(n=Count("pk")).values_list("code", "n")
    return {code or "": n for code, n in counted}


def site_points(register: Register, named: Mapping[str, int], least: int) -> list[Spot]:
    """Sites in sight that records name, with how many do; secret ones never. One query."""
    counts = dict(named)
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
