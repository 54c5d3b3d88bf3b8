"""Thematic reports: what is counted, what changed, what is quoted, and what of it may be seen.

One report of March tells of a broken well. Of four of April three tell of abductions, coded by
Amina, and one of these was sent on by another agency unchanged.
"""

import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.test import Client, override_settings
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks, DjangoDbBlocker
from tests.world import World, join, kept_world, table

from himaya.collect.actions import register_for
from himaya.engines.narrative.evidence import Mention, Read
from himaya.files.actions import read_file
from himaya.gate.seats import ActingSeat
from himaya.jobs.worker import Worker
from himaya.kernel import clock
from himaya.kernel.words import in_language
from himaya.library.actions import Brought, add_document
from himaya.library.actions import Coding as Said
from himaya.library.models import Classification, DocumentVersion
from himaya.library.reading import read_version
from himaya.library.requests import REQUESTED
from himaya.library.tests.files import bring
from himaya.library.texts import text_of
from himaya.people.models import Account
from himaya.records.actions import create_record
from himaya.records.bulletin.model import Month
from himaya.records.models import Involvement, Link, Record
from himaya.releases.models import Release
from himaya.themes.coding.actions import decide
from himaya.themes.coding.cutting import forget_marks, suggest_document
from himaya.themes.coding.deciding import Coding, Sent
from himaya.themes.coding.seeing import readable_records, waits_in
from himaya.themes.coding.tasks import mark_documents, mark_older_passages
from himaya.themes.defaults import give_default_framework
from himaya.themes.models import FrameworkVersion, KeptReport, Passage, Suggestion
from himaya.themes.queries import framework_of
from himaya.themes.report.asking import Ask
from himaya.themes.report.composing import composed
from himaya.themes.report.digesting import digest_of
from himaya.themes.report.gathering import BEFORE, NOW, Evidence, country_of, evidence_of
from himaya.themes.report.making import report_of
from himaya.themes.report.quoting import passages_behind, quotes
from himaya.themes.report.telling import tell_what_became

SignIn = Callable[[str], Client]
Budget = Callable[[int], AbstractContextManager[object]]
NAME = "Zubaydah Invented"
WELL = "The well of the {n}th village is broken and families walk far to fetch water every day."
TAKEN = (
    "On 3 April 2026 Ms {name} said that armed men abducted {n} teachers on the road. "
    "She can be called at +000 555 014{n}."
)
ABDUCTION = "PR01"


@dataclass(frozen=True)
class Kept:
    """A world with the twelve reports, and where their files lie."""

    world: World
    folder: Path


def one_report(world: World, text: str, month: int, n: int, who: str = "amina") -> DocumentVersion:
    answers = {
        "title": f"Report {month}/{n}",
        "start": f"2026-{month:02}-01",
        "end": f"2026-{month:02}-28",
        "area": "MJ01" if n % 2 else "MJ02",
        "agency": "WCI" if who == "celine" else "HRA",
    }
    return bring(world, text, f"{month}-{n}.txt", who=who, level=1, answers=answers)


@pytest.fixture(scope="module")
def kept(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Kept]:
    folder = tmp_path_factory.mktemp("kept")
    with kept_world(django_db_blocker, folder) as world:
        give_default_framework(world.operation)
        one_report(world, WELL.format(n=2), 3, 1)
        one_report(world, WELL.format(n=3), 4, 1)
        told = [one_report(world, TAKEN.format(n=n, name=NAME), 4, n) for n in (2, 3)]
        told.append(one_report(world, TAKEN.format(n=2, name=NAME), 4, 4, who="celine"))
        Worker().run(drain=True)
        protection = FrameworkVersion.objects.get(framework__code="protection")
        for version in told:
            about = Coding(version, protection)
            number = version.passages.get().number
            sent = [Sent(f"{version.ref}-1", number, "added", ABDUCTION, 2, "")]
            decide(seat=world.people["amina"].acting, about=about, sent=sent)
        yield Kept(world, folder)


