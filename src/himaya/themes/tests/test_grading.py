"""Grades of documents and passages: persons side by side, history kept, counted in the report."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker
from tests.world import World, join, kept_world, table

from himaya.audit.models import Event
from himaya.jobs.worker import Worker
from himaya.kernel.problems import Problem
from himaya.library.models import DocumentVersion
from himaya.library.tests.files import bring
from himaya.records.models import Involvement, Record
from himaya.themes.defaults import give_default_framework
from himaya.themes.grading.actions import grade
from himaya.themes.grading.queries import graded, signals_of, with_grade
from himaya.themes.models import Grade, Passage
from himaya.themes.tests.test_coding import SignIn

REPORT = """Monitoring report {n} of Area MJ01

Our team visited the camp in May 2026 and met 40 families who had been forcibly evicted from the school.

Reportedly two teachers were abducted on the road in week {n}.
"""
CODED = {"area": "MJ01", "start": "2026-05-01", "end": "2026-05-31", "document_type": "pm_report"}


@pytest.fixture(scope="module")
def kept(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[World, Path]]:
    folder = tmp_path_factory.mktemp("kept")
    with kept_world(django_db_blocker, folder) as world:
        give_default_framework(world.operation)
        for n, agency in enumerate(("HRA", "WCI", ""), 1):
            text = REPORT.format(n=n) + " ".join(
                f"Other words {word} {n}." for word in range(n * 9)
            )
            bring(
                world, text, f"{n}.txt", answers=CODED | {"agency": agency, "title": f"Report {n}"}
            )
        Worker().run(drain=True)
        yield world, folder


@pytest.fixture
def world(db: None, kept: tuple[World, Path], settings: object, _own_folders: None) -> World:
    settings.HIMAYA_FILES = kept[1] / "files"  # type: ignore[attr-defined]
    return kept[0]


def document(n: int) -> DocumentVersion:
    found = DocumentVersion.objects.select_related(
        "record__dataset__system", "record__agency", "record__operation", "record__head"
    )
    return found.order_by("pk")[n - 1]


def given(world: World, who: str, n: int, said: str) -> Grade:
    seat = world.people[who].acting
    return grade(seat=seat, version=document(n), reliability=said[:1], credibility=said[1:])


def test_two_persons__both_stand_and_an_earlier_grade_is_history(world: World) -> None:
    for who, said in (("amina", "B2"), ("dawit", "D2"), ("amina", "C2")):
        given(world, who, 1, said)
    amina = world.people["amina"].acting
    found = graded(amina, document(1))
    assert [(one.name, one.agency, one.grade) for one in found.standing] == [
        ("Dawit", "CCU", "D2"),
        ("Amina", "HRA", "C2"),
    ]
    assert [one.grade for one in found.before] == ["B2"]
    assert (found.apart.reliability, found.apart.credibility) == (1, 0)
    given(world, "amina", 1, "")
    assert [one.grade for one in graded(amina, document(1)).standing] == ["D2"]
    assert Event.objects.filter(verb="record.code", note="graded").count() == 4


REFUSED = table("""
| who    | letter | digit | number | why           |
| bakari | B      | 2     | 0      | not_allowed   |
| amina  | B      |       | 0      | shape_refused |
| amina  | X      | 2     | 0      | shape_refused |
| amina  | B      | 2     | 1      | shape_refused |
| amina  |        | 2     | 99     | not_found     |
""")[1:]


def test_grades_that_cannot_be__refused_and_nothing_written(world: World) -> None:
    for who, letter, digit, number, why in REFUSED:
        with pytest.raises(Problem) as refused:
            grade(
                seat=world.people[who].acting,
                version=document(1),
                reliability=letter,
                credibility=digit,
                number=int(number),
            )
        assert refused.value.code == why, (who, letter, digit, number)
    assert not Grade.objects.exists()


def test_signals__who_tells_the_same_where_and_when(world: World) -> None:
    amina = world.people["amina"].acting
    known = signals_of(amina, document(1))
    assert (known.others, known.is_source_named) == (1, True)  # the nameless one is of HRA too
    assert known.first_hand >= 1
    assert known.hearsay >= 1
    assert not signals_of(amina, document(3)).is_source_named
    for _, said in enumerate(("B2", "B3", "A1")):
        given(world, "amina", 2, said)
    assert signals_of(amina, document(2)).before == {}  # what is graded says nothing of itself


def test_pages__show_ask_filter_and_count(world: World, sign_in: SignIn) -> None:
    join(world, "edna", "im_officer")
    for who, n, said in (("amina", 1, "B2"), ("dawit", 1, "D2"), ("edna", 2, "B2")):
        given(world, who, n, said)
    client, ref = sign_in("amina"), document(1).record.ref
    page = client.get(f"/records/{ref}/").content.decode()
    assert "B2: usually reliable, probably true" in page
    assert "2 steps apart on the source" in page
    assert "no other source" not in page
    assert (
        client.post(f"/coding/{ref}/grade/", {"version": 1, "reliability": "B"}).status_code == 302
    )
    sent = {"version": 1, "reliability": "D", "credibility": "2"}
    answer = client.post(f"/coding/{ref}/grade/?back=coding", sent)
    assert answer["Location"] == f"/coding/{ref}/"
    assert Grade.objects.get(grader=world.people["amina"].seat.ref, is_standing=True).proposed
    number = Passage.objects.filter(version=document(1))[1].number
    framework = client.get("/coding/").context["framework"].ref
    own = {"framework": framework, "version": 1, "passage": number, "client": "12345678"}
    client.post(f"/coding/{ref}/", own | {"do": "grade", "credibility": "4"})
    assert "4: doubtful" in client.get(f"/coding/{ref}/").content.decode()

    Record.objects.update(level=1)
    closed = sign_in("bakari").get(f"/records/{ref}/").content.decode()  # but not its words
    assert "not usually reliable" not in closed

    given(world, "amina", 1, "C2")
    found = {
        wanted: with_grade(DocumentVersion.objects.all(), wanted).count()
        for wanted in ("", "none", "differ", "B2", "D", "2")
    }
    assert found == {"": 3, "none": 1, "differ": 1, "B2": 1, "D": 1, "2": 2}
    client = sign_in("dawit")
    assert "Report 2" in client.get("/coding/?grade=B").content.decode()
    assert "Report 1" not in client.get("/coding/?grade=none").content.decode()
    span = "first=2026-05&months=1"
    report = client.get(f"/thematic-report/?{span}")
    cells = {
        row[0].text[:1]: [one.text for one in row[1:]] for row in report.context["graded"].rows
    }
    assert cells["B"][1] == "1"
    assert [cells["g"][0], cells["n"][0]] == ["1", "1"]
    lists = {
        wanted: f"/thematic-report/graded/?{span}&grade={wanted}" for wanted in ("B2", "differ")
    }
    assert "Report 2" in client.get(lists["B2"]).content.decode()
    assert "C2, D2" in client.get(lists["differ"]).content.decode()
    assert client.get(f"/thematic-report/graded/?{span}&grade=Z9").status_code == 404


def test_templates__what_is_missing_told_on_the_page_and_by_agency(
    world: World, sign_in: SignIn
) -> None:
    client, ref = sign_in("amina"), document(1).record.ref
    page = client.get(f"/records/{ref}/").content.decode()
    assert "What the template asks for" in page
    lists = "/thematic-report/missing/"
    assert client.get(lists).context["rows"] == []  # one document of an agency says too little
    Involvement.objects.filter(means="agency").update(agency=world.agencies["HRA"])
    Involvement.objects.filter(record=document(3).record).delete()
    (row,) = client.get(lists).context["rows"]
    assert (row.agency, row.documents, row.percent) == ("HRA", 3, 29)
    assert ("Recommendations", 3) in row.parts
    assert "Location" not in dict(row.parts)
