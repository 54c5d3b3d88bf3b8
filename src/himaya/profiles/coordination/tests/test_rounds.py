"""Reports due, made from a schedule: each agency's own to answer, and complete as a figure."""

from collections.abc import Callable
from datetime import date
from itertools import pairwise

import pytest
from django.test import Client
from django.urls import reverse
from tests.world import World, table

from himaya.kernel import clock
from himaya.kernel.problems import Code, Problem
from himaya.people.models import Agency, Seat
from himaya.profiles.coordination.indicators.declaration import INDICATOR_REPORT
from himaya.profiles.coordination.indicators.queries import standing
from himaya.profiles.coordination.response.declaration import ASKS_FOR, DUE_UNDER, REPORT_DUE
from himaya.profiles.coordination.response.periods import period_of, periods
from himaya.profiles.coordination.response.rounds import completeness, make_reports_due
from himaya.profiles.coordination.response.tasks import make_what_is_due
from himaya.profiles.coordination.tests.keeping import fresh, keep, move
from himaya.profiles.coordination.tests.test_indicator_page import INDICATOR
from himaya.records.actions import AnswersRefused, amend_record, link_records
from himaya.records.due import due_records
from himaya.records.lifecycle import FIXED
from himaya.records.models import Record
from himaya.records.sealing import whole_answers

SignIn = Callable[[str], Client]
TODAY = date(2026, 3, 12)
SCHEDULE = {
    "title": "Activities",
    "kind": "activities",
    "frequency": "monthly",
    "start": "2026-01-10",
    "due_after": 10,
    "agencies": "HRA, WCI",
}
PERIODS = table("""
| frequency | day        | first      | last       | label    |
| weekly    | 2026-01-01 | 2025-12-29 | 2026-01-04 | 2026-W01 |
| weekly    | 2024-12-31 | 2024-12-30 | 2025-01-05 | 2025-W01 |
| monthly   | 2024-02-29 | 2024-02-01 | 2024-02-29 | 2024-02  |
| monthly   | 2025-12-31 | 2025-12-01 | 2025-12-31 | 2025-12  |
| quarterly | 2026-05-15 | 2026-04-01 | 2026-06-30 | 2026-Q2  |
| yearly    | 2026-05-15 | 2026-01-01 | 2026-12-31 | 2026     |
""")[1:]


@pytest.mark.parametrize("row", PERIODS, ids=lambda row: f"{row[0]}-{row[1]}")
def test_period(row: list[str]) -> None:
    frequency, day, first, last, label = row
    found = period_of(frequency, date.fromisoformat(day))
    assert (f"{found.first}", f"{found.last}", found.label) == (first, last, label)


@pytest.mark.parametrize("frequency", ["weekly", "monthly", "quarterly", "yearly"])
def test_periods__follow_one_another_without_a_gap(frequency: str) -> None:
    found = list(periods(frequency, date(2023, 11, 20), date(2026, 2, 28)))
    assert found[0].first <= date(2023, 11, 20)
    assert found[-1].last >= date(2026, 2, 28)
    assert all((two.first - one.last).days == 1 for one, two in pairwise(found))


@pytest.fixture
def schedule(world: World, monkeypatch: pytest.MonkeyPatch) -> Record:
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    return keep(world, "reporting_schedule", SCHEDULE)


def made(schedule: Record) -> list[tuple[str, str, str]]:
    rows = Record.objects.filter(dataset__profile=REPORT_DUE.code).order_by("period_start", "pk")
    return [(one.agency.acronym, f"{one.period_start}", f"{one.deadline}") for one in rows]


def test_made_once_for_each_agency_and_begun_period(world: World, schedule: Record) -> None:
    dawit = world.people["dawit"].acting
    assert make_reports_due(seat=dawit, schedule=schedule) == 6
    assert make_reports_due(seat=dawit, schedule=fresh(schedule)) == 0
    assert made(schedule) == [
        ("HRA", "2026-01-01", "2026-02-10"),
        ("WCI", "2026-01-01", "2026-02-10"),
        ("HRA", "2026-02-01", "2026-03-10"),
        ("WCI", "2026-02-01", "2026-03-10"),
        ("HRA", "2026-03-01", "2026-04-10"),
        ("WCI", "2026-03-01", "2026-04-10"),
    ]


