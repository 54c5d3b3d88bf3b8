"""How much of a stranger's file we are willing to open."""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one file and all that is packed in it.

    `pixels` is of one picture; `memory` and `seconds` are of the child process that reads;
    `scans` how many pages are read by OCR, which takes seconds for each.
    """

    bytes: int = 100 * MEGABYTE
    unpacked_bytes: int = 400 * MEGABYTE
    parts: int = 10_000
    depth: int = 2
    pages: int = 2_000
    characters: int = 20_000_000
    cells: int = 2_000_000
    pixels: int = 80_000_000
    seconds: int = 60
    memory: int = 1_400 * MEGABYTE
    scans: int = 50


DEFAULT_LIMITS = Limits()


def spoken(count: int) -> str:
    """Bytes as people say them."""
    return f"{count // MEGABYTE:,} MB"
