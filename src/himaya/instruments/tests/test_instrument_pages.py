"""Pages of forms: bringing one, judging marks, publishing, comparing."""

import io
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.world import World, table

from himaya.engines.xlsform import read_form, write_xlsx
from himaya.files.models import StoredFile
from himaya.instruments.actions import create_instrument
from himaya.instruments.models import Instrument, Version
from himaya.kernel.problems import Code, Problem

SignIn = Callable[[str], Client]

PLAIN = """
| survey |                 |          |                 |
|        | type            | name     | label           |
|        | text            | fullname | Full name       |
|        | select_one sex  | sex      | Sex             |
|        | geopoint        | gps      | Position        |
|        | integer         | xyz      | Something odd   |
| choices |           |        |        |
|         | list_name | name   | label  |
|         | sex       | female | Female |
|         | sex       | male   | Male   |
| settings |            |         |
|          | form_title | form_id |
|          | Intake     | intake  |
"""
CHANGED = PLAIN.replace("Something odd", "Something else").replace(
    "|        | geopoint        | gps      | Position        |\n", ""
)
WRONG = """
| survey |                    |      |       |            |
|        | type               | name | label | relevant   |
|        | txet               | a    | A     |            |
|        | select_one missing | b    | B     |            |
|        | text               | c    | C     | ${nowhere} |
"""

ACCESS = table(
    """
    | who    | list | detail | version | marks | upload | version upload | publish |
    | amina  | 200  | 200    | 200     | 200   | 200    | 200            | 302     |
    | bakari | 200  | 200    | 200     | 403   | 403    | 403            | 403     |
    | celine | 200  | 404    | 404     | 404   | 200    | 404            | 404     |
    | dawit  | 200  | 200    | 200     | 403   | 200    | 403            | 403     |
    | nobody | 302  | 302    | 302     | 302   | 302    | 302            | 302     |
    """
)[1:]


@pytest.fixture
def version(world: World) -> Version:
    """A draft of HRA in a system of its own, outside the shared workspace."""
    system = type(world.workspace).objects.create(
        operation=world.operation, agency=world.agencies["HRA"], code="own", names={"en": "Own"}
    )
    return create_instrument(
        seat=world.people["amina"].acting,
        system=system,
        code="intake",
        form=read_form(PLAIN, kind="md"),
    )


@pytest.mark.parametrize("row", ACCESS, ids=lambda row: row[0])
def test_who_may_open_which_page(sign_in: SignIn, version: Version, row: list[str]) -> None:
    who, listed, detail, one, marks, upload, again, publish = row
    client = sign_in(who)
    ref = version.instrument.ref

    def status(name: str, *args: object) -> str:
        return str(client.get(reverse(name, args=args)).status_code)

    assert status("instruments") == listed
    assert status("instrument", ref) == detail
    assert status("instrument-differences", ref) == detail
    assert status("instrument-version", ref, 1) == one
    assert status("instrument-marks", ref, 1) == marks
    assert status("instrument-new") == upload
    assert status("instrument-version-new", ref) == again
    url = reverse("instrument-publish", args=[ref, 1])
    assert str(client.post(url).status_code) == publish


def test_hidden_form__not_in_the_list(sign_in: SignIn, version: Version) -> None:
    text = sign_in("celine").get(reverse("instruments")).content.decode()
    assert "Intake" not in text
    assert version.instrument.ref not in text


@pytest.mark.parametrize("kind", ["xlsx", "pasted"])
def test_brought_form__becomes_a_draft_to_judge(
    world: World, sign_in: SignIn, version: Version, kind: str
) -> None:
    fields: dict[str, object] = {"system": version.instrument.system.ref, "code": "second"}
    if kind == "xlsx":
        book = write_xlsx(read_form(PLAIN, kind="md"))
        fields["file"] = SimpleUploadedFile("Intake of persons.xlsx", book)
    else:
        fields["pasted"] = PLAIN
    answer = sign_in("amina").post(reverse("instrument-new"), fields)
    made = Instrument.objects.get(code="second")
    assert answer.headers["Location"] == reverse("instrument-marks", args=[made.ref, 1])
    draft = made.versions.get()
    assert [question.key for question in draft.questions.all()] == ["fullname", "sex", "gps", "xyz"]
    stored = StoredFile.objects.get()
    assert draft.source == stored
    assert b"persons" not in bytes(stored.sealed_name)


def test_wrong_form__every_problem_by_row_and_nothing_stored(
    sign_in: SignIn, version: Version
) -> None:
    client = sign_in("amina")
    fields = {"system": version.instrument.system.ref, "code": "wrong", "pasted": WRONG}
    answer = client.post(reverse("instrument-new"), fields)
    assert answer.status_code == 422
    text = answer.content.decode()
    for words in ("txet", "missing", "nowhere", "survey", "What to do", "Look for a spelling"):
        assert words in text
    assert "select_one missing" in text.split("<textarea")[1]
    named = client.post(
        reverse("instrument-new"),
        {
            "system": version.instrument.system.ref,
            "file": SimpleUploadedFile("broken.xlsx", b"no spreadsheet at all"),
        },
    )
    assert named.status_code == 422
    assert "What to correct in broken.xlsx" in named.content.decode()
    assert not StoredFile.objects.exists()
    assert Instrument.objects.count() == 1


