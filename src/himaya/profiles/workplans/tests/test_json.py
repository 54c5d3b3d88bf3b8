import json

import pytest

from himaya.profiles.workplans.reading import to_json
from himaya.profiles.workplans.tests.builders import NAMES, read_invented

ACTIVITY_KEYS = {
    "code",
    "title",
    "deadline_text",
    "quarters",
    "responsible",
    "partners",
    "status_notes",
    "sub_actions",
    "results",
    "remarks",
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("persons", [True, False])
def test_shape__the_agreed_keys_and_serialisable(name: str, persons: bool) -> None:  # noqa: FBT001
    made = json.loads(json.dumps(to_json(read_invented(name), include_persons=persons)))

    assert made.keys() == {"kind", "plans", "accepted", "doubtful", "refused", "problems"}
    assert made["kind"] == "workplan"
    for plan in made["plans"]:
        assert plan.keys() >= {"title", "goals", "version", "endorsed"}
        for goal in plan["goals"]:
            assert goal.keys() >= {"code", "title", "activities"}
            assert all(one.keys() >= ACTIVITY_KEYS for one in goal["activities"])
    assert all(one.keys() >= {"row", "code", "message"} for one in made["problems"])


@pytest.mark.parametrize("name", NAMES)
def test_verdicts__count_every_activity(name: str) -> None:
    reading = read_invented(name)
    made = to_json(reading)

    counted = made["accepted"] + made["doubtful"] + made["refused"]

    assert counted == len([*reading.activities()])


def test_persons__counted_not_named() -> None:
    reading = read_invented("pim_action_plan")
    names = {one.name for plan in reading.plans for one in plan.members}
    names |= {one.name for activity in reading.activities() for one in activity.focal_points}

    shown = json.dumps(to_json(reading))
    first = to_json(reading)["plans"][0]["goals"][0]["activities"][0]

    assert [name for name in sorted(names) if name in shown] == []
    assert first["focal_points_count"] == 2
    assert first["responsible"] == []


def test_persons_for_the_importer__named() -> None:
    plan = to_json(read_invented("pim_action_plan"), include_persons=True)["plans"][0]

    assert plan["leader"]["name"] == "Tavira"
    assert [one["name"] for one in plan["goals"][0]["activities"][0]["focal_points"]] == [
        "Tavira",
        "Okello",
    ]


def test_problem_message__filled_in_and_never_a_name() -> None:
    problems = to_json(read_invented("pim_action_plan"))["problems"]

    assert {one["code"]: one["message"] for one in problems}["actions_in_one_cell"] == (
        "The action cell holds 3 actions; they were kept as sub-actions."
    )
    assert not any("%(" in one["message"] for one in problems)
    assert all(one["what_to_do"] for one in problems)
