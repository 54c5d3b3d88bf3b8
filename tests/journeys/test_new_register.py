"""Adding a register is adding a declaration: everything else follows from its marks."""

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from himaya.collect.actions import bring_file, import_batch
from himaya.collect.importers import importer_of
from himaya.datasets.actions import open_register
from himaya.datasets.declarations import (
    Lifecycle,
    Profile,
    State,
    forget_profile,
    register_profile,
)
from himaya.datasets.models import Dataset
from himaya.kernel.verbs import Verb
from himaya.people.tokens import make_token
from himaya.records.actions import create_record
from himaya.records.models import Record
from tests.world import World, table

FORM = """
| survey |                   |           |                     |                     |              |             |          |
|        | type              | name      | label::English (en) | label::Arabic (ar)  | means        | sensitivity | required |
|        | text              | lamp      | Lamp                | المصباح             | title        | none        | yes      |
|        | select_one state  | state     | State               | الحالة              | status       | none        | yes      |
|        | date              | mend_by   | To be mended by     | يُصلح قبل           | deadline     | none        |          |
|        | date              | seen_on   | Seen dark on        | شوهد مطفأ في        | date         | none        |          |
|        | select_one kind   | kind      | Kind of lamp        | نوع المصباح         | theme        | none        |          |
|        | integer           | steps     | Steps below it      | الدرجات             | count        | none        |          |
|        | text              | keeper    | Keeper              | الحارس              | contact      | direct:2    |          |
| choices |          |         |                     |                    |
|         | list_name | name   | label::English (en) | label::Arabic (ar) |
|         | state     | dark   | Dark                | مطفأ               |
|         | state     | mended | Mended              | مُصلح              |
|         | kind      | oil    | Oil                 | زيت                |
|         | kind      | gas    | Gas                 | غاز                |
| settings |         |            |
|          | form_id | form_title |
|          | lamps   | Lamps      |
"""
KEEPER = "Nimble Otterby"
SignIn = Callable[[str], Client]


@pytest.fixture
def lamps(tmp_path: Path) -> Iterator[Profile]:
    """A register nobody has heard of: lamps along the quay."""
    template = tmp_path / "lamps.md"
    template.write_text(FORM)
    profile = Profile(
        code="lamps",
        names={"en": "Lamps along the quay", "ar": "مصابيح الرصيف"},
        template=template,
        lifecycle=Lifecycle(
            states=(
                State("dark", {"en": "Dark", "ar": "مطفأ"}),
                State("mended", {"en": "Mended", "ar": "مُصلح"}, phase="done"),
            ),
            start="dark",
        ),
    )
    register_profile(profile)
    yield profile
    forget_profile("lamps")


@pytest.fixture
def register(world: World, lamps: Profile) -> Dataset:
    seat = world.people["dawit"].acting
    return open_register(seat=seat, system=world.workspace, profile=lamps)


@pytest.fixture
def lamp(world: World, register: Dataset) -> Record:
    answers = {
        "lamp": "Third stair",
        "state": "dark",
        "mend_by": "2026-05-15",
        "seen_on": "2026-05-02",
        "kind": "oil",
        "steps": 12,
        "keeper": KEEPER,
    }
    return create_record(seat=world.people["amina"].acting, dataset=register, answers=answers)


@pytest.mark.usefixtures("lamp")
def test_views__follow_from_the_marks(register: Dataset, sign_in: SignIn) -> None:
    client = sign_in("amina")
    for view in ("table", "sheet", "board", "timeline", "calendar"):
        url = reverse("dataset", args=[register.ref])
        page = client.get(f"{url}?view={view}&year=2026&month=2026-05")
        text = page.content.decode()
        assert page.status_code == 200
        assert page.context["ask"].view == view
        assert "Third stair" in text or view == "sheet"
        assert KEEPER not in text


def test_form_and_move__work(register: Dataset, sign_in: SignIn) -> None:
    client = sign_in("amina")
    new = reverse("record-new", args=[register.ref])
    assert 'name="lamp"' in client.get(new).content.decode()

    answer = client.post(new, {"lamp": "Fourth stair", "state": "dark", "~do": "save"})
    record = Record.objects.get(dataset=register)
    moved = client.post(
        reverse("dataset-move", args=[register.ref, record.ref]), {"status": "mended", "seen": "1"}
    )

    record.refresh_from_db()
    assert (answer.status_code, moved.status_code) == (302, 302)
    assert record.status == "mended"


