"""Codes of places show with their names wherever an answer is read, also inside repeats."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.world import World

from himaya.records.models import Record
from himaya.records.tests.register import opened, recorded, send

SignIn = Callable[[str], Client]
NAMED = r"""^SELECT "places_adminunit".*"pcode" IN \('"""
FORM = """
| survey |                   |        |         |            |             |
|        | type              | name   | label   | means      | sensitivity |
|        | text              | what   | What    | title      | none:1      |
|        | text              | where  | Where   | area       | none:1      |
|        | text              | others | Others  | area.other | none:1      |
|        | begin_repeat      | stop   | Stop    |            |             |
|        | text              | at     | At      | area       | none:1      |
|        | text              | host   | Host    | person.name | direct:2   |
|        | end_repeat        |        |         |            |             |
|        | begin_repeat      | way    | Way     |            |             |
|        | date              | day    | Day     |            | none:1      |
|        | text              | along  | Along   | area       | none:1      |
|        | end_repeat        |        |         |            |             |
"""
ANSWERS = {
    "what": "Round",
    "where": "MJ01",
    "others": "MJ02 ZZ99",
    "stop": [{"at": "MJ0101", "host": "MJ02"}, {"at": "by the well"}],
    "way": [{"day": "2026-03-01", "along": "MJ02"}],
}


@pytest.fixture
def made(world: World) -> Record:
    return recorded(world, opened(world, FORM), ANSWERS)


def test_record_page__names_with_codes_also_inside_repeats(made: Record, sign_in: SignIn) -> None:
    page = sign_in("amina").get(reverse("record", args=[made.ref])).content.decode()

    for words in ("Area MJ01 (MJ01)", "Area MJ02 (MJ02), ZZ99", "Area MJ0101 (MJ0101)"):
        assert words in page
    assert "by the well" in page
    assert ">MJ02<" in page  # the answer to a question about something else stays as it is


def test_list__names_also_of_places_inside_repeats(made: Record, sign_in: SignIn) -> None:
    url = reverse("dataset", args=[made.dataset.ref])
    page = sign_in("amina").get(f"{url}?view=sheet").content.decode()

    assert "Area MJ0101; by the well" in page
    assert "Area MJ02, ZZ99" in page
    assert "2026: Area MJ02" in page
    assert "{&#x27;at" not in page


def test_history_and_conflict__names_with_codes(made: Record, sign_in: SignIn) -> None:
    client = sign_in("amina")
    url = reverse("record-amend", args=[made.ref])
    page = client.get(url).content.decode()
    assert send(client, url, page, **{"stop[0].at": "MJ02"}).status_code == 302
    conflict = send(client, url, page, **{"stop[0].at": "MJ01"})
    history = client.get(reverse("record-history", args=[made.ref])).content.decode()

    assert conflict.status_code == 409
    for words in ("At: Area MJ0101 (MJ0101)", "At: Area MJ02 (MJ02)"):
        assert words in history
        assert words in conflict.content.decode()
    assert "At: Area MJ01 (MJ01)" in conflict.content.decode()


def test_names_of_places__one_query_for_the_page(made: Record, sign_in: SignIn) -> None:
    client = sign_in("amina")
    url = reverse("dataset", args=[made.dataset.ref])
    for address in (reverse("record", args=[made.ref]), f"{url}?view=sheet"):
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        named = [one for one in queries if re.search(NAMED, one["sql"])]
        assert len(named) == 1, address
