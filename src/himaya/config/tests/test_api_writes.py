"""Writing over the API: the pages' own forms and actions behind another door."""

import base64

import pytest
from tests.world import World, table

from himaya.config.tests.doors import FORM, Caller, Stage, set_stage, token_of
from himaya.engines.xlsform import read_form, write_xlsx
from himaya.instruments.models import Version
from himaya.people.models import Role
from himaya.places.models import AdminUnit, Site
from himaya.records.models import EndedLink, Link, Record, Subject
from himaya.records.sealing import give_key
from himaya.records.subjects import code_index
from himaya.systems.models import InformationSystem


@pytest.fixture
def stage(world: World) -> Stage:
    return set_stage(world)


@pytest.fixture
def dawit(stage: Stage) -> Caller:
    """The coordinator's program."""
    return Caller(token_of(stage.world, "dawit"))


@pytest.fixture
def amina(stage: Stage) -> Caller:
    return Caller(token_of(stage.world, "amina"))


def errors(answer: object) -> set[tuple[str, str]]:
    """(path, code) of what is wrong; the values are never given back."""
    assert answer.status_code == 422, answer.content  # type: ignore[attr-defined]
    return {(one["path"], one["code"]) for one in answer.json()["errors"]}  # type: ignore[attr-defined]


def test_system__made_then_changed_and_the_rest_stays(stage: Stage, dawit: Caller) -> None:
    hra = stage.world.agencies["HRA"].ref
    body = {
        "code": "desk",
        "agency": hra,
        "names": {"en": "Desk", "ar": "مكتب"},
        "purpose": "Know what runs",
        "categories": ["monitoring"],
        "areas": ["MJ01"],
        "members": [hra],
        "level": 2,
    }
    made = dawit.post("/systems", body)
    assert made.status_code == 201, made.content
    ref = made.json()["ref"]

    changed = dawit.post(f"/systems/{ref}/changes", {"names": {"fr": "Bureau"}, "tool": "Excel"})

    assert changed.status_code == 200, changed.content
    assert changed.json()["names"] == {"en": "Desk", "ar": "مكتب", "fr": "Bureau"}
    assert changed.json() | {"names": {}, "tool": ""} == made.json() | {"names": {}, "tool": ""}
    emptied = dawit.post(f"/systems/{ref}/changes", {"purpose": None, "areas": []}).json()
    assert (emptied["purpose"], emptied["areas"], emptied["tool"]) == ("", [], "Excel")


