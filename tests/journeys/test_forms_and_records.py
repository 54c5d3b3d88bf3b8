"""Journeys "publish an instrument" and "record, revise, conflict", in English and Arabic."""

import pytest
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


def test_publish_an_instrument(
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

    page.fill("#id_pasted", FORM)
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
    assert Dataset.objects.get().version == version


def test_record_revise_conflict(
    world: World,
    live_server: object,
    chromium: Browser,
    side: tuple[str, int],
) -> None:
    dataset = opened(world)
    amina = window_of(chromium, world.people["amina"], str(live_server), *side)
    dawit = window_of(chromium, world.people["dawit"], str(live_server), *side)

    amina.open("record-new", dataset.ref)
    page = amina.page
    amina.press(".actions button[value=save]")
    assert page.locator(".error-summary").is_visible()
    amina.look()
    page.fill("#q-what", "Well is dry")
    page.fill("#q-age", "9")
    page.press("#q-age", "Tab")
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
