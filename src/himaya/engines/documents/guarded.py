"""Files of strangers read in a process of their own, with limits on time and memory.

A helper process without our settings and keys imports the parsers once and forks for each file, so
that a file costs milliseconds and leaves nothing behind for the next. What the fork answers is
plain JSON and bytes: the parent unpickles nothing that a parser may have written.
"""

import json
import os
import select
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from himaya.engines.documents.errors import DocumentError, Reason
from himaya.engines.documents.limits import DEFAULT_LIMITS, Limits, spoken
from himaya.engines.documents.model import Block, Document, Finding, Hidden, Note, Refused

_LENGTHS = struct.Struct(">QQ")  # of the head and of the content that follows
_GRACE = 5  # seconds beyond the limit before the helper itself is stopped
_LONGEST_ANSWER = 1 << 31
# Where Python and tesseract are found; nothing that says who we are or where keys lie.
_KEPT_SETTINGS = (
    "PATH", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH", "PYTHONPYCACHEPREFIX", "TESSDATA_PREFIX",
)  # fmt: skip


class GuardedReader:
    """Reads, cleans and unpacks files in a child process. Use it as a context, or `close` it.

    One file at a time: threads wait for one another. For more cores, make more readers.
    """

    def __init__(self, limits: Limits = DEFAULT_LIMITS, *, with_ocr: bool = True) -> None:
        self.limits = limits
        self._with_ocr = with_ocr
        self._helper: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop the helper, and whatever it is reading."""
        helper, self._helper = self._helper, None
        if helper is None:
            return
        helper.kill()
        for pipe in (helper.stdin, helper.stdout):
            if pipe is not None:
                pipe.close()
        helper.wait()

    def read(self, content: bytes, name: str = "") -> Document:
        """The document. Raises DocumentError where it is to be set apart."""
        told, _ = self._asked("read", content, name)
        return _document(told)

    def clean(self, content: bytes, name: str = "") -> bytes:
        """A copy in which nothing is hidden. Raises DocumentError."""
        return self._asked("clean", content, name)[1]

    def unpack(self, content: bytes, name: str = "") -> list[tuple[str, bytes]]:
        """Name and content of the files packed in a zip or mail, one level. Raises DocumentError.

        Names are without folders; a file that packs nothing gives an empty list.
        """
        told, packed = self._asked("unpack", content, name)
        found, at = [], 0
        for part, length in told["packed"]:
            found.append((str(part), packed[at : at + length]))
            at += length
        return found

    def _asked(self, what: str, content: bytes, name: str) -> tuple[dict[str, Any], bytes]:
        if len(content) > self.limits.bytes:
            raise DocumentError(Reason.TOO_BIG, limit=spoken(self.limits.bytes))
        head = json.dumps({"what": what, "name": name}).encode()
        with self._lock:
            try:
                answer = self._exchanged(head, content)
            except (OSError, EOFError, struct.error) as error:  # the helper is gone
                self.close()
                raise DocumentError(Reason.READER_DIED) from error
            except TimeoutError as error:
                self.close()
                raise DocumentError(Reason.TOO_SLOW, limit=self.limits.seconds) from error
        told = json.loads(answer[0])
        if "reason" in told:
            raise DocumentError(Reason(told["reason"]), **told["params"])
        return told, answer[1]

    def _exchanged(self, head: bytes, content: bytes) -> tuple[bytes, bytes]:
        helper = self._started()
        assert helper.stdin is not None and helper.stdout is not None  # noqa: S101, PT018 - for the type checker
        until = time.monotonic() + self.limits.seconds + _GRACE
        helper.stdin.write(_LENGTHS.pack(len(head), len(content)))
        helper.stdin.write(head)
        helper.stdin.write(content)
        helper.stdin.flush()
        pipe = helper.stdout.fileno()
        lengths = _LENGTHS.unpack(_bytes_from(pipe, _LENGTHS.size, until))
        if sum(lengths) > _LONGEST_ANSWER:
            raise EOFError
        return _bytes_from(pipe, lengths[0], until), _bytes_from(pipe, lengths[1], until)

    def _started(self) -> "subprocess.Popen[bytes]":
        if self._helper is None or self._helper.poll() is not None:
            settings = {key: os.environ[key] for key in _KEPT_SETTINGS if key in os.environ}
            limits = json.dumps(_as_dict(self.limits) | {"with_ocr": self._with_ocr})
            self._helper = subprocess.Popen(  # noqa: S603 - our own module
                [sys.executable, "-m", "himaya.engines.documents.helper", limits],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # where parsers repeat words of the file
                env=settings | {"PYTHONPATH": _home()},
            )
        return self._helper


def _home() -> str:
    """The folder that the package `himaya` lies in."""
    return str(Path(__file__).parents[3])


def _as_dict(limits: Limits) -> dict[str, int]:
    return {name: int(getattr(limits, name)) for name in limits.__dataclass_fields__}


def _bytes_from(pipe: int, count: int, until: float) -> bytes:
    parts: list[bytes] = []
    while count:
        ready, _, _ = select.select([pipe], [], [], max(0.0, until - time.monotonic()))
        if not ready:
            raise TimeoutError
        part = os.read(pipe, min(count, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def _document(told: Mapping[str, Any]) -> Document:
    return Document(
        name=told["name"],
        kind=told["kind"],
        blocks=tuple(_block(one) for one in told["blocks"]),
        findings=tuple(
            Finding(Hidden(kind), place, count) for kind, place, count in told["findings"]
        ),
        pages=told["pages"],
        notes=tuple(map(Note, told["notes"])),
        members=tuple(_member(one) for one in told["members"]),
    )


def _block(told: Sequence[Any]) -> Block:
    number, text, place, page, rows, start, end = told
    return Block(number, text, place, page, tuple(map(tuple, rows)), start, end)


def _member(told: Mapping[str, Any]) -> Document | Refused:
    if "reason" in told:
        return Refused(DocumentError(Reason(told["reason"]), **told["params"]))
    return _document(told)
