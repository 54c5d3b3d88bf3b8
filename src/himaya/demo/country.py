"""An invented country: three levels of areas with made outlines, and sites.

Its code QM lies in the range ISO 3166-1 leaves to users, so that it can never be a real country.
"""

import random
from collections.abc import Iterator
from datetime import date

from himaya.engines.figures import pack, spot_in, unpack
from himaya.places.models import AdminUnit, PopulationGroup, Site
from himaya.places.pictures import redraw
from himaya.tenancy.models import Operation

EDITION = "2024"
COUNTRY = "QM"
NAME = {"en": "Qasmara", "fr": "Qasmara", "es": "Qasmara", "ar": "قصمارا"}
# The country is a mesh of cells: 3 x 2 provinces of 2 x 2 districts of 3 x 1 sub-districts.
_COLUMNS, _ROWS = 18, 4
_WEST, _SOUTH, _WIDTH, _HEIGHT = 41.0, 17.0, 0.32, 0.9  # degrees; somewhere to draw it
_SYLLABLES = (
    ("Vel", "فل"), ("mira", "ميرا"), ("Tar", "تار"), ("dosh", "دوش"), ("Oru", "أورو"),
    ("ben", "بن"), ("Kas", "كاس"), ("lim", "ليم"), ("Zer", "زر"), ("hana", "هانا"),
    ("Mor", "مور"), ("gal", "غال"), ("Isk", "إسك"), ("tuna", "تونا"), ("Dal", "دال"),
    ("roum", "روم"), ("Fen", "فن"), ("sara", "سارا"), ("Bir", "بير"), ("nour", "نور"),
)  # fmt: skip
SITE_KINDS = (
    "planned_camp", "self_settled", "collective_centre", "transit_centre", "host_community",
    "facility",
)  # fmt: skip
GROUPS = {
    "idp": ("Internally displaced people", "Personnes déplacées internes", "Personas desplazadas internas", "النازحون داخلياً"),
    "returned_idp": ("Returned displaced people", "Personnes déplacées retournées", "Personas desplazadas retornadas", "النازحون العائدون"),
    "refugee": ("Refugees", "Réfugiés", "Personas refugiadas", "اللاجئون"),
    "asylum_seeker": ("Asylum-seekers", "Demandeurs d'asile", "Solicitantes de asilo", "طالبو اللجوء"),
    "stateless": ("Stateless people", "Personnes apatrides", "Personas apátridas", "عديمو الجنسية"),
    "host": ("Host community", "Communauté d'accueil", "Comunidad de acogida", "المجتمع المضيف"),
}  # fmt: skip

Point = tuple[float, float]


def make_country(operation: Operation, chance: random.Random) -> list[AdminUnit]:
    """One country, 6 provinces, 24 districts and 72 sub-districts, drawn."""
    names = _names(chance)
    mesh = _Mesh(chance)
    country = _unit(operation, COUNTRY, 0, None, NAME, mesh.around(0, 0, _COLUMNS, _ROWS))
    country.save()
    levels: list[list[AdminUnit]] = [[country], [], [], []]
    for pcode, level, box in _boxes():
        parent = next(one for one in levels[level - 1] if pcode.startswith(one.pcode))
        levels[level].append(_unit(operation, pcode, level, parent, next(names), mesh.around(*box)))
    for of_level in levels[1:]:
        AdminUnit.objects.bulk_create(of_level)
    redraw(operation, EDITION, set(range(len(levels))))
    return [unit for of_level in levels for unit in of_level]


def _boxes() -> Iterator[tuple[str, int, tuple[int, int, int, int]]]:
    """(p-code, level, cells from column, row to column, row), parents first."""
    below: list[tuple[str, int, tuple[int, int, int, int]]] = []
    for province in range(6):
        x, y = province % 3 * 6, province // 3 * 2
        first = f"{COUNTRY}{province + 1:02}"
        below.append((first, 1, (x, y, x + 6, y + 2)))
        for district in range(4):
            a, b = x + district % 2 * 3, y + district // 2
            second = f"{first}{district + 1:02}"
            below.append((second, 2, (a, b, a + 3, b + 1)))
            below += [
                (f"{second}{part + 1:02}", 3, (a + part, b, a + part + 1, b + 1))
                for part in range(3)
            ]
    return iter(sorted(below, key=lambda box: box[1]))