TABLE = b"""Lamp;State;To be mended by;Kind of lamp;Steps below it
First stair;Dark;2026-05-01;Oil;12
Second stair;mended;2026-06-01;\xd8\xba\xd8\xa7\xd8\xb2;1
Broken stair;Dark;32 May;Oil;many
"""


def test_import__sound_rows_taken_the_rest_named(world: World, register: Dataset) -> None:
    seat = world.people["amina"].acting
    importer = importer_of("lamps")
    assert importer is not None
    for created, unchanged in ((2, 0), (0, 2)):
        batch = bring_file(
            seat=seat, dataset=register, kind="lamps", name="lamps.csv", content=TABLE
        )
        written = import_batch(seat=seat, batch=batch)
        assert (len(written.created), len(written.unchanged)) == (created, unchanged)

    report = importer.to_json(importer.read(TABLE, "lamps.csv"))
    assert (report["accepted"], report["refused"]) == (2, 1)
    assert {one["row"] for one in report["problems"]} == {4}
    kinds = [record.head.answers["kind"] for record in Record.objects.order_by("pk") if record.head]
    assert kinds == ["oil", "gas"]


def test_own_copy__comes_back_unchanged(
    world: World, register: Dataset, lamp: Record, sign_in: SignIn
) -> None:
    client = sign_in("amina")
    url = reverse("dataset-copies", args=[register.ref])
    content = client.post(url, {"form": "xlsx"}, follow=True).content
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [str(cell.value) for row in book.worksheets[0] for cell in row]
    assert "Third stair" in cells
    assert KEEPER not in " ".join(cells)

    seat = world.people["amina"].acting
    batch = bring_file(seat=seat, dataset=register, kind="lamps", name="x.xlsx", content=content)
    written = import_batch(seat=seat, batch=batch)

    assert dict(written.unchanged) == {lamp.ref: lamp.ref}
    lamp.refresh_from_db()
    assert lamp.head is not None
    assert lamp.head.sealed


ACCESS = table("""
| who    | register | record | new | move | copy |
| amina  | 200      | 200    | 200 | 302  | 302  |
| bakari | 404      | 404    | 403 | 403  | 404  |
| celine | 200      | 200    | 200 | 403  | 302  |
| dawit  | 200      | 200    | 200 | 302  | 302  |
| nobody | 302      | 302    | 302 | 302  | 302  |
""")[1:]


@pytest.mark.parametrize("row", ACCESS, ids=lambda row: row[0])
def test_permissions(row: list[str], register: Dataset, lamp: Record, sign_in: SignIn) -> None:
    client = sign_in(row[0])
    move = reverse("dataset-move", args=[register.ref, lamp.ref])
    copies = reverse("dataset-copies", args=[register.ref])

    found = [
        client.get(reverse("dataset", args=[register.ref])).status_code,
        client.get(reverse("record", args=[lamp.ref])).status_code,
        client.get(reverse("record-new", args=[register.ref])).status_code,
        client.post(move, {"status": "mended", "seen": "1"}).status_code,
        client.post(copies, {"form": "csv"}).status_code,
    ]

    assert [str(one) for one in found] == row[1:]


@pytest.mark.usefixtures("lamp")
def test_api__lists_records_and_the_export_schema(
    world: World, register: Dataset, client: Client
) -> None:
    _token, secret = make_token(
        seat=world.people["dawit"].acting,
        label="lamps",
        verbs=[Verb.DATASET_VIEW, Verb.RECORD_VIEW],
        level_cap=2,
    )
    headers = {"Authorization": f"Bearer {secret}"}

    schema = client.get(f"/api/v1/datasets/{register.ref}/schema", headers=headers)
    records = client.get(f"/api/v1/datasets/{register.ref}/records", headers=headers)

    assert set(schema.json()["properties"]) >= {"lamp", "state", "mend_by", "steps"}
    assert records.status_code == 200
    assert "Third stair" in json.dumps(records.json())