def seen_by(seat: ActingSeat, ask: Ask) -> Evidence:
    """What is in one's sight."""
    return evidence_of(seat, ask, country_of(seat))


@pytest.fixture
def world(db: None, kept: Kept, settings: object, _own_folders: None) -> World:
    settings.HIMAYA_FILES = kept.folder / "files"  # type: ignore[attr-defined]
    return kept.world


@pytest.fixture
def ask(world: World) -> Ask:
    protection = FrameworkVersion.objects.get(framework__code="protection")
    return Ask(protection, Month(date(2026, 4, 1)), 1)


def test_counts__copies_are_one_source_and_nothing_unconfirmed_is_counted(
    world: World, ask: Ask
) -> None:
    evidence = seen_by(world.people["amina"].acting, ask)
    report = report_of(ask, evidence, {}, 0)
    (row,) = [row for row in report.themes.rows if row[1].number]
    assert [value.text for value in row[1:5]] == ["3", "3", "2", "1"]
    waiting = {one.theme for one in evidence.waiting}
    assert waiting == set(
        Suggestion.objects.filter(standing="suggested")
        .exclude(theme=ABDUCTION)
        .values_list("theme", flat=True)
    )


def test_author_not_named__cited_so_and_a_source_of_its_own(world: World, ask: Ask) -> None:
    amina = world.people["amina"].acting
    Involvement.objects.filter(
        record__head__answers__title__in=["Report 4/1", "Report 4/2"]
    ).delete()
    evidence = seen_by(amina, ask)
    report = report_of(ask, evidence, {}, 0)
    words = "".join(piece.text for piece in report.lines[0])
    assert "(sources: 4;" in words  # HRA, WCI and the two
    assert "2 documents name no author; each counts as a source of its own." in report.notes
    told = quotes(evidence, passages_behind(evidence, ABDUCTION))
    assert {one.title: one.source for one in told} == {
        "Report 4/2": "author not named",
        "Report 4/3": "HRA",
        "Report 4/4": "WCI",
    }
    (row,) = [row for row in report.themes.rows if row[1].number]
    assert row[4].text == "2"  # the copy by WCI speaks with the voice of what it copies


def test_dated_by_the_machine__of_the_chosen_area_and_of_days_only(world: World, ask: Ask) -> None:
    records = [one.document for one in seen_by(world.people["amina"].acting, ask).read]
    for ref, taken in zip(sorted(records), [["start"], ["end"], ["language"]], strict=False):
        record = DocumentVersion.objects.get(ref=ref).record
        Classification.objects.filter(record=record).update(taken=taken)
    dated = DocumentVersion.objects.filter(ref__in=sorted(records)[:2], record__period_end__month=4)
    for area in ("", "MJ01", "MJ02"):
        found = seen_by(world.people["amina"].acting, replace(ask, area=area)).by_machine
        inside = dated.filter(record__area=area) if area else dated
        assert found == inside.count()


def test_documents_that_wait_for_a_job__said_beside_the_report_and_the_coding(
    world: World, sign_in: SignIn
) -> None:
    amina, client = world.people["amina"].acting, sign_in("amina")
    pages = (reverse("thematic-report"), reverse("coding"))
    assert waits_in(readable_records(amina)) == (0, 0)
    assert "himaya work" not in client.get(pages[0]).content.decode()
    register = one_report(world, WELL.format(n=8), 4, 8).record.dataset  # read, and not cut
    brought = Brought("later.txt", WELL.format(n=9).encode())
    add_document(seat=amina, dataset=register, brought=brought, coding=Said(level=1))
    assert waits_in(readable_records(amina)) == (1, 1)
    for page in pages:
        told = client.get(page).content.decode()
        assert "One document waits to be read." in told
        assert "For one that was read no themes are suggested yet." in told