def _unit(
    operation: Operation,
    pcode: str,
    level: int,
    parent: AdminUnit | None,
    names: dict[str, str],
    ring: list[Point],
) -> AdminUnit:
    return AdminUnit(
        operation=operation,
        edition=EDITION,
        pcode=pcode,
        level=level,
        parent=parent,
        names=names,
        valid_from=date(2024, 1, 1),
        shape=pack([ring]),
    )


def _names(chance: random.Random) -> Iterator[dict[str, str]]:
    pairs = [(a, b) for a in _SYLLABLES[::2] for b in _SYLLABLES[1::2]]
    chance.shuffle(pairs)
    pairs += [(a, b) for a in _SYLLABLES[::2] for b in _SYLLABLES[::2] if a != b]
    for (latin, arabic), (latin_end, arabic_end) in pairs:
        name = latin + latin_end.lower()
        yield {"en": name, "fr": name, "es": name, "ar": arabic + arabic_end}


class _Mesh:
    """Corners and bent edges that neighbours share: outlines meet and never overlap."""

    def __init__(self, chance: random.Random) -> None:
        self.corner = {
            (x, y): (
                round(_WEST + (x + chance.uniform(-0.2, 0.2)) * _WIDTH, 4),
                round(_SOUTH + (y + chance.uniform(-0.2, 0.2)) * _HEIGHT, 4),
            )
            for x in range(_COLUMNS + 1)
            for y in range(_ROWS + 1)
        }
        self._bend: dict[tuple[tuple[int, int], tuple[int, int]], Point] = {}
        self._chance = chance

    def around(self, west: int, south: int, east: int, north: int) -> list[Point]:
        """The closed ring around a block of cells, against the clock (RFC 7946)."""
        path = [(x, south) for x in range(west, east)]
        path += [(east, y) for y in range(south, north)]
        path += [(x, north) for x in range(east, west, -1)]
        path += [(west, y) for y in range(north, south, -1)]
        ring: list[Point] = []
        for here, there in zip(path, [*path[1:], path[0]], strict=True):
            ring += [self.corner[here], self._between(here, there)]
        return [*ring, ring[0]]

    def _between(self, one: tuple[int, int], other: tuple[int, int]) -> Point:
        edge = (min(one, other), max(one, other))
        if edge not in self._bend:
            (ax, ay), (bx, by) = self.corner[edge[0]], self.corner[edge[1]]
            aside = self._chance.uniform(-0.08, 0.08) * _WIDTH
            level = edge[0][1] == edge[1][1]
            self._bend[edge] = (
                round((ax + bx) / 2 + (0 if level else aside), 4),
                round((ay + by) / 2 + (aside if level else 0), 4),
            )
        return self._bend[edge]


def make_sites(
    operation: Operation, units: list[AdminUnit], chance: random.Random, count: int = 40
) -> list[Site]:
    """Camps, centres and facilities inside the sub-districts; two of them secret."""
    small = [unit for unit in units if unit.level == 3]
    sites = []
    for number in range(count):
        unit = small[(number * 7) % len(small)]
        kind = SITE_KINDS[number % len(SITE_KINDS)]
        is_secret = number in {5, 23}
        x, y = spot_in(unpack(unit.shape))
        names = {language: f"{name} {number + 1}" for language, name in unit.names.items()}
        sites.append(
            Site(
                operation=operation,
                code=f"S{number + 1:03}",
                names=names,
                kind=kind,
                unit=unit,
                latitude=round(y + chance.uniform(-0.05, 0.05), 4),
                longitude=round(x + chance.uniform(-0.05, 0.05), 4),
                is_secret=is_secret,
                level=4 if is_secret else 2 if kind == "facility" else 1,
            )
        )
    return Site.objects.bulk_create(sites)


def make_groups(operation: Operation) -> None:
    """The population groups that figures are about."""
    PopulationGroup.objects.bulk_create(
        PopulationGroup(
            operation=operation,
            code=code,
            names=dict(zip(("en", "fr", "es", "ar"), names, strict=True)),
            definition="As agreed by the invented working group; for demonstration only.",
        )
        for code, names in GROUPS.items()
    )
