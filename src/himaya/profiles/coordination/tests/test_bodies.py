"""Groups as a tree, terms of reference held against the register, leads whose term has ended."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from tests.world import World, table

from himaya.profiles.coordination.tests.keeping import day, keep, move
from himaya.records.actions import link_records
from himaya.records.models import Record

pytestmark = pytest.mark.slow  # opens four registers with their forms

SignIn = Callable[[str], Client]
GROUP = {
    "title": "Working group",
    "kind": "cluster_national",
    "chair": "CCU",
    "start": day(-300),
    "status": "active",
}
# group | kind | under
GROUPS = table("""
| Country team | hct              |               |
| Cluster      | cluster_national | Country team  |
| Data         | imwg             | Cluster       |
| Forms        | task_force       | Data          |
| Lone         | task_force       |               |
| East         | task_force       | West          |
| West         | task_force       | East          |
""")


def grouped(world: World) -> dict[str, Record]:
    seat = world.people["dawit"].acting
    made = {
        title: keep(world, "coordination_group", GROUP | {"title": title, "kind": kind}, sure=True)
        for title, kind, _under in GROUPS
    }
    for title, _kind, under in GROUPS:
        if under:
            link_records(seat=seat, relation="group_under", source=made[title], target=made[under])
    return made


def seated(world: World, group: Record, agency: str, **answers: object) -> Record:
    held = {"title": "Adviser", "group_name": "Data", "agency": agency, "role": "member"}
    held |= {"start": day(-90), "valid_until": day(90), "is_vacant": "no"}
    one = keep(world, "group_membership", held | answers, sure=True)
    seat = world.people["dawit"].acting
    link_records(seat=seat, relation="member_of", source=one, target=group)
    return one


def test_tree__orphans_circles_ended_terms_and_one_post_for_all(
    world: World, sign_in: SignIn
) -> None:
    made = grouped(world)
    for sector in ("HEA", "WSH", "EDU"):
        focal = seated(
            world, made["Cluster"], "HRA", role="sector_focal_point", follows_sector=sector
        )
    role = {"title": "Co-lead", "agency": "CCU", "body": "cluster_national", "call_on": day(-400)}
    role |= {"nominations_until": day(-390), "decided_on": day(-380), "decided_for": "HRA"}
    role |= {"term_from": day(-370), "term_until": day(-5), "reasons": "Agreed"}
    lead = move(world, keep(world, "lead_role", role, sure=True), "nominated", "decided")
    page = reverse("groups", args=[made["Data"].dataset.ref])
    shown = sign_in("bakari").get(page).content.decode()
    assert shown.count("<rect") == 6
    rows = {row.partition("<bdi>")[2].partition("<")[0]: row for row in shown.split("<tr>")[2:]}
    assert [name for name, row in rows.items() if "under no body" in row] == ["Lone"]
    circle = shown.partition("in a circle:")[2].partition("</li>")[0]
    assert [name for name, one in made.items() if one.ref in circle] == ["East", "West"]
    assert "that have ended" not in shown  # votes are for members
    shown = sign_in("dawit").get(page).content.decode()
    assert lead.ref in shown.partition("that have ended:")[2].partition("</li>")[0]
    assert "Adviser" in shown.partition("One post follows every sector:")[2].partition("</li>")[0]
    for record, told in ((lead, "The term has ended"), (focal, "One post follows every sector")):
        assert told in sign_in("dawit").get(reverse("record", args=[record.ref])).content.decode()


def test_terms__members_and_clauses_that_differ_are_named(world: World, sign_in: SignIn) -> None:
    seat = world.people["dawit"].acting
    group = grouped(world)["Data"]
    for agency in ("HRA", "CCU"):
        seated(world, group, agency)
    terms = {"title": "Terms", "version": "1", "kind": "group", "body": "imwg", "agency": "CCU"}
    terms |= {"purpose": "Data", "members": "HRA WCI", "review_on": day(90)}
    old, new = (
        keep(
            world, "terms_of_reference", terms | {"version": number, "clauses": clauses}, sure=True
        )
        for number, clauses in (("1", ["sharing", "decisions"]), ("2", ["decisions", "do_no_harm"]))
    )
    link_records(seat=seat, relation="terms_replace", source=new, target=old)
    link_records(seat=seat, relation="works_by_tor", source=group, target=new)
    shown = sign_in("dawit").get(reverse("record", args=[new.ref])).content.decode()
    told = shown.partition("notice warning")[2].partition("</ul>")[0].split("<li>")[1:]
    assert [one.partition("</li>")[0].rpartition(": ")[2][:24] for one in told] == [
        "Sharing of information –",
        "Confidentiality, Telling",
        "<bdi>WCI</bdi>",
        "<bdi>CCU</bdi>",
    ]
