"""Documents: brought, read in the background, shown to whom they are open, in newer versions."""

import io
import zipfile
from collections.abc import Callable, Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, DjangoDbBlocker
from tests.world import World, kept_world, table

from himaya.audit.models import Event
from himaya.collect.actions import register_for
from himaya.engines.documents import Hidden, Note
from himaya.engines.documents.errors import WORDS
from himaya.files.actions import name_of, path_of, read_file
from himaya.files.models import StoredFile
from himaya.gate.decisions import authorize
from himaya.jobs.models import Job
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.library.actions import Brought, Coding, add_document, add_version
from himaya.library.coding import lacking
from himaya.library.forms import AddForm
from himaya.library.levels import set_level
from himaya.library.models import Classification, DocumentVersion
from himaya.library.queries import dated_by_machine, newest_version, opens_text
from himaya.library.reading import on_read, read_version
from himaya.library.tests.files import MINUTES, bring, register, word_file
from himaya.library.texts import text_of
from himaya.library.wording import HIDDEN, NOTES, refusal_words
from himaya.profiles.coordination.tests.keeping import day
from himaya.records.actions import create_record, link_records, move_record
from himaya.records.models import Record
from himaya.releases.models import Release
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


def test_copies__read_in_another_order_than_they_came(world: World) -> None:
    seat, dataset = world.people["amina"].acting, register(world)
    texts = [MINUTES * 3, MINUTES * 3 + "\n\nOne more line."]
    first, second = (
        add_document(
            seat=seat,
            dataset=dataset,
            brought=Brought(f"{number}.txt", text.encode()),
            coding=Coding(level=2),
        )
        for number, text in enumerate(texts)
    )
    read_version(second)
    read_version(first)
    second.refresh_from_db()

    assert (first.copy_of, second.copy_of) == (None, first)


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


DECISIONS = table("""
| level | words                              | decided as | allowed       |
|-------|------------------------------------|------------|---------------|
| 0     | Ninety families came.              | 2          | yes           |
| 0     | Ninety families came.              | 1          | level_lowered |
| 0     | Case no. CX-44812 of a family.     | 2          | level_lowered |
| 0     | Case no. CX-44812 of a family.     | 3          | yes           |
| 2     | Ninety families came.              | 1          | level_lowered |
| 2     | Ninety families came.              | 3          | yes           |
""")[1:]


@pytest.mark.parametrize("row", DECISIONS, ids=" ".join)
def test_sensitivity__first_decision_from_what_is_proposed_then_a_reviewer(
    world: World, row: list[str]
) -> None:
    level, words, decided, allowed = row
    record = bring(world, words, level=int(level)).record
    seat = world.people["amina"].acting
    if allowed != "yes":
        with pytest.raises(Problem) as refused:
            set_level(seat=seat, record=record, level=int(decided))
        assert str(refused.value.code) == allowed
        return
    set_level(seat=seat, record=record, level=int(decided))
    record.refresh_from_db()
    assert record.level == int(decided)
    newest = newest_version(record)
    assert newest is not None
    assert newest.file.level == int(decided)
    assert bool(newest.signature) == (int(decided) < 3)
    found = Entry.objects.filter(thing=record.ref, written__text__contains="famil").exists()
    assert found == (int(decided) < 3)


def test_lower_sensitivity__asked_reviewed_used_once(
    world: World, sign_in: Callable[[str], Client]
) -> None:
    record = bring(world, "Ninety families came.", level=2).record
    address = reverse("record-lower", args=[record.ref])
    sign_in("amina").post(address, {"level": "1", "reason": "Public since March"})
    review = reverse("record-lower-review", args=[record.ref])
    answer = sign_in("dawit").post(review, {"do": "grant", "remark": ""})
    assert answer.status_code == 302
    level = reverse("document-level", args=[record.ref])
    client = sign_in("amina")
    assert client.get(level).status_code == 200
    assert client.post(level, {"level": "1"}).status_code == 302
    record.refresh_from_db()
    assert record.level == 1
    assert sign_in("celine").post(level, {"level": "2"}).status_code == 403


TABLE = table("""
| type               | detail  | given | becomes |
|--------------------|---------|-------|---------|
| bulletin           | totals  | 1     | 1       |
| focal_point_report |         | 1     | 3       |
| bulletin           | cases   | 1     | 3       |
| pm_report          | by_area | 1     | 2       |
""")[1:]


@pytest.mark.parametrize("row", TABLE, ids=" ".join)
def test_sensitivity_given__never_below_type_and_detail(world: World, row: list[str]) -> None:
    kind, detail, given, becomes = row
    answers = {"document_type": kind, "detail": detail}
    made = bring(world, "The water point works.", level=int(given), answers=answers)
    assert made.record.level == int(becomes)


