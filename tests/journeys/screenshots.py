"""Pictures of every page, to look at; and the one in the README.

    python -m pytest tests/journeys/screenshots.py --pictures FOLDER

Not collected with the tests: its name does not begin with "test_". Pages are taken on a desk and on
a phone, in English and Arabic, in light and dark. The board also goes to docs/images/board.png.
"""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from himaya.records.actions import move_record
from himaya.records.models import Record
from tests.journeys.chromium import window_of
from tests.journeys.stage import set_stage
from tests.journeys.test_every_page import walks
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BOARD = Path(__file__).parents[2] / "docs" / "images" / "board.png"
LARGEST = 150 * 1024
STATES = ("delayed", "recurring", "blocked", "recurring", "delayed")  # something in each column
LOOKS = [
    (language, width, theme)
    for language in ("en", "ar")
    for width in (1440, 360)
    for theme in ("light", "dark")
]


@pytest.fixture
def folder(request: pytest.FixtureRequest) -> Path:
    """Where the pictures go."""
    wanted = request.config.getoption("--pictures")
    if not wanted:
        pytest.skip("--pictures FOLDER says where to")
    path = Path(str(wanted))
    path.mkdir(parents=True, exist_ok=True)
    return path


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: "-".join(map(str, look)))
def test_pictures_of_every_page(
    folder: Path,
    world: World,
    live_server: object,
    chromium: Browser,
    look: tuple[str, int, str],
) -> None:
    stage = set_stage(world)
    name = "-".join(map(str, look))
    taken: set[str] = set()
    for walk in walks(chromium, world, stage, str(live_server), look):
        walk.seen.update(dict.fromkeys(taken, ""))
        for kind in walk.pages():
            path = folder / f"{kind.replace(':', '-')}-{name}.png"
            walk.window.page.screenshot(path=path, full_page=True)
        taken |= set(walk.seen)
        walk.window.close()


def test_picture_of_the_board(
    folder: Path, world: World, live_server: object, chromium: Browser
) -> None:
    stage = set_stage(world)
    waiting = Record.objects.filter(dataset=stage.plan, status="not_started").order_by("-pk")
    for record, to in zip(waiting, STATES, strict=False):
        move_record(seat=world.people["dawit"].acting, record=record, to=to, seen=record.lock)
    window = window_of(
        chromium, world.people["dawit"], str(live_server), "en", 1440, color_scheme="light"
    )
    window.page.goto(f"{window.root}/datasets/{stage.plan.ref}/?view=board")
    BOARD.parent.mkdir(exist_ok=True)
    window.page.set_viewport_size({"width": 1440, "height": 760})
    window.page.screenshot(path=BOARD)
    assert BOARD.stat().st_size <= LARGEST
