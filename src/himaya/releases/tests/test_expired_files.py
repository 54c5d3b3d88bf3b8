"""What has expired is removed: content, key and name; the row says that there was a file."""

from datetime import timedelta

import pytest
from tests.world import World

from himaya.audit.models import Event
from himaya.files.actions import path_of, store_file
from himaya.files.models import StoredFile
from himaya.kernel import clock
from himaya.releases.tasks import drop_expired_files


@pytest.mark.django_db
def test_expired_file__removed_and_logged_once(world: World) -> None:
    moments = {"over": -1, "open": 1}
    stored = {
        name: store_file(
            operation=world.operation,
            made_by=world.people["amina"].seat.ref,
            kind=StoredFile.Kind.COPY,
            name=f"{name}.csv",
            content=b"content",
            media_type="text/csv",
            level=2,
            expires_at=clock.now() + timedelta(hours=hours),
        )
        for name, hours in moments.items()
    }

    assert drop_expired_files.call() == 1
    assert drop_expired_files.call() == 0

    assert not path_of(stored["over"]).exists()
    assert path_of(stored["open"]).exists()
    over = StoredFile.objects.get(pk=stored["over"].pk)
    assert (bytes(over.sealed_key), bytes(over.sealed_name)) == (b"", b"")
    [event] = Event.objects.filter(thing_kind="file")
    assert (event.thing, event.note, event.door) == (over.ref, "expired", "job")
