"""A person written into a Responsible cell: a doubt that a person decides, once for the file."""

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from tests.world import World, table

from himaya.collect.actions import (
    bring_file,
    decide_rows,
    give_back_rest,
    import_batch,
    register_for,
)
from himaya.collect.bench import bench_rows
from himaya.collect.importers import Bench, importer_of
from himaya.datasets.models import ImportBatch, ImportRow
from himaya.files.actions import read_file
from himaya.people.models import Agency
from himaya.profiles.workplans.answers import activity_answers, plan_answers
from himaya.profiles.workplans.parties import AgencyNames
from himaya.profiles.workplans.reading import SubAction
from himaya.profiles.workplans.reading.suspects import may_be_person
from himaya.profiles.workplans.tests.builders import read_invented
from himaya.profiles.workplans.who import BODY, Persons, key_of
from himaya.records.models import Record
from himaya.records.sealing import whole_answers

SignIn = Callable[[str], Client]
PARTS = table("""
| Nadia Example                     | yes |
| Nadia Example, WCI                | yes |
| Sarah O'Neil (WCI)                | yes |
| Jean-Pierre Otter et Marie Vole   | yes |
| Ahmed bin Otter                   | yes |
| J. Otter                          | yes |
| Mr. Otter                         | yes |
| محمد النمس                        | yes |
| السيد محمد                        | yes |
| Tall Reeds                        | yes |
| Otter                             | no  |
| WCI                               | no  |
| UNHCR and NRC                     | no  |
| Norwegian Refugee Council         | no  |
| Save the Children                 | no  |
| Cluster leads                     | no  |
| Field Coordinator                 | no  |
| Head of Office                    | no  |
| Protection Cluster                | no  |
| All partners                      | no  |
| Croix Rouge                       | no  |
| Cruz Roja                         | no  |
| الهلال الأحمر                     | no  |
| منظمة محلية                       | no  |
| to be decided in the next meeting | no  |
""")


@pytest.mark.parametrize(("text", "suspected"), PARTS)
def test_part_of_a_cell(text: str, suspected: str) -> None:
    assert may_be_person(text) == (suspected == "yes")


def test_known_body__no_person_however_it_is_written() -> None:
    known = {"Tall Reeds", "Bright Wells"}.__contains__
    assert not may_be_person("Tall Reeds", known)
    assert not may_be_person("Tall Reeds, Bright Wells", known)
    assert may_be_person("Tall Reeds, Nadia Example", known)


LINES = [
    "Work plan 2026",
    "Code\tDescription\tResponsibility\tPartners\tExpected deadline",
    "\tGoal 1: Preparedness\t\t\t",
    "P1\tTrain the partners\tNadia Example, WCI\tHRA\tMay 2026",
    "P2\tMap the partners\tTall Reeds; Nadia Exámple, WCI\t\tJune 2026",
    "P3\tCount the partners\tHRA\tBright Wells\tJuly 2026",
]


@pytest.fixture
def batch(world: World) -> ImportBatch:
    Agency.objects.filter(pk=world.agencies["OTH"].pk).update(names={"en": "Bright Wells"})
    seat = world.people["dawit"].acting
    dataset = register_for(seat=seat, profile_code="plan_activity")
    content = "\n".join(LINES).encode()
    return bring_file(seat=seat, dataset=dataset, kind="workplan", name="p.txt", content=content)


def answers(title: str) -> dict[str, Any]:
    record = Record.objects.select_related("head").get(head__answers__title=title)
    assert record.head is not None
    assert "Nadia" not in str(record.head.answers)
    return whole_answers(record, record.head)


def rows(batch: ImportBatch) -> dict[str, ImportRow]:
    ids = {row.row.cells["code"]: row.kept.stable_id for row in bench_rows(batch)}
    return {code: batch.rows.get(stable_id=ident) for code, ident in ids.items()}


def test_brought__suspected_rows_wait_and_known_agencies_do_not(batch: ImportBatch) -> None:
    found = rows(batch)

    assert {code: row.state for code, row in found.items()} == {
        "P1": "doubtful",
        "P2": "doubtful",
        "P3": "accepted",
    }
    codes = [problem["code"] for row in found.values() for problem in row.problems]
    assert codes == ["person_suspected", "person_suspected"]
    assert "Nadia" not in str([*ImportRow.objects.values()])


def test_json__the_operations_agencies_are_no_doubt(world: World, batch: ImportBatch) -> None:
    importer = importer_of("workplan")
    assert importer is not None
    content = "\n".join([*LINES[:3], LINES[5]]).encode()

    for bench, doubtful in ((Bench(operation=world.operation), 0), (Bench(), 1)):
        report = importer.to_json(importer.read(content, "p.txt"), bench)
        codes = [one["code"] for one in report["problems"] if one["level"] == "doubt"]
        assert (report["doubtful"], len(codes)) == (doubtful, doubtful)


