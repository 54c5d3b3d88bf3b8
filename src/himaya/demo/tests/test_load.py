"""The demo, thinned out: what must hold of it however the dice fall."""

from collections import Counter
from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from himaya.datasets.models import Dataset
from himaya.demo.country import make_country
from himaya.demo.load import load_demo
from himaya.engines.figures import unpack
from himaya.engines.figures.shapes import area_of
from himaya.engines.xlsform import check_answers
from himaya.gate.decisions import visible_to
from himaya.instruments.queries import form_of
from himaya.kernel import clock
from himaya.kernel.problems import Problem
from himaya.people.models import Agency, Role, Seat
from himaya.people.queries import acting_seat
from himaya.places.models import AdminUnit, PopulationGroup, Site
from himaya.records.models import Link, Record
from himaya.records.sealing import sealed_paths, whole_answers
from himaya.systems.models import Category, InformationSystem
from himaya.tenancy.models import Operation
from himaya.themes.models import ReportSchedule
from himaya.themes.report.scheduling import missing_spans


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The load is slow (registers of eight forms): once for all tests here, rolled back after."""
    from django.db import transaction

    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        load_demo(lambda _line: None, scale=0.02)
        yield
        transaction.set_rollback(True)
        atomic.__exit__(None, None, None)


pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_country__as_many_areas_as_it_should_have(loaded: None) -> None:
    levels = Counter(AdminUnit.objects.values_list("level", flat=True))
    assert levels == {0: 1, 1: 6, 2: 24, 3: 72}
    assert Site.objects.count() == 40
    assert PopulationGroup.objects.count() == 6
    assert Agency.objects.count() == 12
    assert Operation.objects.get().is_demo


def test_areas__outlines_closed_and_pcodes_nested(loaded: None) -> None:
    for unit in AdminUnit.objects.select_related("parent"):
        (ring,) = unpack(unit.shape)
        assert ring[0] == ring[-1]
        assert unit.parent is None or unit.pcode.startswith(unit.parent.pcode)


def _area(unit: AdminUnit) -> float:
    return area_of(unpack(unit.shape)[0])


@pytest.mark.parametrize("level", [1, 2, 3])
def test_outlines_of_a_level__fill_the_country_without_overlap(loaded: None, level: int) -> None:
    country = _area(AdminUnit.objects.get(level=0))
    parts = [_area(unit) for unit in AdminUnit.objects.filter(level=level)]
    assert min(parts) > 0  # against the clock, not folded over
    assert sum(parts) == pytest.approx(country, rel=1e-6)


def test_seats__every_role_and_several_agencies(loaded: None) -> None:
    seats = Seat.objects.filter(account__is_active=True)
    assert set(seats.values_list("role", flat=True)) == set(Role.values)
    assert 10 <= seats.count() <= 14
    assert len(set(seats.values_list("agency", flat=True))) >= 6
    assert not any(seat.account.has_usable_password() for seat in seats)


def test_records__in_every_category(loaded: None) -> None:
    found: Counter[str] = Counter()
    for record in Record.objects.select_related("dataset__system"):
        found.update(record.dataset.system.categories)
    assert set(found) == set(Category.values)


def test_case_files__a_caseworker_sees_the_own_ones_a_supervisor_the_agency_s(loaded: None) -> None:
    cases = Record.objects.filter(dataset__profile="case_file", agency__acronym="HRA")
    seen = {}
    for role in (Role.CASEWORKER, Role.SUPERVISOR):
        seat = Seat.objects.get(role=role, agency__acronym="HRA")
        rows = visible_to(cases, acting_seat(seat, second_factor=True))
        seen[role] = set(rows.values_list("author", flat=True))
    rafi = Seat.objects.get(role=Role.CASEWORKER).ref
    assert seen[Role.CASEWORKER] == {rafi}
    assert rafi in seen[Role.SUPERVISOR]
    assert len(seen[Role.SUPERVISOR]) == 2


def test_case_files__nothing_of_a_person_unsealed(loaded: None) -> None:
    cases = Record.objects.filter(dataset__profile="case_file").select_related(
        "head", "version", "agency", "subject"
    )
    assert cases
    for record in cases:
        paths = {path for path in sealed_paths(record.version) if "." not in path}
        assert {"full_name", "phone", "birth_date", "concerns"} <= paths
        assert record.head is not None
        assert not paths & set(record.head.answers)
        assert record.head.sealed
        assert record.subject is not None  # its own key: each person can be erased
        assert record.head.sealed_for_id == record.subject_id
        assert (record.lane, record.level, record.audience) == ("person", 4, "agency")


def test_every_record__fits_its_form_and_has_a_head(loaded: None) -> None:
    found = Record.objects.select_related("head__sealed_for__agency", "version", "agency")
    for record in found:
        assert record.head is not None
        answers = whole_answers(record, record.head)
        checked = check_answers(form_of(record.version), answers, now=clock.now())
        assert checked.errors == {}, (record.dataset, checked.errors)
        assert checked.dropped == {}
        assert record.made_at <= clock.now()


def test_every_record__seen_by_somebody(loaded: None) -> None:
    seen: set[int] = set()
    for seat in Seat.objects.filter(account__is_active=True):
        acting = acting_seat(seat, second_factor=True)
        seen |= set(visible_to(Record.objects.all(), acting).values_list("pk", flat=True))
    assert seen == set(Record.objects.values_list("pk", flat=True))


def test_readers__see_nothing_above_moderate(loaded: None) -> None:
    for seat in Seat.objects.filter(role__in=[Role.READER, Role.GOVERNMENT]):
        acting = acting_seat(seat, second_factor=True)
        assert not visible_to(Record.objects.filter(level__gte=3), acting).exists()


def test_matrix__has_cells_that_are_filled_and_cells_that_are_not(loaded: None) -> None:
    provinces = [f"QM{number:02}" for number in range(1, 7)]
    filled = {
        (category, place)
        for system in InformationSystem.objects.filter(state="active").prefetch_related("areas")
        for category in system.categories
        for place in [unit.pcode for unit in system.areas.all()] or provinces
    }
    gaps = {(category, place) for category in Category.values for place in provinces} - filled
    assert filled
    assert {"security", "case_management"} <= {category for category, _ in gaps}


def test_work_plan__imported_with_its_activities(loaded: None) -> None:
    activities = Record.objects.filter(dataset__profile="plan_activity")
    assert activities.count() == 20
    assert Link.objects.filter(relation="activity_of").count() == 20
    assert activities.filter(can_be_late=True, deadline__lt=clock.today()).exists()
    assert activities.filter(can_be_late=True, deadline__gt=clock.today()).exists()


def test_second_load__refused(loaded: None) -> None:
    with pytest.raises(Problem):
        load_demo(lambda _line: None)
    assert Operation.objects.count() == 1


def test_reports_by_schedule__each_quarter_that_is_over_and_the_first_is_frozen(
    loaded: None,
) -> None:
    schedule = ReportSchedule.objects.get()
    assert missing_spans(schedule, clock.today()) == []
    made = schedule.reports.order_by("first").values_list("record__status", flat=True)
    assert list(made[:1]) == ["endorsed"][: len(made)]
    assert set(made[1:]) <= {"received"}


def test_registers__level_and_audience_of_their_profiles(loaded: None) -> None:
    levels = dict(Dataset.objects.exclude(profile__startswith="plan").values_list("code", "level"))
    assert {levels["access-watch-access-incident"], levels["child-cases-case-file"]} == {3, 4}


def test_same_seed__same_country(db: None) -> None:
    import random

    outlines = []
    for slug in ("one", "two"):
        operation = Operation.objects.create(slug=slug)
        units = make_country(operation, random.Random(7))
        outlines.append([unit.shape for unit in units])
    assert outlines[0] == outlines[1]


def test_overdue__a_few_and_none_of_them_ancient(loaded: None) -> None:
    from himaya.records.due import closed, late

    today = clock.today()
    overdue = Record.objects.filter(late(today)).exclude(closed())
    assert 0 < overdue.count() < Record.objects.count() / 10
    assert all((today - record.deadline).days < 200 for record in overdue if record.deadline)
