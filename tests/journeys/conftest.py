"""What every journey gets: the browser, and the side it is walked on."""

from zlib import crc32

import pytest

from tests.journeys.chromium import SIDES, chromium
from tests.trials import figures

__all__ = ["chromium"]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """`side`: (language, width), English on a desk and Arabic on a phone.

    Both in a long run; else one of them, by the journey's name. `test_every_page` looks at each
    page on both, always.
    """
    if "side" not in metafunc.fixturenames:
        return
    one = crc32(metafunc.function.__name__.encode()) % len(SIDES)
    sides = SIDES if figures.is_long() else (SIDES[one],)
    metafunc.parametrize("side", sides, ids=[side[0] for side in sides])


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where `screenshots.py` leaves its pictures."""
    parser.addoption("--pictures", help="folder for pictures of every page (screenshots.py)")
