"""Certified for a tool: for the version in force, or told apart from it."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse
from tests.world import World, table

from himaya.profiles.coordination.tests.keeping import day, keep, move

SignIn = Callable[[str], Client]
# certified for | told that it is another version
CASES = table("""
| Monitoring form, version 2.0 | no  |
| monitoring FORM 1.0          | yes |
| Placement of children        | no  |
""")


def test_certified__for_another_version_than_the_one_in_force(
    world: World, sign_in: SignIn
) -> None:
    tool = {"title": "Monitoring form", "agency": "CCU", "kind": "monitoring_form"}
    tool |= {"pim_category": "monitoring", "review_on": day(90), "coded": "yes", "screened": "yes"}
    for version, steps in (
        ("1.0", ("in_review", "endorsed", "superseded")),
        ("2.0", ("in_review", "endorsed")),
    ):
        move(world, keep(world, "tool", tool | {"version": version}, sure=True), *steps)
    for number, (certified, told) in enumerate(CASES):
        one = {"title": "Enumerator", "code": f"P{number}", "agency": "CCU", "function": "Asks"}
        one |= {"sex": "f", "attended": "all", "after": "90", "certified_for": certified}
        one |= {"certified_on": day(-9), "certified_until": day(90), "consent_to_list": "yes"}
        kept = keep(world, "participant", one, sure=True)
        shown = sign_in("dawit").get(reverse("record", args=[kept.ref])).content.decode()
        assert ("another version than the one in force" in shown) is (told == "yes"), certified
