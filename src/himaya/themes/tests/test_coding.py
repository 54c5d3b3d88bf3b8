"""Coding: passages and suggestions of documents, decisions once each, whoever may see the words."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker
from tests.world import World, kept_world, table

from himaya.audit.models import Event
from himaya.jobs.lease import claim
from himaya.jobs.models import Job
from himaya.jobs.worker import Worker
from himaya.kernel.problems import Code, Problem
from himaya.library.models import DocumentVersion
from himaya.library.tests.files import bring
from himaya.library.texts import text_of
from himaya.records.models import Record
from himaya.themes.coding.actions import decide, join_passages, split_passage, take_back_last
from himaya.themes.coding.cutting import current_passages
from himaya.themes.coding.deciding import Coding, Sent
from himaya.themes.coding.seeing import codable_versions, coded, most_uncertain
from himaya.themes.coding.showing import shown
from himaya.themes.coding.tasks import spread_suggesting, suggest_anew
from himaya.themes.defaults import give_default_framework
from himaya.themes.models import Decision, Framework, FrameworkVersion, Passage, Suggestion

Budget = Callable[[int], AbstractContextManager[object]]
SignIn = Callable[[str], Client]
NAME = "Zubaydah Invented"
REPORT = f"""Situation in Area MJ01

Ms {NAME} said that armed men abducted two teachers on the road. She can be called at +000 555 0142.
Families were forcibly evicted from the old school. No abductions were reported in the camp.

Le point d'eau est cassé depuis mardi. Des femmes ont été agressées en allant chercher de l'eau.

