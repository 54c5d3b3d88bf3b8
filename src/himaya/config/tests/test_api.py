"""The API: the same actions and refusals as the pages, in one shape."""

import json
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern
from tests.world import World, table

from himaya.config.api import BODY_LIMIT, api, openapi_document
from himaya.config.tests.doors import ANSWERS, FORM, Caller, Stage, set_stage, token_of
from himaya.gate.api_routes import offered
from himaya.gate.routes import Access, declaration_of
from himaya.kernel.verbs import Verb
from himaya.people.models import Role
from himaya.records.snapshots.tests.registers import add_rows

REPOSITORY = Path(__file__).parents[4]
COMMITTED = REPOSITORY / "docs/reference/openapi.json"


@pytest.fixture
def stage(world: World) -> Stage:
    return set_stage(world)


@pytest.fixture
def amina(stage: Stage) -> Caller:
    return Caller(token_of(stage.world, "amina"))


def operations() -> list[tuple[str, str, dict[str, object]]]:
    """(method, path, operation) of the description."""
    return [
        (method, path, one)
        for path, methods in openapi_document()["paths"].items()
        for method, one in methods.items()
    ]


NOBODY = "0" * 16


def call(caller: Caller, method: str, path: str, stage: Stage) -> object:
    """Call an operation on things that are there, with a body that fits."""
    ref = {
        "agencies": stage.world.agencies["HRA"].ref,
        "admin-units": stage.world.areas["MJ"].ref,
        "systems": stage.dataset.system.ref,
        "instruments": stage.dataset.instrument.ref,
        "datasets": stage.dataset.ref,
        "frameworks": stage.framework.ref,
        "records": stage.records[0].ref,
    }.get(path.split("/")[3], NOBODY)
    if "{file}" in path:
        ref = stage.records[1].ref
    short = path.removeprefix("/api/v1")
    url = short.replace("{ref}", ref).replace("{number}", "1").replace("{link}", NOBODY)
    url = url.replace("{code}", "PR01").replace("{model}", NOBODY).replace("{evidence}", NOBODY)
    url = url.replace("{file}", stage.file)
    if method == "get":
        return caller.get(url, **({"q": "train"} if url == "/search" else {}))
    return caller.post(url, bodies(stage).get(short, {}))


def bodies(stage: Stage) -> dict[str, dict[str, object]]:
    """A body that fits, by path; an empty one fits the others."""
    unit: dict[str, object] = {
        "pcode": "MJ03",
        "level": 1,
        "names": {"en": "Area MJ03"},
        "parent": "MJ",
    }
    names = {"en": "New", "ar": "جديد"}
    site: dict[str, object] = {
        "code": "new",
        "names": names,
        "kind": "planned_camp",
        "pcode": "MJ0101",
    }
    return {
        "/admin-units": {"edition": "2024", "units": [unit]},
        "/sites": site,
        "/population-groups": {"code": "new", "names": names},
        "/systems": {"code": "new", "names": names, "agency": stage.world.agencies["HRA"].ref},
        "/systems/{ref}/registers": {"profile": "plan", "code": "new-plan"},
        "/instruments": {"system": stage.dataset.system.ref, "code": "new", "markdown": FORM},
        "/instruments/{ref}/versions": {"markdown": FORM},
        "/instruments/{ref}/versions/{number}/marks": {"accept_sure": True},
        "/datasets": {
            "instrument": stage.dataset.instrument.ref,
            "version": 1,
            "code": "new-register",
            "names": names,
        },
        "/datasets/{ref}/version": {"version": 1},
        "/datasets/{ref}/documents": {"content": "eA=="},
        "/records/{ref}/document/files": {"content": "eA=="},
        "/datasets/{ref}/imports": {"kind": "workplan", "text": "A plan"},
        "/datasets/{ref}/records": {"answers": ANSWERS},
        "/records/{ref}/revisions": {"answers": ANSWERS, "seen": 1},
        "/records/{ref}/moves": {"to": "done", "seen": 1},
        "/records/{ref}/links": {"relation": "follows", "target": stage.records[1].ref},
        "/records/{ref}/links/{link}/end": {"reason": "A mistake"},
        "/records/{ref}/assign": {"caseworker": "0absent0"},
        "/subjects/find": {"code": "HH-1"},
        "/bulletin/copies": {"month": "2026-03", "form": "docx"},
        "/records/{ref}/coding": {
            "framework": stage.framework.ref,
            "version": 1,
            "decisions": [{"client": "client-0001", "passage": 1, "verdict": "done"}],
        },
        "/records/{ref}/grades": {"version": 1},
        "/records/{ref}/evidence": {"document": NOBODY, "passage": 1, "stance": "supports"},
        "/records/{ref}/signatures": {"position": "agrees", "seen": "0" * 64},
        "/frameworks": {"file_name": "ours.json", "content": "e30="},
        "/frameworks/{ref}/versions/{number}/themes": {"theme": {"code": "new", "title": "New"}},
        "/frameworks/{ref}/versions/{number}/themes/{code}": {"theme": {"title": "Other"}},
        "/frameworks/{ref}/versions/{number}/trial": {"text": "Families were evicted by force."},
        "/subjects/{ref}/erasure": {"reason": "Asked for"},
    }


