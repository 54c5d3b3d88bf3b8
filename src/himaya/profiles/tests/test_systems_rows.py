"""The page that says what serves each row of the field's list names registers that there are."""

import re
from pathlib import Path

import pytest

from himaya.datasets.declarations import profiles

_PAGE = Path(__file__).parents[4] / "docs" / "reference" / "systems-rows.md"
_ROW = re.compile(r"\| (\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|")
_NAMES = re.compile(r"registers? ((?:`[a-z0-9_]+`(?:, | and )?)+)")


@pytest.fixture(scope="module")
def rows() -> list[tuple[str, ...]]:
    return [
        found.groups() for found in map(_ROW.fullmatch, _PAGE.read_text().splitlines()) if found
    ]


def test_rows__sorted_each_once(rows: list[tuple[str, ...]]) -> None:
    numbers = [int(row[0]) for row in rows]
    assert numbers == sorted(set(numbers))
    assert len(numbers) >= 45
    assert set(numbers) <= set(range(1, 151))


def test_registers_named__are_declared(rows: list[tuple[str, ...]]) -> None:
    codes = {profile.code for profile in profiles()}
    named = {
        code
        for row in rows
        for several in _NAMES.findall(row[2])
        for code in re.findall(r"`([a-z0-9_]+)`", several)
    }
    assert named <= codes, sorted(named - codes)
    assert len(named) > 30
