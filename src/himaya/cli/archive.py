"""The backup file: a tar of hashed members, closed by a manifest that only the key can make.

Requirements:
1. The manifest is the last member and names every other with size and SHA-256.
2. Its `mac` is keyed with the master key: a changed backup, or one of another installation, is
   refused before anything is unpacked into place. The master key itself is never inside.
3. Unpacking takes plain files under known names only.
"""

import hashlib
import io
import json
import re
import tarfile
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tqdm import tqdm

from himaya.cli.session import WrongUseError
from himaya.kernel.crypto import blind_index, master_key

FORMAT = 1
_MANIFEST = "manifest.json"
_NAMES = re.compile(
    r"database/[a-z0-9_.]{1,80}|files/[0-9a-z]{2}/[0-9a-z]{16}|audit-head\.json|erasure-ledger\.jsonl"
)
_CHUNK = 1 << 20


@dataclass
class Manifest:
    """What a backup says of itself. `members` maps a name to its size in bytes and SHA-256."""

    facts: dict[str, Any]  # database, migrations, columns, himaya, made_at
    members: dict[str, dict[str, Any]] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        """JSON with the keyed mark over all of it."""
        body = {"format": FORMAT, **self.facts, "members": self.members}
        return json.dumps({**body, "mac": _mac(body)}, indent=1, sort_keys=True).encode()


def _mac(body: dict[str, Any]) -> str:
    text = json.dumps(body, sort_keys=True, separators=(",", ":"))
    return blind_index(text, master_key(), purpose="backup manifest v1")


class Writer:
    """Writes members one after the other; the manifest closes the file."""

    def __init__(self, path: Path, facts: dict[str, Any], total: int) -> None:
        self.manifest = Manifest(facts)
        self._path = path
        self._bar = progress(total, "backup")

    def __enter__(self) -> Self:
        self._path.touch(mode=0o600)
        self._tar = tarfile.open(self._path, "w")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            content = self.manifest.to_bytes()
            facts = tarfile.TarInfo(_MANIFEST)
            facts.size = len(content)
            self._tar.addfile(facts, io.BytesIO(content))
        self._tar.close()
        self._bar.close()

    def add(self, name: str, source: Path) -> None:
        """Add one file, hashing it on the way."""
        if not _NAMES.fullmatch(name):
            raise ValueError(name)
        with source.open("rb") as handle:
            facts = self._tar.gettarinfo(arcname=name, fileobj=handle)
            facts.mode, facts.uid, facts.gid, facts.uname, facts.gname = 0o600, 0, 0, "", ""
            reader = _Hashing(handle, self._bar)
            self._tar.addfile(facts, reader)
        self.manifest.members[name] = {"size": facts.size, "sha256": reader.digest.hexdigest()}


class _Hashing(io.RawIOBase):
    """A reader that hashes and counts what passes through."""

    def __init__(self, source: Any, bar: "tqdm[Any]") -> None:  # noqa: ANN401 - any binary reader
        self.digest = hashlib.sha256()
        self._source, self._bar = source, bar

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        content: bytes = self._source.read(size)
        self.digest.update(content)
        self._bar.update(len(content))
        return content


def read_manifest(path: Path) -> Manifest:
    """The manifest, its mark checked with the master key.

    Raises WrongUseError when the file is no backup, of a later format, changed, or of another key.
    """
    try:
        with tarfile.open(path) as tar:
            last = None
            for last in tar:  # noqa: B007 - the manifest is the last member
                pass
            handle = tar.extractfile(last) if last is not None and last.name == _MANIFEST else None
            body = json.loads(handle.read()) if handle is not None else None
    except (tarfile.TarError, OSError, ValueError) as error:
        raise WrongUseError(f"{path} cannot be read as a backup.") from error
    if not isinstance(body, dict) or "format" not in body:
        raise WrongUseError(f"{path} is no whole backup: its end is missing.")
    if body["format"] != FORMAT:
        raise WrongUseError(f"{path} has format {body['format']}; this himaya reads {FORMAT}.")
    mark = body.pop("mac", "")
    if _mac(body) != mark:
        raise WrongUseError(
            "The master key does not fit this backup, or the backup was changed: nothing was done."
        )
    body.pop("format")
    return Manifest(facts=body, members=body.pop("members"))


def unpack(path: Path, into: Path, manifest: Manifest) -> None:
    """Write every member under `into`, checking each hash. Raises WrongUseError at the first."""
    seen: set[str] = set()
    bar = progress(sum(one["size"] for one in manifest.members.values()), "restore")
    with tarfile.open(path) as tar, bar:
        for member in tar:
            if member.name == _MANIFEST:
                continue
            known = manifest.members.get(member.name)
            if known is None or not member.isfile() or not _NAMES.fullmatch(member.name):
                raise WrongUseError(f"The backup holds {member.name!r}, which it does not name.")
            if _write(tar, member, into / member.name, bar) != known["sha256"]:
                raise WrongUseError(f"{member.name} is damaged in the backup.")
            seen.add(member.name)
    if missing := set(manifest.members) - seen:
        raise WrongUseError(f"The backup lacks {len(missing)} of its files.")


def _write(tar: tarfile.TarFile, member: tarfile.TarInfo, target: Path, bar: "tqdm[Any]") -> str:
    digest = hashlib.sha256()
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    source = tar.extractfile(member)
    assert source is not None  # noqa: S101 - isfile() was asked before
    with source, target.open("wb") as handle:
        target.chmod(0o600)
        while chunk := source.read(_CHUNK):
            handle.write(chunk)
            digest.update(chunk)
            bar.update(len(chunk))
    return digest.hexdigest()


def progress(total: int, what: str) -> "tqdm[Any]":
    """A bar for the terminal once two seconds have passed; nothing when nobody looks."""
    bar: tqdm[Any] = tqdm(
        total=total, desc=what, unit="B", unit_scale=True, delay=2, disable=None, leave=False
    )
    return bar
