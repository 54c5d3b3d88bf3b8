from himaya.engines.tabular import read_document
from himaya.profiles.workplans.reading import Reading, read_plans, stable_id
from himaya.profiles.workplans.tests.builders import FILES, NAMES, read_invented

CLUSTER = (FILES / "cluster_work_plan.txt").read_text(encoding="utf-8")


def read(text: str) -> Reading:
    return read_plans(read_document(text, file_name="pasted"))


def ids(reading: Reading) -> list[str]:
    return [activity.stable_id for activity in reading.activities()]


def test_every_activity__identity_of_its_own() -> None:
    found = [one for name in NAMES for one in ids(read_invented(name))]

    assert len(found) == len(set(found)) == 12 + 17 + 16


def test_new_version_with_other_words_and_status__same_identities() -> None:
    corrected = (
        CLUSTER.replace("Version 28.02.2019 ENDORSED", "Version 30.06.2019")
        .replace("Mid April", "Mid July")
        .replace("Look again at the pier form", "Look once more at the pier form")
    )

    assert ids(read(corrected)) == ids(read(CLUSTER))


def test_code_repaired_to_latin_letters__same_identity() -> None:
    assert ids(read(CLUSTER.replace("Р3", "P3").replace("СОЗ", "co3"))) == ids(read(CLUSTER))


def test_activity_without_code__told_by_goal_and_title_in_any_case() -> None:
    corrected = CLUSTER.replace("Set up of a small group", "SET UP  of a small group")

    assert ids(read(corrected)) == ids(read(CLUSTER))
    assert ids(read(CLUSTER.replace("Set up of a small", "Set up of a big"))) != ids(read(CLUSTER))


def test_second_of_two_with_one_code_renamed__first_keeps_identity() -> None:
    before, after = read(CLUSTER), read(CLUSTER.replace("TR2\tName again", "TR3\tName again"))
    changed = [a != b for a, b in zip(ids(before), ids(after), strict=True)]

    assert sum(changed) == 1


def test_same_code_in_another_plan__other_identity() -> None:
    other = CLUSTER.replace("Marenia", "Talvos").replace("MARENIA", "TALVOS")

    assert not set(ids(read(other))) & set(ids(read(CLUSTER)))


def test_function_and_reader__agree() -> None:
    reading = read_invented("cluster_work_plan")
    (plan,) = reading.plans

    assert [stable_id(plan, goal, one) for goal in plan.goals for one in goal.activities] == ids(
        reading
    )
