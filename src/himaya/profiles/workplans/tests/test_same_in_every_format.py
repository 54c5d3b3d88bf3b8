"""One plan as text, spreadsheet, Word document or pasted cells is one reading."""

from collections.abc import Callable
from pathlib import Path

import pytest

from himaya.engines.tabular import read_document
from himaya.profiles.workplans.reading import read_plans
from himaya.profiles.workplans.tests.builders import (
    FILES,
    NAMES,
    as_docx,
    as_pasted,
    as_xlsx,
    comparable,
    invented,
    read_invented,
    words_kept,
    words_of,
)
from himaya.profiles.workplans.tests.line_builders import BY_LINE


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_as_office_file__same_reading(tmp_path: Path, name: str, kind: str) -> None:
    path = tmp_path / f"plan.{kind}"
    path.write_bytes((as_xlsx if kind == "xlsx" else as_docx)(invented(name)))

    reading = read_plans(read_document(path.read_bytes(), file_name="upload.bin"))

    assert comparable(reading) == comparable(read_invented(name))


@pytest.mark.parametrize("name", NAMES)
def test_as_pasted_cells__same_reading(name: str) -> None:
    pasted = as_pasted(invented(name))

    reading = read_plans(read_document(pasted, file_name=""))

    assert comparable(reading) == comparable(read_invented(name))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("make", BY_LINE, ids=lambda make: make.__name__)
def test_carried_over_line_by_line__same_plans(name: str, make: Callable[[str], bytes]) -> None:
    text = (FILES / f"{name}.txt").read_text(encoding="utf-8")
    document = read_document(make(text), file_name="upload")

    reading = read_plans(document)

    assert comparable(reading)["plans"] == comparable(read_invented(name))["plans"]
    assert not words_of(document) - words_kept(reading)


@pytest.mark.parametrize("name", NAMES)
def test_every_word__arrives(name: str) -> None:
    lost = words_of(invented(name)) - words_kept(read_invented(name))

    assert not lost


def test_a_lost_word__is_noticed() -> None:
    reading = read_invented("cluster_work_plan")
    reading.plans[0].goals[0].activities[0].partners.clear()

    assert words_of(invented("cluster_work_plan")) - words_kept(reading)
