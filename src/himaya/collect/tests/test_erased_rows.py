"""A brought file does not bring back what was erased, and its other rows arrive."""

from pathlib import Path

import pytest
from django.conf import LazySettings
from tests.world import World

from himaya.collect.spreadsheets import SpreadsheetImporter
from himaya.datasets.declarations import Lifecycle, Profile, State
from himaya.records.erasing import erase_subject
from himaya.records.models import Record
from himaya.records.sealing import whole_answers
from himaya.records.tests.people import CASES, cases, fresh, seat_of

_ROWS = "himaya_id;what;household;caller\na;First visit;HH-1;Zubaydah\nb;Second visit;HH-2;Kosmas\n"


@pytest.fixture
def importer(tmp_path: Path, settings: LazySettings) -> SpreadsheetImporter:
    settings.HIMAYA_DATA = tmp_path
    template = tmp_path / "cases.md"
    template.write_text(CASES)
    lifecycle = Lifecycle(states=(State("open", {"en": "Open"}),), start="open")
    return SpreadsheetImporter(Profile("visits", {"en": "Visits"}, template, lifecycle))


def test_row_of_an_erased_subject__left_as_it_is(
    world: World, importer: SpreadsheetImporter
) -> None:
    dataset, seat = cases(world), seat_of(world, "supervisor")

    def bring(text: str) -> dict[str, int]:
        reading = importer.read(text.encode(), "visits.csv")
        taken = frozenset(row.stable_id for row in reading.rows)
        done = importer.write(
            seat=seat, dataset=dataset, reading=reading, taken=taken, corrections={}, reason=""
        )
        return {
            "created": len(done.created),
            "updated": len(done.updated),
            "unchanged": len(done.unchanged),
        }

    assert bring(_ROWS) == {"created": 2, "updated": 0, "unchanged": 0}
    gone = fresh(Record.objects.get(stable_id="a"))
    assert gone.subject is not None
    erase_subject(seat=seat, subject=gone.subject, reason="asked for")

    changed = _ROWS.replace("visit", "call")
    assert bring(changed) == {"created": 0, "updated": 1, "unchanged": 1}
    gone = fresh(gone)
    assert gone.head is not None
    assert whole_answers(gone, gone.head) == {"what": "First visit"}
