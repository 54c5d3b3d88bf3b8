"""A new edition of the boundaries: accesses follow by p-code, and a person decides the rest.

The world's edition 2024: MJ > MJ01 > MJ0101, and MJ > MJ02.
"""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from tests.world import World, table

from himaya.audit.models import Event
from himaya.kernel.problems import Problem
from himaya.people.actions import accept_invitation, amend_seat, confirm_seat, end_seat, invite
from himaya.people.actions.following import follow_edition
from himaya.people.models import Seat
from himaya.people.queries import covered_areas
from himaya.places.actions import UnitsImported, import_units
from himaya.places.boundaries import UnitRow

SignIn = Callable[[str], Client]


def units(text: str) -> list[UnitRow]:
    """ "MJ01 MJ0101>MJ02": by p-code, below the code without its last two digits or after ">"."""
    rows = []
    for one in f"MJ {text}".split():
        pcode, _, parent = one.partition(">")
        above = parent or pcode[:-2] if pcode != "MJ" else ""
        level = (len(pcode) - 2) // 2
        rows.append(UnitRow(pcode, level, {"en": f"New {pcode}"}, above))
    return rows


def bring_in(world: World, text: str, *, who: str = "dawit", closes: str = "2024") -> UnitsImported:
    return import_units(
        seat=world.people[who].acting,
        edition="2026",
        units=units(text),
        valid_from=date(2026, 1, 1) if closes else None,
        closes=closes,
    )


def bind(world: World, who: str, pcodes: str) -> Seat:
    seat = world.people[who].seat
    Seat.objects.filter(pk=seat.pk).update(everywhere=False)
    seat.areas.set([world.areas[pcode] for pcode in pcodes.split()])
    seat.refresh_from_db()
    return seat


FOLLOWS = table("""
| bound to  | the new edition         | bound to now        | in doubt | why                     |
| MJ01      | MJ01 MJ02 MJ0101        | MJ01/2026           | no       | the code lives on       |
| MJ01      | MJ01 MJ02 MJ0101 MJ0102 | MJ01/2026           | no       | what is new lies below  |
| MJ0101    | MJ01 MJ02 MJ0101 MJ0102 | MJ0101/2026         | yes      | perhaps split           |
| MJ02      | MJ01 MJ0101             | MJ02/2024           | yes      | gone                    |
| MJ02      | MJ01 MJ03 MJ04          | MJ02/2024           | yes      | gone, two came          |
| MJ01 MJ02 | MJ01 MJ0101             | MJ01/2026 MJ02/2024 | yes      | one of two is gone      |
""")[1:]


@pytest.mark.parametrize("row", FOLLOWS, ids=lambda row: f"{row[0]}: {row[4]}")
def test_access__follows_by_code_and_waits_where_in_doubt(world: World, row: list[str]) -> None:
    pcodes, edition, expected, in_doubt, _why = row
    bakari = bind(world, "bakari", pcodes)
    done = bring_in(world, edition)
    bakari.refresh_from_db()
    now = {f"{area.pcode}/{area.edition}" for area in bakari.areas.all()}
    assert now == set(expected.split())
    assert bakari.areas_in_doubt == (in_doubt == "yes")
    assert (done.bound.followed, done.bound.in_doubt) == (
        int("2026" in expected),
        int(in_doubt == "yes"),
    )
    logged = Event.objects.filter(thing=bakari.ref, verb="admin_unit.manage", note="new_edition")
    assert logged.exists() == ("2026" in expected)


SIGHT = table("""
| the new edition              | covered                | why                                       |
| MJ01 MJ02 MJ0101             | MJ01 MJ0101            | as before                                 |
| MJ01 MJ02 MJ0101 MJ0102      | MJ01 MJ0101 MJ0102     | with what came below                      |
| MJ01 MJ02 MJ0105 MJ0106      | MJ01 MJ0101 MJ0105 MJ0106 | also what was recorded under a lost code |
| MJ01 MJ02 MJ0101>MJ02        | MJ01                   | not what lies elsewhere now               |
""")[1:]


@pytest.mark.parametrize("row", SIGHT, ids=lambda row: row[2])
def test_sight_from_an_area__old_and_new_codes_below_it(world: World, row: list[str]) -> None:
    edition, covered, _why = row
    bakari = bind(world, "bakari", "MJ01")
    bring_in(world, edition)
    assert covered_areas(bakari) == set(covered.split())


def test_whole_operation_and_ended_access__left_alone(world: World) -> None:
    amina, celine = world.people["amina"].seat, bind(world, "celine", "MJ01")
    amina.areas.set([world.areas["MJ02"]])
    end_seat(seat=world.people["dawit"].acting, target=celine)
    done = bring_in(world, "MJ01")
    assert (done.bound.followed, done.bound.in_doubt) == (0, 0)
    assert {area.edition for area in [*amina.areas.all(), *celine.areas.all()]} == {"2024"}


