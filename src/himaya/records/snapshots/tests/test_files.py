"""The contract with pyarrow and polars: what they write encrypted, only the right key opens."""

import shutil
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pytest
from tests.world import World

from himaya.records.models import Snapshot
from himaya.records.snapshots import files

FIELDS: list[Any] = [
    pa.field("@ref", pa.string()),
    pa.field("n", pa.int64(), metadata={"means": "count"}),
    pa.field("several", pa.list_(pa.string())),
    pa.field("at", pa.time64("us")),
    pa.field("moment", pa.timestamp("us", tz="UTC")),
    pa.field("spot", pa.struct([("lat", pa.float64()), ("lon", pa.float64())])),
]
SCHEMA = pa.schema(FIELDS)
ROWS: list[dict[str, Any]] = [
    {"@ref": "canary-a", "n": 1, "several": ["x", "y"]},
    {"@ref": "canary-b"},
]


def keyed(world: World) -> Snapshot:
    snapshot = Snapshot(operation=world.operation, level=2)
    files.give_key(snapshot)
    return snapshot


def written(snapshot: Snapshot, level: int = 2) -> Path:
    path = files.path_of(files.new_name(snapshot))
    with files.writing(snapshot, path, SCHEMA, level) as writer:
        writer.write_batch(pa.RecordBatch.from_pylist(ROWS, schema=SCHEMA))
    return path


@pytest.mark.parametrize("level", [1, 2])
def test_written__read_back_the_same_with_its_metadata(world: World, level: int) -> None:
    snapshot = keyed(world)
    snapshot.level = level
    path = written(snapshot, level)
    frame = files.scan(snapshot, path)
    assert frame.filter(pl.col("n") == 1).select("several").collect().rows() == [(["x", "y"],)]
    assert files.read_columns(snapshot, path, ["n"]).rows() == [(1,), (None,)]
    assert (files.schema_of(snapshot, path).field("n").metadata or {})[b"means"] == b"count"
    assert frame.collect_schema()["moment"] == pl.Datetime("us", "UTC")


def test_encrypted__nothing_in_clear_not_even_names_of_columns(world: World) -> None:
    content = written(keyed(world)).read_bytes()
    assert not any(word in content for word in (b"canary", b"several", b"means"))


def test_file_in_anothers_place__refused(world: World) -> None:
    snapshot = keyed(world)
    one, other = written(snapshot), written(snapshot)
    shutil.copy(one, other)
    with pytest.raises(OSError, match="decrypt"):
        files.read_columns(snapshot, other, ["n"])


def test_key_of_another_snapshot__refused(world: World) -> None:
    path = written(keyed(world))
    with pytest.raises(OSError, match="decrypt"):
        files.read_columns(keyed(world), path, ["n"])


@pytest.mark.parametrize("place", [0.2, 0.5, 0.9])
def test_changed_byte__refused(world: World, place: float) -> None:
    snapshot = keyed(world)
    path = written(snapshot)
    content = bytearray(path.read_bytes())
    content[int(len(content) * place)] ^= 1
    path.write_bytes(bytes(content))
    with pytest.raises(OSError, match=r"(?i)decrypt|deserialize|parquet|read"):
        files.read_columns(snapshot, path, SCHEMA.names)


def test_plain_file_put_for_an_encrypted_one__refused(world: World) -> None:
    snapshot = keyed(world)
    path = written(snapshot, level=1)
    with pytest.raises(OSError, match="plaintext"):
        files.read_columns(snapshot, path, ["n"])
