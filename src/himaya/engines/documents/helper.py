"""The process that parses: forks for each file, and answers for forks that do not.

Run by `guarded` as `python -m himaya.engines.documents.helper LIMITS`. It asks and answers over its
standard input and output; see there for why.
"""

import contextlib
import json
import logging
import os
import resource
import select
import signal
import struct
import sys
import time
from typing import Any, BinaryIO

from himaya.engines.documents.cleaning import cleaned
from himaya.engines.documents.errors import DocumentError, Reason
from himaya.engines.documents.limits import Limits, spoken
from himaya.engines.documents.model import Document, Refused
from himaya.engines.documents.reading import Reader
from himaya.engines.documents.unpacking import unpacked

_LENGTHS = struct.Struct(">QQ")
_LARGEST_FILE = 64 * 1024 * 1024  # that a fork may write, should it want to
_RECURSION = 2_000
Answer = tuple[dict[str, Any], bytes]


def main() -> int:
    """Serve until the standard input ends."""
    told = json.loads(sys.argv[1])
    with_ocr = bool(told.pop("with_ocr"))
    limits = Limits(**told)
    logging.disable(logging.CRITICAL)  # parsers log words of the file
    _import_parsers()
    source, out = sys.stdin.buffer, sys.stdout.buffer
    while lengths := source.read(_LENGTHS.size):
        head_length, length = _LENGTHS.unpack(lengths)
        head = json.loads(source.read(head_length))
        content = source.read(length)
        _answer(out, *_forked(head, content, limits, with_ocr=with_ocr))
    return 0


def _import_parsers() -> None:
    """Once, before the forks."""
    import docx  # noqa: F401 - brings lxml as it is used
    import pypdf  # noqa: F401
    import pypdfium2  # noqa: F401
    import python_calamine  # noqa: F401
    from PIL import Image

    Image.init()


def _answer(out: BinaryIO, head: bytes, content: bytes) -> None:
    out.write(_LENGTHS.pack(len(head), len(content)))
    out.write(head)
    out.write(content)
    out.flush()


def _forked(
    head: dict[str, Any], content: bytes, limits: Limits, *, with_ocr: bool
) -> tuple[bytes, bytes]:
    """Head and content of the answer; of a fork that was stopped, why."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        status = 1
        try:
            _in_fork(writing, head, content, limits, with_ocr=with_ocr)
            status = 0
        finally:
            os._exit(status)  # nothing of the helper's own is to run twice
    os.close(writing)
    whole, in_time = _read_all(reading, time.monotonic() + limits.seconds)
    if not in_time:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    # OCR programs of a fork that was killed end with it: they are in its group.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child, signal.SIGKILL)
    is_done = in_time and status == 0 and len(whole) >= _LENGTHS.size
    if is_done:
        length, rest = _LENGTHS.unpack(whole[: _LENGTHS.size])
        at = _LENGTHS.size + length
        if len(whole) == at + rest:
            return whole[_LENGTHS.size : at], whole[at:]
    is_slow = not in_time or (os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU)
    if is_slow:
        return _refusal(DocumentError(Reason.TOO_SLOW, limit=limits.seconds)), b""
    return _refusal(DocumentError(Reason.READER_DIED)), b""


def _read_all(pipe: int, until: float) -> tuple[bytes, bool]:
    parts: list[bytes] = []
    with os.fdopen(pipe, "rb", buffering=0) as source:
        while True:
            ready, _, _ = select.select([source], [], [], max(0.0, until - time.monotonic()))
            if not ready:
                return b"", False
            part = source.read(1 << 20)
            if not part:
                return b"".join(parts), True
            parts.append(part)


def _refusal(error: DocumentError) -> bytes:
    return json.dumps({"reason": error.reason, "params": error.params}).encode()


def _in_fork(
    pipe: int, head: dict[str, Any], content: bytes, limits: Limits, *, with_ocr: bool
) -> None:
    os.setpgid(0, 0)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_LARGEST_FILE, _LARGEST_FILE))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    sys.setrecursionlimit(_RECURSION)
    made = b""
    try:
        if head["what"] == "clean":
            made = cleaned(content, head["name"], limits)
            told = b"{}"
        elif head["what"] == "unpack":
            packed = unpacked(content, head["name"], limits)
            told = json.dumps({"packed": [[name, len(part)] for name, part in packed]}).encode()
            made = b"".join(part for _, part in packed)
        else:
            told = _told(Reader(limits, with_ocr=with_ocr).read(content, head["name"]))
    except DocumentError as error:
        told = _refusal(error)
    except MemoryError:
        told = _refusal(DocumentError(Reason.TOO_MUCH_MEMORY, limit=spoken(limits.memory)))
    except RecursionError:
        told = _refusal(DocumentError(Reason.DAMAGED))
    with os.fdopen(pipe, "wb") as out:
        _answer(out, told, made)


def _told(document: Document) -> bytes:
    return json.dumps(_as_json(document), ensure_ascii=False).encode("utf-8", "replace")


def _as_json(document: Document | Refused) -> dict[str, Any]:
    if isinstance(document, Refused):
        return {"reason": document.error.reason, "params": document.error.params}
    return {
        "name": document.name,
        "kind": document.kind,
        "blocks": [
            [one.number, one.text, one.place, one.page, one.rows, one.start, one.end]
            for one in document.blocks
        ],
        "findings": [[one.kind, one.place, one.count] for one in document.findings],
        "pages": document.pages,
        "notes": document.notes,
        "members": [_as_json(one) for one in document.members],
    }


if __name__ == "__main__":
    sys.exit(main())
