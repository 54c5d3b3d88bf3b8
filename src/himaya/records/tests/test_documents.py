"""A document about a person: its words are read by who may see the answer; the file stays."""

import io
from collections.abc import Callable
from typing import Any

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook
from tests.world import World, table

from himaya.audit.models import Event
from himaya.config.tests.doors import Caller, token_of
from himaya.datasets.models import Dataset
from himaya.engines.tabular.tests.test_as_it_lies import odt
from himaya.files.actions import name_of
from himaya.files.models import StoredFile
from himaya.records.models import Record
from himaya.records.tests.register import opened
from himaya.records.views import files
from himaya.releases.models import Release

SignIn = Callable[[str], Client]
FORM = """
| survey |       |          |            |             |             |
|        | type  | name     | label      | means       | sensitivity |
|        | text  | what     | What       | title       | none:1      |
|        | file  | notes    | Notes      |             | none:1      |
|        | file  | paper    | Paper      |             | direct:3    |
|        | file  | list     | List       |             | none:1      |
|        | begin_repeat | visit | Visit  |             |             |
|        | file  | told     | Told       |             | direct:2    |
|        | end_repeat |     |            |             |             |
"""


def word() -> bytes:
    """A Word file with somebody's name in its words, its properties and a comment."""
    document = docx.Document()
    document.core_properties.author = "Author Otterby"
    document.add_paragraph("Nimble <b>Otterby</b> was seen")
    document.add_table(rows=1, cols=2).rows[0].cells[1].text = "at the well"
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def sheet() -> bytes:
    workbook = Workbook()
    assert workbook.active is not None
    workbook.active.append(["District", "Wells"])
    workbook.create_sheet("Names").append(["Nimble Otterby"])
    workbook["Names"].sheet_state = "hidden"
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


GIVEN = {
    "notes": ("Nimble Otterby 1.odt", odt()),
    "paper": ("Nimble Otterby 2.docx", word()),
    "list": ("Nimble Otterby 3.xlsx", sheet()),
    "visit[0].told": ("Nimble Otterby 4.txt", "شهادة نمبل".encode()),
}
WORDS = {
    "notes": "Kosmas came late.",
    "paper": "Nimble &lt;b&gt;Otterby&lt;/b&gt; was seen",
    "list": "District",
    "visit[0].told": "شهادة نمبل",
}


@pytest.fixture
def made(world: World, sign_in: SignIn) -> Record:
    """A record with a document in each question, written on the page."""
    dataset = opened(world, FORM)
    given = {key: SimpleUploadedFile(name, content) for key, (name, content) in GIVEN.items()}
    fields = {"what": "A visit", "~count:visit": "1", "~do": "save", **given}
    answer = sign_in("amina").post(reverse("record-new", args=[dataset.ref]), fields)
    assert answer.status_code == 302
    Event.objects.all().delete()
    return Record.objects.get()


def stored(key: str) -> StoredFile:
    return next(one for one in StoredFile.objects.all() if name_of(one) == GIVEN[key][0])


def address(made: Record, key: str, name: str = "record-file-copy") -> str:
    return reverse(name, args=[made.ref, stored(key).ref])


ACCESS = table("""
| who    | notes | paper | list | visit[0].told |
| amina  | 200   | 200   | 200  | 200           |
| celine | 200   | 404   | 200  | 404           |
| dawit  | 200   | 404   | 200  | 404           |
| bakari | 404   | 404   | 404  | 404           |
| nobody | 302   | 302   | 302  | 302           |
""")[1:]


@pytest.mark.parametrize("row", ACCESS, ids=lambda row: str(row[0]))
def test_who_reads_what(made: Record, sign_in: SignIn, row: list[str]) -> None:
    client = sign_in(row[0])
    for key, status in zip(GIVEN, row[1:], strict=True):
        answer = client.get(address(made, key))
        assert str(answer.status_code) == status
        assert (WORDS[key] in answer.content.decode()) == (status == "200")
        assert "Otterby" not in str(answer.headers)
    assert client.get(address(made, "paper", "record-file")).status_code in {302, 404}


