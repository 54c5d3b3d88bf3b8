"""Many files read side by side, each process with one file at a time."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from queue import SimpleQueue

from himaya.engines.documents.errors import DocumentError
from himaya.engines.documents.guarded import GuardedReader
from himaya.engines.documents.limits import DEFAULT_LIMITS, Limits
from himaya.engines.documents.model import Document, Refused


def read_files(
    paths: Sequence[Path],
    limits: Limits = DEFAULT_LIMITS,
    readers: int | None = None,
    *,
    with_ocr: bool = True,
) -> Iterator[Document | Refused]:
    """Each file in order, read or set apart; `readers` is by default a process for each core.

    Raises OSError for a path that cannot be read.
    """
    count = max(1, min(readers or len(os.sched_getaffinity(0)), len(paths)))
    free: SimpleQueue[GuardedReader] = SimpleQueue()
    with ExitStack() as stack:
        for _ in range(count):
            free.put(stack.enter_context(GuardedReader(limits, with_ocr=with_ocr)))
        pool = stack.enter_context(ThreadPoolExecutor(count))

        def read(path: Path) -> Document | Refused:
            reader = free.get()
            try:
                return reader.read(path.read_bytes(), path.name)
            except DocumentError as error:
                return Refused(error)
            finally:
                free.put(reader)

        yield from pool.map(read, paths)