# Where the owner, an agency's focal point, gets another answer than the first one described.
OTHERWISE = {
    "/admin-units": 403,  # the frame is kept by coordination
    "/sites": 403,
    "/population-groups": 403,
    "/systems": 403,
    "/frameworks": 403,
    "/frameworks/{ref}/versions": 403,
    "/frameworks/{ref}/models/training": 403,
    "/frameworks/{ref}/models/{model}/use": 403,
    "/frameworks/{ref}/versions/{number}/themes": 403,
    "/frameworks/{ref}/versions/{number}/themes/{code}": 403,
    "/frameworks/{ref}/versions/{number}/themes/{code}/place": 403,
    "/frameworks/{ref}/versions/{number}/themes/{code}/retirement": 403,
    "/frameworks/{ref}/versions/{number}/publication": 403,
    "/sites/{ref}": 404,
    "/sites/{ref}/changes": 403,
    "/population-groups/{ref}/changes": 403,
    "/instruments/{ref}/versions/{number}/marks": 409,  # published
    "/instruments/{ref}/versions/{number}/publication": 409,
    "/datasets/{ref}/imports": 422,  # a register of no profile takes none
    "/datasets/{ref}/documents": 404,  # a register of other things
    "/records/{ref}/document/files": 404,  # of a document
    "/records/{ref}/document/{number}/text": 404,
    "/records/{ref}/grades": 404,
    "/imports/{ref}": 404,
    "/imports/{ref}/rows": 404,
    "/imports/{ref}/layout": 404,
    "/imports/{ref}/layout/forgetting": 404,
    "/imports/{ref}/decisions": 404,
    "/imports/{ref}/completion": 404,
    "/imports/{ref}/undoing": 404,
    "/records/{ref}/moves": 409,  # the revision before has raised the lock
    "/records/{ref}/links/{link}/end": 404,
    "/records/{ref}/figures": 404,  # of an indicator
    "/records/{ref}/passages": 404,  # of a document
    "/records/{ref}/coding": 404,
    "/records/{ref}/evidence": 404,  # of a finding
    "/records/{ref}/evidence/{evidence}/end": 404,
    "/records/{ref}/signatures": 404,  # of a finding or a joint analysis
    "/records/{ref}/board": 404,  # of a joint analysis
    "/records/{ref}/sources": 404,  # of a population figure
    "/records/{ref}/assign": 403,  # cases are for supervisors to assign
    "/report-schedules": 422,  # there is no register of documents
    "/report-schedules/{ref}": 404,
    "/report-schedules/{ref}/pause": 404,
    "/report-schedules/{ref}/resume": 404,
    "/bulletin/copies": 403,  # no register in sight has a part in it
    "/subjects/find": 403,  # erasing is for supervisors and data protection
    "/subjects/{ref}/erasure": 403,
}


def test_description__is_the_committed_one() -> None:
    # To renew it: himaya export-openapi --to docs/reference/openapi.json
    assert json.loads(COMMITTED.read_text()) == openapi_document()


@pytest.mark.django_db
def test_description__open_to_anybody(client: Client) -> None:
    assert client.get("/api/v1/openapi.json").json() == openapi_document()


def test_every_operation__declares_a_verb_the_gate_finds() -> None:
    found = set()
    for url in api.urls[0]:
        assert isinstance(url, URLPattern)
        if url.name == "api-root":
            continue
        assert url.callback is not None
        for method in ("GET", "POST"):
            declaration = declaration_of(url.callback, method)
            assert declaration is not None
            if declaration.verb:
                found.add((str(url.pattern), method))
                assert declaration.access is Access.SEAT
                assert declaration.verb in offered
    assert len(found) == len(operations())


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS"])
@pytest.mark.django_db
def test_method_without_operation__reaches_nothing(method: str) -> None:
    answer = Client().generic(method, "/api/v1/me")
    assert (answer.status_code, answer["content-type"]) == (405, "application/problem+json")
    assert answer["Allow"] == "GET"
    assert answer.json()["code"] == "method_unknown"


@pytest.mark.parametrize(
    "moment",
    ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-01-01T00:00:00"],
)
def test_changed_since_outside_the_calendar__422(stage: Stage, amina: Caller, moment: str) -> None:
    answer = amina.get(f"/datasets/{stage.dataset.ref}/records", changed_since=moment)
    assert (answer.status_code, answer["content-type"]) == (422, "application/problem+json")
    assert answer.json()["errors"][0]["path"] == "changed_since"


