"""Documents: brought, read in the background, shown to whom they are open, in newer versions."""

from collections.abc import Callable, Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker
from tests.world import World, kept_world, table

from himaya.audit.models import Event
from himaya.engines.documents import Hidden, Note
from himaya.engines.documents.errors import WORDS
from himaya.files.actions import path_of, read_file
from himaya.files.models import StoredFile
from himaya.gate.decisions import authorize
from himaya.jobs.models import Job
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.library.actions import Brought, add_document, add_version
from himaya.library.models import DocumentVersion
from himaya.library.queries import newest_version, opens_text
from himaya.library.reading import on_read, read_version
from himaya.library.tests.files import MINUTES, bring, register, word_file
from himaya.library.texts import text_of
from himaya.library.wording import HIDDEN, NOTES, refusal_words
from himaya.records.models import Record
from himaya.search.models import Entry

pytestmark = pytest.mark.django_db
NAME = "Zubaydah Invented"


@pytest.fixture(scope="module")
def world(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:
    with kept_world(django_db_blocker, tmp_path_factory.mktemp("kept")) as made:
        register(made)
        yield made


def test_document__read_and_its_words_kept_encrypted(world: World) -> None:
    version = bring(world, name=f"{NAME}.txt")

    assert (version.state, version.kind, version.language) == ("read", "txt", "en")
    assert version.identities == {"person": 1, "phone": 1}
    assert NAME in text_of(version).text
    assert version.text is not None
    assert NAME.encode() not in path_of(version.text).read_bytes()
    # Neither the title nor the search knows the person, whose name the file bears.
    record = Record.objects.get(pk=version.record_id)
    assert record.head is not None
    assert NAME not in str(record.head.answers)
    words = Entry.objects.get(thing=record.ref, group="narrative").written.text.lower()
    assert "families" in words
    assert "zubaydah" not in words


def test_document__job_of_the_queue_reads_it(world: World) -> None:
    version = add_document(
        seat=world.people["amina"].acting,
        dataset=register(world),
        brought=Brought("a.txt", b"Words"),
    )

    job = Job.objects.get(task="himaya.library.reading.read_versions")
    assert job.arguments["args"] == [[version.ref]]
    assert version.state == "waiting"


READERS = table("""
| level | who    | sees  | opens |
| 1     | bakari | no    | no    |
| 1     | celine | yes   | yes   |
| 2     | amina  | yes   | yes   |
| 2     | bakari | no    | no    |
| 2     | celine | yes   | yes   |
| 3     | amina  | yes   | yes   |
| 3     | celine | yes   | no    |
| 3     | dawit  | yes   | no    |
""")[1:]


@pytest.mark.parametrize("row", READERS, ids=" ".join)
def test_words_of_a_document__open_as_its_narrative(world: World, row: list[str]) -> None:
    level, who, sees, opens = row
    record = bring(world, level=int(level)).record
    decision = authorize(world.people[who].acting, Verb.RECORD_VIEW, record)

    assert decision.allowed == (sees == "yes")
    assert opens_text(decision, record) == (opens == "yes")


def test_level_left_blank__strictest_in_sight_and_not_found_by_words(world: World) -> None:
    version = bring(world, level=0)

    assert version.record.level == 3
    assert version.record.classification.decided_by == ""
    assert version.signature == b""
    entries = Entry.objects.filter(thing=version.record.ref)
    assert not entries.filter(written__text__contains="families").exists()


def test_hostile_file__set_apart_with_a_word(world: World) -> None:
    version = bring(world, b"%PDF-1.4 <script>PK\5\6 PK\1\2", "page.pdf")

    assert (version.state, version.text) == ("set_apart", None)
    said, todo = refusal_words(version.refusal, version.refusal_params)
    assert said
    assert todo


def test_newer_file__older_ones_stay(world: World) -> None:
    first = bring(world)
    seat = world.people["amina"].acting
    second = add_version(
        seat=seat, record=first.record, brought=Brought("b.docx", word_file("Agreed text"))
    )
    read_version(second)

    assert newest_version(first.record) == second
    assert read_file(first.file).decode() == MINUTES
    assert Event.objects.filter(verb="record.amend", thing=first.record.ref).exists()
    with pytest.raises(Problem) as refused:
        add_version(
            seat=seat, record=first.record, brought=Brought("c.docx", read_file(second.file))
        )
    assert refused.value.code == Code.ALREADY_DONE
    with pytest.raises(Problem) as refused:
        add_version(
            seat=world.people["celine"].acting, record=first.record, brought=Brought("d", b"d")
        )
    assert refused.value.code == Code.NOT_ALLOWED


def test_copies__told_of_the_earlier_document(world: World) -> None:
    first = bring(world, MINUTES * 3)
    again = bring(world, MINUTES * 3, "other name.txt", who="celine")
    near = bring(world, MINUTES * 3 + "\n\nOne more line at the end.")
    other = bring(world, "Something else altogether was said in this report of the south.")

    assert [one.copy_of for one in (again, near, other)] == [first, first, None]


def test_read_version__rooms_above_are_told(world: World) -> None:
    told: list[DocumentVersion] = []
    on_read(told.append)

    version = bring(world)

    assert told == [version]


def test_words_of_refusals_and_findings__all_there_are() -> None:
    for reason, (said, todo) in WORDS.items():
        params = {"limit": 1, "named": "a", "found": "b"}
        assert refusal_words(str(reason), params) == (said % params, todo)
    assert set(HIDDEN) == set(Hidden)
    assert set(NOTES) == set(Note)


def test_pages__add_and_read_in_place(world: World, sign_in: Callable[[str], Client]) -> None:
    client = sign_in("amina")
    upload = SimpleUploadedFile(f"{NAME}.docx", word_file("Agreed text", author=NAME))
    url = reverse("documents-add", args=[register(world).ref])
    answer = client.post(url, {"uploads": [upload], "title": "Minutes, Camp 7", "level": "2"})
    record = Record.objects.get(dataset__profile="document")
    assert answer["Location"] == reverse("record", args=[record.ref])
    version = DocumentVersion.objects.get(record=record)
    read_version(version)

    page = client.get(answer["Location"]).content.decode()
    assert "who wrote it: 1" in page
    words = client.get(reverse("document-version", args=[record.ref, 1])).content.decode()
    assert "Agreed text" in words
    assert client.get(reverse("documents", args=[record.dataset.ref])).status_code == 200
    # A reader of the agency sees nothing of a Moderate document; who sees less, reads less.
    assert sign_in("bakari").get(answer["Location"]).status_code == 404
    Record.objects.filter(pk=record.pk).update(level=3)
    closed = sign_in("celine").get(reverse("document-version", args=[record.ref, 1]))
    assert NAME not in closed.content.decode()
    assert "Agreed text" not in closed.content.decode()
    assert StoredFile.objects.filter(kind="text").count() == 1