def test_quoted_passage__speaks_with_the_voice_of_whom_it_quotes(world: World, ask: Ask) -> None:
    amina = world.people["amina"].acting
    said = "Nobody repaired it although the committee wrote to the district office four times in March."
    own = one_report(world, f"{WELL.format(n=7)} {said}", 4, 7)
    letter = f"We add what others wrote. {said} We heard the same of roads, schools and the clinic."
    others = one_report(world, letter, 4, 9, who="celine")
    protection = ask.version
    for version in (own, others):
        suggest_document(version)
        sent = [Sent(f"{version.ref}-1", version.passages.get().number, "added", "PR15", 2, "")]
        decide(seat=amina, about=Coding(version, protection), sent=sent)

    def voices() -> tuple[int, int]:
        found = [one for one in seen_by(amina, ask).confirmed if one.theme == "PR15"]
        report = report_of(ask, seen_by(amina, ask), {}, 0)
        (row,) = [row for row in report.themes.rows if row[1].address.endswith("theme=PR15")]
        return sum(bool(one.origin) for one in found), int(row[4].text)

    assert voices() == (1, 1)
    forget_marks(others.record)  # it became High: nothing is kept that tells of its words
    assert voices() == (0, 2)
    Passage.objects.filter(version=others).update(runs=None)  # cut before quotes were looked for
    assert voices() == (0, 2)
    assert mark_older_passages.call() == 1
    mark_documents.call([others.ref])
    assert voices() == (1, 1)


def test_draft__says_what_was_read_and_what_may_be_said_of_change(world: World, ask: Ask) -> None:
    report = report_of(ask, seen_by(world.people["amina"].acting, ask), {}, 0)
    words = ["".join(piece.text for piece in line) for line in report.lines]
    assert words[0] == "Documents read: 4 (sources: 2; areas: 2); in the same time before: 1."
    assert "in 3 of the 4 documents (passages: 3; independent sources: 1)" in words[1]
    assert {row[8].text for row in report.themes.rows if row[1].number} == {"too little read"}


def test_change__told_with_the_sources_of_both_times(world: World, ask: Ask) -> None:
    evidence = seen_by(world.people["amina"].acting, ask)
    many = [Read(f"{span}-{n}", "HRA", "MJ01", span) for span in (BEFORE, NOW) for n in range(12)]
    told = [Mention(ABDUCTION, f"{NOW}-{n}", str(n)) for n in range(10)]
    report = report_of(ask, replace(evidence, read=many, confirmed=told), {}, 0)
    words = ["".join(piece.text for piece in line) for line in report.lines]
    assert words[2] == (
        "Of the sources read both times 10 of 12 documents, before 0 of 12: more often than chance"
        " explains (p = below 0.001)."
    )


def test_change_of_an_area__stands_beside_its_figure_unless_one_is_hidden(
    world: World, ask: Ask
) -> None:
    evidence = seen_by(world.people["amina"].acting, ask)
    many = [
        Read(f"{area}{span}{n}", "HRA", area, span)
        for area in ("MJ01", "MJ02")
        for span in (BEFORE, NOW)
        for n in range(12)
    ]
    for theme in framework_of(ask.version).themes:
        if theme.is_heading:
            continue
        told = [Mention(theme.code, f"MJ01{NOW}{n}", str(n)) for n in range(10)]
        told += [
            Mention(theme.code, f"MJ02{span}{n}", f"2{n}")
            for span in (BEFORE, NOW)
            for n in range(4)
        ]
        told.append(Mention(theme.code, f"MJ01{BEFORE}1", "1b"))
        shown = report_of(ask, replace(evidence, read=many, confirmed=told), {}, 3)
        values = [value.text for value in shown.by_place[theme.code].values()]
        assert values == ["10" if theme.sensitive else "10 (more often)", "4"]


