"""Changing places: editions, sites and their sensitivity, population groups."""

from collections.abc import Callable
from datetime import date

import pytest
from tests.world import World, table

from himaya.gate.decisions import visible_to
from himaya.kernel.problems import Problem
from himaya.places.actions import (
    amend_population_group,
    amend_site,
    create_population_group,
    create_site,
    import_units,
)
from himaya.places.boundaries import UnitRow
from himaya.places.models import AdminUnit, PopulationGroup, Site
from himaya.places.queries import current_units, editions

Step = Callable[[], object]

UNITS = [
    UnitRow("MJ", 0, {"en": "Marjana"}, ""),
    UnitRow("MJ01", 1, {"en": "North"}, "MJ"),
    UnitRow("MJ0101", 2, {"en": "Tarmeen"}, "MJ01"),
]


def a_site(world: World, **details: object) -> Site:
    terms: dict[str, object] = {
        "code": "S1",
        "names": {"en": "School"},
        "kind": "facility",
        "unit": world.areas["MJ01"],
        "level": 1,
    } | details
    return create_site(seat=world.people["dawit"].acting, **terms)  # type: ignore[arg-type]


def test_code_of_a_site_from_high_up__cannot_be_guessed(world: World) -> None:
    """Answers name sites by code, so that a code taken is refused, also by a hidden one."""
    house = a_site(world, level=3)
    assert house.code.startswith("S1-")
    assert len(house.code) == len("S1-") + 6
    assert a_site(world).code == "S1"  # free, whatever is hidden
    seat = world.people["dawit"].acting
    amend_site(seat=seat, site=house, changes={"code": "S2"})
    assert house.code.startswith("S2-")
    kept = house.code
    amend_site(seat=seat, site=house, changes={"code": kept, "level": 3})
    assert house.code == kept


MANAGES = table("""
| who    | outcome     |
| amina  | not_allowed |
| bakari | not_allowed |
| celine | not_allowed |
| dawit  | done        |
""")[1:]


@pytest.mark.parametrize("row", MANAGES, ids="-".join)
def test_who_changes_places(world: World, row: list[str]) -> None:
    who, outcome = row
    site = a_site(world, code="S0")
    group = PopulationGroup.objects.create(operation=world.operation, code="g", names={"en": "G"})
    seat = world.people[who].acting
    unit = world.areas["MJ01"]
    steps: list[Step] = [
        lambda: import_units(seat=seat, edition="2026", units=UNITS),
        lambda: create_site(seat=seat, code="S1", names={}, kind="other", unit=unit),
        lambda: amend_site(seat=seat, site=site, changes={"code": "S2"}),
        lambda: create_population_group(seat=seat, code="idp", names={"en": "IDPs"}),
        lambda: amend_population_group(seat=seat, group=group, names={"en": "H"}, definition="d"),
    ]
    got = set()
    for step in steps:
        try:
            step()
            got.add("done")
        except Problem as problem:
            got.add(str(problem.code))
    assert got == {outcome}
    group.refresh_from_db()
    assert (group.names == {"en": "H"}) == (outcome == "done")


def test_edition_imported__then_again_changes_nothing(world: World) -> None:
    dawit = world.people["dawit"].acting
    first = import_units(
        seat=dawit, edition="2026", units=UNITS, valid_from=date(2026, 1, 1), closes="2024"
    )
    again = import_units(seat=dawit, edition="2026", units=UNITS)
    assert (first.added, first.amended, first.same) == (3, 0, 0)
    assert (again.added, again.amended, again.same) == (0, 0, 3)
    assert {
        unit.parent.pcode
        for unit in AdminUnit.objects.filter(edition="2026", level=2)
        if unit.parent
    } == {"MJ01"}
    assert set(AdminUnit.objects.filter(edition="2024").values_list("valid_to", flat=True)) == {
        date(2025, 12, 31)
    }
    assert editions(world.operation) == ["2026", "2024"]
    assert current_units(world.operation).count() == 3


def test_corrected_file__renames_and_moves_by_code(world: World) -> None:
    dawit = world.people["dawit"].acting
    import_units(
        seat=dawit, edition="2026", units=[*UNITS, UnitRow("MJ02", 1, {"en": "South"}, "MJ")]
    )
    moved = UnitRow("MJ0101", 2, {"en": "Tarmin", "ar": "ترمين"}, "MJ02")
    done = import_units(seat=dawit, edition="2026", units=[moved])
    unit = AdminUnit.objects.get(edition="2026", pcode="MJ0101")
    assert (done.added, done.amended) == (0, 1)
    assert unit.parent is not None
    assert (unit.names, unit.parent.pcode) == ({"en": "Tarmin", "ar": "ترمين"}, "MJ02")


# bakari is a reader, who sees Low only; amina, celine and dawit hold 3; nobody here holds 4.
SIGHT = table("""
| level  | bakari | amina | dawit |
| 1      | yes    | yes   | yes   |
| 2      | no     | yes   | yes   |
| 3      | no     | yes   | yes   |
| 4      | no     | no    | no    |
| secret | no     | no    | no    |
""")


@pytest.mark.parametrize("row", SIGHT[1:], ids=lambda row: row[0])
def test_site__seen_by_those_cleared_for_it(world: World, row: list[str]) -> None:
    level, *cells = row
    secret = level == "secret"
    a_site(world, level=1 if secret else int(level), is_secret=secret)
    for who, cell in zip(SIGHT[0][1:], cells, strict=True):
        assert visible_to(Site.objects.all(), world.people[who].acting).exists() == (
            cell == "yes"
        ), who


def test_site_without_level__severe(world: World) -> None:
    site = Site.objects.create(
        operation=world.operation, code="S", kind="other", unit=world.areas["MJ"]
    )
    assert site.level == 4


def test_sensitivity__rises_and_never_falls(world: World) -> None:
    dawit = world.people["dawit"].acting
    site = a_site(world, level=2)
    assert amend_site(seat=dawit, site=site, changes={"level": 3}).level == 3
    with pytest.raises(Problem, match="level_lowered"):
        amend_site(seat=dawit, site=site, changes={"level": 2})
    assert amend_site(seat=dawit, site=site, changes={"is_secret": True, "level": 3}).level == 4


def test_sensitivity_raised_meanwhile__not_lowered_by_an_old_page(world: World) -> None:
    site = a_site(world, level=1)
    Site.objects.filter(pk=site.pk).update(level=3)
    with pytest.raises(Problem, match="level_lowered"):
        amend_site(
            seat=world.people["dawit"].acting, site=site, changes={"level": 1, "code": "NEW"}
        )
    site.refresh_from_db()
    assert (site.code, site.level) == ("S1", 3)


def test_site_above_own_clearance__not_amended(world: World) -> None:
    site = a_site(world, is_secret=True)
    with pytest.raises(Problem, match="not_allowed"):
        amend_site(seat=world.people["dawit"].acting, site=site, changes={"code": "X"})


def test_code_in_use__refused(world: World) -> None:
    dawit = world.people["dawit"].acting
    a_site(world)
    other = a_site(world, code="S2")
    with pytest.raises(Problem, match="name_taken"):
        a_site(world)
    with pytest.raises(Problem, match="name_taken"):
        amend_site(seat=dawit, site=other, changes={"code": "S1"})
    create_population_group(seat=dawit, code="idp", names={"en": "IDPs"})
    with pytest.raises(Problem, match="name_taken"):
        create_population_group(seat=dawit, code="idp", names={"en": "IDPs"})
