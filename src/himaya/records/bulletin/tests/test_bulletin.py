"""The monthly bulletin: figures within one's sight, each with its rows, taken along as a copy.

| id | requirement |
|---|---|
| B1 | every figure leads to a list with as many rows |
| B2 | nobody is told of registers or records out of their sight |
| B3 | a copy is decided and logged for each register, and asked about again when fetched |
| B4 | a count of people or cases below the smallest cell is not shown, nor told by the others |
"""

import importlib.util
import io
import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import docx
import pptx
import pytest
from django.test import Client
from django.urls import reverse
from tests.world import World

from himaya.audit.models import Event
from himaya.cli.main import main
from himaya.collect.actions import register_for
from himaya.config.tests.doors import Caller, token_of
from himaya.datasets.models import Dataset
from himaya.files.actions import read_file
from himaya.kernel import clock
from himaya.kernel.verbs import Verb
from himaya.places.tests.outlining import outline
from himaya.profiles.coordination.tests.keeping import keep, move
from himaya.records.bulletin.copying import document_of
from himaya.records.bulletin.declaring import parts
from himaya.records.bulletin.drawing import bars_of
from himaya.records.bulletin.making import told_of
from himaya.records.bulletin.model import Bulletin, Grid, Month, Section, Value
from himaya.records.models import Record
from himaya.releases.models import Release
from himaya.releases.renderers import render

pytestmark = pytest.mark.slow  # pages and files over several registers

SignIn = Callable[[str], Client]
MARCH = Month.named("2026-03")


@pytest.fixture
def desk(world: World) -> World:
    """A desk with a little of everything in March 2026."""
    for title, day in (("Protection meeting", "2026-03-04"), ("Extra meeting", "2026-03-30")):
        meeting = {"title": title, "kind": "regular", "date": day, "chair": "CCU"}
        move(world, keep(world, "meeting", meeting), "held")
    keep(
        world,
        "meeting",
        {"title": "April", "kind": "regular", "date": "2026-04-02", "chair": "CCU"},
    )
    # Decided in January, to be looked at again in April: March lies between, and is not meant.
    for title, day in (("Old rule", "2026-01-10"), ("New rule", "2026-03-10")):
        keep(
            world,
            "decision",
            {"title": title, "decided_on": day, "decided_by": "CCU", "review_on": "2026-04-10"},
        )
    return world


def sections(world: World, who: str = "dawit") -> dict[str, Section]:
    assert MARCH is not None
    told = told_of(world.people[who].acting, MARCH, clock.today())
    return {one.section.title: one.section for one in told}


def figures(section: Section) -> dict[str, Value]:
    return {row[0].text: row[1] for row in section.grids[0].rows}


def test_what_falls_into_the_month__counted_and_named(desk: World) -> None:
    found = sections(desk)

    meetings, decisions = found["Meetings"], found["Decisions"]
    assert figures(meetings)["Meetings of the month"].text == "2"
    assert figures(meetings)["Held, minutes not agreed yet"].text == "2"
    assert [row[1].text for row in meetings.grids[1].rows] == [
        "Protection meeting",
        "Extra meeting",
    ]
    assert figures(decisions)["Decided in the month"].text == "1"
    assert figures(decisions)["In force today"].text == "2"


def test_figure__its_address_shows_as_many_rows(desk: World, sign_in: SignIn) -> None:
    client = sign_in("dawit")
    values = [
        row[1]
        for section in sections(desk).values()
        for grid in section.grids
        if grid.is_numbers
        for row in grid.rows
    ]

    assert len(values) >= 6
    for value in values:
        page = client.get(value.address).content.decode()
        assert len(set(re.findall(r'href="/records/(\w+)/"', page))) == int(value.text), value


def test_agencies__once_in_each_cell_by_area_and_sector(world: World, sign_in: SignIn) -> None:
    for agency, sector, area in (
        ("HRA", "PRO-GBV", "MJ0101"),
        ("HRA", "PRO-GBV", "MJ01"),
        ("WCI", "PRO-GBV", "MJ01"),
        ("WCI", "PRO-CPN", "MJ02"),
    ):
        report(world, agency, sector, area)

    (grid,) = sections(world)["Who is where"].grids

    assert [row[0].text for row in grid.rows][-1] == "All areas"
    cells = [[value.text for value in row[1:]] for row in grid.rows]
    assert cells == [["0", "2", "2"], ["1", "0", "1"], ["1", "2", "2"]]
    page = sign_in("dawit").get(grid.rows[0][2].address).content.decode()
    assert len(set(re.findall(r'href="/records/(\w+)/"', page))) == 3


def report(world: World, agency: str, sector: str, area: str) -> None:
    answers = {
        "reporting_agency": agency,
        "organisation_type": "ingo",
        "sector": sector,
        "activity_type": {"PRO-GBV": "gbv_prevention", "PRO-CPN": "cfs"}[sector],
        "activity": "Visits",
        "progress": "ongoing",
        "modality": "in_kind",
        "period_start": "2026-03-01",
        "period_end": "2026-03-31",
        "area": area,
        "population_group": "idp",
        **dict.fromkeys(
            ("girls", "boys", "women", "men", "elderly_women", "elderly_men", "reached"), 0
        ),
    }
    record = keep(world, "response_5w", answers)
    move(world, record, "submitted")


