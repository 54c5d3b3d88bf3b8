"""A base as coded columns in a file beside it: what counts read without decoding anything.

Requirements:
1. Written once for a base, which never changes; whoever finds none reads the Parquet file, with
   the same answers (tests/test_codes.py).
2. Of a Low base the arrays lie in clear and are mapped into memory. From Moderate up each is sealed
   by itself under a key of this file, bound to its place; nothing opened goes to the disk, and
   nothing opened is kept between two requests.
3. It leaves the disk with its base.

The file: one array after the other, then the index (JSON: where each lies, of what type), then the
length of the index and the mark. Texts that are hardly ever twice the same stand in Parquet only.
"""

import json
import mmap
import os
import struct
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO, Self

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from himaya.kernel.crypto import seal, unseal
from himaya.kernel.ids import new_ref
from himaya.records.models import Snapshot
from himaya.records.snapshots import files
from himaya.records.snapshots.columns import ENTRY
from himaya.records.snapshots.gathering import Kept, gathering
from himaya.records.snapshots.rows import Layout
from himaya.search.models import Entry

_MARK = b"HIMAYAC1"
_TAIL = struct.Struct("<Q8s")
_ALIGNED = 64  # bytes: arrays that are mapped begin where a processor likes to read
_AT_ONCE = 50_000
_MOST_WORDS = 10_000  # different texts in a row group: beyond, hardly any comes twice


class Codes:
    """The file of a base, opened."""

    def __init__(self, name: str, content: memoryview, key: bytes | None) -> None:
        self._name, self._content, self._key = name, content, key
        length, mark = _TAIL.unpack(content[-_TAIL.size :])
        if mark != _MARK:
            raise ValueError(name)
        end = len(content) - _TAIL.size
        index = json.loads(bytes(self._opened("", end - length, length)))
        self.rows: int = index["rows"]
        self.complete = frozenset(index["complete"])  # columns in which every row has a value
        # Of each column, where its arrays lie: name of the array -> offset, bytes, type.
        self._columns: dict[str, dict[str, tuple[int, int, str]]] = index["columns"]

    @classmethod
    def of(cls, snapshot: Snapshot) -> Self | None:
        """The codes of a snapshot's base; None where there are none.

        Raises SealBrokenError for a file that was changed, swapped or is not ours.
        """
        path = path_of(snapshot.base_file)
        try:
            with path.open("rb") as handle:
                mapped = mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ)
        except FileNotFoundError:
            return None
        return cls(path.name, memoryview(mapped), _key(snapshot, path))

    def __contains__(self, column: str) -> bool:
        return column in self._columns

    def kept(self, column: str) -> Kept:
        """The column, without copying where it lies in clear."""
        arrays: dict[str, Any] = {}
        for kind, (start, length, form) in self._columns[column].items():
            plain = self._opened(f"{column}.{kind}", start, length)
            is_list = form == "json"
            arrays[kind] = json.loads(bytes(plain)) if is_list else np.frombuffer(plain, form)
        return Kept(**arrays)

    @cached_property
    def keys(self) -> NDArray[Any]:
        """The database's key of each row, ascending."""
        numbers = self.kept("@key").numbers
        assert numbers is not None  # noqa: S101 - whole numbers are kept so
        return numbers

    def places_of(self, keys: NDArray[np.int64]) -> NDArray[np.int64]:
        """The rows of these keys, as far as they are there."""
        if not len(keys) or not self.rows:
            return np.zeros(0, np.int64)
        found = np.minimum(np.searchsorted(self.keys, keys), self.rows - 1)
        there: NDArray[np.int64] = found[self.keys[found] == keys]
        return there

    def _opened(self, field: str, start: int, length: int) -> memoryview:
        part = self._content[start : start + length]
        if self._key is None:
            return part
        return memoryview(
            unseal(bytes(part), self._key, model="codes", field=field, ref=self._name)
        )


def path_of(name: str) -> Path:
    """The file of codes beside a base of that name."""
    return files.folder() / f"{name}.codes"


