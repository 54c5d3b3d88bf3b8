"""Parquet files of snapshots: whole or absent, encrypted from Moderate up.

Encryption is Parquet's own (AES-GCM by page, read and written by pyarrow; contract held by
tests/test_files.py), so that a reader still decrypts only the columns it needs. Each file has its
own key, derived from the snapshot's key and the file's name, which is also bound to the content
(AAD): a file put in another's place is refused. Low files are plain; anything may read them.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pyarrow.parquet.encryption
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from himaya.kernel.crypto import KEY_BYTES, master_key, new_key, seal, unseal
from himaya.kernel.ids import new_ref
from himaya.records.models import Snapshot

MODERATE = 2
ROW_GROUP = 50_000
# The stubs are a version behind: direct keys came later.
_encryption: Any = pyarrow.parquet.encryption
UNFINISHED = ".part"  # of a file that is not yet under its name
REPEAT_MARK = "."  # "<name>.steps.parquet": the part of a repeat, beside "<name>.parquet"


def folder() -> Path:
    """Where snapshots lie."""
    return Path(settings.HIMAYA_SNAPSHOTS)


def give_key(snapshot: Snapshot) -> None:
    """Make the key of a new snapshot row, before it is saved."""
    snapshot.sealed_key = seal(
        new_key(), master_key(), model="snapshot", field="key", ref=snapshot.ref
    )


def new_name(snapshot: Snapshot) -> str:
    """A name never used before; file keys depend on it."""
    return f"{snapshot.ref}-{new_ref()}"


def path_of(name: str, repeat: str = "") -> Path:
    """The file of a name, or of one of its repeats."""
    return folder() / f"{name}{REPEAT_MARK + repeat if repeat else ''}.parquet"


def file_key(snapshot: Snapshot, path: Path) -> bytes:
    """The key of one file: of its snapshot's key and its name."""
    key = unseal(
        bytes(snapshot.sealed_key), master_key(), model="snapshot", field="key", ref=snapshot.ref
    )
    derive = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=path.name.encode())
    return derive.derive(key)


class GroupWriter:
    """Gathers batches into row groups: each group costs every reader a look at its footer."""

    def __init__(self, writer: pq.ParquetWriter, schema: pa.Schema) -> None:
        self._writer = writer
        self._schema = schema
        self._held: list[pa.RecordBatch] = []
        self._rows = 0
        self._written = 0

    def write_batch(self, batch: pa.RecordBatch) -> None:
        """Take a batch; written with its group."""
        self._held.append(batch)
        self._rows += batch.num_rows
        if self._rows >= ROW_GROUP:
            self.flush()

    def flush(self) -> None:
        """Write what is held as one group; an empty one only into an empty file."""
        if not self._rows and self._written:
            return
        table = pa.Table.from_batches(self._held, schema=self._schema)
        self._writer.write_table(table, row_group_size=max(1, self._rows))
        self._written += self._rows
        self._held, self._rows = [], 0


@contextmanager
def writing(snapshot: Snapshot, path: Path, schema: pa.Schema, level: int) -> Iterator[GroupWriter]:
    """A writer whose file appears under its name only when all of it is on the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(UNFINISHED)
    properties = None
    if level >= MODERATE:
        properties = _encryption.create_encryption_properties(
            file_key(snapshot, path), aad_prefix=path.name.encode(), store_aad_prefix=False
        )
    with part.open("wb") as handle:
        with pq.ParquetWriter(
            handle, schema, compression="zstd", encryption_properties=properties
        ) as writer:
            groups = GroupWriter(writer, schema)
            yield groups
            groups.flush()
        handle.flush()
        os.fsync(handle.fileno())
    part.replace(path)
    settle(path.parent)


def settle(place: Path) -> None:
    """Make the new name itself survive a lost machine."""
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _decryption(snapshot: Snapshot, path: Path) -> Any:  # noqa: ANN401 - pyarrow names no public type for it
    if snapshot.level < MODERATE:
        return None
    return _encryption.create_decryption_properties(
        file_key(snapshot, path), aad_prefix=path.name.encode()
    )


def scan(snapshot: Snapshot, path: Path) -> pl.LazyFrame:
    """The file, lazily: filters and the choice of columns are pushed down in both cases."""
    properties = _decryption(snapshot, path)
    if properties is None:
        return pl.scan_parquet(path)
    options = ds.ParquetFragmentScanOptions(decryption_properties=properties)
    form = ds.ParquetFileFormat(default_fragment_scan_options=options)
    return pl.scan_pyarrow_dataset(ds.dataset(path, format=form))


def read_columns(snapshot: Snapshot, path: Path, names: Iterable[str]) -> pl.DataFrame:
    """Some columns at once. Raises OSError for a file that was changed, swapped or is not ours."""
    table = pq.read_table(
        path, columns=list(names), decryption_properties=_decryption(snapshot, path)
    )
    return pl.DataFrame(table)


def opened(snapshot: Snapshot, path: Path, texts: Iterable[str] = ()) -> pq.ParquetFile:
    """The file, for reading it group by group; `texts` come as codes with their words."""
    return pq.ParquetFile(
        path, read_dictionary=list(texts), decryption_properties=_decryption(snapshot, path)
    )


def schema_of(snapshot: Snapshot, path: Path) -> pa.Schema:
    """The schema with its metadata."""
    return pq.read_schema(path, decryption_properties=_decryption(snapshot, path))