def test_page__figures_months_and_forms(
    desk: World,
    sign_in: SignIn,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    for part in parts():
        register_for(seat=desk.people["dawit"].acting, profile_code=part.profile)
    report(desk, "HRA", "PRO-GBV", "MJ01")
    client = sign_in("dawit")
    client.get(reverse("bulletin"))

    with django_assert_max_num_queries(60):
        page = client.get(reverse("bulletin"), {"month": "2026-03"}).content.decode()

    assert "March 2026" in page
    assert "month=2026-02" in page
    assert "Protection meeting" in page
    assert all(f'value="{form}"' in page for form in ("docx", "pptx", "pdf", "png"))


@pytest.mark.parametrize(("who", "is_told"), [("celine", True), ("bakari", False)])
def test_registers_out_of_sight__not_told(
    desk: World, sign_in: SignIn, who: str, *, is_told: bool
) -> None:
    page = sign_in(who).get(reverse("bulletin"), {"month": "2026-03"}).content.decode()

    assert ("Protection meeting" in page, "New rule" in page) == (is_told, is_told)
    assert ("Meetings of the month" in page) == is_told


def test_copy_as_docx__links_mark_log_and_its_own_fetching(desk: World, sign_in: SignIn) -> None:
    client = sign_in("dawit")

    sent = client.post(reverse("bulletin") + "?month=2026-03", {"form": "docx"}, follow=True)

    release = Release.objects.get()
    assert release.file is not None
    assert release.dataset is None
    assert len(release.parts) == 2
    assert sent["Content-Disposition"] == 'attachment; filename="bulletin-2026-03.docx"'
    content = read_file(release.file)
    text, links = read_docx(content)
    assert "Protection meeting" in text
    assert "Working copy made by Dawit" in text
    assert any("by=begins" in link and link.startswith("http://testserver/") for link in links)
    events = Event.objects.filter(verb=Verb.COPY_MAKE, scope="change")
    assert {event.note for event in events} == {"docx", "fetched"}
    assert events.filter(note="docx").count() == 2
    assert sign_in("celine").get(reverse("copy", args=[release.ref])).status_code == 404


def read_docx(content: bytes) -> tuple[str, list[str]]:
    paper = docx.Document(io.BytesIO(content))
    cells = [cell._tc.xml for table in paper.tables for row in table.rows for cell in row.cells]
    foot = paper.sections[0].footer.paragraphs[0].text
    links = [
        one.target_ref for one in paper.part.rels.values() if one.reltype.endswith("hyperlink")
    ]
    return " ".join([*cells, foot]), links


@pytest.mark.parametrize(("form", "begin"), [("pdf", b"%PDF"), ("png", b"\x89PNG")])
def test_copy_as_pdf_or_picture__or_a_clear_refusal(
    desk: World,
    sign_in: SignIn,
    monkeypatch: pytest.MonkeyPatch,
    form: str,
    begin: bytes,
) -> None:
    client, url = sign_in("dawit"), reverse("bulletin") + "?month=2026-03"

    if importlib.util.find_spec("typst") is not None:
        client.post(url, {"form": form})
        release = Release.objects.get()
        assert release.file is not None
        assert read_file(release.file).startswith(begin)
        release.delete()
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    refused = client.post(url, {"form": form})

    assert refused.status_code == 409
    assert "writes no PDF and no picture" in refused.content.decode()
    assert not Release.objects.exists()


def test_copy_as_slides__figures_lead_to_their_rows(desk: World, sign_in: SignIn) -> None:
    sign_in("dawit").post(reverse("bulletin") + "?month=2026-03", {"form": "pptx"})

    release = Release.objects.get()
    assert release.file is not None
    show = pptx.Presentation(io.BytesIO(read_file(release.file)))
    links = [
        run.hyperlink.address
        for slide in show.slides
        for shape in slide.shapes
        if shape.has_table
        for row in shape.table.rows
        for run in list(row.cells)[-1].text_frame.paragraphs[0].runs
    ]
    assert any("by=begins" in (link or "") for link in links)


def test_figures_drawn__the_values_of_the_table_hidden_ones_without_length(desk: World) -> None:
    outline(desk)
    for agency, area in (("HRA", "MJ01"), ("WCI", "MJ01")):
        report(desk, agency, "PRO-GBV", area)
    (grid,) = sections(desk)["Who is where"].grids
    (drawn,) = grid.drawn  # one sector: no bars
    points = [("Open", Value("7", "/x/", 7)), ("Done", Value("fewer than 5", "/y/"))]
    (bars,) = bars_of(points, "Points", "k")

    assert drawn.svg.count("<path class=") == 2
    assert ("MJ01: 2" in drawn.svg, "MJ02: not reported" in drawn.svg) == (True, True)
    assert grid.rows[0][-1].address.replace("&", "&amp;") in drawn.svg
    assert "imply no opinion" in drawn.caption
    assert next(words for _mark, words, _fill in drawn.keys) == "2"
    assert ("fewer than 5" in bars.svg, bars.svg.count("stroke-dasharray")) == (True, 1)


@pytest.mark.skipif(importlib.util.find_spec("typst") is None, reason="drawn by an extra")
def test_figures_in_office_files__pictures_with_their_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn = bars_of([("Open", Value("7", "", 7)), ("Done", Value("3", "", 3))], "Points", "k")
    grid = Grid("Points", ("Status", "Number"), ((Value("Open"), Value("7")),), drawn=drawn)
    assert MARCH is not None
    bulletin = Bulletin("B", MARCH, (), (Section("Points", (grid,)),))
    document = document_of(bulletin, "ar", str)

    paper = docx.Document(io.BytesIO(render(document, "docx", mark="")))
    show = pptx.Presentation(io.BytesIO(render(document, "pptx", mark="")))

    says = "Points. Open: 7; Done: 3"
    assert paper.inline_shapes[0]._inline.docPr.get("descr") == says
    pictures = [one for slide in show.slides for one in slide.shapes if one.shape_type == 13]
    assert [one._element.nvPicPr.cNvPr.get("descr") for one in pictures] == [says]
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    bare = docx.Document(io.BytesIO(render(document, "docx", mark="")))
    assert (len(bare.inline_shapes), len(bare.tables)) == (0, 1)


def test_api__as_the_page_and_the_copy_for_the_same_seats(desk: World) -> None:
    caller = Caller(token_of(desk, "dawit", cap=2))

    told = caller.get("/bulletin", month="2026-03").json()
    made = caller.post("/bulletin/copies", {"month": "2026-03", "form": "docx"})
    wrong = caller.get("/bulletin", month="2026-13")

    meetings = sections(desk)["Meetings"]
    found = {one["title"]: one for one in told["items"]}
    rows = found["Meetings"]["grids"][0]["rows"]
    assert [row[1]["address"] for row in rows] == [row[1].address for row in meetings.grids[0].rows]
    assert (made.status_code, made["Content-Disposition"].endswith('03.docx"')) == (201, True)
    assert wrong.status_code == 422


def test_command__prints_and_writes_what_the_page_shows(
    desk: World,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("HIMAYA_DATA", str(tmp_path))
    out = tmp_path / "b.docx"
    seat = ["--seat", desk.people["dawit"].seat.ref]

    assert main(["bulletin", "--month", "2026-03", *seat, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert main(["bulletin", "--month", "2026-03", *seat, "--to", str(out)]) == 0
    text, links = read_docx(out.read_bytes())

    assert "Meetings" in [one["title"] for one in told["items"]]
    assert "Protection meeting" in text
    assert any(link.startswith("http://localhost:8000/datasets/") for link in links)
    assert Release.objects.get().made_by == desk.people["dawit"].seat.ref
    assert main(["bulletin", "--month", "March", *seat]) == 2


def test_access_ended_since__not_handed_out_again(desk: World, sign_in: SignIn) -> None:
    client = sign_in("dawit")
    client.post(reverse("bulletin") + "?month=2026-03", {"form": "docx"})
    release = Release.objects.get()
    release.parts = [{**part, "level": 4} for part in release.parts]
    release.save(update_fields=["parts"])

    assert client.get(reverse("copy", args=[release.ref])).status_code == 403


def test_record_more_sensitive_than_copies_are__its_register_stays(
    desk: World, sign_in: SignIn
) -> None:
    Record.objects.filter(dataset__profile="decision", period_start__month=1).update(level=3)
    client, url = sign_in("dawit"), reverse("bulletin") + "?month=2026-03"

    page = client.get(url).content.decode()
    client.post(url, {"form": "docx"})

    assert "so they stay here: <bdi>Decisions</bdi>" in page
    release = Release.objects.get()
    assert release.file is not None
    text, _links = read_docx(read_file(release.file))
    assert [part["level"] for part in release.parts] == [2]
    assert ("Extra meeting" in text, "New rule" in text) == (True, False)


def test_reader_who_takes_no_copies__reads_and_takes_none(desk: World, sign_in: SignIn) -> None:
    Dataset.objects.update(audience="operation", level=1)
    client = sign_in("bakari")
    url = reverse("bulletin") + "?month=2026-03"

    page = client.get(url).content.decode()
    answer = client.post(url, {"form": "docx"})

    assert "Meetings of the month" in page
    assert 'name="form"' not in page
    assert answer.status_code == 403
    assert not Release.objects.exists()


@pytest.mark.parametrize("code", ["", "2026-13", "1999-01", "march", "2026-3"])
def test_no_month__none(code: str) -> None:
    assert Month.named(code) is None


def test_month__knows_its_days_and_neighbours() -> None:
    month = Month.named("2026-12")
    assert month is not None

    assert (month.last.day, month.after.code, month.before.code) == (31, "2027-01", "2026-11")
