"""Registers whose form the operation made itself, filled from a table."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from tests.world import World

from himaya.cli.main import main
from himaya.collect.actions import bring_file, import_batch, register_filled_by
from himaya.collect.bench import bench_rows
from himaya.collect.importers import importer_of
from himaya.collect.own_forms import kind_of_register
from himaya.datasets.actions import create_dataset
from himaya.datasets.models import Dataset, ImportBatch
from himaya.engines.xlsform import read_form
from himaya.instruments.actions import create_instrument, publish_version
from himaya.kernel.problems import Problem
from himaya.records.models import Record

SignIn = Callable[[str], Client]
FORM = """
| survey  |                  |       |                     |        |             |
|         | type             | name  | label::English (en) | means  | sensitivity |
|         | text             | q1    | Name of the well    | title  | none        |
|         | text             | q2    | Where it is         | area   | none        |
|         | select_one state | q3    | State               | theme  | none        |
|         | integer          | q4    | Litres a day        | count  | none        |
|         | text             | q5    | Who keeps it        | agency | none        |
| choices |                  |       |                     |        |             |
|         | list_name        | name  | label::English (en) |        |             |
|         | state            | d     | Dry                 |        |             |
|         | state            | f     | Flowing             |        |             |
"""
ROWS = """Name of the well;#area;State;Litres a day;agency
East well;MJ0101;Dry;40;HRA
West well;MJ9999;f;50;HRA
South well;MJ0101;frozen;60;HRA
"""


@pytest.fixture
def wells(world: World) -> Dataset:
    """A register of HRA, in a system of its own."""
    amina = world.people["amina"].acting
    system = type(world.workspace).objects.create(
        operation=world.operation, agency=world.agencies["HRA"], code="own", names={"en": "Own"}
    )
    form = read_form(FORM, kind="md")
    draft = create_instrument(seat=amina, system=system, code="well-form", form=form)
    version = publish_version(seat=amina, version=draft)
    return create_dataset(
        seat=amina,
        instrument=version.instrument,
        version=version,
        code="wells",
        names={"en": "Wells of the town"},
        level=1,
    )


def bring(world: World, wells: Dataset, who: str = "amina") -> ImportBatch:
    importer, seat = importer_of(kind_of_register(wells)), world.people[who].acting
    assert importer is not None
    return bring_file(
        seat=seat,
        dataset=register_filled_by(seat=seat, importer=importer),
        kind=importer.kind,
        name="wells.csv",
        content=ROWS.encode(),
    )


def test_table_by_labels_and_meanings__read_and_doubted_row_by_row(
    world: World, wells: Dataset
) -> None:
    seat = world.people["amina"].acting
    batch = bring(world, wells)
    rows = bench_rows(batch, seat)
    import_batch(seat=seat, batch=batch)

    assert [(one.kept.state, [p.code for p in one.row.problems]) for one in rows] == [
        ("accepted", []),
        ("doubtful", ["unknown.area"]),
        ("refused", ["choice.unknown"]),
    ]
    record = Record.objects.select_related("head").get(dataset=wells)
    assert record.head is not None
    assert record.head.answers == {
        "q1": "East well", "q2": "MJ0101", "q3": "d", "q4": 40, "q5": "HRA",
    }  # fmt: skip
    assert record.area == "MJ0101"


def test_register_on_the_page_that_brings_files__only_for_whom_it_is(
    sign_in: SignIn, world: World, wells: Dataset
) -> None:
    page, kind = reverse("imports"), kind_of_register(wells)
    sent = {"kind": kind, "text": ROWS}
    amina = sign_in("amina")
    shown = amina.get(page, {"register": wells.ref}).content.decode()
    brought = amina.post(page, sent)
    bench = amina.get(brought.headers["Location"]).content.decode()
    celine = sign_in("celine")
    hidden = celine.get(page, {"register": wells.ref}).content.decode()
    refused = celine.post(page, sent)

    assert f'<option value="{kind}" selected>Wells of the town</option>' in shown
    assert "Wells of the town" in bench
    assert "Wells of the town" not in hidden
    assert refused.status_code == 422
    assert "Wells of the town" not in refused.content.decode()
    with pytest.raises(Problem):
        bring(world, wells, "celine")


def test_command_names_the_register_by_its_code_or_form(
    world: World, wells: Dataset, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "wells.csv"
    file.write_text(ROWS)
    seat = world.people["amina"].seat.ref
    asked = ["import", str(file), "--as", "records", "--seat", seat, "--instrument"]

    assert main([*asked, "well-form", "--dry-run"]) == 1
    assert main([*asked, "wells"]) == 1
    assert main([*asked, "lamps"]) == 2
    assert "Imported: 1 new" in capsys.readouterr().out
