"""A working copy in the layout people know: it comes back and changes nothing; persons stay."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from tests.world import World

from himaya.collect.actions import bring_file, decide_rows, import_batch, register_for
from himaya.collect.bench import bench_rows
from himaya.collect.importers import Written
from himaya.datasets.models import Dataset
from himaya.files.actions import read_file
from himaya.kernel.problems import Problem
from himaya.profiles.workplans.layout import activity_cells
from himaya.profiles.workplans.reading.cells import is_proposal_only
from himaya.records.actions import amend_record, create_record
from himaya.records.copies import make_copy
from himaya.records.models import Record, Revision
from himaya.records.registers.filtering import in_sight
from himaya.records.registers.register import Register
from himaya.records.registers.views import whole_datasets

pytestmark = pytest.mark.slow  # whole plans written and read again

FILES = Path(__file__).parent / "files"
LAYOUT = "cluster_work_plan"


def brought(world: World, name: str, content: bytes) -> tuple[Dataset, Written]:
    seat = world.people["dawit"].acting
    dataset = register_for(seat=seat, profile_code="plan_activity")
    batch = bring_file(seat=seat, dataset=dataset, kind="workplan", name=name, content=content)
    doubtful = batch.rows.filter(state="doubtful").values_list("stable_id", flat=True)
    decide_rows(seat=seat, batch=batch, decisions=dict.fromkeys(doubtful, "take"))
    return dataset, import_batch(seat=seat, batch=batch)


def copied(world: World, dataset: Dataset, form: str, layout: str, who: str = "dawit") -> bytes:
    seat = world.people[who].acting
    register = Register.of(whole_datasets().get(pk=dataset.pk), seat)
    release = make_copy(
        seat=seat,
        register=register,
        records=in_sight(register),
        form=form,
        layout=layout,
        maker="Dawit",
    )
    assert release.file is not None
    return read_file(release.file)


@pytest.mark.parametrize(
    "name", ["cluster_work_plan.txt", "objective_plan.txt", "pim_action_plan.txt"]
)
def test_copy_brought_in_again__unchanged(name: str, world: World) -> None:
    dataset, first = brought(world, name, (FILES / name).read_bytes())
    revisions = Revision.objects.count()

    _dataset, again = brought(world, "copy.xlsx", copied(world, dataset, "xlsx", LAYOUT))

    assert again.created == {}
    assert again.updated == {}
    assert again.unchanged.keys() == first.created.keys()
    assert Revision.objects.count() == revisions


def test_one_cell_changed__only_that_answer_changes(world: World) -> None:
    dataset, _first = brought(world, "plan.txt", (FILES / "cluster_work_plan.txt").read_bytes())
    book = openpyxl.load_workbook(io.BytesIO(copied(world, dataset, "xlsx", LAYOUT)))
    sheet = book.worksheets[0]
    cell = next(one for row in sheet for one in row if str(one.value) == "Mid May")
    cell.value = "End June"
    stream = io.BytesIO()
    book.save(stream)

    _dataset, again = brought(world, "copy.xlsx", stream.getvalue())

    (ref,) = again.updated.values()
    newest, older = Record.objects.get(ref=ref).revisions.order_by("-n")[:2]
    changed = {
        key
        for key in {*newest.answers, *older.answers}
        if newest.answers.get(key) != older.answers.get(key)
    }
    assert newest.answers["deadline_text"] == "End June"
    assert changed <= {"deadline_text", "deadline_kind", "starts", "due", "quarters"}


@pytest.mark.parametrize("layout", ["", LAYOUT])
def test_changed_here_since_the_copy__not_taken_back(layout: str, world: World) -> None:
    record, content, kind = copy_of_one(world, layout)
    amended(world, record, deadline_text="End November 2026", remarks="Agreed here")

    written = returned(world, kind, content)

    now = answers_now(record)
    assert (now["deadline_text"], now["remarks"]) == ("End November 2026", "Agreed here")
    assert written.kept == {}


@pytest.mark.parametrize("layout", ["", LAYOUT])
def test_changed_here_and_in_the_copy__stays_as_it_is_here_and_is_told(
    layout: str, world: World
) -> None:
    record, content, kind = copy_of_one(world, layout)
    amended(world, record, title="Talk to fishers")
    content = with_cells(content, {"Talk to islanders": "Talk to everybody", "Before": "After"})

    written = returned(world, kind, content)

    now = answers_now(record)
    assert (now["title"], now["remarks"]) == ("Talk to fishers", "After")
    assert list(written.kept.values()) == [record.ref]


def test_copy_on_the_bench__says_what_each_row_changes_and_asks_no_doubt_again(
    world: World,
) -> None:
    dataset, _first = brought(world, "plan.txt", (FILES / "cluster_work_plan.txt").read_bytes())
    seat = world.people["dawit"].acting
    content = with_cells(copied(world, dataset, "xlsx", LAYOUT), {"Mid May": "End June"})

    batch = bring_file(
        seat=seat, dataset=dataset, kind="workplan", name="copy.xlsx", content=content
    )

    said = [row.row.cells["changes"] for row in bench_rows(batch, seat)]
    assert sorted(set(said)) == ["Expected deadline", "nothing"]
    assert said.count("nothing") > said.count("Expected deadline")
    assert not batch.rows.exclude(state="accepted").exists()


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_row_of_hxl_tags__known_to_its_engine_and_no_record_when_it_comes_back(
    form: str, world: World
) -> None:
    from himaya.engines.tabular.intake import read_hxl

    dataset, first = brought(world, "plan.txt", (FILES / "cluster_work_plan.txt").read_bytes())
    content = copied(world, dataset, form, "hxl")
    seat = world.people["dawit"].acting

    tagged = read_hxl(content, file_name=f"copy.{form}")
    batch = bring_file(
        seat=seat, dataset=dataset, kind="plan_activity", name=f"copy.{form}", content=content
    )

    assert tagged.frame.height == len(first.created)
    assert {
        "#meta+id",
        "#activity",
        "#org+responsible",
        "#org+owner",
        "#date+start",
        "#date+due",
        "#status",
        "#output",
    } <= set(tagged.tags)
    assert batch.rows.count() == len(first.created)


def copy_of_one(world: World, layout: str) -> tuple[Record, bytes, str]:
    """An activity, a working copy made of it, and the kind that reads the copy."""
    seat = world.people["dawit"].acting
    dataset = register_for(seat=seat, profile_code="plan_activity")
    record = create_record(
        seat=seat,
        dataset=dataset,
        answers={
            "title": "Talk to islanders",
            "status": "not_started",
            "deadline_text": "End September 2026",
            "deadline_kind": "part_of_month",
            "remarks": "Before",
        },
    )
    kind = "workplan" if layout else "plan_activity"
    return record, copied(world, dataset, "xlsx", layout), kind


def amended(world: World, record: Record, **changes: str) -> None:
    record = whole(record)
    assert record.head is not None
    amend_record(
        seat=world.people["dawit"].acting,
        record=record,
        answers={**record.head.answers, **changes},
        seen=record.lock,
    )


def with_cells(content: bytes, changes: dict[str, str]) -> bytes:
    """The workbook with other words in these cells."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for row in book.worksheets[0]:
        for cell in row:
            if str(cell.value) in changes:
                cell.value = changes[str(cell.value)]
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def returned(world: World, kind: str, content: bytes) -> Written:
    seat = world.people["dawit"].acting
    dataset = register_for(seat=seat, profile_code="plan_activity")
    batch = bring_file(seat=seat, dataset=dataset, kind=kind, name="copy.xlsx", content=content)
    doubtful = batch.rows.filter(state="doubtful").values_list("stable_id", flat=True)
    decide_rows(seat=seat, batch=batch, decisions=dict.fromkeys(doubtful, "take"))
    assert batch.rows.exclude(state="refused").count() == 1
    return import_batch(seat=seat, batch=batch)