def test_edition_that_replaces_nothing_yet__moves_nobody(world: World) -> None:
    bakari = bind(world, "bakari", "MJ01")
    bring_in(world, "MJ01 MJ0101", closes="")
    assert [area.edition for area in bakari.areas.all()] == ["2024"]
    bring_in(world, "MJ01 MJ0101")
    assert [area.edition for area in bakari.areas.all()] == ["2026"]


def test_second_part_of_the_file__takes_along_who_was_waiting(world: World) -> None:
    bakari = bind(world, "bakari", "MJ0101")
    bring_in(world, "MJ01")
    assert [area.edition for area in bakari.areas.all()] == ["2024"]
    bring_in(world, "MJ01 MJ0101", closes="")
    assert [area.edition for area in bakari.areas.all()] == ["2026"]


def test_same_file_again__asks_nobody_again(world: World) -> None:
    bakari = bind(world, "bakari", "MJ02")
    bring_in(world, "MJ01")
    confirm_seat(seat=world.people["dawit"].acting, target=Seat.objects.get(pk=bakari.pk))
    again = bring_in(world, "MJ01")
    assert (again.bound.followed, again.bound.in_doubt) == (0, 0)
    bakari.refresh_from_db()
    assert not bakari.areas_in_doubt


def test_decided_by_amending(world: World) -> None:
    bakari = bind(world, "bakari", "MJ02")
    bring_in(world, "MJ01")
    amend_seat(
        seat=world.people["amina"].acting,
        target=bakari,
        role=bakari.role,
        access_level=bakari.access_level,
        everywhere=True,
    )
    bakari.refresh_from_db()
    assert not bakari.areas_in_doubt


def test_own_access__somebody_else_decides(world: World) -> None:
    """Whoever brings boundaries in could draw the own area as wide as they like."""
    dawit = bind(world, "dawit", "MJ01")
    bring_in(world, "MJ01 MJ0101")
    dawit.refresh_from_db()
    assert dawit.areas_in_doubt
    assert [area.edition for area in dawit.areas.all()] == ["2024"]


def test_waiting_invitation__follows_and_tells_what_is_gone(world: World) -> None:
    _, secret = invite(
        seat=world.people["amina"].acting,
        agency=world.agencies["HRA"],
        email="edda@example.org",
        name="Edda",
        role="reader",
        areas=[world.areas["MJ01"], world.areas["MJ02"]],
    )
    bring_in(world, "MJ01")
    from himaya.kernel.crypto import fingerprint

    seat = accept_invitation(secret_hash=fingerprint(secret), name="Edda", password="x" * 20)
    assert {f"{area.pcode}/{area.edition}" for area in seat.areas.all()} == {
        "MJ01/2026",
        "MJ02/2024",
    }
    assert seat.areas_in_doubt


@pytest.mark.parametrize("who", ["amina", "bakari", "celine"])
def test_following__asks_who_brings_it_in(world: World, who: str) -> None:
    with pytest.raises(Problem, match="not_allowed"):
        follow_edition(world.people[who].acting, "2026")


# The pages ----------------------------------------------------------------------------------------


def test_review__lists_what_waits_and_drops_what_is_decided(world: World, sign_in: SignIn) -> None:
    bakari = bind(world, "bakari", "MJ02")
    dawit = bind(world, "dawit", "MJ01")
    bring_in(world, "MJ01 MJ05")
    client = sign_in("dawit")
    page = client.get(reverse("access-review"))
    listed = {one["seat"].pk: one for one in page.context["doubts"]}
    assert {pk: (one["is_own"], one["may_amend"]) for pk, one in listed.items()} == {
        bakari.pk: (False, True),
        dawit.pk: (True, False),
    }
    text = page.content.decode()
    for part in ("Area MJ02 (MJ02)", "New MJ05 (MJ05)", "somebody else decides"):
        assert part in text
    assert "to be decided" in client.get(reverse("seat", args=[bakari.ref])).content.decode()
    client.post(reverse("seat-confirm", args=[bakari.ref]))
    left = client.get(reverse("access-review")).context["doubts"]
    assert [one["seat"].pk for one in left] == [dawit.pk]


def test_page_of_boundaries__says_how_many_follow(world: World, sign_in: SignIn) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    bind(world, "bakari", "MJ01")
    bind(world, "celine", "MJ02")
    csv = "ADM0_PCODE,ADM0_EN,ADM1_PCODE,ADM1_EN\nMJ,Marjana,MJ01,North\n"
    sent = {
        "table": SimpleUploadedFile("areas.csv", csv.encode()),
        "edition": "2026",
        "valid_from": "2026-01-01",
        "closes": "2024",
    }
    text = sign_in("dawit").post(reverse("places-import"), sent).content.decode()
    assert "One access follows into this edition" in text
    assert "One access waits for a decision" in text