@pytest.mark.parametrize(
    "fields",
    [{}, {"file": SimpleUploadedFile("notes.pdf", b"%PDF")}, {"pasted": PLAIN, "code": "intake"}],
)
def test_nothing_usable__422(sign_in: SignIn, version: Version, fields: dict[str, object]) -> None:
    sent = {"system": version.instrument.system.ref, **fields}
    assert sign_in("amina").post(reverse("instrument-new"), sent).status_code == 422
    assert Instrument.objects.count() == 1


def test_system_of_others__cannot_be_chosen(
    world: World, sign_in: SignIn, version: Version
) -> None:
    sent = {"system": world.workspace.ref, "code": "sneaked", "pasted": PLAIN}
    answer = sign_in("amina").post(reverse("instrument-new"), sent)
    assert answer.status_code == 422
    assert not Instrument.objects.filter(code="sneaked").exists()


def test_confident_proposals__accepted_together_doubts_left(
    sign_in: SignIn, version: Version
) -> None:
    url = reverse("instrument-marks", args=[version.instrument.ref, 1])
    client = sign_in("amina")
    page = client.get(url).content.decode()
    assert "Accept all 3 together" in page
    assert "Proposed because" in page
    assert "Something odd" in page
    assert client.post(url, {"do": "accept"}).status_code == 302
    marks = {q.key: (q.means, q.is_confirmed) for q in version.questions.all()}
    assert marks["sex"] == ("sex", True)
    assert marks["fullname"] == ("person.name", True)
    assert marks["gps"] == ("point", True)
    assert marks["xyz"][1] is False


def test_doubt__corrected_and_confirmed(sign_in: SignIn, version: Version) -> None:
    url = reverse("instrument-marks", args=[version.instrument.ref, 1])
    client = sign_in("amina")
    mark = {
        "xyz-means": "count.reached",
        "xyz-sensitivity": "none",
        "xyz-level": "1",
        "xyz-need": "N1",
        "do": "confirm",
    }
    client.post(url, mark)
    assert not version.questions.get(key="xyz").is_confirmed  # the box was not ticked
    client.post(url, {**mark, "xyz-confirm": "on"})
    asked = version.questions.get(key="xyz")
    assert (asked.means, asked.sensitivity, asked.level, asked.need, asked.aggregation) == (
        "count.reached",
        "none",
        1,
        "N1",
        "max",
    )
    assert asked.is_confirmed
    for wrong in ({"xyz-means": "luck"}, {"xyz-sensitivity": "secret"}, {"xyz-level": "7"}):
        assert client.post(url, {**mark, **wrong, "xyz-confirm": "on"}).status_code == 422


def test_version__names_what_serves_no_need_then_freezes(sign_in: SignIn, version: Version) -> None:
    ref = version.instrument.ref
    client = sign_in("amina")
    url = reverse("instrument-version", args=[ref, 1])
    page = client.get(url).content.decode()
    assert "4 questions serve no information need" in page
    assert "4 questions have marks that nobody confirmed" in page
    client.post(reverse("instrument-publish", args=[ref, 1]))
    version.refresh_from_db()
    assert version.state == Version.State.PUBLISHED
    page = client.get(url).content.decode()
    assert "Before publishing" not in page
    assert client.get(reverse("instrument-marks", args=[ref, 1])).status_code == 409
    assert client.post(reverse("instrument-publish", args=[ref, 1])).status_code == 409


def test_new_version__compared_with_the_old(sign_in: SignIn, version: Version) -> None:
    ref = version.instrument.ref
    client = sign_in("amina")
    client.post(reverse("instrument-publish", args=[ref, 1]))
    file = io.BytesIO(CHANGED.encode())
    file.name = "intake2.md"
    answer = client.post(reverse("instrument-version-new", args=[ref]), {"file": file})
    assert answer.headers["Location"] == reverse("instrument-marks", args=[ref, 2])
    page = client.get(reverse("instrument-differences", args=[ref])).content.decode()
    assert "question removed" in page
    assert "Something else" in page
    assert "breaks" in page
    same = client.get(reverse("instrument-differences", args=[ref]) + "?old=2&new=2")
    assert "These two versions are the same." in same.content.decode()
    for wrong in ("?old=9", "?new=x", "?old=99999999999999"):
        missing = client.get(reverse("instrument-differences", args=[ref]) + wrong)
        assert missing.status_code == 404


def test_published_questions__never_change(world: World, version: Version) -> None:
    from himaya.instruments.actions import accept_sure_marks, publish_version

    seat = world.people["amina"].acting
    publish_version(seat=seat, version=version)
    with pytest.raises(Problem) as refused:
        accept_sure_marks(seat=seat, version=version)
    assert refused.value.code is Code.INSTRUMENT_FROZEN