@pytest.mark.django_db
def test_unknown_address__problem() -> None:
    answer = Client().get("/api/v1/nothing-here")
    assert (answer.status_code, answer["content-type"]) == (404, "application/problem+json")
    assert answer.json()["code"] == "not_found"


def test_every_operation_as_nobody__401(stage: Stage) -> None:
    for method, path, _ in operations():
        answer = call(Caller(), method, path, stage)
        assert answer.status_code == 401, path  # type: ignore[attr-defined]
        assert answer.json()["code"] == "token_refused"  # type: ignore[attr-defined]
        assert answer["content-type"] == "application/problem+json"  # type: ignore[index]


def test_session_cookie__is_no_way_in(stage: Stage) -> None:
    client = Client()
    client.force_login(stage.world.people["amina"].account)
    assert client.get("/api/v1/me").status_code == 401


def test_every_operation_without_its_verb__403(stage: Stage) -> None:
    for method, path, one in operations():
        verb = Verb(str(one["x-himaya-verb"]))
        others = [other for other in offered if other != verb]
        caller = Caller(token_of(stage.world, "amina", others))
        answer = call(caller, method, path, stage)
        assert answer.status_code == 403, path  # type: ignore[attr-defined]
        assert answer.json()["code"] == "not_allowed"  # type: ignore[attr-defined]


def test_every_operation_as_the_owner__answers(stage: Stage, amina: Caller) -> None:
    for method, path, one in operations():
        answer = call(amina, method, path, stage)
        described = [int(status) for status in one["responses"]]  # type: ignore[attr-defined]
        short = path.removeprefix("/api/v1")
        otherwise = OTHERWISE.get(short) if method == "post" or "{" in short else None
        expected = otherwise or min(described)
        assert answer.status_code == expected, (path, answer.content)  # type: ignore[attr-defined]
        assert expected in described


def test_every_operation_on_foreign_things_as_the_wrong_agency__404_or_empty(
    stage: Stage,
) -> None:
    celine = Caller(token_of(stage.world, "celine"))
    frame = {"me", "agencies", "admin-units", "sites", "systems", "population-groups", "frameworks"}
    # What names its thing in the body answers as if it were not there; other roles erase.
    otherwise = {
        "/instruments": 422,
        "/datasets": 422,
        "/report-schedules": 422,
        "/records/{ref}/assign": 403,
        "/bulletin/copies": 403,
        "/subjects/find": 403,
        "/subjects/{ref}/erasure": 403,
    }
    for method, path, _ in operations():
        short = path.removeprefix("/api/v1")
        if path.split("/")[3] in frame:
            continue  # members know who takes part and where: no agency's own data
        answer = call(celine, method, path, stage)
        if method == "post" and short in otherwise:
            assert answer.status_code == otherwise[short], path  # type: ignore[attr-defined]
        elif "{ref}" in path:
            assert answer.status_code == 404, path  # type: ignore[attr-defined]
        else:
            assert answer.json()["items"] == [], path  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("who", "lists", "reads", "creates", "amends"),
    table("""
    | amina  | 2 | 200 | 201 | 201 |
    | bakari | - | 404 | 403 | 403 |
    | celine | - | 404 | 404 | 404 |
    """),
)
def test_who_may_do_what_with_a_record(
    stage: Stage, who: str, lists: str, reads: str, creates: str, amends: str
) -> None:
    # Readers see what was made for the operation only; this register is the agency's own.
    secret = _secret(stage, who)
    caller, ref, record = Caller(secret), stage.dataset.ref, stage.records[0].ref
    listed = caller.get(f"/datasets/{ref}/records")
    seen = str(len(listed.json()["items"])) if listed.status_code == 200 else "-"
    assert seen.replace("0", "-") == lists
    assert caller.get(f"/records/{record}").status_code == int(reads)
    made = caller.post(f"/datasets/{ref}/records", {"answers": ANSWERS})
    assert made.status_code == int(creates)
    amended = caller.post(f"/records/{record}/revisions", {"answers": ANSWERS, "seen": 1})
    assert amended.status_code == int(amends)


def _secret(stage: Stage, who: str) -> str:
    """Readers may not make tokens: Bakari held one from before he became a reader."""
    if who != "bakari":
        return token_of(stage.world, who)
    seat = stage.world.people[who].seat
    seat.role = Role.FOCAL_POINT
    seat.save(update_fields=["role"])
    secret = token_of(stage.world, who)
    seat.role = Role.READER
    seat.save(update_fields=["role"])
    return secret


def test_me__says_the_access_in_words(stage: Stage, amina: Caller) -> None:
    me = amina.get("/me").json()
    assert me["role"] == "focal_point"
    assert me["level"] == 1
    assert me["words"] == (
        "Your access to Marjana for HRA: Agency focal point, sensitivity up to Low/No."
    )


