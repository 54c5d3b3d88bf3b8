"""Each trial has an installation of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.installation import Installation, new_installation


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """Empty, with a key, on the run's kind of database."""
    with new_installation(tmp_path / "one") as made:
        yield made