REPORT = """Minutes of the camp meeting in Area MJ0101

Held on 4 March 2026 by HRA with WCI. Area MJ0101 has water; Area MJ0101 has no light, Area MJ02 has.
WCI repairs the pump. Ms Zubaydah Invented of HRA took the minutes.
"""


def test_coding__proposed_with_reasons_and_taken_by_a_person(
    world: World, sign_in: Callable[[str], Client]
) -> None:
    record = bring(world, REPORT, level=2).record
    client, url = sign_in("amina"), reverse("record", args=[record.ref])
    page = client.get(url).content.decode()
    queue = client.get(reverse("documents", args=[record.dataset.ref])).content.decode()

    assert "Not coded yet" in queue
    assert "stands at the top" in page
    assert "Minutes of the camp meeting" in page
    take = reverse("document-coding", args=[record.ref])
    client.post(take, {"take": "document_type", "seen": "1"})
    record.refresh_from_db()
    assert record.head is not None
    assert record.head.answers["document_type"] == "camp_minutes"
    assert "area" not in record.head.answers
    client.post(take, {"take": "~all", "seen": "2"})
    record = Record.objects.select_related("head", "version").get(pk=record.pk)
    assert record.head is not None
    assert (
        record.head.answers.items()
        >= {
            "title": "Minutes of the camp meeting in Area MJ0101",
            "area": "MJ0101",
            "other_areas": "MJ02",
            "published_on": "2026-03-04",
            "agency": "HRA",
            "partner": "WCI",
            "language": ["en"],
            "personal_data": "yes",
        }.items()
    )
    assert lacking(record) == []
    assert "Take all of it" not in client.get(url).content.decode()
    assert sign_in("celine").post(take, {"take": "~all", "seen": "3"}).status_code == 403


def test_copy_taken_along__without_what_the_file_hides(
    world: World, sign_in: Callable[[str], Client]
) -> None:
    hiding = word_file("Agreed text", author=NAME)
    record = bring(world, hiding, f"{NAME}.docx", level=2).record
    client, url = sign_in("amina"), reverse("document-copy", args=[record.ref, 1])

    assert "who wrote it: 1" in client.get(url).content.decode()
    answer = client.post(url)
    release = Release.objects.get()
    assert answer["Location"] == reverse("copy", args=[release.ref])
    assert release.file is not None
    taken = read_file(release.file)
    with zipfile.ZipFile(io.BytesIO(taken)) as parts:
        assert not any(NAME.encode() in parts.read(one) for one in parts.namelist())
        assert b"Agreed text" in parts.read("word/document.xml")
    assert name_of(release.file) == f"document-{record.ref}-1.docx"


def test_copy_of_a_kind_that_cannot_be_cleaned__refused_with_what_to_do(
    world: World, sign_in: Callable[[str], Client]
) -> None:
    page = b"<!doctype html><html><body><p>A report of the web</p></body></html>"
    record = bring(world, page, "report.html", level=2).record
    answer = sign_in("amina").post(reverse("document-copy", args=[record.ref, 1]))
    assert answer.status_code == 409
    assert "Print it to PDF" in answer.content.decode()
    assert not Release.objects.exists()


def test_copies__shown_where_both_are_open(world: World, sign_in: Callable[[str], Client]) -> None:
    first = bring(world, MINUTES * 3).record
    other = bring(world, MINUTES * 3 + "\n\nOne more line.", who="celine").record
    address = reverse("record", args=[first.ref])

    assert other.ref in sign_in("amina").get(address).content.decode()
    Record.objects.filter(pk=other.pk).update(level=3)  # its words are WCI's alone
    assert other.ref not in sign_in("amina").get(address).content.decode()


def test_document_on_request__asked_for_and_days_counted(
    world: World, sign_in: Callable[[str], Client]
) -> None:
    requests = register_for(seat=world.people["dawit"].acting, profile_code="sharing_request")
    answers = {"availability": "on_request", "contact": f"{NAME}, +000 555 0199"}
    record = bring(world, answers=answers).record
    address = reverse("record", args=[record.ref])
    page = sign_in("celine").get(address).content.decode()
    assert f"/datasets/{requests.ref}/records/new/?relation=request_for_document" in page
    assert NAME not in page
    assert "555 0199" not in page

    asked = create_record(
        seat=world.people["celine"].acting,
        dataset=requests,
        answers={**ASKED, "date": day(-9), "answered_on": day(-2)},
    )
    seat = world.people["celine"].acting
    link_records(seat=seat, relation="request_for_document", source=asked, target=record)
    assert "answered after 7 days" in sign_in("celine").get(address).content.decode()


ASKED = {
    "title": "The minutes",
    "agency": "WCI",
    "holder": "HRA",
    "product": "report",
    "purpose": "To plan visits",
    "detail": "by_area",
    "level": "moderate",
    "answer_by": day(20),
    "status": "answered",
    "answer": "Given",
}


