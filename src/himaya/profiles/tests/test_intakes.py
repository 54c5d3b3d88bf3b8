"""Lists as agencies keep them, brought into registers: resolved, doubted in their row, imported."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.world import World

from himaya.collect.actions import (
    bring_file,
    decide_rows,
    give_back_rest,
    import_batch,
    register_for,
)
from himaya.collect.bench import bench_rows
from himaya.collect.importers import importer_of
from himaya.datasets.declarations import profile_named
from himaya.datasets.models import ImportBatch
from himaya.datasets.templates import template_form
from himaya.engines.tabular.intake.vocabulary import vocabulary
from himaya.files.actions import read_file
from himaya.places.actions import import_units
from himaya.places.boundaries import UnitRow
from himaya.profiles.intakes import INTAKES
from himaya.records.actions import amend_record
from himaya.records.copies import make_copy
from himaya.records.models import Record
from himaya.records.registers.filtering import in_sight
from himaya.records.registers.register import Register
from himaya.records.registers.views import whole_datasets
from himaya.records.sealing import whole_answers

ASSESSMENTS = """Registry of assessments - draft,,,,,,,,,
Title,Lead organization,Admin 2 pcode,Status,Start date,End date,Population types,Collection method,Report availability,Data availability,Contact name
Water points of Marjana,hra,mj0101,Report completed,03/04/2024,20/04/2024,IDPs,KII,Publicly available,Available on request,Nimble Otterby
Shelter in the north,wci,MJ101,Planned,15/06/2024,30/06/2024,Host community,Tea leaves,Not available,Not available,
Rumours,HRA,Nowhere,Ongoing,01/07/2024,12/07/2024,Refugees,FGD,On request,On request,
"""


def bring(world: World, kind: str, content: str, name: str = "list.csv") -> ImportBatch:
    importer = importer_of(kind)
    assert importer is not None
    seat = world.people["dawit"].acting
    return bring_file(
        seat=seat,
        dataset=register_for(seat=seat, profile_code=importer.profile),
        kind=kind,
        name=name,
        content=content.encode(),
    )


def decide(world: World, batch: ImportBatch, corrections: Mapping[str, Mapping[str, str]]) -> None:
    decide_rows(
        seat=world.people["dawit"].acting, batch=batch, decisions={}, corrections=corrections
    )
    batch.refresh_from_db()


def first(batch: ImportBatch) -> str:
    """The row in which what holds for all is asked."""
    return batch.rows.order_by("order")[0].stable_id


@pytest.fixture
def assessments(world: World) -> ImportBatch:
    """The invented registry, with the category that all of it has."""
    batch = bring(world, "assessments", ASSESSMENTS)
    decide(world, batch, {first(batch): {"pim_category": "needs_assessment"}})
    return batch


def states(batch: ImportBatch) -> list[str]:
    return [row.state for row in batch.rows.order_by("order")]


def test_required_question_without_a_column__asked_once_for_all_rows(world: World) -> None:
    batch = bring(world, "assessments", ASSESSMENTS)
    asked = [
        [one.field.key for one in row.fields if one.field.is_shared] for row in bench_rows(batch)
    ]

    assert states(batch) == ["refused", "refused", "refused"]
    assert asked == [["pim_category"], [], []]


def test_answered_for_all__sound_rows_accepted_and_doubts_in_their_rows(
    assessments: ImportBatch,
) -> None:
    doubts = {
        row.order: sorted({one["code"] for one in row.problems if one["level"] == "doubt"})
        for row in assessments.rows.all()
    }

    assert states(assessments) == ["accepted", "doubtful", "doubtful"]
    assert doubts == {0: [], 1: ["code_padding", "term_unknown"], 2: ["code_unknown"]}


def test_imported__codes_of_the_operation_and_days(world: World, assessments: ImportBatch) -> None:
    import_batch(seat=world.people["dawit"].acting, batch=assessments)

    record = Record.objects.get(dataset__profile="assessment")
    assert record.head is not None
    known: dict[str, Any] = dict(record.head.answers)
    assert {key: known[key] for key in ("lead_agency", "area", "start", "end", "status")} == {
        "lead_agency": "HRA",
        "area": "MJ0101",
        "start": "2024-04-03",
        "end": "2024-04-20",
        "status": "report_completed",
    }
    assert (known["population"], known["methods"]) == (["idp"], ["key_informant"])
    assert "Otterby" not in str(known)  # sealed


def test_words_of_the_provider__beside_what_they_were_taken_for(assessments: ImportBatch) -> None:
    shown = bench_rows(assessments)[1].row.cells

    assert shown["area"] == "MJ101 → MJ0101"


def test_place_corrected_on_the_bench__row_sound(world: World, assessments: ImportBatch) -> None:
    row = assessments.rows.get(order=2)
    decide(world, assessments, {row.stable_id: {"area": "MJ02"}})

    assert states(assessments)[2] == "accepted"


def test_rest_given_back__read_again_by_the_same_kind_and_known(
    world: World, assessments: ImportBatch
) -> None:
    seat = world.people["dawit"].acting
    row = assessments.rows.get(order=2)
    release = give_back_rest(seat=seat, batch=assessments, maker="Dawit")
    assert release.file is not None

    again = bring_file(
        seat=seat,
        dataset=register_for(seat=seat, profile_code="assessment"),
        kind="assessments",
        name="rest.xlsx",
        content=read_file(release.file),
    )

    assert row.stable_id in set(again.rows.values_list("stable_id", flat=True))


def test_same_list_again__doubles_nothing(world: World, assessments: ImportBatch) -> None:
    seat = world.people["dawit"].acting
    import_batch(seat=seat, batch=assessments)
    again = bring(world, "assessments", ASSESSMENTS)
    decide(world, again, {first(again): {"pim_category": "needs_assessment"}})

    written = import_batch(seat=seat, batch=again)

    assert (written.created, written.updated) == ({}, {})


def test_bench_page__doubts_in_the_readers_language(
    world: World, assessments: ImportBatch, sign_in: Callable[[str], Client]
) -> None:
    page = sign_in("dawit").get(
        reverse("import", args=[assessments.ref]), headers={"accept-language": "es"}
    )

    assert "El código no está en la lista de lugares" in page.content.decode()


def test_figures_of_groups_in_columns__on_the_bench_with_a_note(
    world: World, sign_in: Callable[[str], Client]
) -> None:
    wide = "Admin2 Pcode,Admin 2 name,IDPs,Refugees,Date\nMJ0101,Area MJ0101,120,30,2026-01-31\n"
    batch = bring(world, "population", wide)

    page = sign_in("dawit").get(reverse("import", args=[batch.ref]))

    assert page.status_code == 200
    assert "one row for each group" in page.content.decode()


UNHCR = """year,coo_iso,coa_iso,pop_type,location,f_0_4,f_60,f_other,f_total,m_total,total
2025.0,XAA,UGA,REF,Kampala [Admin 1],10.0,4.0,1.0,15.0,20.0,35.0
2025.0,XBB,UGA,REF,Kampala [Admin 1],30.0,6.0,,36.0,40.0,76.0
2025.0,XBB,UGA,OIP,Far away [Admin 3: POC],1.0,2.0,,3.0,4.0,7.0
2025.0,XBB,TCD,REF,Kampala [Admin 1],1.0,2.0,,3.0,4.0,7.0
"""
BY_COUNTRY = """year,coo_iso,coa_iso,refugees,asylum_seekers
2024.0,XAA,UGA,500.0,3.0
2024.0,XBB,UGA,700.0,4.0
"""


def test_unhcr_layouts__ages_places_and_origins_as_the_register_has_them(world: World) -> None:
    units = [UnitRow("UG", 0, {"en": "Uganda"}, ""), UnitRow("UG1", 1, {"en": "Kampala"}, "UG")]
    import_units(
        seat=world.people["dawit"].acting, edition="2026", units=units, valid_from=date(2026, 1, 1)
    )

    batch = bring(world, "population", UNHCR)
    rows = [row.row for row in bench_rows(batch)]
    told = [
        tuple(
            row.cells[key].split(" → ")[-1] for key in ("area", "sex", "age_bracket", "persons")
        )
        for row in rows
    ]  # fmt: skip
    assert told[:6] == [
        ("UG1", "f", "a0_4", "40"),
        ("UG1", "f", "a60_plus", "10"),
        ("UG1", "f", "unknown", "1"),
        ("UG1", "f", "all_ages", "51"),
        ("UG1", "m", "all_ages", "60"),
        ("UG1", "t", "all_ages", "111"),
    ]
    codes = [{problem.code for problem in row.problems} for row in rows]
    assert "place_unknown" in codes[6]
    assert "country_other" in codes[-1]
    assert not {"place_unknown", "country_other"} & codes[0]

    whole = [one.row for one in bench_rows(bring(world, "population", BY_COUNTRY))]
    assert [(row.cells["area"], row.cells["persons"].split(" → ")[-1]) for row in whole] == [
        ("UG", "1200"),
        ("UG", "7"),
    ]


def test_headings_as_in_the_form__places_and_days_read_all_the_same(world: World) -> None:
    rows = ASSESSMENTS.replace("Admin 2 pcode", "area").replace("Title,", "Title,pim_category,")
    rows = rows.replace("Marjana,", "Marjana,needs_assessment,", 1)
    batch = bring(world, "assessments", rows)

    assert bench_rows(batch)[0].row.cells["start"].endswith("2024-04-03")


def test_consent__asked_of_each_person(world: World) -> None:
    people = "Organisation,Position,Name\nHRA,IM officer,Nim Otter\nWCI,Head,Tik Reed\n"
    batch = bring(world, "contacts", people)

    shared = [one.field.key for one in bench_rows(batch)[0].fields if one.field.is_shared]
    second = [one.field.key for one in bench_rows(batch)[1].fields]
    assert "confirmed_on" in shared
    assert "consent_to_list" not in shared
    assert "consent_to_list" in second


def test_choices_whose_labels_hold_commas__come_back_from_a_copy(
    world: World, assessments: ImportBatch
) -> None:
    seat = world.people["dawit"].acting
    import_batch(seat=seat, batch=assessments)
    record = whole(Record.objects.get(dataset__profile="assessment"))
    assert record.head is not None
    answers = {**whole_answers(record, record.head), "sectors": ["PRO-HLP", "EDU"]}
    amend_record(seat=seat, record=record, answers=answers, seen=record.lock)
    register = Register.of(whole_datasets().get(pk=record.dataset_id), seat)
    release = make_copy(
        seat=seat, register=register, records=in_sight(register), form="csv", maker="Dawit"
    )
    assert release.file is not None

    batch = bring(world, "assessment", read_file(release.file).decode("utf-8-sig"))

    assert states(batch) == ["accepted"]
    written = import_batch(seat=seat, batch=batch)
    assert (written.created, written.updated) == ({}, {})


def whole(record: Record) -> Record:
    return Record.objects.select_related(
        "operation", "head__sealed_for__agency", "subject", "agency", "version",
        "dataset__system", "dataset__version",
    ).get(pk=record.pk)  # fmt: skip


@pytest.mark.parametrize("code", INTAKES)
def test_every_field_and_question__is_one_of_theirs(code: str) -> None:
    from himaya.engines.tabular.intake import kind_of

    intake = INTAKES[code]
    importer = importer_of(intake.kind)
    assert importer is not None
    assert set(intake.questions) <= set(kind_of(intake.kind).fields)
    assert set(intake.questions.values()) <= set(importer.columns)


def test_list_of_presence__sound_with_who_what_and_where_alone(world: World) -> None:
    batch = bring(
        world,
        "3w",
        "Organisation,Cluster,Admin 2 pcode\nHRA,Santé,MJ0101\nWCI,Coordination,MJ0101\n",
    )
    import_batch(seat=world.people["dawit"].acting, batch=batch)

    records = Record.objects.filter(dataset__profile="activity_planned").order_by("pk")
    kept = [record.head.answers for record in records if record.head]
    assert [(one["sector"], one["activity"]) for one in kept] == [
        ("HEA", "Santé"),
        ("CSS", "Coordination"),
    ]


@pytest.mark.parametrize(
    ("code", "key"),
    [("activity_planned", "sector"), ("assessment", "sectors"), ("contact", "follows")],
)
def test_every_sector_that_files_name__is_a_choice(code: str, key: str) -> None:
    profile = profile_named(code)
    assert profile is not None
    form = template_form(profile.template)
    (asked,) = (one for one in form.questions if one.key == key)
    listed = {choice.name for choice in form.choices[asked.list_name]}
    assert set(vocabulary("sectors").terms) <= listed