@pytest.mark.parametrize(
    ("change", "path", "code"),
    [
        ({"code": "own"}, None, "name_taken"),
        ({"level": 9}, "body.body.level", "less_than_equal"),
        ({"names": {}}, "names.en", "invalid"),
        ({"areas": ["XX99"]}, "areas", "invalid_choice"),
        ({"methods": ["guessing"]}, "methods", "invalid_choice"),
        ({"starts_on": "2026-05-02", "ends_on": "2026-05-01"}, "ends_on", "invalid"),
        ({"agency": "0" * 16}, "agency", "invalid_choice"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_system_that_does_not_hold__field_and_code(
    stage: Stage, dawit: Caller, change: dict[str, object], path: str | None, code: str
) -> None:
    whole = {"code": "x", "agency": stage.world.agencies["HRA"].ref, "names": {"en": "X"}}
    answer = dawit.post("/systems", whole | change)
    if path is None:
        assert answer.json()["code"] == code
    else:
        assert (path, code) in errors(answer)
    assert not InformationSystem.objects.filter(code="x").exists()


def test_sensitivity_of_a_system__rises_only(stage: Stage, dawit: Caller) -> None:
    path = f"/systems/{stage.world.workspace.ref}/changes"
    assert dawit.post(path, {"level": 3}).json()["level"] == 3
    lowered = dawit.post(path, {"level": 1})
    assert (lowered.status_code, lowered.json()["code"]) == (422, "level_lowered")


def test_form__brought_marked_published_and_opened_as_a_register(
    stage: Stage, amina: Caller
) -> None:
    workbook = write_xlsx(read_form(FORM, kind="md"))
    body = {
        "system": stage.dataset.system.ref,
        "code": "visit",
        "file_name": "visit.xlsx",
        "content": base64.b64encode(workbook).decode(),
    }
    draft = amina.post("/instruments", body)
    assert draft.status_code == 201, draft.content
    version = Version.objects.get(ref=draft.json()["ref"])
    path = f"/instruments/{version.instrument.ref}/versions/1"

    mark = {"means": "title", "sensitivity": "sensitive", "level": 2}
    marked = amina.post(f"{path}/marks", {"marks": {"what": mark}, "accept_sure": True})

    assert marked.status_code == 200, marked.content
    levels = {one["path"]: one["level"] for one in marked.json()["questions"]}
    assert levels["what"] == 2
    assert amina.post(f"{path}/publication", {}).json()["state"] == "published"
    refused = amina.post(f"{path}/marks", {"marks": {"what": mark}})
    assert (refused.status_code, refused.json()["code"]) == (409, "instrument_frozen")
    register = {"instrument": version.instrument.ref, "version": 1, "names": {"en": "Visits"}}
    opened = amina.post("/datasets", {**register, "code": "visits"})
    assert opened.status_code == 201, opened.content
    answer = amina.post("/datasets", {**register, "code": "visits", "version": 2})
    assert errors(answer) == {("version", "invalid_choice")}


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, {("content", "one_of_two")}),
        ({"content": "AAAA", "markdown": FORM}, {("content", "one_of_two")}),
        ({"content": "not base64!"}, {("content", "base64")}),
        ({"markdown": FORM.replace("| text ", "| txet ")}, {("survey.2", "type.unknown")}),
    ],
    ids=["nothing", "both", "not base64", "wrong type"],
)
def test_form_that_cannot_be_read__rows_and_codes(
    stage: Stage, amina: Caller, body: dict[str, str], wrong: set[tuple[str, str]]
) -> None:
    answer = amina.post(f"/instruments/{stage.dataset.instrument.ref}/versions", body)
    assert wrong <= errors(answer)
    assert stage.dataset.instrument.versions.count() == 1


def test_unknown_question_marked__nothing_changes(stage: Stage, amina: Caller) -> None:
    ref = stage.dataset.instrument.ref
    amina.post(f"/instruments/{ref}/versions", {"markdown": FORM})
    mark = {"sensitivity": "none", "level": 1}
    marks = {"what": {"sensitivity": "direct", "level": 4}, "nowhere": mark}
    answer = amina.post(f"/instruments/{ref}/versions/2/marks", {"marks": marks})
    assert errors(answer) == {("marks.0", "unknown")}
    assert stage.dataset.instrument.versions.get(number=2).questions.get(key="what").level == 1


def test_register_of_a_profile__opened_and_filled_from_a_pasted_plan(
    stage: Stage, dawit: Caller
) -> None:
    workspace = stage.world.workspace.ref
    opened = dawit.post(f"/systems/{workspace}/registers", {"profile": "plan"})
    assert opened.status_code == 201, opened.content
    activities = dawit.post(f"/systems/{workspace}/registers", {"profile": "no_such"})
    assert errors(activities) == {("profile", "invalid_choice")}


FIGURES = """\
title;as_of;area;population_group;population_status;sex;age_bracket;persons;figure_kind;method;\
source_organisation;definition_used
Displaced in the north;2026-05-01;MJ01;idp;total;f;a18_59;1 200;count;census;HRA;As agreed
Displaced in the south;2026-05-01;MJ02;idp;total;f;a18_59;many;count;census;HRA;As agreed
"""


