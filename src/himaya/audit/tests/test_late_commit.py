"""Concurrent writers: a row whose number was given out earlier may be committed later."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from pytest_django import Settings

from himaya.audit.models import Batch, Event
from himaya.audit.sealing import seal_events, verify
from himaya.audit.tests.test_sealing import log_events


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_transaction_still_open_on_a_lower_number__nothing_sealed_over_it(
    settings: Settings, tmp_path: Path
) -> None:
    """Slow: the sealer waits a second for the lock. PostgreSQL only: SQLite has one writer."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one transaction write at a time")
    settings.HIMAYA_DATA = tmp_path
    written, may_commit = threading.Event(), threading.Event()

    def import_slowly() -> None:
        with transaction.atomic():
            log_events(1, age=timedelta(minutes=5))
            written.set()
            may_commit.wait(20)
        connection.close()

    slow = threading.Thread(target=import_slowly)
    slow.start()
    written.wait(20)
    log_events(2)  # higher numbers, committed first

    assert seal_events() == 0

    may_commit.set()
    slow.join()
    assert seal_events() == 1
    assert Batch.objects.get().count == 3 == Event.objects.count()
    assert verify() == []
