"""Commands are tested as people run them: as processes, on an installation of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.installation import Installation, copied, new_installation


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The operation "marjana", opened once and only copied from."""
    with new_installation(tmp_path_factory.mktemp("template")) as made:
        made.open_operation()
        yield made


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """Empty, with a key, on the run's kind of database."""
    with new_installation(tmp_path / "one") as made:
        yield made


@pytest.fixture
def opened(template: Installation, tmp_path: Path) -> Iterator[Installation]:
    """With an operation and the first invitation."""
    with copied(template, tmp_path / "opened") as made:
        yield made


@pytest.fixture
def second(tmp_path: Path) -> Iterator[Installation]:
    """Another machine with the same key."""
    with new_installation(tmp_path / "two") as made:
        yield made