def test_file__read_decided_and_imported_with_figures(stage: Stage, dawit: Caller) -> None:
    register = dawit.post(
        f"/systems/{stage.world.workspace.ref}/registers", {"profile": "population_figure"}
    ).json()
    path = f"/datasets/{register['ref']}/imports"
    wrong = dawit.post(path, {"kind": "workplan", "text": "x"})
    assert errors(wrong) == {("kind", "invalid_choice")}

    content = base64.b64encode(FIGURES.encode()).decode()
    body = {"kind": "population_figure", "file_name": "figures.csv", "content": content}
    brought = dawit.post(path, body)

    assert brought.status_code == 201, brought.content
    one = f"/imports/{brought.json()['ref']}"
    assert dawit.get(one).json() == brought.json()
    assert (brought.json()["state"], brought.json()["counts"]["accepted"]) == ("read", 1)
    assert "figures.csv" not in dawit.get(one).content.decode()
    first = dawit.get(f"{one}/rows", limit=1).json()
    second = dawit.get(f"{one}/rows", cursor=first["next"]).json()["items"]
    assert [row["state"] for row in (*first["items"], *second)] == ["accepted", "refused"]
    assert [row["ref"] for row in dawit.get("/imports").json()["items"]] == [brought.json()["ref"]]
    assert Caller(token_of(stage.world, "celine")).get(one).status_code == 404

    done = dawit.post(f"{one}/completion", {})

    assert (done.json()["state"], done.json()["counts"]["created"]) == ("imported", 1)
    record = dawit.get(f"{one}/rows", state="accepted").json()["items"][0]["record"]
    assert Record.objects.get(ref=record).area == "MJ01"
    late = dawit.post(f"{one}/decisions", {"decisions": {second[0]["stable_id"]: "leave"}})
    assert (late.status_code, late.json()["code"]) == (409, "already_done")


def test_site__made_and_changed_by_p_code(stage: Stage, dawit: Caller) -> None:
    body = {"code": "C1", "names": {"en": "Camp"}, "kind": "planned_camp", "pcode": "MJ0101"}
    made = dawit.post("/sites", body)
    assert made.status_code == 201, made.content
    path = f"/sites/{made.json()['ref']}/changes"
    changed = dawit.post(path, {"latitude": 1.5, "longitude": 32.5, "pcode": "MJ02"}).json()
    assert (changed["unit"], changed["latitude"], changed["code"]) == ("MJ02", 1.5, "C1")
    assert errors(dawit.post(path, {"pcode": "XX"})) == {("pcode", "invalid")}
    assert errors(dawit.post(path, {"kind": "castle"})) == {("kind", "invalid_choice")}
    again = dawit.post("/sites", body)
    assert (again.status_code, again.json()["code"]) == (409, "name_taken")


def test_secret_site__is_not_there_for_a_program(stage: Stage, dawit: Caller) -> None:
    site = Site.objects.create(
        operation=stage.world.operation,
        code="S",
        names={"en": "S"},
        kind="planned_camp",
        unit=stage.world.areas["MJ0101"],
        is_secret=True,
        level=4,
    )
    assert dawit.post(f"/sites/{site.ref}/changes", {"level": 4}).status_code == 404