def whole(record: Record) -> Record:
    return Record.objects.select_related(
        "operation", "head", "agency", "version", "dataset__system", "dataset__version"
    ).get(pk=record.pk)


def answers_now(record: Record) -> dict[str, object]:
    head = whole(record).head
    assert head is not None
    return dict(head.answers)


@pytest.mark.parametrize("form", ["xlsx", "docx", "pptx", "csv"])
@pytest.mark.parametrize("layout", ["", LAYOUT])
def test_focal_points__never_leave(form: str, layout: str, world: World) -> None:
    seat = world.people["dawit"].acting
    dataset = register_for(seat=seat, profile_code="plan_activity")
    answers = {
        "title": "Talk to islanders",
        "status": "not_started",
        "focal_points": [{"focal_point": "Nimble Otterby"}],
    }
    create_record(seat=seat, dataset=dataset, answers=answers)

    content = copied(world, dataset, form, layout)

    text = _unpacked(content)
    assert "Talk to islanders" in text
    assert "Otterby" not in text


def _unpacked(content: bytes) -> str:
    if not content.startswith(b"PK"):
        return content.decode("utf-8-sig")
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return "".join(package.read(name).decode("utf-8", "replace") for name in package.namelist())


@pytest.mark.parametrize("layout", ["", LAYOUT])
def test_answer_like_a_formula__stays_text(layout: str, world: World) -> None:
    seat = world.people["dawit"].acting
    dataset = register_for(seat=seat, profile_code="plan_activity")
    evil = '=HYPERLINK("http://example.org","x")'
    create_record(seat=seat, dataset=dataset, answers={"title": evil, "status": "not_started"})

    book = openpyxl.load_workbook(io.BytesIO(copied(world, dataset, "xlsx", layout)))
    cells = [one for row in book.worksheets[0] for one in row if one.value == evil]
    lines = copied(world, dataset, "csv", layout).decode("utf-8-sig")

    assert [one.data_type for one in cells] == ["s"]
    assert "'=HYPERLINK" in lines


