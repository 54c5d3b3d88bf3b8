"""The bench after a case was assigned: what brought it is the new caseworker's to see."""

import pytest
from tests.world import World

from himaya.collect.queries import batches_of
from himaya.datasets.models import ImportBatch, ImportRow
from himaya.files.actions import store_file
from himaya.records.actions import create_record
from himaya.records.assigning import assign_case
from himaya.records.tests.people import ANSWERS, cases, fresh, seat_of

pytestmark = pytest.mark.django_db


def test_file_that_brought_the_case__gone_for_who_lost_it(
    world: World,
) -> None:
    """Its rows on the bench hold what the case holds."""
    wafa, tariq, salma = (
        seat_of(world, role) for role in ("caseworker", "caseworker", "supervisor")
    )
    register = cases(world)
    record = fresh(create_record(seat=wafa, dataset=register, answers=ANSWERS))
    batch = ImportBatch.objects.create(
        operation=world.operation,
        dataset=register,
        kind="records",
        file=store_file(
            operation=world.operation,
            content=b"x",
            name="list.csv",
            media_type="text/csv",
            kind="upload",
            level=3,
            made_by=wafa.ref,
        ),
        agency=world.agencies["HRA"],
        made_by=wafa.ref,
    )
    ImportRow.objects.create(
        batch=batch, order=1, stable_id="1", state="accepted", record=record.ref
    )
    assert list(batches_of(wafa)) == [batch]
    assign_case(seat=salma, record=record, caseworker=tariq.ref)
    assert not batches_of(wafa).exists()
    assert list(batches_of(salma)) == [batch]