def test_units__a_new_edition_and_again_changes_nothing(stage: Stage, dawit: Caller) -> None:
    units = [
        {"pcode": "MJ", "level": 0, "names": {"en": "Marjana"}},
        {"pcode": "MJ01", "level": 1, "names": {"en": "North"}, "parent": "MJ"},
    ]
    body = {"edition": "2026", "valid_from": "2026-01-01", "closes": "2024", "units": units}
    assert dawit.post("/admin-units", body).json() == {"added": 2, "amended": 0, "same": 0}
    assert dawit.post("/admin-units", body).json() == {"added": 0, "amended": 0, "same": 2}
    old = AdminUnit.objects.get(edition="2024", pcode="MJ01")
    assert str(old.valid_to) == "2025-12-31"


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"closes": "2023", "valid_from": "2026-01-01"}, ("closes", "invalid_choice")),
        ({"closes": "2024"}, ("closes", "invalid")),
        ({"parent": "XX"}, ("units.1.parent", "unknown")),
        ({"pcode": "MJ"}, ("units.1.pcode", "repeated")),
    ],
    ids=["unknown edition", "no day", "no parent", "twice"],
)
def test_units_that_do_not_hold__nothing_is_written(
    stage: Stage, dawit: Caller, change: dict[str, str], wrong: tuple[str, str]
) -> None:
    second = {"pcode": "MJ01", "level": 1, "names": {"en": "North"}, "parent": "MJ"}
    body: dict[str, object] = {"edition": "2026"}
    for name, value in change.items():
        (second if name in second else body)[name] = value
    body["units"] = [{"pcode": "MJ", "level": 0, "names": {"en": "Marjana"}}, second]
    assert wrong in errors(dawit.post("/admin-units", body))
    assert not AdminUnit.objects.filter(edition="2026").exists()


def test_population_group__made_and_changed(stage: Stage, dawit: Caller) -> None:
    made = dawit.post("/population-groups", {"code": "idp", "names": {"en": "IDPs"}})
    assert made.status_code == 201, made.content
    path = f"/population-groups/{made.json()['ref']}/changes"
    changed = dawit.post(path, {"definition": "Displaced inside their country"}).json()
    assert (changed["names"], changed["code"]) == ({"en": "IDPs"}, "idp")
    assert errors(dawit.post(path, {"names": {"en": ""}})) == {("names.en", "invalid")}


def test_relation__taken_away_with_its_reason(stage: Stage, amina: Caller) -> None:
    one, two = stage.records
    link = amina.post(f"/records/{one.ref}/links", {"relation": "follows", "target": two.ref})
    path = f"/records/{one.ref}/links/{link.json()['ref']}/end"
    assert errors(amina.post(path, {"reason": ""}))
    ended = amina.post(path, {"reason": "Entered twice"})
    assert (ended.status_code, ended.json()["target"]) == (200, two.ref)
    assert not Link.objects.exists()
    assert EndedLink.objects.get().reason == "Entered twice"
    assert amina.post(path, {"reason": "Again"}).status_code == 404


@pytest.mark.parametrize(
    ("role", "finds", "erases"),
    table("""
    | supervisor      | 403 | 403 |
    | data_protection | 200 | 200 |
    | focal_point     | 403 | 403 |
    """),
)
def test_erasing_over_the_api__for_whom_it_is(
    stage: Stage, role: str, finds: str, erases: str
) -> None:
    record = stage.records[0]
    subject = record.subject or _subject_of(record)
    seat = stage.world.people["amina"].seat
    seat.role = Role(role)
    seat.save(update_fields=["role"])
    # A second factor is needed, which a token shows by its level; supervisors cannot raise one.
    cap = 2 if role == "data_protection" else 1
    caller = Caller(token_of(stage.world, "amina", cap=cap))
    found = caller.post("/subjects/find", {"code": "HH-1"})
    assert found.status_code == int(finds)
    if found.status_code == 200:
        assert [one["ref"] for one in found.json()] == [subject.ref]
        assert "HH-1" not in found.content.decode()
    erased = caller.post(f"/subjects/{subject.ref}/erasure", {"reason": "Asked for"})
    assert erased.status_code == int(erases), erased.content
    subject.refresh_from_db()
    assert (subject.erased_at is not None) == (erases == "200")


def _subject_of(record: Record) -> Subject:
    """A household known to the agency as HH-1, which the record is about."""
    subject = Subject(
        operation=record.operation,
        agency=record.agency,
        kind="household",
        code_index=code_index(record.agency, "household", "hh-1"),
    )
    give_key(subject)
    subject.save()
    Record.objects.filter(pk=record.pk).update(subject=subject)
    return subject