def test_figures__lead_to_their_passages_masked_and_cited(
    world: World, ask: Ask, sign_in: SignIn
) -> None:
    client = sign_in("amina")
    page = client.get(f"{reverse('thematic-report')}?{ask.query}").content.decode()
    address = f"{reverse('thematic-report-passages')}?{ask.also(theme=ABDUCTION)}"
    assert address.replace("&", "&amp;") in page
    passages = client.get(address).content.decode()
    assert "armed men abducted" in passages
    assert "A sensitive theme: reports, findings and copies do not quote it." in passages
    assert "[person]" in passages
    assert NAME not in page + passages
    assert "555 014" not in page + passages
    assert "Report 4/2" in passages


def test_sensitive_theme__few_documents_of_one_area_are_not_told(world: World, ask: Ask) -> None:
    evidence = seen_by(world.people["amina"].acting, ask)
    for theme in framework_of(ask.version).themes:
        if theme.is_heading:
            continue
        told = [one._replace(theme=theme.code) for one in evidence.confirmed]
        shown = report_of(ask, replace(evidence, confirmed=told), {}, 4).by_place[theme.code]
        assert {value.text for value in shown.values()} == (
            {"…"} if theme.sensitive else {"1", "2"}
        )


def test_moderate_documents_in_a_low_register__their_level_says_what_is_few(
    world: World, ask: Ask
) -> None:
    amina = world.people["amina"].acting
    assert framework_of(ask.version).by_code[ABDUCTION].sensitive
    assert {one.dataset.level for one in Record.objects.filter(versions__isnull=False)} == {1}
    moderate = seen_by(amina, ask)
    assert 2 in moderate.levels.values()
    low = replace(moderate, levels=dict.fromkeys(moderate.levels, 1))
    shown = []
    for evidence in (low, moderate):
        report = composed(amina, ask, evidence, country_of(amina)).report
        shown.append({value.text for value in report.by_place[ABDUCTION].values()})
    assert shown == [{"1", "2"}, {"…"}]


def test_reports_of_another_agency__are_in_no_figure(world: World, ask: Ask) -> None:
    outsider = join(world, "rana", "focal_point", "OTH")
    evidence = seen_by(outsider.acting, ask)
    assert not any([*evidence.read, *evidence.confirmed, *evidence.unreviewed, *evidence.waiting])


def words_of_copy(release: Release) -> str:
    """The words of a docx."""
    assert release.file is not None
    with zipfile.ZipFile(io.BytesIO(read_file(release.file))) as archive:
        return archive.read("word/document.xml").decode()


@pytest.mark.parametrize("form", ["docx"])
def test_copy__a_release_without_names(world: World, ask: Ask, sign_in: SignIn, form: str) -> None:
    client = sign_in("amina")
    made = client.post(f"{reverse('thematic-report')}?{ask.query}", {"form": form})
    assert made.status_code == 302
    release = Release.objects.latest("pk")
    words = words_of_copy(release)
    assert "Quotations" not in words  # abductions are sensitive: an empty table says nothing
    assert NAME not in words
    assert {part["level"] for part in release.parts} == {2}  # a person is named in one


def test_kept_report__a_document_that_is_no_evidence_and_tells_whose_were_used(
    world: World, ask: Ask, sign_in: SignIn
) -> None:
    client = sign_in("amina")
    amina = world.people["amina"].acting
    before = seen_by(amina, ask)
    made = client.post(f"{reverse('thematic-report')}?{ask.query}", {"form": "keep"})
    kept = KeptReport.objects.get()
    assert made["Location"] == reverse("record", args=[kept.record.ref])
    version = kept.record.versions.get()
    read_version(version)
    Worker().run(drain=True)
    assert text_of(version).text.startswith("Thematic report, April 2026")
    assert set(kept.documents.values_list("ref", flat=True)) == {
        one.document for one in before.read
    }
    # What it says stands in the documents already: it is not read as one more.
    assert seen_by(amina, ask).read == before.read
    page = client.get(reverse("record", args=[kept.record.ref])).content.decode()

    assert "Made from 5 documents" in page
    used = DocumentVersion.objects.get(ref=before.read[0].document).record
    assert (
        "This document was used in"
        in client.get(reverse("record", args=[used.ref])).content.decode()
    )
    digest = client.get(reverse("thematic-report-digest")).content.decode()
    assert "documents read: 4; with something coded: 2; used in reports: 4" in digest
    assert "5 documents of yours" not in digest
    assert "4 documents of yours" in digest


