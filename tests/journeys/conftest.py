"""What every journey gets: the browser, and the two sides each is walked on."""

import pytest

from tests.journeys.chromium import SIDES, chromium

__all__ = ["chromium"]


@pytest.fixture(params=SIDES, ids=lambda side: side[0])
def side(request: pytest.FixtureRequest) -> tuple[str, int]:
    """(language, width): English on a desk, Arabic on a phone."""
    found: tuple[str, int] = request.param
    return found


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where `screenshots.py` leaves its pictures."""
    parser.addoption("--pictures", help="folder for pictures of every page (screenshots.py)")