def keep_codes(snapshot: Snapshot, layout: Layout) -> None:
    """Write the codes of a snapshot's base, unless they are there. One column at a time."""
    name = snapshot.base_file
    path = path_of(name)
    if not snapshot.rows or path.is_file():
        return
    part = path.with_suffix(f".{new_ref()}{files.UNFINISHED}")  # two may be at it at once
    with part.open("wb") as handle:
        _write(handle, snapshot, layout, path)
        handle.flush()
        os.fsync(handle.fileno())
    part.replace(path)
    files.settle(path.parent)
    if not Snapshot.objects.filter(pk=snapshot.pk, base_file=name).exists():
        path.unlink(missing_ok=True)  # the base was taken away meanwhile (requirement 3)


def _key(snapshot: Snapshot, path: Path) -> bytes | None:
    return files.file_key(snapshot, path) if snapshot.level >= files.MODERATE else None


def _is_words(column: Any) -> bool:  # noqa: ANN401 - a pyarrow ChunkedArray
    """Whether a column holds words of people that are hardly ever twice the same."""
    return pa.types.is_dictionary(column.type) and any(
        len(chunk.dictionary) > _MOST_WORDS for chunk in column.chunks
    )


class _Writer:
    def __init__(self, handle: BinaryIO, name: str, key: bytes | None) -> None:
        self._handle, self._name, self._key = handle, name, key
        self._at = 0

    def put(self, field: str, content: bytes) -> tuple[int, int]:
        """Write one part; returns where it lies and how long it is."""
        if self._key is not None:
            content = seal(content, self._key, model="codes", field=field, ref=self._name)
        gap = -self._at % _ALIGNED
        self._handle.write(bytes(gap))
        self._handle.write(content)
        start = self._at + gap
        self._at = start + len(content)
        return start, len(content)

    def put_column(self, name: str, kept: Kept) -> dict[str, tuple[int, int, str]]:
        """Write the arrays of a column; returns where each lies, and its type."""
        arrays = {}
        for kind, content in kept.arrays():
            is_list = not isinstance(content, np.ndarray)
            plain = json.dumps(content).encode() if is_list else content.tobytes()
            where = self.put(f"{name}.{kind}", plain)
            arrays[kind] = (*where, "json" if is_list else content.dtype.str)
        return arrays


def _entries(snapshot: Snapshot, refs: Any) -> Kept:  # noqa: ANN401 - a pyarrow ChunkedArray
    """The key of each record's open search entry."""
    found = Entry.objects.filter(
        kind="record", group="", system=snapshot.dataset.system.ref, operation=snapshot.operation_id
    )
    pairs = found.values_list("thing", "pk").order_by("pk")
    frames, last = [], 0
    while some := list(pairs.filter(pk__gt=last)[:_AT_ONCE]):
        last = some[-1][1]
        frames.append(pl.DataFrame(some, {"ref": pl.String, "entry": pl.Int64}, orient="row"))
    keys = gathering(ENTRY.type, len(refs))
    if frames:
        whole = pl.DataFrame({"ref": pl.Series(refs, dtype=pl.String)})
        joined = whole.join(pl.concat(frames), on="ref", how="left", maintain_order="left")
        keys.put(0, pa.chunked_array([joined["entry"].to_arrow()]))
    keys.close()
    return keys.kept()


def _write(handle: BinaryIO, snapshot: Snapshot, layout: Layout, path: Path) -> None:
    writer = _Writer(handle, path.name, _key(snapshot, path))
    schema = layout.schema("")
    texts = [one.name for one in schema if one.type == pa.string() and one.name != "@ref"]
    base = files.opened(snapshot, files.path_of(snapshot.base_file), texts)
    rows = int(base.metadata.num_rows)
    columns, complete = {}, []
    for field in schema:
        column = base.read(columns=[field.name])[field.name]
        if not column.null_count:
            complete.append(field.name)
        if field.name == "@ref" or _is_words(column):
            continue
        gathered = gathering(field.type, rows)
        gathered.put(0, column)
        gathered.close()
        columns[field.name] = writer.put_column(field.name, gathered.kept())
    entries = _entries(snapshot, base.read(columns=["@ref"])["@ref"])
    columns[ENTRY.name] = writer.put_column(ENTRY.name, entries)
    index = json.dumps({"rows": rows, "columns": columns, "complete": complete}).encode()
    _, length = writer.put("", index)
    handle.write(_TAIL.pack(length, _MARK))
