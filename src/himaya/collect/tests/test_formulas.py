"""Formulas that a program wrote without their result."""

import io
from collections.abc import Sequence

import openpyxl
from tests.world import World

from himaya.collect.actions import bring_file, decide_rows, import_batch, register_for
from himaya.collect.bench import bench_rows
from himaya.collect.importers import importer_of
from himaya.datasets.models import ImportBatch
from himaya.records.models import Record


def bring(world: World, kind: str, rows: Sequence[Sequence[object]]) -> ImportBatch:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    kept = io.BytesIO()
    book.save(kept)
    importer, seat = importer_of(kind), world.people["dawit"].acting
    assert importer is not None
    dataset = register_for(seat=seat, profile_code=importer.profile)
    return bring_file(
        seat=seat, dataset=dataset, kind=kind, name="list.xlsx", content=kept.getvalue()
    )


POINTS = [
    ["title", "responsible", "raised_on", "due", "status"],
    ["Call the clinic", "HRA", "2026-05-01", "=TODAY()", "open"],
    ["Write the letter", "HRA", "2026-05-01", "2026-06-01", "open"],
]
MEETINGS: list[list[object]] = [
    ["Organisation", "Sector", "Activity", "Admin2 pcode", "Start date", "Target"],
    ["HRA", "Protection", "Legal advice", "MJ0101", "2026-05-01", "=40+2"],
    ["HRA", "Protection", "Legal aid", "MJ0101", "2026-05-01", 40],
]


def test_formula_without_a_result__doubt_in_its_row_until_a_value_is_typed(world: World) -> None:
    seat = world.people["dawit"].acting
    batch = bring(world, "action_point", POINTS)
    doubted, sound = bench_rows(batch, seat)

    assert [one.code for one in doubted.row.problems] == ["formula.unsolved"]
    assert (doubted.kept.state, sound.kept.state) == ("doubtful", "accepted")
    ident = doubted.row.stable_id
    decide_rows(
        seat=seat,
        batch=batch,
        decisions={ident: "take"},
        corrections={ident: {"due": "2026-05-09"}},
    )
    assert bench_rows(batch, seat)[0].kept.state == "accepted"
    import_batch(seat=seat, batch=batch)
    dues = Record.objects.order_by("pk").values_list("head__answers__due", flat=True)
    assert list(dues) == ["2026-05-09", "2026-06-01"]


def test_in_a_3w__doubt_and_never_taken_for_a_word(world: World) -> None:
    batch = bring(world, "3w", MEETINGS)
    doubted, sound = bench_rows(batch, world.people["dawit"].acting)

    assert "formula_unsolved" in {one.code for one in doubted.row.problems}
    assert "formula_unsolved" not in {one.code for one in sound.row.problems}
    assert "#FORMULA!" not in str(doubted.row.cells)