def test_time_is_over__files_and_words_removed_and_the_coding_stays(
    world: World, sign_in: Callable[[str], Client]
) -> None:
    version = bring(world)
    record, client = version.record, sign_in("amina")
    address = reverse("document-remove", args=[record.ref])
    assert client.post(address).status_code == 409
    move_record(seat=world.people["amina"].acting, record=record, to="archived", seen=1)
    assert client.get(address).status_code == 200
    assert client.post(address).status_code == 302

    assert not path_of(version.file).exists()
    version.refresh_from_db()
    assert (version.text, version.signature) == (None, b"")
    assert not Entry.objects.filter(thing=record.ref, written__text__contains="famil").exists()
    page = client.get(reverse("record", args=[record.ref])).content.decode()
    assert "removed for good" in page


def test_list_of_documents__as_many_questions_to_the_database_for_many(
    world: World,
    sign_in: Callable[[str], Client],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    versions = [bring(world, f"Report number {number} of the week.") for number in range(4)]
    client = sign_in("amina")
    with django_assert_max_num_queries(24):
        page = client.get(reverse("documents", args=[register(world).ref])).content.decode()
    assert all(one.record.ref in page for one in versions)


def test_words_more_sensitive_than_said__closed_until_somebody_decides(world: World) -> None:
    amina = world.people["amina"].acting
    words = "Case HRA-00123 of Ms Zubaydah Invented lies at 33.51234, 36.29876; call +000 555 0142."
    record = bring(world, words, level=1).record
    record.refresh_from_db()
    said = Classification.objects.get(record=record)
    assert (record.level, said.proposed, said.decided_by) == (3, 3, "")
    assert not Entry.objects.filter(thing=record.ref, written__text__contains="lies at").exists()
    # Who was told of it decides; what is proposed needs nobody's leave.
    assert set_level(seat=amina, record=record, level=3).level == 3


def test_newer_file_that_asks_for_high__nothing_is_kept_of_the_older_words(world: World) -> None:
    first = bring(world, MINUTES * 3, level=2)
    assert first.signature
    words = "Case HRA-00123 lies at 33.51234, 36.29876."
    brought = Brought("case.txt", words.encode())
    read_version(
        add_version(seat=world.people["amina"].acting, record=first.record, brought=brought)
    )
    first = DocumentVersion.objects.select_related("record").get(pk=first.pk)
    assert (first.record.level, first.signature) == (3, b"")


@pytest.mark.parametrize("title", ["Interview of Mrs Fatima Invented", "Call +000 555 0142"])
def test_title_that_names_somebody__refused_and_listed(world: World, title: str) -> None:
    form = AddForm(register(world), 3, {"title": title})
    assert "title" in form.errors
    record = bring(world, answers={"title": title}).record
    assert "title" in lacking(record)


def test_sure_proposals__taken_by_the_machine_and_marked_until_somebody_looked(
    world: World, sign_in: Callable[[str], Client]
) -> None:
    dated = bring(
        world, "Outcome of the meeting\n\nHeld from 2 to 4 March 2026 in Area MJ01 by HRA."
    )
    vague = bring(
        world, "Plan 2021\n\nRevise the form of 2021 together with all who use it.", "p.txt"
    )
    client, register = sign_in("amina"), dated.record.dataset.ref
    answer = client.post(f"/documents/{register}/take/", follow=True).content.decode()
    assert "Something was sure in 2 of 2 documents" in answer
    assert "taken by the machine, not looked at" in answer
    record = Record.objects.select_related("head").get(pk=dated.record.pk)
    assert record.head is not None
    answers = record.head.answers
    assert (answers["start"], answers["end"]) == ("2026-03-02", "2026-03-04")
    assert not {"area", "agency", "document_type"} & set(answers)
    assert record.classification.taken == ["end", "language", "start"]
    assert record.status == "received"
    other = Record.objects.select_related("head").get(pk=vague.record.pk)
    assert other.head is not None
    assert "start" not in other.head.answers  # the year named most is proposed, and not sure
    assert other.classification.taken == ["language"]
    assert dated_by_machine(DocumentVersion.objects.all()) == {dated.ref}
    page = f"/records/{record.ref}/"
    assert "nobody has looked at it yet" in client.get(page).content.decode()
    assert (
        "the year that it names most: 2021" in client.get(f"/records/{other.ref}/").content.decode()
    )
    client.post(f"{page}document/coding/", {"take": "~looked"})
    assert "nobody has looked at it yet" not in client.get(page).content.decode()
    notes = Event.objects.filter(note__in=["taken_by_machine", "looked_over"])
    assert sorted(notes.values_list("note", flat=True)) == [
        "looked_over",
        *["taken_by_machine"] * 2,
    ]
    assert sign_in("bakari").post(f"/documents/{register}/take/").status_code == 403
