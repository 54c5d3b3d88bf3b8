"""Who looks at the same: on an entry's page, for a whole register, and by theme and year."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from tests.world import World, table

from himaya.profiles.coordination.assessments.overlaps import Look, is_overlap, shared
from himaya.profiles.coordination.tests.keeping import day, keep, move
from himaya.profiles.coordination.tests.test_refusals import SOUND
from himaya.records.models import Record

pytestmark = pytest.mark.slow  # pages over several registers

SignIn = Callable[[str], Client]
ABOVE = {"MJ01": ("MJ",), "MJ02": ("MJ",), "MJ0101": ("MJ01", "MJ")}
THEME = {
    "title": "Documents 2026",
    "theme": "documentation",
    "year": 2026,
    "lead_agency": "HRA",
    "joint_team": "WCI",
    "start": "2026-02-01",
    "due": day(30),
    "registry_checked": "no",
}


def look(
    *, places: str = "MJ01", groups: str = "idp", themes: str = "documentation", **more: str
) -> Look:
    days = {"start": "2026-01-01", "end": "2026-01-31"} | more
    return Look(
        record=Record(),
        title=days.get("title", "One"),
        folded=(days.get("title", "One"),),
        agencies=frozenset([days.get("agency", "HRA")]),
        places=frozenset(places.split()),
        groups=frozenset(groups.split()),
        themes=frozenset(themes.split()),
        start=date.fromisoformat(days["start"]),
        end=date.fromisoformat(days["end"]),
    )


CASES = table("""
| what is other                              | the same               | overlaps |
|                                            | place group theme time | yes      |
| places=MJ0101                              | place group theme time | yes      |
| places=MJ02                                | group theme time       | no       |
| places=MJ                                  | place group theme time | yes      |
| places=                                    | place group theme time | yes      |
| groups=refugee                             | place theme time       | yes      |
| groups=refugee themes=land                 | place time             | no       |
| start=2026-06-01 end=2026-06-30            | place group theme time | yes      |
| start=2026-09-01 end=2026-09-30            | place group theme      | no       |
| places=MJ02 title=Two agency=WCI           | group theme time       | no       |
| places=MJ02 agency=WCI                     | group theme time title | yes      |
| agency=WCI start=2027-01-01 end=2027-01-31 | place group theme title | no      |
""")[1:]


@pytest.mark.parametrize("row", CASES, ids=lambda row: row[0] or "all")
def test_two_entries__in_what_they_agree(row: list[str]) -> None:
    changes, same, overlaps = row
    other = look(**dict(part.split("=", 1) for part in changes.split()))
    one = look()
    assert set(shared(one, other, ABOVE)) == set(shared(other, one, ABOVE)) == set(same.split())
    assert is_overlap(shared(one, other, ABOVE)) is (overlaps == "yes")


def assessment(world: World, who: str, **changes: object) -> Record:
    return keep(world, "assessment", {**SOUND["assessment"], **changes}, who)


def test_assessment__names_others_that_look_at_the_same(world: World, sign_in: SignIn) -> None:
    mine = assessment(world, "dawit", themes=["documentation"])
    near = {"title": "Papers", "lead_agency": "WCI", "area": "MJ0101", "end": "2026-03-31"}
    other = assessment(world, "amina", **near, start="2026-03-01", contact_name="Invented Person")
    move(world, assessment(world, "dawit", title="Stopped"), "cancelled")
    assessment(world, "dawit", title="Elsewhere", area="MJ02")

    page = sign_in("celine").get(reverse("record", args=[mine.ref])).content.decode()
    pairs = sign_in("celine").get(reverse("overlaps", args=[mine.dataset.ref])).content.decode()

    assert "Others look at the same" in page
    assert reverse("record", args=[other.ref]) in page
    assert "The same: place, population group, time, within half a year" in page
    assert "Stopped" not in page
    assert "Elsewhere" not in page
    assert "Invented Person" not in page
    assert pairs.count("The same</th>") == 1
    assert "Papers" in pairs


def test_need_that_another_agency_states_too__named(world: World, sign_in: SignIn) -> None:
    mine = keep(world, "information_need", SOUND["information_need"])
    theirs = {"agency": "WCI", "title": "Who lacks DOCUMENTS?", "code": "N2"}
    other = keep(world, "information_need", SOUND["information_need"] | theirs)

    page = sign_in("dawit").get(reverse("record", args=[mine.ref])).content.decode()

    assert reverse("record", args=[other.ref]) in page
    assert "The same: place, time, within half a year, title, under another agency" in page


def test_themes_by_year__who_leads_and_what_was_assessed(world: World, sign_in: SignIn) -> None:
    theme = keep(world, "assessment_theme", THEME)
    alone = {key: value for key, value in THEME.items() if key != "joint_team"}
    keep(world, "assessment_theme", alone | {"title": "Land", "theme": "land", "due": "2026-03-01"})
    done = assessment(world, "dawit", themes=["documentation"])

    client = sign_in("celine")
    page = client.get(reverse("theme-calendar", args=[theme.dataset.ref])).content.decode()
    planned = client.get(reverse("record", args=[theme.ref])).content.decode()

    assert "2026</h2>" in page
    assert reverse("record", args=[done.ref]) in page
    assert page.count("one agency only") == 1
    assert page.count("overdue") == 1
    assert "The same: place, theme, time, within half a year" in planned
    assert client.get(reverse("theme-calendar", args=[done.dataset.ref])).status_code == 404
