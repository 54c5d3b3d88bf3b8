"""The log of requests: which address was refused, without the secret that some carry."""

import logging

import pytest
from tests.world import table

from himaya.config.log_paths import PathsWithoutSecrets


@pytest.mark.parametrize(
    ("path", "written"),
    table("""
    | /calendars/himaya_s3cret.ics         | /calendars/…                 |
    | /calendars/himaya_s3cret             | /calendars/…                 |
    | /invitations/accept/s3cret/          | /invitations/accept/…/       |
    | /reset/s3cret/                       | /reset/…/                    |
    | /invitations/accept/                 | /invitations/accept/         |
    | /datasets/4t9k/calendar/             | /datasets/4t9k/calendar/     |
    """),
)
def test_path_of_a_refused_request(path: str, written: str) -> None:
    record = logging.LogRecord("django.request", 30, "", 0, "%s: %s", ("Not Found", path), None)
    assert PathsWithoutSecrets().filter(record)
    assert record.getMessage() == f"Not Found: {written}"


def test_record_without_arguments__passes_as_it_is() -> None:
    record = logging.LogRecord("django.request", 30, "", 0, "words", None, None)
    assert PathsWithoutSecrets().filter(record)
    assert record.getMessage() == "words"
