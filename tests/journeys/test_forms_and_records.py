"""Journeys "publish an instrument" and "record, revise, conflict", in English and Arabic."""

from pathlib import Path

import pytest
from openpyxl import Workbook
from playwright.sync_api import Browser

from himaya.datasets.models import Dataset
from himaya.instruments.models import Instrument, Version
from himaya.records.models import Record
from himaya.records.queries import shown_answers
from himaya.records.tests.register import opened
from himaya.systems.models import InformationSystem
from tests.journeys.chromium import window_of
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FORM = """
| survey |                 |          |                     |                     |             |
|        | type            | name     | label::English (en) | label::العربية (ar) | relevant    |
|        | text            | fullname | Full name           | الاسم الكامل        |             |
|        | select_one sex  | sex      | Sex                 | الجنس               |             |
|        | integer         | xyz      | Something odd       | شيء غريب            |             |
| choices |           |        |                     |                     |
|         | list_name | name   | label::English (en) | label::العربية (ar) |
|         | sex       | female | Female              | أنثى                |
|         | sex       | male   | Male                | ذكر                 |
| settings |            |         |
|          | form_title | form_id |
|          | Intake     | intake  |
"""


def spreadsheet(folder: Path) -> Path:
    """FORM as people bring it: one sheet for each part."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for line in FORM.strip().splitlines():
        first, *cells = (cell.strip() for cell in line.strip().strip("|").split("|"))
        if first:
            workbook.create_sheet(first)
        else:
            workbook.worksheets[-1].append([cell or None for cell in cells])
    path = folder / "intake.xlsx"
    workbook.save(path)
    return path


def test_publish_an_instrument(
    tmp_path: Path,
    world: World,
    live_server: object,
    chromium: Browser,
    side: tuple[str, int],
) -> None:
    InformationSystem.objects.create(
        operation=world.operation,
        agency=world.agencies["HRA"],
        code="hotline",
        names={"en": "Hotline", "ar": "الخط الساخن"},
    )
    window = window_of(chromium, world.people["amina"], str(live_server), *side)
    page = window.page

    window.open("instrument-new")
    page.select_option("#id_system", index=1)
    page.fill("#id_pasted", FORM.replace("select_one sex", "select_one sexes"))
    window.press("main button.primary")
    assert "sexes" in page.inner_text("main table")
    window.look()

    page.fill("#id_pasted", "")
    page.set_input_files("#id_file", spreadsheet(tmp_path))
    window.press("main button.primary")
    window.look()
    window.press("button[value=accept]")
    page.select_option("[name=xyz-means]", "count")
    page.check("[name=xyz-confirm]")
    window.press("button[value=confirm]")
    instrument = Instrument.objects.get(code="intake")
    version = instrument.versions.get()
    assert all(asked.is_confirmed for asked in version.questions.all())

    window.open("instrument-version", instrument.ref, 1)
    window.look()
    window.press("form[action$='publish/'] button")
    version.refresh_from_db()
    assert version.state == Version.State.PUBLISHED

    window.open("instrument", instrument.ref)
    window.look()
    window.press("a[href*='instrument=']")
    page.fill("#id_name_en", "Intakes")
    window.look()
    window.press("main button.primary")
    dataset = Dataset.objects.get()
    assert dataset.version == version

    window.open("dataset", dataset.ref)
    window.look()
    window.press("main .actions a.primary")
    page.fill("#q-fullname", "Zubaydah Invented")
    page.check("[id='q-sex~female']")
    window.press(".actions button[value=save]")
    assert Record.objects.get().dataset == dataset
    window.look()


@pytest.mark.parametrize("scripts", [True, False], ids=["script", "no-script"])
def test_record_revise_conflict(
    scripts: bool,  # noqa: FBT001 - a parameter of the test
    world: World,
    live_server: object,
    chromium: Browser,
    side: tuple[str, int],
) -> None:
    dataset = opened(world)
    amina, dawit = (
        window_of(chromium, world.people[who], str(live_server), *side, java_script_enabled=scripts)
        for who in ("amina", "dawit")
    )

    amina.open("record-new", dataset.ref)
    page = amina.page
    amina.press(".actions button[value=save]")
    assert page.locator(".error-summary").is_visible()
    amina.look()
    page.fill("#q-what", "Well is dry")
    page.fill("#q-age", "9")
    if scripts:
        page.press("#q-age", "Tab")
    else:
        amina.press("button[value=update]")
    page.check("[id='q-school~yes']")  # waits until the question has come
    page.click("button[value='add:people']")
    page.fill("[id='q-people[0].full']", "Zubaydah Invented")
    amina.look()
    amina.press(".actions button[value=save]")
    record = Record.objects.get()
    assert "Zubaydah Invented" in page.inner_text("main")
    amina.look()

    amina.open("record-amend", record.ref)
    dawit.open("record-amend", record.ref)
    assert "Zubaydah" not in dawit.page.inner_text("main")
    dawit.page.fill("#q-story", "Nobody came")
    dawit.page.fill("#q-what", "Well is empty")
    dawit.press(".actions button[value=save]")
    page.fill("#q-what", "Well is poisoned")
    amina.press(".actions button[value=save]")

    amina.look()
    text = page.inner_text("main")
    for words in ("Well is dry", "Well is empty", "Well is poisoned", "Nobody came"):
        assert words in text
    amina.press(".actions button[value=save]")
    amina.look()
    record.refresh_from_db()
    assert record.head is not None
    kept, _ = shown_answers(record, record.head, world.people["amina"].acting)
    assert (kept["what"], kept["story"]) == ("Well is poisoned", "Nobody came")
    assert kept["people"] == [{"full": "Zubaydah Invented"}]

    amina.open("record-history", record.ref)
    assert "Well is empty" in page.inner_text("main")
    amina.look()
