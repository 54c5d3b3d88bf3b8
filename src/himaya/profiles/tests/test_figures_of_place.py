"""Population figures under a contingency plan and a target: beyond them, past its day, a share."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from tests.world import World

from himaya.profiles.categories.tests.test_population_adding import figures
from himaya.profiles.coordination.tests.keeping import day, keep
from himaya.profiles.coordination.tests.test_indicator_page import INDICATOR
from himaya.records.actions import link_records

pytestmark = pytest.mark.slow  # opens four registers with their forms

SignIn = Callable[[str], Client]
FIGURES = """
| MJ01 | 200 |                                          |
| MJ01 | 180 | source_organisation=WCI                  |
| MJ01 | 300 | population_group=host                    |
| MJ01 | 90  | sex=f                                    |
"""


def test_figures__bound_a_caseload_and_give_a_target_its_share(
    world: World, sign_in: SignIn
) -> None:
    seat = world.people["dawit"].acting
    _dataset, made = figures(world, FIGURES)
    scenario = {"hazard": "flood", "area": "MJ01", "likelihood": "l3", "triggers": "Two metres"}
    scenario |= {
        "preparedness": "Boats",
        "response": "Move",
        "stocks": "Tents",
        "agency": "HRA",
        "review_on": day(90),
    }
    plan, wide = (
        keep(
            world,
            "contingency_plan",
            scenario | {"title": f"Flood {people}", "people_expected": people},
            sure=True,
        )
        for people in (500, 501)
    )
    stock = {"title": "Store", "agency": "HRA", "area": "MJ01", "staff_total": 3}
    stock |= {"staff_women": 1, "confirmed_on": day(-40), "valid_until": day(40)}
    turns = [
        {"item": "Tents", "quantity": 4, "item_unit": "pieces"},
        {"item": "Kits", "quantity": 9, "item_unit": "boxes", "use_before": day(-2)},
    ]
    store = keep(world, "capacity", stock | {"stock": turns}, sure=True)
    link_records(seat=seat, relation="counted_for", source=store, target=plan)

    def shown(record_ref: str, page: str = "record") -> str:
        return sign_in("dawit").get(reverse(page, args=[record_ref])).content.decode()

    assert "Kits was to be used before" in shown(plan.ref)
    assert "More people are expected" not in shown(plan.ref)
    assert "come to (500" in shown(wide.ref)
    assert "Tents was" not in shown(plan.ref)

    indicator = keep(world, "indicator", INDICATOR | {"target_share": 40}, sure=True)
    link_records(seat=seat, relation="target_from", source=indicator, target=made[0])
    text = shown(indicator.ref, "indicator")
    assert "80 <span" in text.partition("Target, as a share")[2]
    assert "40 % of 200" in text
