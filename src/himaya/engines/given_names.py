"""Given names that are common where we work and are no ordinary words."""

from functools import lru_cache
from pathlib import Path


@lru_cache
def common_names() -> tuple[str, ...]:
    """The names of `given_names.txt`, as they are written there."""
    path = Path(__file__).with_name("given_names.txt")
    return tuple(path.read_text(encoding="utf-8").split())
