"""Whether a file fits in memory, judged before it is read.

The need is estimated from below, so that nothing is refused that could be done: the bytes of the
columns as they lie in the file, unpacked. What is free is what the system says, or the limit of the
container if that is lower.
"""

import os
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from himaya.engines.disclosure.errors import DisclosureError, DisclosureErrorCode

_MEMINFO = Path("/proc/meminfo")
_LIMIT = Path("/sys/fs/cgroup/memory.max")
_USED = Path("/sys/fs/cgroup/memory.current")
_PACKED = {".xlsx": 5}  # a zip of repetitive text; sav and dta are hardly smaller than in memory
_GIGA = 1 << 30


def require_room(path: Path, columns: Sequence[str] | None, *, is_measured: bool) -> None:
    """Refuse a file that cannot fit; `is_measured` tells whether piece by piece is another way."""
    need, free = needed(path, columns), available()
    if need <= free:
        return
    way = "Treat parts of it: what holds in each part holds in all. Or use a larger machine."
    if is_measured:
        way = "Use --piecewise, with the file as csv or parquet."
    raise DisclosureError(
        DisclosureErrorCode.FILE_TOO_LARGE,
        f"{path.name} needs at least {need / _GIGA:.1f} GB of memory; {free / _GIGA:.1f} are free.",
        way,
    )


def needed(path: Path, columns: Sequence[str] | None) -> int:
    """Bytes that the columns of a file need at least; 0 where there is no telling."""
    if not path.is_file():
        return 0
    size = path.stat().st_size
    kind = path.suffix.lower()
    if kind == ".parquet":
        return _of_parquet(path, columns)
    if kind == ".csv" and columns:
        return size * len(columns) // max(_width(path), len(columns))
    return size * _PACKED.get(kind, 1)


def _of_parquet(path: Path, columns: Sequence[str] | None) -> int:
    import pyarrow as pa
    from pyarrow import parquet

    try:
        known = parquet.ParquetFile(path).metadata
    except (pa.ArrowException, OSError):  # the reader will say what is wrong with it
        return 0
    chunks = [
        known.row_group(group).column(place)
        for group in range(known.num_row_groups)
        for place in range(known.num_columns)
    ]
    wanted = [one for one in chunks if not columns or one.path_in_schema in columns]
    return sum(one.total_uncompressed_size for one in wanted)


def _width(path: Path) -> int:
    try:
        return len(pl.scan_csv(path, infer_schema=False).collect_schema())
    except (pl.exceptions.PolarsError, OSError):  # as above
        return 1


def available() -> int:
    """Bytes of memory that are free."""
    free = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    if _MEMINFO.is_file():
        for line in _MEMINFO.read_text().splitlines():
            if line.startswith("MemAvailable:"):
                free = 1024 * int(line.split()[1])
    if _LIMIT.is_file() and (limit := _LIMIT.read_text().strip()).isdigit():
        free = min(free, int(limit) - int(_USED.read_text()))
    return free