def test_withheld__answers_like_an_absent_one(made: Record, sign_in: SignIn) -> None:
    client = sign_in("celine")
    absent = client.get(reverse("record-file-copy", args=[made.ref, "0000000000000000"]))
    for key in ("paper", "visit[0].told"):
        hidden = client.get(address(made, key))
        assert hidden.status_code == absent.status_code == 404
        assert len(hidden.content) == len(absent.content)
    assert not Event.objects.filter(note="file").exists()


def test_preview__reads_what_both_may(world: World, made: Record, sign_in: SignIn) -> None:
    Dataset.objects.update(audience="workspace")
    client = sign_in("amina")
    assert client.get(address(made, "paper")).status_code == 200
    client = sign_in("dawit")
    client.post(reverse("view-as", args=[world.agencies["WCI"].ref]))
    assert WORDS["notes"] in client.get(address(made, "notes")).content.decode()
    assert client.get(address(made, "paper")).status_code == 404


def test_reading__in_the_log_by_question_and_never_by_word(made: Record, sign_in: SignIn) -> None:
    client = sign_in("amina")
    for key in ("list", "paper"):
        client.get(address(made, key, "record-file"), follow=True)

    noted = Event.objects.filter(note="file").order_by("pk").values_list("verb", "thing", "fields")
    assert list(noted) == [
        ("record.view", made.ref, ["list"]),
        ("record.seal_open", made.ref, ["paper"]),
    ]
    assert "Otterby" not in str(list(Event.objects.values_list()))


def test_page__words_alone_without_what_was_hidden(made: Record, sign_in: SignIn) -> None:
    client = sign_in("amina")
    paper = client.get(address(made, "paper")).content.decode()
    sheets = client.get(address(made, "list")).content.decode()

    assert "Author Otterby" not in paper
    assert "at the well" in paper
    assert "Words and tables only" in paper
    assert "<b>Otterby" not in paper
    assert '<td dir="auto">Nimble' not in sheets
    assert "The copy is the file as it was given" in sheets


def test_file_about_a_person__read_and_still_does_not_leave(made: Record, sign_in: SignIn) -> None:
    client = sign_in("amina")
    url = address(made, "paper")

    page = client.get(url).content.decode()
    assert "stay in the platform" in page
    assert "once more as PDF" not in page
    refused = client.post(url)
    assert refused.status_code == 403
    assert WORDS["paper"] not in refused.content.decode()
    assert not Release.objects.exists()


def test_long_document__its_first_lines_and_that_there_are_more(
    made: Record, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_MOST_LINES", 4)
    page = sign_in("amina").get(address(made, "notes")).content.decode()
    assert "lines noted" in page
    assert 'dir="auto">Place' not in page
    assert "There is more" in page


def test_erased__absent_for_its_owner_too(made: Record, sign_in: SignIn) -> None:
    url = address(made, "paper")
    StoredFile.objects.update(sealed_key=b"")
    assert sign_in("amina").get(url).status_code == 404


API = table("""
| amina  | paper | 200 |
| amina  | list  | 200 |
| celine | paper | 404 |
| celine | notes | 200 |
""")


@pytest.mark.parametrize(("who", "key", "status"), API)
def test_api__the_words_as_text(
    world: World, made: Record, who: str, key: str, status: str
) -> None:
    world.people[who].seat.role = "coordinator"
    world.people[who].seat.save(update_fields=["role"])
    caller = Caller(token_of(world, who, cap=3))
    got: Any = caller.get(f"/records/{made.ref}/files/{stored(key).ref}")

    assert str(got.status_code) == status
    if status == "200":
        assert got.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert got.headers["Content-Security-Policy"].endswith("sandbox")
        assert "Otterby" not in got.headers["Content-Disposition"]
        assert ("Otterby" in got.content.decode()) == (key == "paper")
        assert Event.objects.filter(note="file").count() == 1