# What one sees of what became of documents: of this month.
BECAME = table("""
| who    | brought | read | coded | used | reports | uncoded | undated | requests |
| amina  | 5       | 5    | 2     | 4    | 1       | 3       | 1       | 1        |
| bakari | 0       | 0    | 0     | 0    | 0       | 0       | 0       | 0        |
| celine | 1       | 1    | 1     | 1    | 1       | 0       | 0       | 0        |
| rana   | 0       | 0    | 0     | 0    | 0       | 0       | 0       | 0        |
""")


@pytest.fixture
def used(world: World, ask: Ask, sign_in: SignIn) -> None:
    """A report used all that was read; one more paper has no period, and one is asked for."""
    sign_in("amina").post(f"{reverse('thematic-report')}?{ask.query}", {"form": "keep"})
    paper = bring(world, "A paper.", level=1, answers={"title": "Paper", "agency": "HRA"})
    ask_for(world, paper.record)


def ask_for(world: World, paper: Record) -> None:
    """A request of WCI for a paper of HRA, without an answer."""
    desk = register_for(seat=world.people["dawit"].acting, profile_code="sharing_request")
    answers = {"title": "Please", "date": "2026-05-01", "agency": "WCI", "holder": "HRA"}
    answers |= {"product": "report", "purpose": "Planning", "detail": "totals"}
    answers |= {"answer_by": "2026-05-09", "status": "asked"}
    request = create_record(
        seat=world.people["celine"].acting, dataset=desk, answers=answers, sure=True
    )
    Link.objects.create(operation=world.operation, relation=REQUESTED, source=request, target=paper)


@pytest.mark.usefixtures("used")
def test_digest__what_became_of_ones_agencys_documents(world: World) -> None:
    join(world, "rana", "focal_point", "OTH")
    head, *rows = BECAME
    for who, *counts in rows:
        found = digest_of(world.people[who].acting, Month(clock.today().replace(day=1)))
        told = [str(getattr(found, name)) for name in head[1:]]
        assert told == counts, who
    before = digest_of(world.people["amina"].acting, Month.before_day(clock.today()))
    assert (before.happened, before.is_open) == (0, 5)


