"""Repeats in tables, and cells corrected on the bench: the row is read again."""

import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from tests.world import World, table

from himaya.collect.actions import bring_file, decide_rows, give_back_rest, import_batch
from himaya.collect.importers import importer_of
from himaya.collect.spreadsheets import SpreadsheetImporter
from himaya.datasets import declarations
from himaya.datasets.actions import open_register
from himaya.datasets.declarations import Lifecycle, Profile, State
from himaya.datasets.models import Dataset, ImportBatch
from himaya.files.actions import read_file
from himaya.records.models import Record
from himaya.records.sealing import whole_answers

SignIn = Callable[[str], Client]
FORM = """
| survey |                    |         |                     |                    |         |             |          |
|        | type               | name    | label::English (en) | label::Arabic (ar) | means   | sensitivity | required |
|        | text               | boat    | Name of the boat    | اسم القارب         | title   | none        | yes      |
|        | integer            | seats   | Seats               | المقاعد            | count   | none        |          |
|        | select_one colour  | colour  | Colour              | اللون              | theme   | none        |          |
|        | begin_repeat       | trips   | Trips               | الرحلات            |         |             |          |
|        | text               | port    | Port                | الميناء            |         | none        | yes      |
|        | integer            | load    | Load                | الحمولة            |         | none        |          |
|        | text               | skipper | Skipper             | الربان             | contact | direct:2    |          |
|        | end_repeat         |         |                     |                    |         |             |          |
| choices |          |       |                     |                    |
|         | list_name | name  | label::English (en) | label::Arabic (ar) |
|         | colour    | red   | Red                 | أحمر               |
|         | colour    | blue  | Blue                | أزرق               |
| settings |         |            |
|          | form_id | form_title |
|          | boats   | Boats      |
"""
TWO_TRIPS = [{"port": "North", "load": 4}, {"port": "South"}]


