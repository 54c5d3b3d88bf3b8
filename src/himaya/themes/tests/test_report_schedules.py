"""Schedules: each span that is over has its report, once; and nobody freezes their own.

Today is 5 July 2026. Two reports of April were read, one each of HRA and WCI.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.test import Client, override_settings
from django.urls import reverse
from pytest_django import DjangoDbBlocker
from tests.world import World, join, kept_world, table

from himaya.audit.models import Event
from himaya.files.actions import read_file
from himaya.gate.api_routes import offered
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.kernel.problems import Problem
from himaya.library.actions import Brought, add_version
from himaya.library.queries import newest_version
from himaya.library.tests.files import bring, register
from himaya.people.models import Account, Seat
from himaya.people.queries import acting_seat
from himaya.people.tokens import make_token
from himaya.records.actions import amend_record, move_record
from himaya.records.history import steps_offered
from himaya.records.models import Link, Record
from himaya.records.sealing import whole_answers
from himaya.themes.defaults import give_default_framework
from himaya.themes.grading.actions import grade
from himaya.themes.grading.parts import grades_of_record
from himaya.themes.models import Framework, FrameworkVersion, KeptReport, ReportSchedule
from himaya.themes.report.scheduling import (
    make_next_report,
    missing_spans,
    pause_schedule,
    resume_schedule,
    set_up_schedule,
)
from himaya.themes.tasks import make_reports_over, make_scheduled_reports

SignIn = Callable[[str], Client]
Budget = Callable[[int], AbstractContextManager[object]]
TODAY = date(2026, 7, 5)
pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Kept:
    """A world with the two reports, and where their files lie."""

    world: World
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
        for who, agency in (("amina", "HRA"), ("celine", "WCI")):
            answers = {"title": f"Of {agency}", "start": "2026-04-01", "end": "2026-04-30"}
            bring(world, f"Nothing of {agency}.", who=who, level=1, answers=answers)
        yield Kept(world, folder)


@pytest.fixture
def world(
    db: None, kept: Kept, settings: object, monkeypatch: pytest.MonkeyPatch, _own_folders: None
) -> World:
    settings.HIMAYA_FILES = kept.folder / "files"  # type: ignore[attr-defined]
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    return kept.world


def schedule_of(
    world: World,
    who: str = "amina",
    months: int = 1,
    begins: date = date(2026, 4, 1),
    wait: int = 0,
) -> ReportSchedule:
    return set_up_schedule(
        seat=world.people[who].acting,
        framework=Framework.objects.get(code="protection"),
        dataset=register(world),
        months=months,
        area="",
        language="fr",
        agency=world.agencies["HRA"],
        begins=begins,
        wait=wait,
    )


# What is missing on 5 July: of which rhythm, from which day on, so many days after.
MISSING = table("""
| months | begins     | wait | missing                          |
| 1      | 2026-04-01 | 0    | 2026-04-01 2026-05-01 2026-06-01 |
| 1      | 2026-04-17 | 4    | 2026-04-01 2026-05-01 2026-06-01 |
| 1      | 2026-04-01 | 5    | 2026-04-01 2026-05-01            |
| 3      | 2026-02-01 | 0    | 2026-01-01 2026-04-01            |
| 3      | 2026-07-01 | 0    |                                  |
| 12     | 2025-03-01 | 60   | 2025-01-01                       |
""")[1:]


def test_spans_that_are_over__their_reports_are_due(world: World) -> None:
    for months, begins, wait, missing in MISSING:
        schedule = schedule_of(
            world, months=int(months), begins=date.fromisoformat(begins), wait=int(wait)
        )
        found = [day.isoformat() for day in missing_spans(schedule, TODAY)]
        assert found == missing.split(), (months, begins, wait)
        schedule.delete()


def test_worker_that_slept__makes_up_each_span_once(world: World) -> None:
    schedule = schedule_of(world)
    assert make_reports_over.call() == 1
    assert make_scheduled_reports.call(schedule.ref) == 3
    Record.objects.filter(report__first=date(2026, 5, 1)).update(is_withdrawn=True)
    assert make_scheduled_reports.call(schedule.ref) == 0
    april, may, june = KeptReport.objects.order_by("first")
    assert [one.first.month for one in (april, may, june)] == [4, 5, 6]
    assert [one.documents.count() for one in (april, may, june)] == [
        2,
        2,
        0,
    ]  # with the span before
    assert {one.framework_version.number for one in (april, may, june)} == {1}
    version = newest_version(june.record)
    assert version is not None
    assert b"word/document.xml" in read_file(version.file)
    assert june.record.head is not None
    said = june.record.head.answers
    assert "juin 2026" in said["title"]
    assert (said["agency"], said["document_type"]) == ("HRA", "thematic_report")
    june.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        june.save()  # a second worker's


def test_newer_framework__is_the_one_that_is_named(world: World) -> None:
    schedule = schedule_of(world, begins=date(2026, 5, 1))
    make_next_report(schedule)
    newer = FrameworkVersion.objects.get(framework__code="protection")
    newer.pk, newer.ref, newer.number = None, "newer", 2
    newer.save()
    make_next_report(schedule)
    made = KeptReport.objects.order_by("first")
    assert [one.framework_version.number for one in made] == [1, 2]


def test_access_ended__the_schedule_stops_with_a_word_and_another_goes_on(
    world: World, sign_in: SignIn
) -> None:
    schedule = schedule_of(world)
    make_next_report(schedule)
    Seat.objects.filter(pk=schedule.keeper_id).update(ended_at=clock.now())
    assert make_next_report(schedule) is None
    schedule.refresh_from_db()
    assert (schedule.state, schedule.stopped_why) == ("stopped", "seat_needed")
    assert Event.objects.filter(note="report_schedule_stopped_seat_needed").exists()
    assert make_reports_over.call() == 0

    client = sign_in("dawit")
    assert "1 stopped" in client.get(reverse("thematic-report")).content.decode()
    address = reverse("report-schedule", args=[schedule.ref])
    assert "That access has ended." in client.get(address).content.decode()
    client.post(address, {"step": "resume"})
    assert make_scheduled_reports.call(schedule.ref) == 2
    own = client.get(reverse("record", args=[KeptReport.objects.latest("first").record.ref]))
    assert "You had a part in it" in own.content.decode()
    made_by = KeptReport.objects.order_by("first").values_list("made_by", flat=True)
    assert list(made_by) == [world.people[who].seat.ref for who in ("amina", "dawit", "dawit")]


def test_may_no_longer_take_copies__stops(world: World) -> None:
    schedule = schedule_of(world)
    Seat.objects.filter(pk=schedule.keeper_id).update(role="field_focal_point")
    assert make_next_report(schedule) is None
    schedule.refresh_from_db()
    assert (schedule.state, schedule.stopped_why) == ("stopped", "not_allowed")


def test_installation_without_its_key__tried_again_and_the_schedule_stays_in_force(
    world: World,
) -> None:
    schedule = schedule_of(world)
    with (
        override_settings(HIMAYA_MASTER_KEY="", HIMAYA_PASSPHRASE=""),
        pytest.raises(Problem, match="key_missing"),
    ):
        make_next_report(schedule)
    schedule.refresh_from_db()
    assert schedule.state == "in_force"


def test_paused__makes_nothing_until_somebody_goes_on(world: World) -> None:
    schedule = schedule_of(world)
    with pytest.raises(Problem, match="already_done"):
        schedule_of(world)
    amina = world.people["amina"].acting
    pause_schedule(seat=amina, schedule=schedule)
    assert make_next_report(schedule) is None
    resume_schedule(seat=amina, schedule=schedule)
    assert make_next_report(schedule) is not None
    with pytest.raises(Problem, match="already_done"):
        resume_schedule(seat=amina, schedule=schedule)


def test_who_sets_up_and_who_pauses(world: World) -> None:
    with pytest.raises(Problem, match="not_allowed"):
        schedule_of(world, "bakari")  # a reader
    with pytest.raises(Problem, match="not_allowed"):
        schedule_of(world, "celine")  # that HRA answers for it
    by_desk = schedule_of(world, "dawit")
    by_desk.delete()
    schedule = schedule_of(world)
    with pytest.raises(Problem, match="not_allowed"):
        pause_schedule(seat=world.people["celine"].acting, schedule=schedule)
    pause_schedule(seat=world.people["dawit"].acting, schedule=schedule)  # runs the register


def test_pages__set_up_listed_and_shown(
    world: World, sign_in: SignIn, django_assert_max_num_queries: Budget
) -> None:
    client = sign_in("amina")
    sent = {
        "framework": Framework.objects.get(code="protection").ref,
        "months": "3",
        "begins": "2026-04",
        "wait": "0",
        "language": "en",
        "agency": world.agencies["HRA"].ref,
        "dataset": register(world).ref,
    }
    assert (
        client.post(reverse("report-schedules"), {**sent, "begins": "2001-01"}).status_code == 422
    )
    of_others = {**sent, "agency": world.agencies["WCI"].ref}
    assert client.post(reverse("report-schedules"), of_others).context["form"].errors.keys() == {
        "agency"
    }
    made = client.post(reverse("report-schedules"), sent)
    schedule = ReportSchedule.objects.get()
    assert made["Location"] == reverse("report-schedule", args=[schedule.ref])
    assert client.post(reverse("report-schedules"), sent).status_code == 409
    make_next_report(schedule)
    with django_assert_max_num_queries(45):
        page = client.get(made["Location"]).content.decode()
    assert "April 2026 – June 2026" in page
    with django_assert_max_num_queries(45):
        assert "each quarter" in client.get(reverse("report-schedules")).content.decode()
    seen = sign_in("celine").get(made["Location"])
    assert "April 2026 – June 2026" in seen.content.decode()


# Who had which part in the report of June, and whether they may freeze it.
FREEZING = table("""
| who       | part                       | freezes |
| amina     | kept it                    | no      |
| amina two | the same person            | no      |
| dawit     |                            | yes     |
| dawit     | changed it last            | no      |
| dawit     | brought another file       | no      |
| dawit     | moved it on                | yes     |
| dawit     | changes it with the step   | no      |
| dawit     | runs the schedule since    | no      |
""")[1:]


def test_freezing__never_by_who_had_a_part(world: World) -> None:
    schedule = schedule_of(world, begins=date(2026, 6, 1))
    record = make_next_report(schedule)
    assert record is not None
    second = second_access(world)
    for who, part, freezes in FREEZING:
        seat = second if who == "amina two" else world.people[who].acting
        with transaction.atomic():
            record.refresh_from_db()
            play(part, seat, record, schedule)
            try:
                if part == "changes it with the step":
                    amend(seat, record, title="Other", status="endorsed")
                else:
                    freeze(seat, record)
                said = "yes"
            except Problem as refused:
                said = {"two_persons_needed": "no"}[refused.code]
            assert said == freezes, (who, part)
            transaction.set_rollback(True)


def second_access(world: World) -> ActingSeat:
    """Amina's other access: she is the coordinator's deputy too."""
    seat = Seat.objects.get(ref=join(world, "deputy", "coordinator", "CCU").seat.ref)
    seat.account = Account.objects.get(pk=world.people["amina"].seat.account_id)
    seat.save(update_fields=["account"])
    return acting_seat(seat, second_factor=True)


def play(part: str, seat: ActingSeat, record: Record, schedule: ReportSchedule) -> None:
    if part == "changed it last":
        amend(seat, record, title="Other")
    elif part == "brought another file":
        add_version(seat=seat, record=record, brought=Brought("r.txt", b"Other words"))
    elif part == "moved it on":
        move_record(seat=seat, record=record, to="coded", seen=record.lock)
    elif part == "runs the schedule since":
        pause_schedule(seat=seat, schedule=schedule)
        resume_schedule(seat=seat, schedule=schedule)


def amend(seat: ActingSeat, record: Record, **changes: str) -> None:
    record = Record.objects.select_related("dataset", "version", "head", "agency").get(pk=record.pk)
    assert record.head is not None
    answers = {**whole_answers(record, record.head), **changes}
    amend_record(seat=seat, record=record, answers=answers, seen=record.lock, sure=True)


def freeze(seat: ActingSeat, record: Record, to: str = "endorsed") -> None:
    record = Record.objects.get(pk=record.pk)
    move_record(seat=seat, record=record, to=to, seen=record.lock, reason="reviewed")


def test_frozen__nothing_changes_and_a_newer_edition_points_to_it(
    world: World, sign_in: SignIn
) -> None:
    record = make_next_report(schedule_of(world))
    assert record is not None
    dawit = world.people["dawit"].acting
    freeze(dawit, record)
    record = Record.objects.get(pk=record.pk)
    for change in (
        lambda: amend(dawit, record, title="Other"),
        lambda: add_version(seat=dawit, record=record, brought=Brought("r.txt", b"Other")),
        lambda: freeze(dawit, record, "received"),
        lambda: freeze(dawit, record, "archived"),
    ):
        with pytest.raises(Problem, match="record_closed"):
            change()

    assert [code for code, _ in steps_offered(record, dawit)] == ["withdrawn"]
    assert not grades_of_record(dawit, record)
    with pytest.raises(Problem, match="not_found"):
        grade(seat=dawit, version=record.versions.get(), reliability="A", credibility="1")

    client = sign_in("amina")
    client.cookies["django_language"] = "fr"
    client.post(f"{reverse('thematic-report')}?first=2026-04&months=1", {"form": "keep"})
    newer = KeptReport.objects.exclude(record=record).get()
    link = Link.objects.get(source=newer.record)
    assert (link.relation, link.target) == ("document_replaces", record)
    freeze(dawit, record, "withdrawn")
    with pytest.raises(Problem, match="record_closed"):
        freeze(dawit, record, "endorsed")


def test_api__the_same_as_the_pages(world: World, sign_in: SignIn) -> None:
    amina = world.people["amina"].acting
    path = "/api/v1/report-schedules"
    assert Client().get(path).status_code == 401
    _, secret = make_token(seat=amina, label="test", verbs=sorted(offered), level_cap=1)
    client = Client(headers={"authorization": f"Bearer {secret}"})
    body = {
        "framework": Framework.objects.get(code="protection").ref,
        "dataset": register(world).ref,
        "months": 3,
        "begins": "2026-04",
        "language": "ar",
        "agency": world.agencies["HRA"].ref,
    }
    kind = "application/json"
    assert client.post(path, {**body, "months": 2}, kind).status_code == 422
    made = client.post(path, body, kind).json()
    record = make_next_report(ReportSchedule.objects.get(ref=made["ref"]))
    assert record is not None
    one = client.get(f"{path}/{made['ref']}").json()
    # It is Moderate, as reports are: the token, capped at Low, is told the span and no more.
    assert [(each["first"], each["record"]) for each in one["reports"]] == [("2026-04-01", None)]
    paused = client.post(f"{path}/{made['ref']}/pause", {}, kind).json()
    assert paused["state"] == "paused"
    assert client.get(path).json()["items"] == [paused]
    assert client.post(f"{path}/{made['ref']}/resume", {}, kind).json() == made