@pytest.mark.usefixtures("used")
@override_settings(HIMAYA_MAIL_URL="smtp://localhost")
def test_mail__counts_and_no_titles_once(
    world: World,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    mail.outbox.clear()
    Account.objects.exclude(name="Amina").update(wants_digests=False)
    Account.objects.update(told_of_use_at=clock.now() - timedelta(days=1))
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            tell_what_became.call()
    use, digest = mail.outbox
    assert {*use.to, *digest.to} == {"amina@example.org"}
    assert "thematic reports: 4; reports: 1." in use.body
    assert "Questions that are open now: 5." in digest.body
    for word in ("Report", "Paper", "HRA", "MJ01", "Amina"):
        assert word not in f"{digest.body} {digest.subject} {use.body}"


@pytest.mark.usefixtures("used")
def test_pages__few_queries(
    world: World, ask: Ask, sign_in: SignIn, django_assert_max_num_queries: Budget
) -> None:
    client = sign_in("amina")
    with django_assert_max_num_queries(40):
        client.get(reverse("thematic-report-digest"))
    named = DocumentVersion.objects.latest("pk")
    with django_assert_max_num_queries(40):
        client.get(reverse("document-names", args=[named.record.ref, 1]))
    with django_assert_max_num_queries(60):
        client.get(f"{reverse('thematic-report')}?{ask.query}")
    with django_assert_max_num_queries(45):
        client.get(f"{reverse('thematic-report-passages')}?{ask.also(theme=ABDUCTION)}")
    with django_assert_max_num_queries(45):
        client.get(f"{reverse('thematic-report-graded')}?{ask.also(grade='none')}")
    with django_assert_max_num_queries(40):
        assert client.get("/thematic-report/missing/").status_code == 200


def test_suggested_and_not_reviewed__told_apart_and_in_no_figure(
    world: World, ask: Ask, sign_in: SignIn
) -> None:
    one_report(world, "Forty families were evicted from their houses by force in April.", 4, 5)
    Worker().run(drain=True)
    client, page = sign_in("amina"), reverse("thematic-report")
    plain = client.get(f"{page}?{ask.query}")
    asked = client.get(f"{page}?{replace(ask, suggested=True).query}")
    code = asked.context["report"].suggested[0]
    title = in_language(framework_of(ask.version).by_code[code].title)
    said = ["".join(piece.text for piece in line) for line in asked.context["report"].lines]
    assert any(f"{title}: suggested in" in line and "not reviewed" in line for line in said)
    assert plain.context["report"].suggested == ()
    figures = [
        [[value.text for value in row] for row in one.context["report"].themes.rows]
        for one in (plain, asked)
    ]
    assert figures[0] == figures[1]
    assert "not reviewed" in asked.content.decode()
    assert NAME not in asked.content.decode()
    client.post(f"{page}?{replace(ask, suggested=True).query}", {"form": "docx"})
    copy = words_of_copy(Release.objects.latest("pk"))
    assert "Suggested, not reviewed by anybody" in copy
    assert "Forty families" in copy
    assert "abducted" not in copy  # coded with a sensitive theme, it is quoted under no other


def test_bars__in_the_order_of_the_documents_that_they_draw(world: World, ask: Ask) -> None:
    amina = world.people["amina"].acting
    evidence = seen_by(amina, ask)
    read = [Read(f"d{n}", f"A{min(n, 3)}", "MJ01", NOW) for n in range(9)]
    told = [Mention(ABDUCTION, f"d{n}", f"1{n}") for n in range(3)]  # three sources
    told += [Mention("PR14", f"d{n}", f"2{n}") for n in range(3, 9)]  # one, with more documents
    kept_in = dict.fromkeys([one.document for one in read], 0)
    shown = replace(evidence, read=read, confirmed=told, kept_in=kept_in, levels=kept_in)
    report = composed(amina, ask, replace(shown, unreviewed=[], waiting=[]), country_of(amina))
    codes = framework_of(ask.version).by_code
    first, second = (in_language(codes[code].title) for code in ("PR14", ABDUCTION))
    assert report.report.order == (ABDUCTION, "PR14")
    assert f"{first}: 6; {second}: 3" in report.drawn[0].says


def test_month_or_length_that_there_is_none_of__said_and_not_swallowed(
    world: World, sign_in: SignIn
) -> None:
    client, page = sign_in("amina"), reverse("thematic-report")
    for asked in ("first=2026-13", "months=0"):
        assert "There is no such month" in client.get(f"{page}?{asked}").content.decode()
    sound = client.get(f"{page}?first=2026-04&months=1").content.decode()
    assert "There is no such month" not in sound


SPANS = [
    ({}, date(2026, 5, 9), "2026-01", "2026-03"),
    ({"months": "1"}, date(2026, 1, 9), "2025-12", "2025-12"),
    ({"months": "12"}, date(2026, 1, 9), "2025-01", "2025-12"),
    ({"first": "2026-02", "months": "3"}, date(2026, 1, 9), "2026-02", "2026-04"),
    ({"first": "soon", "months": "7"}, date(2026, 11, 9), "2026-07", "2026-09"),
]


@pytest.mark.parametrize(("given", "today", "first", "last"), SPANS)
def test_span__last_whole_one_unless_asked(
    ask: Ask, given: dict[str, str], today: date, first: str, last: str
) -> None:
    asked = Ask.of(ask.version, given, today)
    assert (asked.first.code, asked.last.code) == (first, last)
    assert asked.before.after == asked
