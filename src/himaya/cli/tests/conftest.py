"""Commands are tested as people run them: as processes, on an installation of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.installation import Installation, new_installation


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """Empty, with a key, on the run's kind of database."""
    with new_installation(tmp_path / "one") as made:
        yield made


@pytest.fixture
def second(tmp_path: Path) -> Iterator[Installation]:
    """Another machine with the same key."""
    with new_installation(tmp_path / "two") as made:
        yield made