def test_due_from_whom_it_names__and_theirs_to_answer(world: World, schedule: Record) -> None:
    make_reports_due(seat=world.people["dawit"].acting, schedule=schedule)
    amina = world.people["amina"].acting
    hers = [one for one in due_records(amina, TODAY) if one.dataset.profile == REPORT_DUE.code]
    assert {one.agency.acronym for one in hers} == {"HRA"}
    january = next(one for one in hers if one.period_start == date(2026, 1, 1))

    move(world, january, "nothing_to_report", who="amina")

    celines = Record.objects.get(agency__acronym="WCI", period_start=date(2026, 1, 1))
    with pytest.raises(Problem) as refused:
        move(world, celines, "nothing_to_report", who="amina")
    assert refused.value.code is Code.NOT_ALLOWED


def test_completeness__answered_of_what_was_due(world: World, schedule: Record) -> None:
    dawit = world.people["dawit"].acting
    make_reports_due(seat=dawit, schedule=schedule)
    reports = list(Record.objects.filter(dataset__profile=REPORT_DUE.code).order_by("pk"))
    january, february = reports[:2], reports[2:4]
    move(world, january[0], "submitted", who="amina")
    move(world, january[1], "nothing_to_report", who="celine")
    move(world, february[0], "excused")
    shares = {share.period: share for share in completeness(dawit, schedule).shares}
    told = {
        label: (share.due, share.answered, share.nothing, share.late, share.percent)
        for label, share in shares.items()
    }
    assert told == {
        "2026-01": (2, 2, 1, 0, 100),
        "2026-02": (1, 0, 0, 1, 0),
        "2026-03": (2, 0, 0, 0, 0),
    }


def test_accepting_and_excusing__are_the_desk_s(world: World, schedule: Record) -> None:
    make_reports_due(seat=world.people["dawit"].acting, schedule=schedule)
    mine = Record.objects.filter(agency__acronym="HRA", dataset__profile=REPORT_DUE.code)
    one, two = mine.order_by("pk")[:2]
    with pytest.raises(Problem) as refused:
        move(world, one, "excused", who="amina")
    assert refused.value.code is Code.NOT_ALLOWED
    two = move(world, two, "submitted", who="amina")
    with pytest.raises(Problem):
        move(world, two, "accepted", who="amina")
    assert move(world, two, "accepted").status == "accepted"


def test_report_tied_by_hand__stands_beside_the_others(world: World, schedule: Record) -> None:
    answers = {"title": "By hand", "agency": "HRA", "kind": "activities"}
    answers |= {"start": "2026-01-01", "end": "2026-01-31", "due": "2026-02-10"}
    dawit = world.people["dawit"].acting
    by_hand = keep(world, "report_due", answers)
    link_records(seat=dawit, relation=DUE_UNDER, source=by_hand, target=schedule)
    assert [share.due for share in completeness(dawit, schedule).shares] == [1]


def asked_indicator(world: World, schedule: Record, **changes: str) -> Record:
    record = move(world, keep(world, "indicator", INDICATOR | changes), "validated", "in_use")
    dawit = world.people["dawit"].acting
    link_records(seat=dawit, relation=ASKS_FOR, source=schedule, target=record)
    return record


def test_indicators_asked_for__a_report_of_each_is_made_ahead_and_no_zero(
    world: World, schedule: Record
) -> None:
    asked_indicator(world, schedule)
    late = asked_indicator(world, schedule, code="PRO.2", start="2026-03-01")
    dawit, amina = (world.people[who].acting for who in ("dawit", "amina"))

    assert make_reports_due(seat=dawit, schedule=schedule) == 8  # of two agencies: 3 and 1 months
    assert make_reports_due(seat=dawit, schedule=fresh(schedule)) == 0

    reports = Record.objects.filter(dataset__profile=INDICATOR_REPORT.code)
    told = [(one.agency.acronym, one.area, one.status) for one in reports.order_by("pk")]
    assert set(told) == {("HRA", "MJ", "due"), ("WCI", "MJ", "due")}
    (of_late,) = reports.filter(links_out__target=late, agency__acronym="HRA")
    assert str(of_late.period_start) == "2026-03-01"
    found, _others = standing(fresh(late), dawit)
    assert (found.whole.state, found.lines[0].those("due")) == ("", ["HRA", "WCI"])
    filled = {"reported": "zero", "status": "submitted"}
    assert of_late.head is not None
    answers = {**of_late.head.answers, **filled}
    amend_record(seat=amina, record=of_late, answers=answers, seen=of_late.lock)
    shares = {share.period: share for share in completeness(dawit, schedule).shares}
    assert (shares["2026-03"].due, shares["2026-03"].answered) == (4, 1)