def test_record__sealed_answer_opens_to_its_owner(stage: Stage, amina: Caller) -> None:
    record = amina.get(f"/records/{stage.records[0].ref}").json()
    assert record["answers"]["caller"] == "Invented Person"
    assert record["withheld"] == []


def test_list__goes_on_where_the_cursor_stands(stage: Stage, amina: Caller) -> None:
    path = f"/datasets/{stage.dataset.ref}/records"
    first = amina.get(path, limit=1).json()
    second = amina.get(path, limit=1, cursor=first["next"]).json()
    found = [first["items"][0]["ref"], second["items"][0]["ref"]]
    assert found == [record.ref for record in stage.records]
    assert second["next"] is None


def test_list__narrowed_by_status_area_and_time(stage: Stage, amina: Caller) -> None:
    path = f"/datasets/{stage.dataset.ref}/records"
    assert len(amina.get(path, status="open").json()["items"]) == 2
    assert amina.get(path, status="done").json()["items"] == []
    assert amina.get(path, area="MJ01").json()["items"] == []
    since = stage.records[1].changed_at.isoformat()
    assert [r["ref"] for r in amina.get(path, changed_since=since).json()["items"]] == [
        stage.records[1].ref
    ]


@pytest.mark.parametrize(
    "query",
    [
        {"limit": 201},
        {"limit": 0},
        {"cursor": "zzzz"},
        {"cursor": "####"},
        {"changed_since": "2026-01-01T00:00:00"},
        {"status": "\x00"},
    ],
)
def test_list_asked_wrongly__422_naming_the_field(
    stage: Stage, amina: Caller, query: dict[str, str | int]
) -> None:
    answer = amina.get(f"/datasets/{stage.dataset.ref}/records", **query)
    assert answer.status_code == 422
    assert answer.json()["code"] == "shape_refused"
    assert next(iter(query)) in answer.json()["errors"][0]["path"]


def test_answers_that_do_not_fit__422_by_path(stage: Stage, amina: Caller) -> None:
    answers = {**ANSWERS, "reached": "many", "nobody_asked": 1}
    answer = amina.post(f"/datasets/{stage.dataset.ref}/records", {"answers": answers})
    assert answer.status_code == 422
    assert answer.json()["code"] == "answers_refused"
    assert {one["path"] for one in answer.json()["errors"]} >= {"reached", "nobody_asked"}
    assert "many" not in answer.content.decode()


def test_two_writers__the_second_learns_the_present_lock(stage: Stage, amina: Caller) -> None:
    path = f"/records/{stage.records[0].ref}/revisions"
    body = {"answers": {**ANSWERS, "reached": 40}, "seen": 1}
    assert amina.post(path, body).status_code == 201
    late = amina.post(path, body)
    assert late.status_code == 409
    assert (late.json()["code"], late.json()["current_lock"]) == ("changed_meanwhile", 2)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"answers": {', 400),
        (b'{"answers": {"reached": NaN}}', 400),
        (b'{"answers": {"what": "\\u0000"}}', 400),
        (b'{"answers": {"what": "\\ud800"}}', 400),
        (b'{"answers": ' + b"[" * 100_000, 400),
        (b'{"answers": {}, "agency": "x"}', 422),
        (b"[]", 422),
        (b"", 422),
        (b" " * (BODY_LIMIT + 1), 413),
    ],
    ids=["cut", "nan", "nul", "half", "deep", "extra", "list", "empty", "large"],
)
def test_odd_body__refused_as_a_problem(
    stage: Stage, amina: Caller, body: bytes, status: int
) -> None:
    answer = amina.client.generic(
        "POST",
        f"/api/v1/datasets/{stage.dataset.ref}/records",
        body,
        content_type="application/json",
        headers=amina.headers,
    )
    assert answer.status_code == status
    assert answer["content-type"] == "application/problem+json"


def test_list_of_records__few_queries(
    stage: Stage, amina: Caller, django_assert_max_num_queries: object
) -> None:
    # Token, seat, areas, rules and audit; nothing grows with the records.
    add_rows(stage.dataset, [{} for _ in range(100)], {"what": "One of many"})
    with django_assert_max_num_queries(15):  # type: ignore[operator]
        answer = amina.get(f"/datasets/{stage.dataset.ref}/records", limit=200)
    assert len(answer.json()["items"]) == 102


def test_shapes__no_two_of_one_name() -> None:
    """The description of the API keeps them by name: the second would stand for both."""
    from ninja import Schema

    waiting, names = list(Schema.__subclasses__()), []
    while waiting:
        one = waiting.pop()
        waiting += one.__subclasses__()
        if one.__module__.startswith("himaya.") and "[" not in one.__name__:
            names.append(one.__name__)
    assert sorted(names) == sorted(set(names))
