"""Two hundred invented identities go in by every way there is, and none comes to rest in clear.

Requirement (protocol.md, Tests): 200 canary identities searched in database dump, files, logs, cache
and mail: 0 in clear. Searched are the bytes of every column of every table (the index's own tables
included), every file of the data folder, captured logs, the cache and the outbox.
"""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import caches
from django.db import connection
from django.test import Client

from himaya.datasets.models import Dataset
from himaya.engines.xlsform import read_form
from himaya.files.actions import store_file
from himaya.files.models import StoredFile
from himaya.gate.api_routes import offered
from himaya.instruments.actions import create_instrument, publish_version
from himaya.people.tokens import make_token
from himaya.records.actions import amend_record, create_record
from himaya.records.models import Record
from himaya.records.queries import shown_answers
from himaya.records.snapshots.building import refresh_dataset
from tests.access.universe import FORM, dataset_of
from tests.world import World

COUNT = 200
NAMES = [f"Canarina Vogelsang-{n:03d}x" for n in range(COUNT)]
TRACE = "Vogelsang"  # stands in every one of them
FOLDED = TRACE.lower()


def register(world: World, level: int) -> Dataset:
    dawit = world.people["dawit"].acting
    version = create_instrument(
        seat=dawit, system=world.workspace, code=f"f{level}", form=read_form(FORM, kind="md")
    )
    version = publish_version(seat=dawit, version=version)
    return dataset_of(
        version, world.agencies["HRA"], f"r{level}", audience="workspace", level=level
    )


def write_all(world: World) -> Dataset:
    """By action (page, command and import call it), by amendment, by API, as a file and its name."""
    amina, dataset = world.people["amina"].acting, register(world, 1)
    _, secret = make_token(seat=amina, label="t", verbs=sorted(offered), level_cap=1)
    client, headers = Client(), {"authorization": f"Bearer {secret}"}
    for number, name in enumerate(NAMES):
        answers = {"what": "Invented matter", "caller": name}
        if number % 4 == 0:
            create_record(seat=amina, dataset=dataset, answers=answers)
        elif number % 4 == 1:
            made = create_record(seat=amina, dataset=dataset, answers={"what": "To be amended"})
            amend_record(seat=amina, record=made, answers=answers, seen=made.lock)
        elif number % 4 == 2:
            answer = client.post(
                f"/api/v1/datasets/{dataset.ref}/records",
                {"answers": answers},
                content_type="application/json",
                headers=headers,
            )
            assert answer.status_code == 201, answer.content
        else:
            create_record(seat=amina, dataset=dataset, answers=answers)
            store_file(
                operation=world.operation,
                made_by=amina.ref,
                kind=StoredFile.Kind.UPLOAD,
                name=f"{name}.txt",
                content=name.encode(),
                media_type="text/plain",
                level=3,
            )
    return dataset


def tables() -> Iterator[tuple[str, bytes]]:
    """Every value of every table as bytes: what a stolen dump would hold."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - our own names
            for row in cursor.fetchall():
                for value in row:
                    raw = bytes(value) if isinstance(value, bytes | memoryview) else None
                    yield table, raw if raw is not None else str(value).encode()


def files() -> Iterator[tuple[str, bytes]]:
    for folder in (settings.HIMAYA_FILES, settings.HIMAYA_SNAPSHOTS):
        for path in Path(folder).rglob("*"):
            yield "file name", path.name.encode()
            if path.is_file():
                yield "file", path.read_bytes()


def holds(value: bytes) -> bool:
    spellings = [FOLDED.encode(), FOLDED.encode("utf-16-le")]
    return any(one in value.lower() for one in spellings)


@pytest.mark.slow
def test_identities_by_every_way_in__none_rests_in_clear(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """Slow: two hundred records, then every byte."""
    caplog.set_level(logging.DEBUG)
    dataset = write_all(world)
    refresh_dataset(dataset)
    amina = world.people["amina"].acting
    for record in Record.objects.select_related("head__version", "dataset__system"):
        assert record.head is not None
        assert TRACE in str(shown_answers(record, record.head, amina))
    resting = [place for place, value in [*tables(), *files()] if holds(value)]
    assert resting == []
    assert not any(holds(one.getMessage().encode()) for one in caplog.records if ours(one))
    assert not holds(repr(vars(caches["default"])).encode())
    assert not any(holds(str(vars(one)).encode()) for one in mail.outbox)
    assert len(list(files())) > COUNT / 4


def ours(entry: logging.LogRecord) -> bool:
    """Statements of the database driver at DEBUG are shown to developers only, never kept."""
    return entry.name != "django.db.backends"


def test_identity_that_was_left_in_clear__is_found(world: World) -> None:
    """Else the search above would prove nothing: a careless door wrote one into a plain column."""
    dataset = register(world, 1)
    Dataset.objects.filter(pk=dataset.pk).update(names={"en": NAMES[0]})
    assert [place for place, value in tables() if holds(value)] == ["datasets_dataset"]
