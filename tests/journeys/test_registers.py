"""A register looked at five ways, moved, written in and taken along, in English and Arabic."""

from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Browser

from himaya.collect.actions import bring_file, decide_rows, import_batch, register_for
from himaya.datasets.models import Dataset
from himaya.profiles.workplans import tests as workplan_tests
from himaya.records.actions import create_record
from himaya.records.models import Record
from tests.journeys.chromium import window_of
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PLAN = Path(workplan_tests.__file__).parent / "files" / "cluster_work_plan.txt"
VIEWS = ("table", "sheet", "board", "timeline", "calendar")


@pytest.fixture
def activities(world: World, transactional_db: None) -> Dataset:
    """The invented plan of 2019, and one activity that was due last May."""
    seat = world.people["dawit"].acting
    dataset = register_for(seat=seat, profile_code="plan_activity")
    batch = bring_file(
        seat=seat, dataset=dataset, kind="workplan", name="plan.txt", content=PLAN.read_bytes()
    )
    doubtful = batch.rows.filter(state="doubtful").values_list("stable_id", flat=True)
    decide_rows(seat=seat, batch=batch, decisions=dict.fromkeys(doubtful, "take"))
    import_batch(seat=seat, batch=batch)
    answers = {"title": "Paint the lighthouse", "status": "ongoing", "due": "2019-05-15"}
    create_record(seat=seat, dataset=dataset, answers=answers)
    return dataset


def test_five_ways_of_looking__hold_the_requirements(
    world: World,
    activities: Dataset,
    live_server: object,
    chromium: Browser,
    side: tuple[str, int],
) -> None:
    window = window_of(chromium, world.people["dawit"], str(live_server), *side)
    url = window.root + reverse("dataset", args=[activities.ref])
    record = Record.objects.filter(dataset=activities).latest("pk")
    addresses = [f"?view={view}&month=2019-05&year=2019" for view in VIEWS]

    for query in (*addresses, f"?view=sheet&edit={record.ref}", "?late=1&status=ongoing"):
        window.page.goto(url + query)
        window.look()
    window.look_again("dark")
    window.open("plan", Record.objects.get(dataset__profile="plan").ref)
    window.look()
    window.open("dataset-copies", activities.ref)
    window.look()
    window.open("dataset-calendar", activities.ref)
    window.page.fill("#id_label", "Phone")
    window.page.click("main button.primary")
    window.page.wait_for_selector("#address")
    window.look()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_card_moved_note_added_row_written(
    script: bool,  # noqa: FBT001 - a parameter of the test
    world: World,
    activities: Dataset,
    live_server: object,
    chromium: Browser,
) -> None:
    person = world.people["dawit"]
    window = window_of(chromium, person, str(live_server), "en", 1440, java_script_enabled=script)
    page = window.page
    record = Record.objects.filter(dataset=activities).latest("pk")
    url = window.root + reverse("dataset", args=[activities.ref])

    # Dragging scrolls what is out of sight: let the whole board be in sight.
    page.set_viewport_size({"width": 2200, "height": 3000})
    page.goto(f"{url}?view=board")
    if script:
        card = page.locator(f".card:has(#move-{record.ref})")
        with page.expect_navigation():
            card.drag_to(
                page.locator(".board-column[data-status=delayed]"), source_position={"x": 5, "y": 5}
            )
    else:
        page.select_option(f"#move-{record.ref}", "delayed")
        page.click(f".card:has(#move-{record.ref}) form.move button")
    record.refresh_from_db()
    assert record.status == "delayed"

    page.click(f".card:has(#move-{record.ref}) summary")
    page.fill(f"#note-{record.ref}", "White and red")
    page.click(f"form:has(#note-{record.ref}) button")
    record.refresh_from_db()
    assert record.head is not None
    assert [note["note"] for note in record.head.answers["status_notes"]] == ["White and red"]

    page.goto(f"{url}?view=sheet&edit={record.ref}")
    page.fill("[name='answer.title']", "Paint both lighthouses")
    page.click("button[form=row-form]")
    record.refresh_from_db()
    assert record.head is not None
    assert record.head.answers["title"] == "Paint both lighthouses"
