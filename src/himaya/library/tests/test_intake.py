"""Many files at once: what is packed, what is there already, what is refused."""

import json
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker
from tests.world import World, kept_world, table

from himaya.cli.main import main
from himaya.engines.documents import Limits
from himaya.gate.decisions import authorize
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.library.actions import Brought, Coding
from himaya.library.intake import Intake, Outcome
from himaya.library.levels import set_level
from himaya.library.models import DocumentVersion
from himaya.library.naming import keeps_rule, title_from_name
from himaya.library.tests.files import MINUTES, register, word_file, zip_file
from himaya.records.models import Link, Record
from himaya.records.titles import title_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:
    with kept_world(django_db_blocker, tmp_path_factory.mktemp("kept")) as made:
        register(made)
        yield made


def take_in(
    world: World, *files: tuple[str, bytes], who: str = "amina", limits: Limits | None = None
) -> list[Outcome]:
    """What becomes of files that a person brings."""
    with Intake(
        seat=world.people[who].acting,
        dataset=register(world),
        coding=Coding(level=2, by_name=True),
        limits=limits or Limits(unpacked_bytes=1_000_000, depth=1),
    ) as intake:
        return list(intake.add(Brought(*one) for one in files))


def mail(attached: bytes) -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = "desk@example.org", "all@example.org"
    message["Subject"] = "Minutes"
    message.set_content("Please find the minutes.")
    message.add_attachment(attached, maintype="text", subtype="plain", filename="minutes.txt")
    return message.as_bytes()


def test_zip__its_files_become_documents_and_a_bad_one_harms_no_other(world: World) -> None:
    deep = zip_file({"deeper.zip": zip_file({"deepest.zip": zip_file({"a.txt": b"A"})})})
    bomb = zip_file({"zeros.txt": bytes(2_000_000)})
    whole = zip_file({"a/minutes.txt": MINUTES.encode(), "deep.zip": deep, "bad.zip": b"PK\3\4no"})

    files = [("reports.zip", whole), ("bomb.zip", bomb), ("plan.txt", b"A plan")]
    made = take_in(world, *files, ("last.zip", zip_file({"last.txt": bytes(900_000)})))

    assert [(one.name, one.version.refusal if one.version else None) for one in made] == [
        ("minutes.txt", ""),
        ("deeper.zip", "document_nested_too_deep"),
        ("bad.zip", "document_damaged"),
        ("bomb.zip", "document_unpacks_too_big"),
        ("plan.txt", ""),
        ("last.txt", ""),
    ]
    assert DocumentVersion.objects.filter(state="set_apart").count() == 3


def test_mail__attachments_are_documents_tied_to_it(world: World) -> None:
    letter, attached = take_in(world, ("letter.eml", mail(MINUTES.encode())))

    assert letter.version is not None
    assert attached.version is not None
    assert attached.version.parent == letter.version
    link = Link.objects.get(relation="came_with")
    assert (link.source, link.target) == (attached.version.record, letter.version.record)


def test_same_file_again__not_added_where_it_is_seen(world: World) -> None:
    first, again = take_in(world, ("a.txt", b"Words"), ("b.txt", b"Words"))
    assert first.version is not None
    assert (again.version, again.before) == (None, first.version.record)

    # Who does not see the first is not told of it.
    Record.objects.filter(pk=first.version.record_id).update(level=4)
    (theirs,) = take_in(world, ("c.txt", b"Words"), who="celine")
    assert theirs.before is None
    assert theirs.version is not None


def test_who_may_not_write_here__refused(world: World) -> None:
    with pytest.raises(Problem) as refused:
        take_in(world, ("a.txt", b"Words"), who="bakari")
    assert refused.value.code == Code.NOT_ALLOWED


NAMES = table("""
| name of the file               | title                     | keeps the rule |
|--------------------------------|---------------------------|----------------|
| Minutes_Camp 7_March 2026.docx | Minutes Camp 7 March 2026 | yes            |
| Ms Zubaydah Invented.docx      | DOCX                      | no             |
| call +000 555 0142 7.pdf       | PDF                       | no             |
| scan_0001.tiff                 | scan 0001                 | no             |
""")[1:]


@pytest.mark.parametrize("row", NAMES, ids=lambda row: row[0])
def test_name_of_a_file__title_only_without_a_person(row: list[str]) -> None:
    name, title, rule = row
    assert title_from_name(name).startswith(title)
    assert keeps_rule(title_from_name(name)) == (rule == "yes")


def test_page__several_files_and_one_sent_by_the_script(
    world: World, sign_in: Callable[[str], Client]
) -> None:
    client, url = sign_in("amina"), reverse("documents-add", args=[register(world).ref])
    assert "No files" not in client.get(url).content.decode()
    files = [
        SimpleUploadedFile("a.docx", word_file("One")),
        SimpleUploadedFile("b.zip", zip_file({"c.txt": b"Two", "d.txt": b"Three"})),
    ]
    answer = client.post(url, {"uploads": files, "level": "2"})
    assert answer["Location"].startswith(reverse("documents", args=[register(world).ref]))
    told = client.get(answer["Location"]).content.decode()
    assert "0 of 3 are read or set apart" in told
    assert DocumentVersion.objects.values("bunch").distinct().count() == 1

    again = {"uploads": SimpleUploadedFile("e.txt", b"Two"), "level": "2"}
    told = client.post(url, again, headers={"X-Requested-With": "upload"}).content.decode()
    assert "is here already" in told
    assert client.post(url, {"level": "2"}).status_code == 422
    titles = {title_of(one) for one in Record.objects.filter(dataset__profile="document")}
    assert not any("a.docx" in title for title in titles)


def test_command__folder_brought_and_read_and_what_was_refused_is_said(
    world: World,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("HIMAYA_DATA", str(tmp_path))
    folder = tmp_path / "brought"
    folder.mkdir()
    (folder / "minutes.txt").write_text(MINUTES)
    (folder / "empty.pdf").write_bytes(b"")
    seat = world.people["dawit"].seat.ref
    asked = ["library", "add", str(folder), "--operation", "marjana", "--seat", seat]

    assert main([*asked, "--level", "moderate", "--type", "camp_minutes", "--json"]) == 1

    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(one["file"], one["became"]) for one in told] == [
        ("empty.pdf", "set apart"),
        ("minutes.txt", "read"),
    ]
    assert "The file is empty" in told[0]["why"]
    assert main(["library", "add", str(tmp_path / "nowhere"), *asked[3:]]) == 2


def test_words_that_ask_for_high__closed_above_the_seat_of_the_command(
    world: World,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("HIMAYA_DATA", str(tmp_path))
    (tmp_path / "case.txt").write_text(
        "Case HRA-00123 lies at 33.51234, 36.29876. Held 2 May 2026."
    )
    (tmp_path / "plain.txt").write_text(MINUTES)
    files = [str(tmp_path / name) for name in ("case.txt", "plain.txt")]
    asked = ["library", "add", *files, "--operation", "marjana", "--take-proposals"]

    assert main(asked) == 0
    told = capsys.readouterr().out
    assert "1 at high, until somebody decides how sensitive they are." in told
    assert "1 at moderate, until somebody decides how sensitive they are." in told
    closed = Record.objects.get(level=3)
    assert not authorize(world.people["bakari"].acting, Verb.RECORD_VIEW, closed).allowed
    assert set_level(seat=world.people["dawit"].acting, record=closed, level=3).level == 3
