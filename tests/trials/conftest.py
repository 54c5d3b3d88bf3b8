"""Each trial has an installation of its own."""

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
def installation(template: Installation, tmp_path: Path) -> Iterator[Installation]:
    """With an operation, on the run's kind of database."""
    with copied(template, tmp_path / "one") as made:
        yield made
