"""Storing files: encrypted before they touch the disk, named by reference."""

import hashlib
import os
from datetime import datetime
from pathlib import Path

from django.conf import settings

from himaya.engines.directions import bare
from himaya.files.models import StoredFile
from himaya.kernel.crypto import master_key, new_key, seal, unseal
from himaya.tenancy.models import Operation


def path_of(stored: StoredFile) -> Path:
    """Where the ciphertext lies; two letters a folder keeps folders small."""
    return Path(settings.HIMAYA_FILES) / stored.ref[:2] / stored.ref


def store_file(
    *,
    operation: Operation,
    made_by: str,
    kind: str,
    name: str,
    content: bytes,
    media_type: str,
    level: int,
    expires_at: datetime | None = None,
) -> StoredFile:
    """Encrypt and keep a file. The ciphertext is on the disk (fsync) before the row exists."""
    key = new_key()
    stored = StoredFile(
        operation=operation,
        kind=kind,
        media_type=media_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        level=level,
        made_by=made_by,
        expires_at=expires_at,
    )
    ref = stored.ref
    stored.sealed_key = seal(key, master_key(), model="file", field="key", ref=ref)
    stored.sealed_name = seal(bare(name).encode(), key, model="file", field="name", ref=ref)
    _write(path_of(stored), seal(content, key, model="file", field="content", ref=ref))
    stored.save()
    return stored


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    with part.open("wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())
    part.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def file_key(stored: StoredFile) -> bytes:
    """The file's own key. Raises `Problem(KEY_MISSING)` without the master key."""
    return unseal(bytes(stored.sealed_key), master_key(), model="file", field="key", ref=stored.ref)


def read_file(stored: StoredFile) -> bytes:
    """The content in clear; raises SealBrokenError when the file was changed or swapped."""
    return unseal(
        path_of(stored).read_bytes(),
        file_key(stored),
        model="file",
        field="content",
        ref=stored.ref,
    )


def name_of(stored: StoredFile) -> str:
    """The person's own file name, in clear. For pages, never for logs or paths."""
    plain = unseal(
        bytes(stored.sealed_name), file_key(stored), model="file", field="name", ref=stored.ref
    )
    return plain.decode()


def drop_content(stored: StoredFile) -> None:
    """Remove a file for good: the ciphertext first, then the key and the name. Can be repeated.

    The row stays, since releases and imports point to it and say that there was a file.
    """
    path_of(stored).unlink(missing_ok=True)
    StoredFile.objects.filter(pk=stored.pk).update(sealed_key=b"", sealed_name=b"")