اختطف مسلحون رجلين من القرية أمس وهددوا عائلاتهم بالطرد من بيوتهم.
"""


@dataclass(frozen=True)
class Kept:
    """A world with one document that was read, cut and suggested for, and where its files lie."""

    world: World
    report: DocumentVersion
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
        version = bring(world, REPORT, "report.txt")
        Worker().run(drain=True)
        yield Kept(world, version, folder)


@pytest.fixture
def world(db: None, kept: Kept, settings: object, _own_folders: None) -> World:
    settings.HIMAYA_FILES = kept.folder / "files"  # type: ignore[attr-defined]
    return kept.world


@pytest.fixture
def report(world: World, kept: Kept) -> DocumentVersion:
    whole = DocumentVersion.objects.select_related("record__dataset__system", "text", "operation")
    return whole.get(pk=kept.report.pk)


@pytest.fixture
def protection(world: World) -> FrameworkVersion:
    return FrameworkVersion.objects.get(framework__code="protection")


def test_document_that_was_read__cut_and_suggested(
    report: DocumentVersion, protection: FrameworkVersion
) -> None:
    read, passages = text_of(report), list(current_passages(report))
    assert [one.language for one in passages] == ["en", "en", "fr", "ar"]
    found = {one.number: {s.theme for s in one.suggestions.all()} for one in passages}
    assert "PR01" in found[2] or any(code.startswith("PR") for code in found[2])
    assert found[4]
    for one in Suggestion.objects.filter(passage__version=report):
        assert one.framework_version == protection
        for kind, said, _weight, places in one.reasons:
            for start, end in places:
                assert one.passage.start <= start < end <= one.passage.end
                assert read.text[start:end].strip()
            assert said or kind == "word"
    kept = str(list(Suggestion.objects.values())) + str(list(Passage.objects.values()))
    assert NAME not in kept
    assert "teachers" not in kept


def test_suggesting_anew__in_pieces_that_may_be_broken_off_and_repeated(
    world: World, report: DocumentVersion, protection: FrameworkVersion
) -> None:
    def stands() -> list[tuple[int, str, float]]:
        return list(Suggestion.objects.values_list("passage", "theme", "score").order_by("pk"))

    before = stands()
    Job.objects.all().delete()
    suggest_anew(protection)
    spread = Job.objects.get()
    assert spread_suggesting.call(protection.ref) == 1
    Suggestion.objects.filter(passage__number=2).delete()  # a worker was killed half way
    claimed = claim(worker="first", lease=timedelta(seconds=-1))  # and its lease ran out
    assert claimed == spread
    Worker().run(drain=True)
    assert set(Job.objects.values_list("state", flat=True)) == {"done"}
    assert [row[1:] for row in sorted(stands())] == [row[1:] for row in sorted(before)]


def said(number: int, verdict: str, theme: str = "", client: str = "", note: str = "") -> Sent:
    return Sent(client or f"{number}-{verdict}-{theme}", number, verdict, theme, 2, note)


def test_decisions__written_once_in_order_and_the_last_stands(
    world: World, report: DocumentVersion, protection: FrameworkVersion
) -> None:
    amina = world.people["amina"].acting
    about = Coding(report, protection)
    sent = [said(2, "accepted", "PR01"), said(2, "rejected", "PR01"), said(2, "done")]
    for _again in range(2):
        decide(seat=amina, about=about, sent=sent)
    rows = Decision.objects.order_by("pk").values_list("verdict", "theme", "is_standing")
    assert list(rows) == [
        ("accepted", "PR01", False),
        ("rejected", "PR01", True),
        ("done", "", True),
    ]
    (row,) = coded(Passage.objects.filter(version=report, number=2), protection)
    assert (row.is_done, row.themes) == (True, [])
    take_back_last(seat=amina, about=about, number=2, client="back-000001")
    (row,) = coded(Passage.objects.filter(version=report, number=2), protection)
    assert not row.is_done
    event = Event.objects.filter(verb="record.code", scope="change").earliest("pk")
    assert event.fields == ["PR01", "done"]


def test_note__kept_encrypted_and_shown_masked(
    world: World, report: DocumentVersion, protection: FrameworkVersion, sign_in: SignIn
) -> None:
    note = [said(2, "accepted", "PR01", note=f"Ms {NAME} told it")]
    (made,) = decide(
        seat=world.people["amina"].acting,
        about=Coding(report, protection),
        sent=note,
    )
    assert made.sealed_note
    assert NAME.encode() not in bytes(made.sealed_note)
    page = sign_in("dawit").get(f"/coding/{report.record.ref}/").content.decode()
    assert "[person] told it" in page
    assert "Zubaydah" not in page


@pytest.mark.parametrize(
    ("number", "verdict", "theme"),
    [(99, "done", ""), (2, "accepted", "XX99"), (2, "accepted", "PAF_A"), (2, "accepted", "")],
)
def test_decision_about_nothing__refused(
    world: World,
    report: DocumentVersion,
    protection: FrameworkVersion,
    number: int,
    verdict: str,
    theme: str,
) -> None:
    with pytest.raises(Problem) as refused:
        decide(
            seat=world.people["amina"].acting,
            about=Coding(report, protection),
            sent=[said(number, verdict, theme)],
        )
    assert refused.value.code is Code.NOT_FOUND
    assert not Decision.objects.exists()


def test_passage_cut_otherwise__decided_anew(
    world: World, report: DocumentVersion, protection: FrameworkVersion
) -> None:
    amina = world.people["amina"].acting
    about = Coding(report, protection)
    decide(seat=amina, about=about, sent=[said(2, "done")])
    whole = Passage.objects.get(version=report, number=2)
    text = text_of(report).text
    first, second = split_passage(seat=amina, about=about, number=2, at=text.index("Families"))
    assert text[second.start : second.end].startswith("Families were")
    assert (first.start, second.end, first.number, second.number) == (whole.start, whole.end, 5, 6)
    assert first.suggestions.exists()
    assert [row.is_done for row in coded([first, second], protection)] == [False, False]
    (joined,) = join_passages(seat=amina, about=about, number=5)
    assert (joined.start, joined.end) == (whole.start, whole.end)
    with pytest.raises(Problem):
        decide(seat=amina, about=about, sent=[said(2, "accepted", "PR01")])
    assert [one.number for one in current_passages(report)] == [1, 7, 3, 4]


def test_identities__masked_wherever_a_passage_is_shown(
    report: DocumentVersion, sign_in: SignIn
) -> None:
    read = text_of(report)
    for passage in current_passages(report):
        words = "".join(part.text for part in shown(read, passage))
        assert "Zubaydah" not in words
        assert "555" not in words
    page = reverse("coding-document", args=[report.record.ref])
    content = sign_in("dawit").get(page).content.decode()
    assert "[person]" in content
    assert "Zubaydah" not in content
    assert "<mark>" in content


WHO = table("""
| amina  | 200 | 302 |
| bakari | 403 | 403 |
| celine | 200 | 302 |
| dawit  | 200 | 302 |
""")


@pytest.mark.parametrize(("who", "sees", "codes"), WHO)
def test_document_of_the_workspace__coded_by_who_reads_its_words(
    report: DocumentVersion, sign_in: SignIn, who: str, sees: str, codes: str
) -> None:
    client = sign_in(who)
    page = reverse("coding-document", args=[report.record.ref])
    assert client.get(page).status_code == int(sees)
    framework = Framework.objects.get().ref
    pressed = {"framework": framework, "version": 1, "passage": 2, "client": "client-0001"}
    assert client.post(page, pressed | {"do": "accept:PR01"}).status_code == int(codes)
    assert Decision.objects.exists() is (codes == "302")


def test_high_document__coded_in_the_workspace_by_nobody_without_its_words(
    world: World, report: DocumentVersion, protection: FrameworkVersion
) -> None:
    Record.objects.filter(pk=report.record_id).update(level=3)
    seats = {who: world.people[who].acting for who in ("amina", "celine", "dawit")}
    found = {who: codable_versions(seat).exists() for who, seat in seats.items()}
    assert found == {"amina": True, "celine": False, "dawit": False}
    report.record.refresh_from_db()
    with pytest.raises(Problem):
        decide(
            seat=seats["celine"],
            about=Coding(report, protection),
            sent=[said(2, "done")],
        )


def test_most_uncertain__first_and_done_ones_left_out(
    world: World, report: DocumentVersion, protection: FrameworkVersion
) -> None:
    amina = world.people["amina"].acting
    found = most_uncertain(amina, protection, 10)
    doubts = [max(one.doubt for one in each.suggestions.all()) for each in found]
    assert doubts == sorted(doubts, reverse=True)
    first = found[0].number
    about = Coding(report, protection)
    decide(seat=amina, about=about, sent=[said(first, "done")])
    assert first not in {one.number for one in most_uncertain(amina, protection, 10)}


def test_screen__within_its_budget_of_queries(
    report: DocumentVersion, sign_in: SignIn, django_assert_max_num_queries: Budget
) -> None:
    client = sign_in("amina")
    page = reverse("coding-document", args=[report.record.ref])
    client.get(page)
    with django_assert_max_num_queries(18):
        content = client.get(page).content.decode()
    assert 'id="p2"' in content
    body = {
        "framework": Framework.objects.get().ref,
        "version": 1,
        "decisions": [
            {"client": f"client-{n}", "passage": 2, "verdict": "accepted", "theme": code}
            for n, code in enumerate(("PR01", "PR02"), 10)
        ],
    }
    send = reverse("coding-decisions", args=[report.record.ref])
    with django_assert_max_num_queries(18):
        answer = client.post(send, json.dumps(body), content_type="application/json")
    assert answer.json() == {"written": ["client-10", "client-11"]}
    again = client.post(send, json.dumps(body), content_type="application/json")
    assert again.json() == answer.json()
    assert Decision.objects.count() == 2
    wrong = client.post(send, json.dumps({"decisions": []}), content_type="application/json")
    assert wrong.status_code == 422


def test_screen_without_script__accept_add_undo_split_and_join(
    report: DocumentVersion, sign_in: SignIn
) -> None:
    client = sign_in("amina")
    page = reverse("coding-document", args=[report.record.ref])
    at = text_of(report).text.index("Families")
    base = {"framework": Framework.objects.get().ref, "version": 1, "passage": 2}
    steps: list[tuple[dict[str, object], int]] = [
        ({"do": "accept:PR01"}, 1),
        ({"do": "add", "theme": "PR02", "confidence": "3", "note": "by the second witness"}, 2),
        ({"do": "add", "theme": "no such theme"}, 2),
        ({"do": "undo"}, 3),
        ({"do": "done"}, 4),
        ({"do": "split", "at": at}, 4),
        ({"do": "join", "passage": 5}, 4),
    ]
    for number, (pressed, written) in enumerate(steps):
        sent = base | {"client": f"client-{number:04}"} | pressed
        answer = client.post(page, sent)
        assert (answer.status_code, Decision.objects.count()) == (302, written), pressed
    assert answer["Location"].startswith(page)
    uncertain = client.get(reverse("coding-uncertain")).content.decode()
    assert "back=uncertain" in uncertain
    assert client.get(reverse("coding")).status_code == 200
