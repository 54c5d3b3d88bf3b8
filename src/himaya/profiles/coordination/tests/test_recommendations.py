"""Finding, recommendation, addressee, answer, action: nobody is forgotten, nothing closed unsaid."""

import html
import re
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries
from pytest_django.plugin import DjangoDbBlocker
from tests.world import World, join, kept_world, table

from himaya.collect.actions import register_for
from himaya.config.tests.doors import Caller, token_of
from himaya.kernel import clock
from himaya.kernel.problems import Problem
from himaya.profiles.coordination.memory.asking import answers_to, missing_answers
from himaya.profiles.coordination.memory.forms import SpanForm
from himaya.profiles.coordination.memory.parts import recommended_from
from himaya.profiles.coordination.memory.standing import passed_on, standings
from himaya.profiles.coordination.memory.tracker import answered_for_all, findings_of
from himaya.profiles.coordination.tests.keeping import day, fresh, keep, move
from himaya.profiles.coordination.tests.test_refusals import SOUND
from himaya.records.actions import AnswersRefused, amend_record, link_records, unlink_records
from himaya.records.due import due_records
from himaya.records.history import steps_offered
from himaya.records.lifecycle import UNSAID, GateShut
from himaya.records.many import ManyRecords, NewRow
from himaya.records.many_changed import ManyChanges
from himaya.records.models import Link, Record
from himaya.records.sealing import whole_answers
from himaya.themes.board.advice import advice_on
from himaya.themes.board.named import RECOMMENDED

FINDING = {"title": "", "agency": "CCU", "theme": "PR08", "statement": "Papers are lost"}
FINDING |= {"severity": "not_assessed", "trend": "unknown", "gaps": "North not read"}
SignIn = Callable[[str], Client]
DRAFT = {
    "title": "Open a desk for papers",
    "finding": "Papers are far away",
    "agency": "HRA",
    "addressee": "OTH, WCI XYZ",
    "addressee_body": "Humanitarian country team; District office",
    "date": day(-20),
    "answer_by": day(7),
    "status": "draft",
}
UNUSED = {"status": "not_used", "used": "no", "answer": "No staff", "answered_on": day(0)}
USED = {"status": "answered", "used": "yes", "answer": "From May on", "answered_on": day(0)}
USED |= {"told": "here", "act_by": day(30)}


