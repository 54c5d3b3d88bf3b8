"""The file of codes beside a base: the same answers, sealed from Moderate up, gone with its base.

Requirements: the docstring of records/snapshots/codes.py.
"""

import shutil
from itertools import pairwise

import numpy as np
import pytest
from tests.world import World

from himaya.datasets.models import Dataset
from himaya.kernel.crypto import SealBrokenError
from himaya.records.models import Snapshot
from himaya.records.snapshots.building import refresh_dataset
from himaya.records.snapshots.coded import CodedRows, read_coded
from himaya.records.snapshots.codes import Codes, keep_codes, path_of
from himaya.records.snapshots.rows import Layout
from himaya.records.snapshots.tests.registers import ANSWERS, add_rows, register

NAMES = ["what", "day", "reached", "money", "at", "moment", "needs", "where", "@key", "@level"]
NAMES += ["@caseworker", "@deadline", "@changed_at", "@can_be_late", "@parties"]


def filled(world: World, *, level: int, code: str = "snap") -> Dataset:
    dataset = register(world, level=level, code=code)
    rows = [
        {
            "answers": {
                key: one for n, (key, one) in enumerate(ANSWERS.items()) if n % 9 != row % 10
            },
            "caseworker": "b" * 16 if row % 2 else "",
            "deadline": f"20{row + 10}-01-01",
            "can_be_late": row % 3 == 0,
        }
        for row in range(30)
    ]
    rows[3]["answers"] = {"what": "Least and most", "reached": -(2**40), "day": "0900-01-01"}
    add_rows(dataset, rows)
    refresh_dataset(dataset)
    return dataset


def told(rows: CodedRows) -> dict[str, list[object]]:
    """Every column of the kept rows, value by value."""
    found: dict[str, list[object]] = {}
    for name in NAMES:
        column = rows.column(name)
        edges = column.starts if column.starts is not None else range(len(rows.keep) + 1)
        codes = [column.codes[start:stop].tolist() for start, stop in pairwise(edges)]
        found[name] = [
            [column.values[code] for code in some]
            for some, kept in zip(codes, rows.keep.tolist(), strict=True)
            if kept
        ]
    for name in ("reached", "money", "@changed_at", "day"):
        found[f"figures of {name}"] = np.nan_to_num(rows.figures(name)[rows.keep], nan=-1).tolist()
    return found


@pytest.mark.parametrize("level", [1, 2])
def test_base_with_its_codes__the_answers_of_the_base_alone(world: World, level: int) -> None:
    dataset = filled(world, level=level)
    seat = world.people["amina"].acting
    path = path_of(Snapshot.objects.get().base_file)
    assert path.is_file()
    by_codes = told(read_coded(dataset, seat, NAMES))
    assert len(by_codes["@key"]) == 30
    path.unlink()
    assert told(read_coded(dataset, seat, NAMES)) == by_codes
    refresh_dataset(dataset)
    assert path.is_file()  # whoever brings the snapshot up mends it


def test_codes_from_moderate_up__sealed_and_bound_to_their_place(world: World) -> None:
    for code in ("one", "other"):
        filled(world, level=2, code=code)
    one, other = Snapshot.objects.all()
    content = path_of(one.base_file).read_bytes()
    assert not any(word in content for word in (b"shelter", b"@key", b"needs", b"MJ01"))
    shutil.copy(path_of(other.base_file), path_of(one.base_file))
    with pytest.raises(SealBrokenError):
        Codes.of(one)
    changed = bytearray(path_of(other.base_file).read_bytes())
    changed[20] ^= 1  # within the first array, of the first attribute
    path_of(other.base_file).write_bytes(changed)
    codes = Codes.of(other)
    assert codes is not None
    with pytest.raises(SealBrokenError):
        codes.kept("@operation")


def test_codes_finished_after_their_base_was_taken_away__do_not_stay(world: World) -> None:
    dataset = filled(world, level=1)
    snapshot = Snapshot.objects.get()
    path = path_of(snapshot.base_file)
    path.unlink()
    Snapshot.objects.update(base_file="")  # another process, meanwhile
    assert dataset.version is not None
    keep_codes(snapshot, Layout.of(dataset.version))
    assert not path.exists()