@pytest.fixture
def boats(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SpreadsheetImporter:
    template = tmp_path / "boats.md"
    template.write_text(FORM)
    lifecycle = Lifecycle(states=(State("kept", {"en": "Kept"}),), start="kept")
    profile = Profile("boats", {"en": "Boats"}, template, lifecycle)
    monkeypatch.setitem(declarations._profiles, "boats", profile)
    importer = importer_of("boats")
    assert isinstance(importer, SpreadsheetImporter)
    return importer


@pytest.fixture
def register(world: World, boats: SpreadsheetImporter) -> Dataset:
    profile = declarations.profile_named("boats")
    assert profile is not None
    seat = world.people["dawit"].acting
    return open_register(seat=seat, system=world.workspace, profile=profile)


def book(sheets: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


NUMBERED = table("""
| trips[1].port | trips[1].load | trips[2].port |
| Trips[1].Port | Trips[1].Load | Trips[2].Port |
| trips [1] Port | trips[1]: load | trips[2].port |
| الرحلات[1].الميناء | الرحلات[1].الحمولة | الرحلات[2].الميناء |
| trips[1].port | trips[1].load | trips[3].port |
""")


@pytest.mark.parametrize("heads", NUMBERED)
def test_numbered_columns__turns_of_the_repeat(
    heads: list[str], boats: SpreadsheetImporter
) -> None:
    content = f"Boat;{';'.join(heads)}\nGull;North;4;South\nTern;;;\n".encode()
    reading = boats.read(content, "boats.csv")

    assert [row.answers for row in reading.rows] == [
        {"boat": "Gull", "trips": TWO_TRIPS},
        {"boat": "Tern"},
    ]
    assert reading.unknown == []


LINKED = table("""
| himaya_id | himaya_parent | a | b |
| _index    | _parent_index | 1 | 2 |
| KEY       | PARENT_KEY    | x | y |
""")


@pytest.mark.parametrize(("own", "parent", "first", "second"), LINKED)
@pytest.mark.parametrize("is_first", [True, False])
def test_table_of_its_own__rows_go_to_the_one_they_name(
    own: str, parent: str, first: str, second: str, *, is_first: bool, boats: SpreadsheetImporter
) -> None:
    sheets: dict[str, list[list[object]]] = {
        "Boats": [[own, "Boat", "Seats"], [first, "Gull", 4], [second, "Tern", 5]],
        "Trips": [
            [parent, "Port", "Load"],
            [second, "East", None],
            [first, "North", 4],
            [first, "South", None],
        ],
    }
    order = sheets if is_first else dict(reversed(sheets.items()))
    reading = boats.read(book(order), "boats.xlsx")

    assert {row.answers["boat"]: row.answers["trips"] for row in reading.rows} == {
        "Gull": TWO_TRIPS,
        "Tern": [{"port": "East"}],
    }
    assert (reading.orphans, reading.unread, reading.unknown) == ({}, [], [])


def test_rows_that_name_nobody_and_other_tables__said(boats: SpreadsheetImporter) -> None:
    content = book(
        {
            "Boats": [["_index", "Boat"], [1, "Gull"]],
            "Trips": [["_parent_index", "Port"], [1, "North"], [7, "Nowhere"], [None, "Lost"]],
            "Notes": [["Somebody", "wrote"], ["this", "here"]],
        }
    )
    reading = boats.read(content, "boats.xlsx")

    assert [(one.code, dict(one.params)) for one in boats.notes(reading)] == [
        ("repeat.orphans", {"table": "Trips", "count": 2}),
        ("table.unread", {"table": "Notes"}),
    ]
    codes = [one["code"] for one in boats.to_json(reading)["problems"]]
    assert codes == ["repeat.orphans", "table.unread"]


def test_fault_in_a_turn__named_with_its_turn_and_person_left_out(
    boats: SpreadsheetImporter,
) -> None:
    content = "Boat;trips[1].port;trips[2].load;trips[2].skipper\nGull;North;many;Nimble Otterby\n"
    reading = boats.read(content.encode(), "boats.csv")
    (row,) = boats.rows(reading)
    given = boats.annotated(reading, frozenset([row.stable_id]))

    assert [one.params["question"] for one in row.problems] == ["Trips 2: Port", "Trips 2: Load"]
    assert given.headers == [
        "Name of the boat", "trips[1].port", "trips[2].load", "himaya_id", "problem",
    ]  # fmt: skip
    assert "Otterby" not in str(given)
    assert "Otterby" not in str(boats.to_json(reading))
    again = boats.read(
        f"{';'.join(map(str, given.headers))}\n{';'.join(map(str, given.rows[0][:4]))};\n".encode(),
        "b.csv",
    )
    assert again.rows[0].stable_id == row.stable_id


BAD = b"Boat;Seats;Colour;trips[1].port;trips[1].load\nGull;many;beige;;4\nTern;5;red;North;2\n"


@pytest.fixture
def batch(world: World, register: Dataset) -> ImportBatch:
    seat = world.people["dawit"].acting
    return bring_file(seat=seat, dataset=register, kind="boats", name="boats.csv", content=BAD)


def faulty(batch: ImportBatch) -> str:
    return str(batch.rows.get(state="refused").stable_id)


def test_cells_corrected_on_the_page__row_read_again_and_imported(
    world: World, batch: ImportBatch, sign_in: SignIn
) -> None:
    client = sign_in("dawit")
    bench, ident = reverse("import", args=[batch.ref]), faulty(batch)
    page = client.get(bench).content.decode()
    for name, value in (("seats", "many"), ("trips[0].port", "")):
        assert f'name="mend:{name}:{ident}" value="{value}"' in page
    assert f'name="mend:colour:{ident}" value="red"' in page

    def mend(**changes: str) -> None:
        fields = {f"mend:{key}:{ident}": text for key, text in changes.items()}
        assert client.post(f"{bench}decide/", fields).status_code == 302
        batch.refresh_from_db()

    mend(seats="4", colour="blue")
    assert (batch.counts["accepted"], batch.counts["refused"]) == (1, 1)
    mend(**{"trips[0].port": "East"})
    assert (batch.counts["accepted"], batch.counts["refused"]) == (2, 0)
    assert batch.rows.get(stable_id=ident).problems == []
    assert b"East" not in bytes(batch.sealed_reading)

    import_batch(seat=world.people["dawit"].acting, batch=batch)
    made = Record.objects.select_related("head").get(stable_id=ident)
    assert made.head is not None
    assert whole_answers(made, made.head) == {
        "boat": "Gull",
        "seats": 4,
        "colour": "blue",
        "trips": [{"port": "East", "load": 4}],
    }


def test_correction_that_does_not_fit__kept_as_typed_and_the_row_stays(
    batch: ImportBatch, sign_in: SignIn
) -> None:
    client = sign_in("dawit")
    bench, ident = reverse("import", args=[batch.ref]), faulty(batch)
    client.post(f"{bench}decide/", {f"mend:seats:{ident}": "four", f"take:{ident}": "take"})

    page = client.get(bench).content.decode()
    assert f'name="mend:seats:{ident}" value="four"' in page
    batch.refresh_from_db()
    assert batch.counts["refused"] == 1
    client.post(f"{bench}finish/")
    assert [
        one.head.answers["boat"] for one in Record.objects.select_related("head") if one.head
    ] == ["Tern"]


def test_put_back_and_blanked__the_files_words_again_or_no_answer(
    world: World, batch: ImportBatch
) -> None:
    seat, ident = world.people["dawit"].acting, faulty(batch)

    def mend(changes: dict[str, str]) -> None:
        decide_rows(seat=seat, batch=batch, decisions={}, corrections={ident: changes})
        batch.refresh_from_db()

    good = {"seats": "4", "colour": "red", "trips[0].port": "East"}
    mend(good)
    assert batch.counts["refused"] == 0
    mend({"seats": "many"})
    assert batch.counts["refused"] == 1
    mend({"seats": ""})
    assert batch.counts["refused"] == 0
    import_batch(seat=seat, batch=batch)
    made = Record.objects.select_related("head").get(stable_id=ident)
    assert made.head is not None
    assert "seats" not in made.head.answers


def test_cell_that_was_sound__not_offered_and_not_taken(world: World, batch: ImportBatch) -> None:
    seat, ident = world.people["dawit"].acting, faulty(batch)
    sound = batch.rows.get(state="accepted").stable_id
    decide_rows(
        seat=seat,
        batch=batch,
        decisions={},
        corrections={ident: {"boat": "Forged"}, sound: {"seats": "99"}, "other": {"seats": "1"}},
    )
    batch.refresh_from_db()
    assert not batch.sealed_reading


def test_rest_given_back__as_corrected_so_far(world: World, batch: ImportBatch) -> None:
    seat, ident = world.people["dawit"].acting, faulty(batch)
    decide_rows(seat=seat, batch=batch, decisions={}, corrections={ident: {"seats": "17"}})
    batch.refresh_from_db()
    release = give_back_rest(seat=seat, batch=batch, maker="Dawit")
    assert release.file is not None
    sheet = openpyxl.load_workbook(io.BytesIO(read_file(release.file))).worksheets[0]
    cells = [str(cell.value) for row in sheet for cell in row]

    assert "17" in cells
    assert "many" not in cells
    assert "trips[1].load" in cells


def test_second_file__turns_replaced_as_the_file_has_them_and_kept_where_it_has_none(
    world: World, register: Dataset
) -> None:
    seat = world.people["dawit"].acting

    def bring(text: str) -> dict[str, object]:
        batch = bring_file(
            seat=seat, dataset=register, kind="boats", name="b.csv", content=text.encode()
        )
        import_batch(seat=seat, batch=batch)
        record = Record.objects.select_related("head").get(stable_id="a")
        assert record.head is not None
        return whole_answers(record, record.head)

    first = bring("himaya_id;Boat;trips[1].port;trips[2].port\na;Gull;North;South\n")
    assert first["trips"] == [{"port": "North"}, {"port": "South"}]
    assert bring("himaya_id;Boat;Seats\na;Gull;4\n")["trips"] == first["trips"]
    assert bring("himaya_id;Boat;trips[1].port\na;Gull;East\n")["trips"] == [{"port": "East"}]