@pytest.fixture(scope="module")
def world(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:
    """Registers are opened once; Omar of another agency is no member of the workspace."""
    with kept_world(django_db_blocker, tmp_path_factory.mktemp("staged")) as world:
        translation.activate("en")
        join(world, "omar", "focal_point", "OTH")
        for code in ("assessment", "recommendation", "recommendation_answer", "finding"):
            register_for(seat=world.people["dawit"].acting, profile_code=code)
        yield world


def drafted(world: World, **more: str) -> Record:
    """A recommendation that Amina wrote and has not sent out."""
    return keep(world, "recommendation", DRAFT | more, "amina", sure=True)


def sent(world: World, **more: str) -> Record:
    """One that went out, on written evidence."""
    return move(world, drafted(world, evidence="Report of May", **more), "open", who="amina")


def asked_of(recommendation: Record) -> dict[str, Record]:
    """The answers asked for, by addressee."""
    found = [fresh(one) for one in answers_to(recommendation)]
    return {str(said(one).get("agency") or said(one)["body"]): one for one in found}


def said(record: Record) -> dict[str, object]:
    """Its answers."""
    assert record.head is not None
    return whole_answers(record, record.head)


def write(world: World, record: Record, who: str, **more: str) -> Record:
    """Amend it as that person."""
    record = fresh(record)
    amend_record(
        seat=world.people[who].acting,
        record=record,
        answers=said(record) | more,
        seen=record.lock,
        sure=True,
    )
    return fresh(record)


@pytest.mark.django_db
def test_without_anything_to_open__stays_a_draft_until_it_rests_on_something(world: World) -> None:
    bare = drafted(world)
    with pytest.raises(AnswersRefused) as refused:
        move(world, bare, "open", who="amina")
    assert refused.value.checked.errors["evidence"][0].code == UNSAID
    with pytest.raises(AnswersRefused):
        drafted(world, status="open")  # at once is no way round

    assessment = keep(world, "assessment", SOUND["assessment"], sure=True)
    amina = world.people["amina"].acting
    link_records(seat=amina, relation="recommended_from", source=bare, target=assessment)
    assert move(world, bare, "open", who="amina").status == "open"
    link = Link.objects.select_related("source__dataset").get(relation="recommended_from")
    with pytest.raises(GateShut):
        unlink_records(seat=amina, link=link, reason="Another one")


@pytest.mark.django_db
def test_went_out__each_addressee_is_asked_once_and_told_where_it_can_be(world: World) -> None:
    recommendation = sent(world)
    answers = asked_of(recommendation)
    assert {who: (one.agency.acronym, one.status) for who, one in answers.items()} == {
        "WCI": ("WCI", "asked"),
        "OTH": ("OTH", "asked"),  # no member of the workspace: its own entry is in its sight
        "XYZ": ("HRA", "not_told"),
        "Humanitarian country team": ("HRA", "not_told"),
        "District office": ("HRA", "not_told"),
    }
    today = clock.today()
    for who, agency in (("celine", "WCI"), ("omar", "OTH")):
        assert list(due_records(world.people[who].acting, today)) == [answers[agency]]

    write(world, recommendation, "amina", addressee="OTH WCI CCU")
    assert set(asked_of(recommendation)) == {*answers, "CCU"}
    move(world, recommendation, "withdrawn", who="amina")
    assert {one.status for one in asked_of(recommendation).values()} == {"withdrawn"}
    assert not due_records(world.people["celine"].acting, today).exists()
    move(world, recommendation, "open", who="amina")
    again = asked_of(recommendation)
    found = [again[who].status for who in ("WCI", "District office", "XYZ")]
    assert found == ["asked", "not_told", "withdrawn"]  # XYZ is no addressee any more


@pytest.mark.django_db
def test_each_answers_for_itself__closed_when_all_have(world: World) -> None:
    recommendation = sent(world, addressee="OTH WCI", addressee_body="District office")

    def lacks(to: str) -> list[str]:
        with pytest.raises(GateShut) as refused:
            move(world, recommendation, to)
        return list(refused.value.gates)

    answers = asked_of(recommendation)
    with pytest.raises(Problem):  # nobody answers for another agency unseen
        write(world, answers["WCI"], "amina", **USED)
    write(world, answers["WCI"], "celine", **USED)
    with pytest.raises(AnswersRefused):
        move(world, answers["OTH"], "not_used", who="omar")  # without a why
    write(world, answers["OTH"], "omar", **UNUSED)
    assert lacks("answered") == ["answers"]
    outside = {"told": "outside", "told_on": day(-3), "told_how": "Letter to the office"}
    write(world, answers["District office"], "dawit", **USED | outside | {"used": "partly"})
    assert lacks("acted_on") == ["action"]
    assert move(world, recommendation, "answered").status == "answered"

    with pytest.raises(AnswersRefused) as refused:
        write(world, answers["WCI"], "celine", **USED | {"status": "acted_on", "done_on": day(0)})
    assert refused.value.checked.errors["action"][0].code == UNSAID
    done = {"status": "acted_on", "done_on": day(0), "action": "Desk opened"}
    write(world, answers["WCI"], "celine", **USED | done)
    write(world, answers["District office"], "dawit", **USED | outside | done)
    assert lacks("not_used") == ["not_used"]
    assert move(world, recommendation, "acted_on").status == "acted_on"

    again = write(world, answers["OTH"], "omar", status="asked")  # reopened: what it said is kept
    assert again.revisions.filter(answers__answer="No staff").exists()
    assert "answer" not in said(again)


@pytest.mark.django_db
def test_no_longer_asked__said_by_who_asks_and_never_by_who_is_asked(world: World) -> None:
    recommendation = sent(world, addressee="WCI", addressee_body="")
    answer = asked_of(recommendation)["WCI"]
    celine = world.people["celine"].acting
    for to in ("withdrawn", "not_told"):
        with pytest.raises(Problem, match="not_allowed"):
            move(world, answer, to, who="celine")
        with pytest.raises(Problem, match="not_allowed"):
            write(world, answer, "celine", status=to)
    changes = ManyChanges(seat=celine, records=[answer], reason="")
    with pytest.raises(Problem, match="not_allowed"):
        changes.amend(answer, said(answer) | {"status": "withdrawn"}, answer.lock)
    link = Link.objects.select_related("source__dataset").get(source=answer)
    with pytest.raises(Problem, match="not_allowed"):
        unlink_records(seat=celine, link=link, reason="Not ours")
    offered = {
        who: {code for code, _ in steps_offered(answer, world.people[who].acting)}
        for who in ("celine", "amina", "dawit")
    }
    theirs = {"answered", "acted_on", "not_used"}
    both = theirs | {"withdrawn", "not_told"}
    assert offered == {"celine": theirs, "amina": both, "dawit": both}
    assert move(world, answer, "withdrawn", "asked").status == "asked"
    move(world, recommendation, "withdrawn", who="amina")
    assert fresh(answer).status == "withdrawn"


FIGURES_OF = table("""
| not_told | answer_by=2026-02-01                                  | asked not_told                            |
| asked    | answer_by=2026-02-28                                  | asked told silent                         |
| asked    | answer_by=2026-02-27                                  | asked told silent overdue                 |
| answered | answer_by=2026-02-01 answered_on=2026-02-01 used=yes  | asked told answered in_time used          |
| answered | answer_by=2026-02-01 answered_on=2026-02-02 used=partly | asked told answered late partly         |
| not_used | answer_by=2026-02-01 answered_on=2026-01-20 used=no   | asked told answered in_time not_used      |
| acted_on | answer_by=2026-02-01 answered_on=2026-01-20 used=yes  | asked told answered in_time used acted_on |
""")


@pytest.mark.parametrize("row", FIGURES_OF, ids=lambda row: f"{row[0]}-{row[2]}")
def test_figures_of_an_answer(row: list[str]) -> None:
    status, answers, counted = row
    given = dict(pair.split("=") for pair in answers.split())
    assert standings(status, given, date(2026, 2, 28)) == frozenset(counted.split())


@pytest.fixture
def followed(world: World) -> Record:
    """Of two recommendations one addressee acted, one did not use it, one is late; one is left."""
    first = sent(world, addressee="OTH WCI", addressee_body="District office")
    answers = asked_of(first)
    done = {"status": "acted_on", "done_on": day(0), "action": "Desk opened"}
    write(world, answers["WCI"], "dawit", **USED | done)
    write(world, answers["OTH"], "omar", **UNUSED)
    late = {"date": day(-40), "answer_by": day(-10), "addressee_body": ""}
    sent(world, title="Light the way", addressee="WCI", risk="PR08", **late)
    return first


@pytest.mark.slow  # follows every figure of the page
@pytest.mark.django_db
def test_tracker__every_figure_leads_to_its_entries(
    world: World,
    followed: Record,
    sign_in: SignIn,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    page = reverse("recommendation-tracker", args=[followed.dataset.ref])
    client = sign_in("celine")
    with django_assert_max_num_queries(19):
        shown = client.get(page).content.decode()
    assert "1 of 2 recommendations were acted upon" in shown
    assert "Median of the days to 2 answers: 0." in shown
    row = shown.partition("<bdi>WCI</bdi></th>")[2].partition("</tr>")[0]
    assert re.findall(r"#listed\">([^<]+)", row) == [
        "2 of 2",
        "1 of 2",
        "In time: 1",
        "1 of 2",
        "Overdue: 1",
        "Used: 1",
        "1 of 2",
    ]
    above = shown.partition("<table")[0]
    for address, words in re.findall(r'href="(\?[^"#]+)#listed">([^<]+)', above + row):
        figure = client.get(page + html.unescape(address)).content.decode()
        listed = figure.partition('id="listed"')[2].partition("</section>")[0]
        count = re.match(r"(\d+) of|.*: (\d+)", words)
        assert count is not None
        assert listed.count('href="/records/') == int(count[1] or count[2]), words
    assert "District" not in "".join(re.findall(r'href="\?[^"]+', shown))  # words stay out
    assert sign_in("omar").get(page).status_code == 404  # no member of the workspace


def test_span_that_ends_before_it_begins__an_error_and_the_year_before() -> None:
    today = date(2026, 5, 9)
    form = SpanForm({"since": "2026-04-01", "until": "2026-03-01"}, today=today)
    assert form.span == (date(2025, 5, 9), today)
    assert [*form.errors] == ["until"]


@pytest.mark.slow  # draws four pages of records and a form
@pytest.mark.django_db
def test_pages__who_was_asked_who_passed_on_and_what_to_recommend(
    world: World, followed: Record, sign_in: SignIn
) -> None:
    shown = sign_in("celine").get(reverse("record", args=[followed.ref])).content.decode()
    part = shown.partition("Who was asked")[2].partition("</section>")[0]
    assert part.count("passed on by CCU") == 1
    assert "Not told yet" in part
    answer = asked_of(followed)["WCI"]
    shown = sign_in("celine").get(reverse("record", args=[answer.ref])).content.decode()
    assert "CCU passed this answer on for WCI." in shown

    assessment = keep(world, "assessment", SOUND["assessment"], sure=True)
    shown = sign_in("amina").get(reverse("record", args=[assessment.ref])).content.decode()
    part = shown.partition("Recommended from this")[2].partition("</section>")[0]
    found = re.search(r'href="([^"]+)"', part)
    assert found is not None
    entry = sign_in("amina").get(html.unescape(found[1])).content.decode()
    assert 'value="MJ01"' in entry  # the place is taken along
    amina = world.people["amina"].acting
    link_records(seat=amina, relation="recommended_from", source=followed, target=assessment)
    told = recommended_from(amina, [assessment])[assessment.pk]
    assert [(one.asked, one.answered, one.acted_on) for one in told] == [(3, 2, 1)]


@pytest.mark.django_db
def test_findings__acted_upon_and_led_to_nothing(world: World, followed: Record) -> None:
    dawit = world.people["dawit"].acting
    stated = [
        keep(world, "finding", FINDING | {"title": title}, sure=True)
        for title in ("Papers are lost", "Wells are far", "The road is shut")
    ]
    Record.objects.filter(pk__in=[one.pk for one in stated]).update(status="proposed")
    link_records(seat=dawit, relation=RECOMMENDED, source=followed, target=stated[0])
    draft = drafted(world)  # has not gone out: it answers no finding
    link_records(seat=dawit, relation=RECOMMENDED, source=draft, target=stated[1])

    today = clock.today()
    found = findings_of(dawit, today, today)
    keys = [one.pk for one in stated]
    assert found.stated == {*keys}
    assert found.recommended == found.acted_upon == {keys[0]}
    told = advice_on(dawit, stated)
    assert {one.addressee: one.is_answered for one in told[stated[0].pk]} == {
        "WCI": True,
        "OTH": True,
        "District office": False,
    }
    assert set(told) == {stated[0].pk}


@pytest.mark.django_db
def test_from_a_file__evidence_sends_out_and_the_rest_are_drafts(world: World) -> None:
    seat = world.people["dawit"].acting
    many = ManyRecords(seat=seat, dataset=register_for(seat=seat, profile_code="recommendation"))
    row = DRAFT | {"status": "open", "addressee": "WCI", "addressee_body": ""}
    many.create(
        [
            NewRow(row | {"evidence": "Report of May"}, "told"),
            NewRow(row, "untold"),
            NewRow(row | {"evidence": "Report of May", "status": "answered"}, "closed"),
        ]
    )
    made = {one.stable_id: one for one in Record.objects.exclude(stable_id="").order_by("pk")}
    assert [made[key].status for key in ("told", "untold", "closed")] == ["open", "draft", "draft"]
    assert [*asked_of(made["told"])] == ["WCI"]
    assert not answers_to(made["untold"]).exists()


@pytest.mark.django_db
def test_one_answer_for_all_from_before__stands_and_closes_as_it_did(world: World) -> None:
    recommendation = sent(world)
    Link.objects.filter(target=recommendation).delete()  # as one that was never asked one by one
    for more, lacks in (
        ({}, "answers"),
        ({"used": "no", "answer": "No staff"}, "action"),
        ({"used": "yes", "answer": "From May on", "action": "Desk opened"}, ""),
    ):
        head = fresh(recommendation).head
        assert head is not None
        head.answers |= more
        head.save(update_fields=["answers"])
        missing = missing_answers("acted_on", world.people["dawit"].acting, fresh(recommendation))
        assert missing == ((lacks,) if lacks else ())
    told = answered_for_all(world.people["celine"].acting, recommendation.dataset)
    assert [one.ref for one in told] == [recommendation.ref]


@pytest.mark.django_db
def test_api__the_same_refusals_and_the_same_asking(world: World) -> None:
    register = register_for(seat=world.people["dawit"].acting, profile_code="recommendation")
    caller = Caller(token_of(world, "dawit", cap=2))
    made = caller.post(f"/datasets/{register.ref}/records", {"answers": DRAFT})
    ref = made.json()["ref"]
    refused = caller.post(f"/records/{ref}/moves", {"to": "open", "seen": 1})
    errors = {one["path"]: one["code"] for one in refused.json()["errors"]}
    assert (refused.status_code, errors) == (422, {"evidence": UNSAID})
    assessment = keep(world, "assessment", SOUND["assessment"], sure=True)
    link = {"relation": "recommended_from", "target": assessment.ref}
    assert caller.post(f"/records/{ref}/links", link).status_code == 201
    assert caller.post(f"/records/{ref}/moves", {"to": "open", "seen": 1}).status_code == 201
    refused = caller.post(f"/records/{ref}/moves", {"to": "answered", "seen": 2})
    assert (refused.status_code, refused.json()["code"]) == (422, "gate_shut")

    answer = asked_of(Record.objects.get(ref=ref))["WCI"]
    body = {"answers": said(answer) | UNUSED, "seen": 1, "sure": True}
    assert caller.post(f"/records/{answer.ref}/revisions", body).status_code == 201
    assert passed_on([fresh(answer)]) == {answer.pk: "CCU"}