def test_decided_once__for_every_row_in_every_spelling_and_kept_encrypted(
    world: World, batch: ImportBatch, sign_in: SignIn
) -> None:
    client = sign_in("dawit")
    bench = reverse("import", args=[batch.ref])
    page = client.get(bench).content.decode()
    assert "Nadia Example, WCI" in page
    assert "is a person" in page
    first, second = rows(batch)["P1"], rows(batch)["P2"]
    client.post(
        f"{bench}decide/", {f"mend:{key_of('Nadia Example, WCI')}:{first.stable_id}": "person"}
    )

    batch.refresh_from_db()
    assert batch.counts["doubtful"] == 1  # Tall Reeds is still to be decided
    assert b"Nadia" not in bytes(batch.sealed_reading)
    client.post(f"{bench}decide/", {f"mend:{key_of('Tall Reeds')}:{second.stable_id}": "body"})
    batch.refresh_from_db()
    assert (batch.counts["doubtful"], batch.counts["accepted"]) == (0, 3)

    import_batch(seat=world.people["dawit"].acting, batch=batch)
    train, map_ = answers("Train the partners"), answers("Map the partners")
    assert train["focal_points"] == [{"focal_point": "Nadia Example, WCI"}]
    assert train["responsible"] == [{"party": "WCI", "party_agency": "WCI"}]
    assert map_["focal_points"] == [{"focal_point": "Nadia Exámple, WCI"}]
    assert [one["party"] for one in map_["responsible"]] == ["Tall Reeds", "WCI"]


def test_changed_mind__the_other_rows_follow(batch: ImportBatch, sign_in: SignIn) -> None:
    client = sign_in("dawit")
    decide = reverse("import-decide", args=[batch.ref])
    key = key_of("Nadia Example, WCI")
    fields = [f"mend:{key}:{rows(batch)[code].stable_id}" for code in ("P1", "P2")]
    client.post(decide, {fields[0]: "person"})
    # The page sends what it shows of every row: only the one that was changed counts.
    client.post(decide, {fields[0]: "body", fields[1]: "person"})

    batch.refresh_from_db()
    chosen = {
        field.value for row in bench_rows(batch) for field in row.fields if field.field.key == key
    }
    assert chosen == {"body"}


def test_taken_undecided__kept_with_the_focal_points_nothing_lost(
    world: World, batch: ImportBatch
) -> None:
    seat = world.people["dawit"].acting
    doubtful = batch.rows.filter(state="doubtful").values_list("stable_id", flat=True)
    decide_rows(seat=seat, batch=batch, decisions=dict.fromkeys(doubtful, "take"))
    import_batch(seat=seat, batch=batch)

    kept = [one["focal_point"] for one in answers("Map the partners")["focal_points"]]
    assert kept == ["Tall Reeds", "Nadia Exámple, WCI"]


def test_file_given_back__names_stay_on_the_bench(world: World, batch: ImportBatch) -> None:
    release = give_back_rest(seat=world.people["dawit"].acting, batch=batch, maker="Dawit")
    assert release.file is not None
    book = openpyxl.load_workbook(io.BytesIO(read_file(release.file)))
    text = " ".join(str(cell.value) for row in book.worksheets[0] for cell in row)

    assert "Map the partners" in text
    assert "Nadia" not in text
    assert "person_suspected" in text


@pytest.mark.parametrize("value", ["nobody", "take", "person; body"])
def test_another_word_than_offered__not_taken(
    batch: ImportBatch, sign_in: SignIn, value: str
) -> None:
    key = f"mend:{key_of('Tall Reeds')}:{rows(batch)['P2'].stable_id}"
    sign_in("dawit").post(reverse("import-decide", args=[batch.ref]), {key: value})

    batch.refresh_from_db()
    assert not batch.sealed_reading


def test_name_in_an_objectives_list__asked_beside_each_activity_and_kept_with_the_members() -> None:
    reading = read_invented("objective_plan")
    goal = reading.plans[0].goals[2]
    goal.unpaired_responsible.append("Nadia Example")
    undecided, body = (
        Persons(AgencyNames(()), {key_of("Nadia Example"): said} if said else {})
        for said in ("", BODY)
    )
    for activity in goal.activities:
        assert "Nadia Example" in [field.label for field in undecided.asked(goal, activity)]

    kept = plan_answers(reading.plans[0], undecided)
    assert {"member_name": "Nadia Example"} in kept["members"]
    assert "Nadia" not in str(kept["goals"])
    assert "Nadia Example" in str(plan_answers(reading.plans[0], body)["goals"])


def test_name_beside_a_step__asked_and_kept_with_the_focal_points() -> None:
    reading = read_invented("objective_plan")
    plan = reading.plans[0]
    goal, activity = plan.goals[0], plan.goals[0].activities[0]
    parts = ["HRA", "Nadia Example"]
    activity.sub_actions = [
        SubAction("Print", responsible=parts, responsible_text="HRA; Nadia Example")
    ]
    persons = Persons(AgencyNames(()), {})

    assert [one.label for one in persons.asked(goal, activity)][:1] == ["Nadia Example"]
    kept = activity_answers(plan, goal, activity, AgencyNames(()), persons)
    assert kept["focal_points"] == [{"focal_point": "Nadia Example"}]
    assert kept["sub_actions"] == [{"sub_action": "Print", "sub_responsible": "HRA"}]
