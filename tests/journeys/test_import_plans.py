"""Journey "import the three seed plans": with invented plans always, with the real ones if given.

HIMAYA_SEEDS names the folder of the real ones, which are not part of the project.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Browser

from himaya.datasets.models import ImportBatch
from himaya.profiles.workplans.tests.builders import FILES, as_pasted, as_xlsx, invented
from himaya.records.models import Record, Revision
from tests.journeys.chromium import Window, window_of
from tests.trials.figures import is_long
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SEEDS = os.environ.get("HIMAYA_SEEDS", "")
# language, width, whether the browser runs scripts
WAYS = {"en": ("en", 1440, True), "no-script": ("ar", 360, False)}
if is_long():
    WAYS["ar"] = ("ar", 360, True)


@dataclass(frozen=True)
class Brought:
    """One file as a person has it."""

    path: Path | None  # None: copied and pasted
    text: str = ""


def invented_plans(folder: Path) -> Iterator[Brought]:
    """Plain text as it came, a spreadsheet, and a table copied out of a document."""
    yield Brought(FILES / "cluster_work_plan.txt")
    path = folder / "objectives.xlsx"
    path.write_bytes(as_xlsx(invented("objective_plan")))
    yield Brought(path)
    yield Brought(None, as_pasted(invented("pim_action_plan")))


@pytest.fixture(params=list(WAYS.values()), ids=list(WAYS))
def dawit(
    request: pytest.FixtureRequest, world: World, live_server: object, chromium: Browser
) -> Iterator[Window]:
    """The coordinator at his window."""
    language, width, scripts = request.param
    window = window_of(
        chromium,
        world.people["dawit"],
        str(live_server),
        language,
        width,
        java_script_enabled=scripts,
    )
    yield window
    window.close()


def bring(window: Window, brought: Brought) -> ImportBatch:
    """Upload or paste it; the answer is the bench."""
    window.open("imports")
    window.page.select_option("#id_kind", "workplan")
    if brought.path:
        window.page.set_input_files("#id_file", brought.path)
    else:
        window.page.fill("#id_text", brought.text)
    window.press("main form button.primary")
    batch = ImportBatch.objects.latest("pk")
    assert window.page.url == window.root + reverse("import", args=[batch.ref])
    return batch


def decide(window: Window, batch: ImportBatch) -> set[str]:
    """Leave the first doubtful row out and take the others; returns what is left out."""
    doubtful = batch.rows.filter(state="doubtful", decision="open").order_by("pk")
    first = doubtful.first()
    if first is None:
        return set()
    window.page.check(f"[name='take:{first.stable_id}'][value=leave]")
    window.press("form[action$='/decide/'] button:not([name]):not([formaction])")
    assert window.page.is_checked(f"[name='take:{first.stable_id}'][value=leave]")
    window.press("button[name=all][value=take]")
    assert not doubtful.exists()
    return {first.stable_id}


def import_one(window: Window, brought: Brought) -> None:
    """From the file to records."""
    batch = bring(window, brought)
    assert batch.counts["accepted"] + batch.counts["doubtful"] == batch.rows.count() > 0
    left = decide(window, batch)
    window.press("button[formaction$='/finish/']")
    kept = set(batch.rows.values_list("stable_id", flat=True)) - left
    assert kept <= stable_ids(batch)
    assert not left & stable_ids(batch)


def import_again(window: Window, brought: Brought) -> None:
    """The same file a second time: nothing is doubled, nothing is revised."""
    before, revisions = Record.objects.count(), Revision.objects.count()
    bring(window, brought)
    window.press("button[formaction$='/finish/']")
    if window.page.is_visible("button[name=without]"):  # doubts that nobody decides this time
        window.press("button[name=without]")
    assert (Record.objects.count(), Revision.objects.count()) == (before, revisions)


def stable_ids(batch: ImportBatch) -> set[str]:
    """Of the records in the register."""
    return set(Record.objects.filter(dataset=batch.dataset).values_list("stable_id", flat=True))


def test_import_the_three_plans(dawit: Window, tmp_path: Path) -> None:
    plans = list(invented_plans(tmp_path))
    for brought in plans:
        import_one(dawit, brought)
    import_again(dawit, plans[0])
    use_the_register(dawit)
    assert dawit.complaints == []


@pytest.mark.skipif(not SEEDS, reason="HIMAYA_SEEDS names no folder")
def test_import_the_real_plans(dawit: Window) -> None:
    for number in ("000", "002", "003"):
        import_one(dawit, Brought(next(Path(SEEDS).glob(f"{number}_*"))))
    batch = ImportBatch.objects.latest("pk")
    assert len(stable_ids(batch)) == 12 + 29 + 32 - len(left_out())
    use_the_register(dawit)
    assert dawit.complaints == []


def left_out() -> set[str]:
    """Rows that nobody took on any bench."""
    rows = ImportBatch.objects.latest("pk").rows.model.objects
    return set(rows.filter(decision="leave").values_list("stable_id", flat=True))


def use_the_register(window: Window) -> None:
    """On the board a card moves on; a working copy is taken along."""
    window.press("main a.button.primary")
    window.press("main a[href*='view=board']")
    card = window.page.locator(".board-column .card form.move").first
    moved = card.get_attribute("action") or ""
    here = card.locator("select").input_value()
    there = card.locator("option:not([selected])").first.get_attribute("value") or ""
    card.locator("select").select_option(there)
    card.locator("button").click()
    window.page.wait_for_load_state("load")
    assert window.page.locator(f"[data-status='{there}'] form[action='{moved}']").count() == 1
    assert window.page.locator(f"[data-status='{here}'] form[action='{moved}']").count() == 0

    window.press("main a[href*='/copies/']")
    for form, begin in (("xlsx", b"PK"), ("docx", b"PK")):
        with window.page.expect_download() as waiting:
            window.page.click(f"button[name=form][value={form}]")
        copy = waiting.value
        assert copy.suggested_filename.endswith(f".{form}")
        assert Path(copy.path()).read_bytes().startswith(begin)
