"""A file given as an answer: opened by who may see its question, taken along by who may copy."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.world import World, table

from himaya.audit.models import Event
from himaya.config.tests.doors import Caller, token_of
from himaya.datasets.models import Dataset
from himaya.files import showing
from himaya.files.actions import name_of, store_file
from himaya.files.models import StoredFile
from himaya.files.tests.papers import NOTES, pdf
from himaya.files.tests.pictures import PLACE, jpeg
from himaya.instruments.models import Question
from himaya.records.models import Record
from himaya.records.tests.register import opened
from himaya.releases.models import Release

SignIn = Callable[[str], Client]
FORM = """
| survey |       |          |            |             |             |
|        | type  | name     | label      | means       | sensitivity |
|        | text  | what     | What       | title       | none:1      |
|        | image | photo    | Photo      |             | none:1      |
|        | image | card     | Card       |             | direct:2    |
|        | file  | notes    | Notes      |             | none:1      |
|        | file  | paper    | Paper      |             | direct:3    |
|        | file  | leaflet  | Leaflet    |             | none:1      |
|        | begin_repeat | site | Site    |             |             |
|        | image | wall     | Wall       |             | none:1      |
|        | end_repeat |     |            |             |             |
"""
GIVEN = {
    "photo": ("Nimble Otterby 1.jpg", jpeg()),
    "card": ("Nimble Otterby 2.jpg", jpeg()),
    "notes": ("Nimble Otterby 3.ODT", b"PK\3\4 words of a meeting"),
    "paper": ("Nimble Otterby 4.docx", b"PK\3\4 words of a person"),
    "leaflet": ("Nimble Otterby 5.pdf", pdf()),
    "site[0].wall": ("Nimble Otterby 6.png", b"<svg onload='alert(1)'/>"),
}


@pytest.fixture
def made(world: World, sign_in: SignIn) -> Record:
    """A record with a file in each question, written on the page."""
    dataset = opened(world, FORM)
    files = {key: SimpleUploadedFile(name, content) for key, (name, content) in GIVEN.items()}
    fields = {"what": "A visit", "~count:site": "1", "~do": "save", **files}
    answer = sign_in("amina").post(reverse("record-new", args=[dataset.ref]), fields)
    assert answer.status_code == 302
    Event.objects.all().delete()
    return Record.objects.get()


def stored(key: str) -> StoredFile:
    name = GIVEN[key][0]
    return next(one for one in StoredFile.objects.all() if name_of(one) == name)


def address(made: Record, key: str, name: str = "record-file") -> str:
    return reverse(name, args=[made.ref, stored(key).ref])


ACCESS = table("""
| who    | photo | card | notes | paper | leaflet | site[0].wall |
| amina  | 200   | 200  | 302   | 302   | 200     | 302          |
| celine | 200   | 404  | 302   | 404   | 200     | 302          |
| dawit  | 200   | 404  | 302   | 404   | 200     | 302          |
| bakari | 404   | 404  | 404   | 404   | 404     | 404          |
""")
ASKED = [(row[0], key, status) for row in ACCESS[1:] for key, status in zip(GIVEN, row[1:])]  # noqa: B905 - columns of a table


@pytest.mark.parametrize(("who", "key", "status"), ASKED)
def test_who_opens_what(made: Record, sign_in: SignIn, who: str, key: str, status: str) -> None:
    answer = sign_in(who).get(address(made, key))

    assert str(answer.status_code) == status
    assert "Otterby" not in str(answer.headers)


def test_nobody__led_to_sign_in(made: Record, sign_in: SignIn) -> None:
    assert sign_in("nobody").get(address(made, "photo")).status_code == 302


def test_withheld_absent_and_foreign__look_alike(
    world: World, made: Record, sign_in: SignIn
) -> None:
    client = sign_in("celine")
    url = reverse("record-file", args=[made.ref, "0000000000000000"])
    other = store_file(
        operation=world.operation,
        made_by=world.people["celine"].seat.ref,
        kind=StoredFile.Kind.UPLOAD,
        name="hers.jpg",
        content=jpeg(),
        media_type="image/jpeg",
        level=1,
    )
    absent = client.get(url)
    for found in (
        client.get(address(made, "card")),
        client.get(url.replace("0000000000000000", other.ref)),
    ):
        assert found.status_code == absent.status_code == 404
        assert len(found.content) == len(absent.content)


def test_picture__in_place_bare_of_notes_and_unable_to_run(made: Record, sign_in: SignIn) -> None:
    answer = sign_in("amina").get(address(made, "photo"))

    assert PLACE not in answer.content
    assert answer.headers["Content-Type"] == "image/jpeg"
    ref = stored("photo").ref
    assert answer.headers["Content-Disposition"] == f'inline; filename="calls-{ref}.jpeg"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Security-Policy"].endswith("sandbox")


def test_pdf__in_the_browsers_viewer_without_scripts_of_ours(made: Record, sign_in: SignIn) -> None:
    answer = sign_in("amina").get(address(made, "leaflet"))

    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert not any(note in answer.content for note in NOTES)
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "script-src" not in answer.headers["Content-Security-Policy"]


def test_each_opening__in_the_log_by_question_and_never_by_name(
    made: Record, sign_in: SignIn
) -> None:
    client = sign_in("amina")
    for key in ("photo", "card"):
        client.get(address(made, key))

    noted = Event.objects.filter(note="file").order_by("pk").values_list("verb", "thing", "fields")
    assert list(noted) == [
        ("record.view", made.ref, ["photo"]),
        ("record.seal_open", made.ref, ["card"]),
    ]
    assert "Otterby" not in str(list(Event.objects.values_list()))


def test_record_page__leads_to_the_files_that_one_may_see(made: Record, sign_in: SignIn) -> None:
    url = reverse("record", args=[made.ref])
    mine = sign_in("amina").get(url).content.decode()
    theirs = sign_in("celine").get(url).content.decode()

    assert [key for key in GIVEN if address(made, key) in mine] == list(GIVEN)
    seen = [key for key in GIVEN if address(made, key) in theirs]
    assert seen == ["photo", "notes", "leaflet", "site[0].wall"]
    assert "Otterby 2" not in theirs


def test_other_kind__leaves_as_a_working_copy_under_a_neutral_name(
    made: Record, sign_in: SignIn
) -> None:
    client = sign_in("celine")
    page = client.get(address(made, "notes"), follow=True)
    assert "Take a working copy along" in page.content.decode()
    taken = client.post(address(made, "notes", "record-file-copy"), follow=True)

    release = Release.objects.get()
    assert taken.content == GIVEN["notes"][1]
    ref = stored("notes").ref
    assert taken.headers["Content-Disposition"] == f'attachment; filename="calls-{ref}.odt"'
    assert taken.headers["Content-Type"] == "application/octet-stream"
    assert taken.headers["Content-Security-Policy"].endswith("sandbox")
    assert (release.kind, release.rows, release.columns) == ("working_copy", 1, ["notes"])
    assert release.expires_at is not None
    notes = Event.objects.filter(verb="copy.make", scope="change").values_list("note", flat=True)
    assert list(notes) == ["file", "fetched"]


def test_answer_about_a_person__does_not_leave_even_for_its_owner(
    made: Record, sign_in: SignIn
) -> None:
    client = sign_in("amina")
    url = address(made, "paper", "record-file-copy")

    assert "stay in the platform" in client.get(url).content.decode()
    assert client.post(url).status_code == 403
    assert not Release.objects.exists()


@pytest.mark.parametrize("what", ["unconfirmed mark", "raised record", "raised file"])
def test_file_above_what_copies_cover__does_not_leave(
    what: str, made: Record, sign_in: SignIn
) -> None:
    if what == "unconfirmed mark":
        Question.objects.filter(key="notes").update(is_confirmed=False)
    elif what == "raised record":
        Record.objects.update(level=3)
    else:
        StoredFile.objects.filter(pk=stored("notes").pk).update(level=3)
    client = sign_in("amina")
    url = address(made, "notes", "record-file-copy")

    assert "Take a working copy along" not in client.get(url).content.decode()
    assert client.post(url).status_code == 403
    assert not Release.objects.exists()


def test_preview__opens_what_both_may_see_and_takes_nothing(
    world: World, made: Record, sign_in: SignIn
) -> None:
    Dataset.objects.update(audience="workspace")
    client = sign_in("dawit")
    client.post(reverse("view-as", args=[world.agencies["WCI"].ref]))

    assert client.get(address(made, "photo")).status_code == 200
    assert client.get(address(made, "card")).status_code == 404
    assert client.post(address(made, "notes", "record-file-copy")).status_code == 403
    client.post(reverse("view-as-stop"))
    client.post(reverse("view-as", args=[world.agencies["OTH"].ref]))
    assert client.get(address(made, "photo")).status_code == 404


def test_pdf_that_cannot_be_made_bare__not_shown_and_said(
    made: Record, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(showing, "bare_pdf", lambda *_: None)
    client = sign_in("celine")
    assert client.get(address(made, "leaflet")).status_code == 302
    page = client.get(address(made, "leaflet"), follow=True).content.decode()

    assert "or a PDF whose notes cannot be taken out" in page
    assert "The copy is the file as it was given" in page
    assert not Event.objects.filter(note="file").exists()


API = table("""
| amina  | photo | 200 | 201 |
| amina  | card  | 200 | 403 |
| amina  | notes | 409 | 201 |
| amina  | paper | 409 | 403 |
| celine | photo | 200 | 201 |
| celine | card  | 404 | 404 |
| celine | notes | 409 | 201 |
""")


@pytest.mark.parametrize(("who", "key", "seen", "taken"), API)
def test_api__the_same_answers(
    world: World, made: Record, who: str, key: str, seen: str, taken: str
) -> None:
    world.people[who].seat.role = "coordinator"
    world.people[who].seat.save(update_fields=["role"])
    caller = Caller(token_of(world, who, cap=3))
    path = f"/records/{made.ref}/files/{stored(key).ref}"

    got: Any = caller.get(path)
    copy: Any = caller.post(f"{path}/copies", {})

    assert (str(got.status_code), str(copy.status_code)) == (seen, taken)
    if got.status_code == 409:
        assert got.json()["code"] == "file_not_shown"
    if copy.status_code == 201:
        assert copy.content == GIVEN[key][1]
        assert "attachment" in copy.headers["Content-Disposition"]
