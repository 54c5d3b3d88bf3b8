"""Joint analysis: evidence, signatures and the board, each in one's own sight.

CCU leads an analysis of April, HRA and WCI take part. Two reports of HRA and one of WCI, a copy of
the first, tell of armed men; a fourth of HRA tells of a well. Amina judges.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from pytest_django import DjangoDbBlocker
from tests.world import World, join, kept_world

from himaya.audit.models import Event
from himaya.config.tests.doors import Caller, token_of
from himaya.files.actions import read_file
from himaya.gate.seats import ActingSeat
from himaya.jobs.worker import Worker
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.library.models import DocumentVersion
from himaya.profiles.coordination.tests.keeping import fresh, keep, move
from himaya.profiles.tests.test_analysis_forms import SOUND
from himaya.records.actions import ChangedMeanwhile, amend_record, link_records
from himaya.records.lifecycle import GateShut, ReasonMissing, RecordLocked
from himaya.records.models import Record
from himaya.records.sealing import whole_answers
from himaya.releases.models import Release
from himaya.themes.board.actions import (
    NotePointsToPerson,
    put_evidence,
    sign,
    take_back_evidence,
)
from himaya.themes.board.copying import document_of
from himaya.themes.board.judging import Judgement
from himaya.themes.board.making import Board, board_of
from himaya.themes.board.ordering import by_severity, squares
from himaya.themes.board.sight import pieces_of
from himaya.themes.board.signing import Tally, fingerprints_of, taking_part, tallies_of
from himaya.themes.coding.actions import decide
from himaya.themes.coding.deciding import Coding, Sent
from himaya.themes.defaults import give_default_framework
from himaya.themes.models import Evidence, FrameworkVersion
from himaya.themes.tests.test_report import NAME, TAKEN, WELL, one_report

Budget = Callable[[int], AbstractContextManager[object]]
SignIn = Callable[[str], Client]
ATTACKS, VIOLENCE = "PR02", "PR08"
SAID = {
    "agency": "HRA",
    "theme": ATTACKS,
    "area": "MJ02",
    "severity": "s4",
    "confidence": "high",
    "gaps": "Nobody went to the north",
}


@dataclass(frozen=True)
class Kept:
    """A world with coded reports and an analysis of their month, and where its files lie."""

    world: World
    analysis: Record
    finding: Record
    reports: list[DocumentVersion]
    folder: Path


@pytest.fixture(scope="module")
def kept(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Kept]:
    folder = tmp_path_factory.mktemp("kept")
    with kept_world(django_db_blocker, folder) as world:
        give_default_framework(world.operation)
        reports = [one_report(world, TAKEN.format(n=n, name=NAME), 4, n) for n in (2, 6)]
        reports.append(one_report(world, TAKEN.format(n=2, name=NAME), 4, 4, who="celine"))
        one_report(world, WELL.format(n=3), 4, 1)
        Worker().run(drain=True)
        protection = FrameworkVersion.objects.get(framework__code="protection")
        for version in reports:
            sent = [Sent(f"{version.ref}-1", version.passages.get().number, "added", ATTACKS)]
            decide(seat=world.people["amina"].acting, about=Coding(version, protection), sent=sent)
        month = {"start": "2026-04-01", "end": "2026-04-30"}
        analysis = keep(world, "joint_analysis", SOUND["joint_analysis"] | month)
        finding = judge(world, analysis)
        yield Kept(world, analysis, finding, reports, folder)


def judge(world: World, analysis: Record, who: str = "amina", **said: object) -> Record:
    """A finding of the analysis, by that person."""
    finding = keep(world, "finding", SOUND["finding"] | SAID | said, who=who)
    seat = world.people[who].acting
    link_records(seat=seat, relation="finding_of", source=finding, target=analysis)
    return fresh(finding)


@pytest.fixture
def world(db: None, kept: Kept, settings: object, _own_folders: None) -> World:
    settings.HIMAYA_FILES = kept.folder / "files"  # type: ignore[attr-defined]
    return kept.world


@pytest.fixture
def amina(world: World) -> ActingSeat:
    return world.people["amina"].acting


@pytest.fixture
def finding(world: World, kept: Kept) -> Record:
    return fresh(kept.finding)


@pytest.fixture
def analysis(world: World, kept: Kept) -> Record:
    return fresh(kept.analysis)


def put(seat: ActingSeat, finding: Record, version: DocumentVersion, stance: str) -> Evidence:
    number = version.passages.get().number
    return put_evidence(
        seat=seat, finding=finding, document=version.record.ref, number=number, stance=stance
    )


def signed(
    world: World, record: Record, who: str, position: str = "agrees", note: str = ""
) -> None:
    seen = fingerprints_of([fresh(record)])[record.pk]
    seat = world.people[who].acting
    sign(seat=seat, record=record, position=position, seen=seen, note=note)


def tally(record: Record, analysis: Record) -> Tally:
    return tallies_of([fresh(record)], taking_part(analysis))[record.pk]


def on_board(board: Board, finding: Record) -> Judgement:
    return next(one for one in board.judgements if one.record.pk == finding.pk)


def proposed(world: World, kept: Kept, amina: ActingSeat) -> Record:
    put(amina, kept.finding, kept.reports[0], "supports")
    return move(world, kept.finding, "proposed", who="amina")


def test_severity_without_evidence__proposed_by_nobody_and_counted_nowhere(
    world: World, kept: Kept, amina: ActingSeat, finding: Record, analysis: Record
) -> None:
    with pytest.raises(GateShut) as shut:
        move(world, finding, "proposed", who="amina")
    assert shut.value.gates == ("evidence",)
    with pytest.raises(GateShut):  # nor written so from the start
        keep(world, "finding", SOUND["finding"] | SAID | {"status": "agreed"}, who="amina")
    put(amina, finding, kept.reports[0], "contradicts")
    with pytest.raises(GateShut):
        move(world, finding, "proposed", who="amina")
    made = put(amina, finding, kept.reports[0], "supports")
    assert on_board(board_of(amina, analysis), finding).severity == "not_assessed"  # a draft

    stated = move(world, finding, "proposed", who="amina")

    assert on_board(board_of(amina, analysis), finding).severity == "s4"
    take_back_evidence(seat=amina, finding=stated, ref=made.ref)
    after = on_board(board_of(amina, analysis), finding)
    assert (after.severity, after.why_not) == (
        "not_assessed",
        "a severity without evidence: it does not count",
    )
    assert Event.objects.filter(verb="record.code", note="taken_back", thing=finding.ref).exists()


def test_evidence__copies_are_one_source_and_high_confidence_on_one_is_doubted(
    world: World, kept: Kept, amina: ActingSeat, finding: Record, analysis: Record
) -> None:
    for version in (kept.reports[0], kept.reports[2]):
        put(amina, finding, version, "supports")
    put(amina, finding, kept.reports[0], "supports")  # twice is once
    shown = on_board(board_of(amina, analysis), finding)
    assert (shown.weight.stances["supports"], shown.weight.documents, shown.weight.voices) == (
        2,
        2,
        1,
    )
    assert "read under Why this confidence" in str(shown.doubts[0])  # it is written there
    Record.objects.filter(pk=kept.reports[0].record_id).update(level=3)
    assert "more sensitive" in str(on_board(board_of(amina, analysis), finding).doubts[1])


def test_evidence_that_one_may_not_read__is_not_shown_quoted_nor_counted(
    world: World, kept: Kept, amina: ActingSeat, finding: Record, analysis: Record, sign_in: SignIn
) -> None:
    secret = kept.reports[1]
    put(amina, finding, kept.reports[0], "supports")
    put(amina, finding, secret, "contradicts")
    Record.objects.filter(pk=secret.record_id).update(level=4)  # the words of Severe are closed
    for who in ("celine", "dawit"):
        seat = world.people[who].acting
        assert [one.read.document for one in pieces_of(seat, [finding])[finding.pk]] == [
            kept.reports[0].ref
        ]
        weight = on_board(board_of(seat, analysis), finding).weight
        assert (weight.stances["contradicts"], weight.documents) == (0, 1)
        page = sign_in(who).get(reverse("record", args=[finding.ref])).content.decode()
        assert "that contradict it: 0" in page
        assert secret.record.ref not in page
    with pytest.raises(Problem) as absent:
        put(world.people["celine"].acting, finding, secret, "supports")
    assert absent.value.code is Code.NOT_FOUND


def test_signature__is_for_the_wording_that_was_read_and_lapses_with_it(
    world: World, kept: Kept, amina: ActingSeat, analysis: Record
) -> None:
    with pytest.raises(Problem) as draft:
        signed(world, kept.finding, "celine")
    assert draft.value.code is Code.STEP_UNKNOWN
    finding = proposed(world, kept, amina)
    read = fingerprints_of([finding])[finding.pk]
    for who in ("amina", "celine"):
        signed(world, finding, who)
    assert tally(finding, analysis).given == 2
    put(amina, finding, kept.reports[1], "contradicts")  # what it rests on is part of it
    assert [one.is_present for one in tally(finding, analysis).signed] == [False, False]
    signed(world, finding, "celine")
    assert finding.head is not None
    assert analysis.head is not None
    scale = whole_answers(analysis, analysis.head) | {"scale_agreed": "Two sources for a four"}
    dawit = world.people["dawit"].acting
    amend_record(seat=dawit, record=analysis, answers=scale, seen=analysis.lock)
    assert tally(finding, analysis).given == 0  # a step means something else now
    signed(world, finding, "celine")
    amended = whole_answers(finding, finding.head) | {"severity": "s5"}
    amend_record(seat=amina, record=finding, answers=amended, seen=finding.lock)

    assert tally(finding, analysis).given == 0
    with pytest.raises(ChangedMeanwhile):
        sign(
            seat=dawit,
            record=fresh(finding),
            position="agrees",
            seen=read,
        )


def test_agreed__only_when_all_signed_none_objects_and_not_by_its_writer_alone(
    world: World, kept: Kept, amina: ActingSeat, analysis: Record
) -> None:
    outsider, reader = join(world, "rana", "focal_point", "OTH"), world.people["bakari"]
    finding = proposed(world, kept, amina)
    for who in (outsider, reader):  # no part in it; no word for the agency
        with pytest.raises(Problem):
            sign(seat=who.acting, record=finding, position="agrees", seen="0" * 64)
    signed(world, finding, "amina")
    signed(world, finding, "dawit")
    with pytest.raises(ReasonMissing):
        signed(world, finding, "celine", "objects")
    with pytest.raises(NotePointsToPerson):
        signed(world, finding, "celine", "objects", "Call Nib Vane at +213 555 000 000")
    signed(world, finding, "celine", "objects", "Two camps say otherwise")
    with pytest.raises(GateShut) as shut:
        move(world, finding, "agreed", who="amina")
    assert shut.value.gates == ("signatures",)
    (dissent,) = tally(finding, analysis).dissent
    assert dissent.agency == "WCI"
    assert move(world, finding, "disputed", "proposed", who="amina").status == "proposed"
    signed(world, finding, "celine", "reservation", "The north was not visited")

    agreed = move(world, finding, "agreed", who="amina")

    assert on_board(board_of(amina, analysis), finding).tally.given == 3
    for change in ("supports", "contradicts"):
        with pytest.raises(RecordLocked):
            put(amina, agreed, kept.reports[1], change)


def test_analysis__signed_as_a_whole_once_no_finding_waits(
    world: World, kept: Kept, amina: ActingSeat, analysis: Record, sign_in: SignIn
) -> None:
    analysis = move(world, analysis, "in_analysis")
    with pytest.raises(GateShut) as draft:
        move(world, analysis, "for_signature")
    assert draft.value.gates == ("drafts",)
    with pytest.raises(GateShut):  # none begins as replaced
        keep(world, "finding", SOUND["finding"] | SAID | {"status": "superseded"}, who="amina")
    finding = proposed(world, kept, amina)
    analysis = move(world, analysis, "for_signature")
    with pytest.raises(GateShut) as shut:
        move(world, analysis, "signed")
    assert shut.value.gates == ("findings", "signatures")
    for who in ("amina", "celine", "dawit"):
        signed(world, finding, who)
    move(world, finding, "agreed", who="amina")
    for who in ("amina", "celine", "dawit"):
        signed(world, analysis, who)
    signed(world, analysis, "celine", "objects", "Two districts are missing")
    page = sign_in("amina").get(reverse("analysis-board", args=[analysis.ref])).content.decode()
    assert "Two districts are missing" in page
    told = document_of(amina, board_of(amina, analysis))
    (dissent,) = (one for one in told.tables if one.title == "Dissent")
    assert dissent.rows[0][:4] == (
        "The whole analysis",
        "WCI",
        "objects",
        "Two districts are missing",
    )
    assert "Status: For signature" in told.lines
    assert any(
        "4 Extreme" in one and one.endswith(". Agreed. signed by 3 of 3") for one in told.lines
    )
    signed(world, analysis, "celine")
    assert move(world, analysis, "signed").status == "signed"
    with pytest.raises(RecordLocked):  # the analysis is taken back first
        move(world, finding, "proposed", who="amina")
    with pytest.raises(RecordLocked):
        put(amina, finding, kept.reports[1], "contradicts")


def test_board__not_assessed_is_a_state_of_its_own_and_never_sorted_as_low(
    world: World, kept: Kept, amina: ActingSeat, analysis: Record
) -> None:
    proposed(world, kept, amina)
    low = judge(world, analysis, theme="PR15", severity="s1", area="")
    put(amina, low, kept.reports[0], "supports")
    move(world, low, "proposed", who="amina")
    judge(world, analysis, theme="NOPE")
    board = board_of(amina, analysis)
    assert (board.assessed, board.total, len(board.rows)) == (2, 26, 27)  # none is lost
    (by_area,) = (
        one for one in document_of(amina, board).tables if one.title == "Severity by theme and area"
    )
    assert [row[0] for row in by_area.rows] == [
        row.title for row in board.rows if row.code in (ATTACKS, "PR15")
    ]
    elsewhere = board_of(amina, analysis, "XX99")  # no area of it: all, and never "nothing read"
    assert (elsewhere.area, elsewhere.assessed) == ("", 2)
    heads = [name.partition(":")[0] for name, _rows in by_severity(board)]
    assert heads == ["Phases 3 and above", "Not assessed", "Phases 1 and 2"]
    of = {row.code: cells for row, cells in squares(board)}
    # As a whole, MJ01, MJ02: what is said of one area is said of no other.
    assert [one.words for one in of[ATTACKS]] == ["not assessed", "not assessed", "4 Extreme"]
    assert [one.words for one in of["PR15"]] == [
        "1 None or minimal",
        "not assessed",
        "not assessed",
    ]
    assert {one.tone for cells in of.values() for one in cells if "not assessed" in one.words} == {
        ""
    }
    silent = board_of(join(world, "rana", "focal_point", "OTH").acting, analysis)
    sensitive = judge(world, analysis, theme=VIOLENCE)
    assert not on_board(board_of(amina, analysis), sensitive).is_counted
    assert {one.words for _row, cells in squares(silent) for one in cells} == {
        "not assessed, nothing read"
    }


def test_sensitive_theme__passages_named_and_not_quoted(
    world: World, kept: Kept, amina: ActingSeat, analysis: Record, sign_in: SignIn
) -> None:
    finding = judge(world, analysis, theme=VIOLENCE)
    put(amina, finding, kept.reports[0], "supports")
    put(amina, kept.finding, kept.reports[0], "supports")
    client = sign_in("amina")
    shut, open_ = (
        client.get(reverse("record", args=[one.ref])).content.decode()
        for one in (finding, kept.finding)
    )
    assert "Report 4/2" in shut
    assert "Passages that support it" not in shut  # as on the board
    assert "Passages that support it: 1" in open_
    assert "armed men" not in shut
    assert "armed men" in open_
    assert NAME not in shut + open_


def test_copy__a_release_in_words_without_names_sensitive_quotes_drafts_or_what_may_not_leave(
    world: World, kept: Kept, amina: ActingSeat, analysis: Record, sign_in: SignIn
) -> None:
    finding = proposed(world, kept, amina)
    signed(world, finding, "celine", "objects", "The north was not visited")
    closed = judge(world, analysis, theme="PR15", title="Roads are shut", severity="s5", area="")
    silent = judge(world, analysis, theme=VIOLENCE, title="Told of in one place", area="")
    for one in (closed, silent):
        put(amina, one, kept.reports[0], "supports")
        move(world, one, "proposed", who="amina")
    Record.objects.filter(pk=closed.pk).update(level=3)  # no copy is made of High
    judge(world, analysis, theme="PR05", title="Only a draft", area="")
    with override("ar"):
        arabic = document_of(amina, board_of(amina, analysis))
    assert arabic.language == "ar"
    answer = sign_in("amina").post(reverse("analysis-board", args=[analysis.ref]), {"form": "docx"})
    assert answer.status_code == 302
    release = Release.objects.latest("pk")
    assert release.file is not None
    told = zipfile.ZipFile(io.BytesIO(read_file(release.file)))
    words = re.sub("<[^>]+>", " ", told.read("word/document.xml").decode())
    for said in (
        "Not assessed: nobody knows how bad it is",
        "The north was not visited",
        "armed men",
        "Nobody went to the north",
        "Told of in one place",
        "not told of a sensitive theme",
    ):
        assert said in words
    passage = kept.reports[0].passages.get().number
    sent = [Sent(f"{kept.reports[0].ref}-2", passage, "added", VIOLENCE)]
    protection = FrameworkVersion.objects.get(framework__code="protection")
    decide(seat=amina, about=Coding(kept.reports[0], protection), sent=sent)
    titles = [one.title for one in document_of(amina, board_of(amina, analysis)).tables]
    assert "Quotations" not in titles  # the same words tell of a sensitive theme, too
    for hidden in (NAME, "555 014", "Only a draft", "Roads are shut"):
        assert hidden not in words
    assert len({part["dataset"] for part in release.parts}) == 3


def test_api__the_same_evidence_signatures_and_board(
    world: World, kept: Kept, analysis: Record
) -> None:
    verbs = [Verb.RECORD_VIEW, Verb.RECORD_CODE, Verb.RECORD_SIGN]
    caller = Caller(token_of(world, "dawit", verbs, cap=2))
    records, document = f"/records/{kept.finding.ref}", kept.reports[0]
    number = document.passages.get().number
    body = {"document": document.record.ref, "passage": number, "stance": "supports"}
    made = caller.post(f"{records}/evidence", body)
    assert (made.status_code, made.json()["passage"]) == (201, number)
    assert [one["ref"] for one in caller.get(f"{records}/evidence").json()["items"]] == [
        made.json()["ref"]
    ]
    move(world, kept.finding, "proposed", who="amina")
    seen = caller.get(f"{records}/signatures").json()["fingerprint"]
    signed_ = caller.post(f"{records}/signatures", {"position": "agrees", "seen": seen})
    assert (signed_.status_code, signed_.json()["waiting"]) == (201, ["HRA", "WCI"])
    board = caller.get(f"/records/{analysis.ref}/board").json()
    said = {one["theme"]: one["severity"] for one in board["themes"]}
    assert (board["assessed"], said.pop(ATTACKS)) == (1, "s4")
    assert set(said.values()) == {"not_assessed"}
    ended = caller.post(f"{records}/evidence/{made.json()['ref']}/end", {})
    assert ended.status_code == 200
    after = caller.post(f"{records}/signatures", {"position": "agrees", "seen": seen})
    assert after.status_code == 409  # what was read stands there no more


def test_pages__evidence_put_and_signed_by_pressing_and_a_finding_begun_from_the_board(
    world: World,
    kept: Kept,
    analysis: Record,
    sign_in: SignIn,
    django_assert_max_num_queries: Budget,
) -> None:
    client, finding = sign_in("amina"), kept.finding
    document = kept.reports[0]
    answer = client.post(
        reverse("finding-evidence", args=[finding.ref]),
        {
            "do": "supports",
            "document": document.record.ref,
            "passage": document.passages.get().number,
        },
    )
    assert answer["Location"] == f"{reverse('record', args=[finding.ref])}#evidence"
    move(world, finding, "proposed", who="amina")
    page = client.get(reverse("record", args=[finding.ref]))
    (section,) = (one for one in page.context["sections"] if one.get("is_finding"))
    posted = {"position": "agrees", "seen": section["seen"]}
    form = page.content.decode().partition('id="signatures"')[2]
    assert "csrfmiddlewaretoken" in form.partition("sign-note")[0]
    to_sign = reverse("record-sign", args=[finding.ref])
    for note in ("too long " * 60, "Call Nib Vane at +213 555 000 000"):
        refused = client.post(to_sign, posted | {"note": note})
        assert refused.status_code == 422
        assert note in refused.content.decode()  # nothing that was written is lost
    client.post(to_sign, posted)
    address = reverse("analysis-board", args=[analysis.ref])
    with django_assert_max_num_queries(50):
        board = client.get(f"{address}?area=MJ02&order=worst")
    assert client.get(f"{address}?area=XX99").status_code == 404
    told = board.content.decode()
    assert "1 of 26 themes are assessed" in told
    assert "signed by 1 of 3" in told
    assert "4 Extreme" in client.get(f"{address}?view=matrix").content.decode()
    form = client.get(f"{board.context['write']}&theme=PR08").content.decode()
    assert 'value="PR08"' in form
    assert 'value="MJ02"' in form
    assert address in client.get(reverse("analyses")).content.decode()