@pytest.mark.parametrize("state", ["suspended", "ended"])
def test_not_in_force__nothing_is_made(world: World, schedule: Record, state: str) -> None:
    schedule = move(world, schedule, state)
    assert make_reports_due(seat=world.people["dawit"].acting, schedule=schedule) == 0


def test_daily__under_the_access_of_who_keeps_it(world: World, schedule: Record) -> None:
    assert make_what_is_due.func() == 6
    Record.objects.filter(dataset__profile=REPORT_DUE.code).update(stable_id="")
    Seat.objects.filter(pk=world.people["dawit"].seat.pk).update(ended_at=clock.now())
    assert make_what_is_due.func() == 0


def test_written_by_no_steward__stays_with_the_writer(world: World, schedule: Record) -> None:
    answers = {"title": "Own", "agency": "WCI", "kind": "activities"}
    answers |= {"start": "2026-01-01", "end": "2026-01-31", "due": "2026-02-10"}
    assert keep(world, "report_due", answers, who="amina").agency.acronym == "HRA"
    assert keep(world, "report_due", answers, sure=True).agency.acronym == "WCI"


def test_page(world: World, schedule: Record, sign_in: SignIn) -> None:
    page, make = (
        reverse(name, args=[schedule.ref]) for name in ("reporting-schedule", "schedule-make")
    )
    dawit = sign_in("dawit")
    assert "No report is due yet" in dawit.get(page).content.decode()
    assert "6 reports due were made" in dawit.post(make, follow=True).content.decode()
    shown = dawit.get(page).content.decode()
    assert "2 overdue" in shown
    assert "0 of 2" in shown
    amina = sign_in("amina")
    assert make not in amina.get(page).content.decode()
    assert amina.post(make).status_code == 403
    assert sign_in("bakari").get(page).status_code == 404


def test_schedule_changed__no_report_made_anew(world: World, schedule: Record) -> None:
    dawit = world.people["dawit"].acting

    def changed(**answers: object) -> int:
        told = SCHEDULE | {"status": "in_force"} | answers
        now = fresh(schedule)
        amend_record(seat=dawit, record=now, answers=told, seen=now.lock, sure=True)
        return make_reports_due(seat=dawit, schedule=fresh(schedule))

    assert make_reports_due(seat=dawit, schedule=schedule) == 6
    Agency.objects.filter(acronym="HRA").update(acronym="HRX")
    assert changed(agencies="HRX, WCI") == 0
    assert changed(agencies="HRX, WCI, UNKNOWN") == 3
    assert changed(agencies="HRX, WCI, UNKNOWN", frequency="quarterly") == 0
    # A new rhythm begins after the last period of the old one.
    assert changed(agencies="HRX", frequency="weekly", end="2026-12-31") == 0


def test_owner_of_a_report_due__moves_no_day(world: World, schedule: Record) -> None:
    make_reports_due(seat=world.people["dawit"].acting, schedule=schedule)
    report = fresh(Record.objects.filter(dataset__profile=REPORT_DUE.code).order_by("pk")[0])
    assert report.head is not None
    said = whole_answers(report, report.head)
    amina, dawit = world.people["amina"].acting, world.people["dawit"].acting
    with pytest.raises(AnswersRefused) as refused:
        amend_record(seat=amina, record=report, answers=said | {"due": "2026-12-01"}, seen=1)
    assert refused.value.checked.errors["due"][0].code == FIXED
    amend_record(seat=amina, record=report, answers=said | {"entries": 4}, seen=1)
    later = said | {"entries": 4, "due": "2026-12-01"}
    amend_record(seat=dawit, record=fresh(report), answers=later, seen=2)