def test_csv_with_a_layout_chosen__says_that_the_layout_is_not_used(
    world: World, sign_in: object
) -> None:
    seat = world.people["dawit"].acting
    dataset = register_for(seat=seat, profile_code="plan_activity")
    create_record(seat=seat, dataset=dataset, answers={"title": "Map", "status": "not_started"})
    client = sign_in("dawit")  # type: ignore[operator]
    url = reverse("dataset-copies", args=[dataset.ref])

    assert "it always has one column for each question" in client.get(url).content.decode()
    told = {
        (form, layout): [str(one) for one in _messages(client, url, form, layout)]
        for form, layout in (("csv", LAYOUT), ("csv", ""), ("xlsx", LAYOUT))
    }
    assert [len(texts) for texts in told.values()] == [2, 1, 1]
    assert "the layout was not used" in told["csv", LAYOUT][1]


def _messages(client: Client, url: str, form: str, layout: str) -> list[object]:
    client.get(url)  # shows what was said before
    made = client.post(url, {"form": form, "layout": layout})
    assert made.status_code == 302
    return list(get_messages(made.wsgi_request))


def test_reader__told_what_may_leave_and_who_decides(world: World, sign_in: object) -> None:
    dataset = register_for(seat=world.people["dawit"].acting, profile_code="plan_activity")
    dataset.audience, dataset.level = "operation", 1
    dataset.save(update_fields=["audience", "level"])
    client = sign_in("bakari")  # type: ignore[operator]
    url = reverse("dataset-copies", args=[dataset.ref])

    beside = client.get(reverse("dataset", args=[dataset.ref])).content.decode()
    page = client.get(url)
    refused = client.post(url, {"form": "xlsx"})

    assert "Who decides about working copies" in beside
    assert "Working copy" not in beside
    assert "Who can decide more" in page.content.decode()
    assert refused.status_code == 403
    with pytest.raises(Problem):
        copied(world, dataset, "xlsx", "", who="bakari")


@pytest.mark.parametrize(
    ("remarks", "cell"),
    [
        ("", "Proposal only."),
        ("Wait for the harbour", "Proposal only. Wait for the harbour"),
        ("A mere proposal", "A mere proposal"),
    ],
)
def test_proposal__said_in_the_copy(remarks: str, cell: str) -> None:
    told = activity_cells({"title": "Light", "proposal_only": "yes", "remarks": remarks})
    assert told["Remarks"] == cell
    assert is_proposal_only("", told["Remarks"])
    assert activity_cells({"title": "Light", "remarks": remarks})["Remarks"] == remarks
