"""The invented operation, loaded into an empty database: same seed, same day, same records."""

import random
import time
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction

from himaya.datasets.actions import open_register
from himaya.datasets.declarations import profile_named
from himaya.datasets.models import Dataset
from himaya.demo import analysis, country, desk, library, narratives, people, workplan
from himaya.demo.bulk import create_records
from himaya.demo.people import DemoSeat
from himaya.demo.registers import followed, keep
from himaya.demo.stories.scene import Scene
from himaya.demo.systems import PLANS, Plan
from himaya.gate.seats import ActingSeat
from himaya.kernel import clock
from himaya.kernel.problems import Code, Problem
from himaya.people.models import Agency, Role, Seat
from himaya.people.queries import acting_seat
from himaya.places.models import AdminUnit
from himaya.systems.actions import create_system
from himaya.systems.models import InformationSystem
from himaya.tenancy.models import Operation

SLUG = "qasmara"
SEED = 20151201  # the month in which the eight categories met


def load_demo(
    report: Callable[[str], None], *, scale: float = 1.0, seed: int = SEED
) -> list[DemoSeat]:
    """Make the operation with all its records; `scale` thins them out for tests.

    Passwords and second factors are given afterwards by `cli.demo_seats`. Raises
    Problem(ALREADY_DONE) where there is an operation: the demo never mixes with real work.
    """
    if Operation.objects.exists():
        raise Problem(Code.ALREADY_DONE)
    chance = random.Random(seed)
    with transaction.atomic():
        operation = _open(report)
        units = country.make_country(operation, chance)
        country.make_sites(operation, units, chance)
        country.make_groups(operation)
        agencies = people.make_agencies(operation)
        seats = people.make_seats(operation, agencies, units, clock.today())
        silent = people.make_silent_seats(operation, agencies, clock.today())
        scene = Scene(
            today=clock.today(),
            chance=chance,
            units=units,
            agencies=agencies,
            authors=_authors([*seats, *silent]),
            case_holders=_case_holders(seats),
            scale=scale,
        )
        systems = _systems(seats, agencies, units)
        workplan.bring_plan(_act_as(seats, Role.COORDINATOR), report)
        desk.keep_desk(_act_as(seats, Role.COORDINATOR), chance, report, scale=scale)
        keep.keep_registers(scene, _act_as(seats, Role.COORDINATOR), report)
        followed.answer_recommendations(
            scene, _act_as(seats, Role.COORDINATOR), _writers(seats), report
        )
        library.keep_library(_act_as(seats, Role.COORDINATOR), report)
        coder, reviewer = (_act_as(seats, role) for role in (Role.IM_OFFICER, Role.COORDINATOR))
        narratives.keep_reports(scene, _writers(seats), coder, reviewer, report)
        analysis.keep_analysis(scene, _signers(seats), report)
        for plan in PLANS:
            if plan.story is not None:
                _fill(scene, plan, systems[plan.code], seats, report)
        keep.relate(_act_as(seats, Role.COORDINATOR), report)
    return [
        DemoSeat(seat.account.name, seat.account.email, seat.agency.acronym, seat.role, seat.ref)
        for seat in seats
    ]


def _open(report: Callable[[str], None]) -> Operation:
    report("An invented country, its agencies and people ...")
    return Operation.objects.create(
        slug=SLUG,
        names={language: f"{name} (demo)" for language, name in country.NAME.items()},
        languages=["en", "fr", "es", "ar"],
        coordination_label=Operation.Labels.CLUSTER,
        is_demo=True,
    )


def _authors(seats: list[Seat]) -> dict[str, str]:
    """Who writes for each agency: its first access that may write."""
    authors: dict[str, str] = {}
    for seat in seats:
        if seat.role not in {Role.READER, Role.GOVERNMENT, Role.DATA_PROTECTION}:
            authors.setdefault(seat.agency.acronym, seat.ref)
    return authors


def _case_holders(seats: list[Seat]) -> dict[str, list[str]]:
    """Who keeps the case files of each agency: caseworkers, then supervisors."""
    holders: dict[str, list[str]] = {}
    for role in (Role.CASEWORKER, Role.SUPERVISOR):
        for seat in seats:
            if seat.role == role:
                holders.setdefault(seat.agency.acronym, []).append(seat.ref)
    return holders


def _writers(seats: list[Seat]) -> dict[str, ActingSeat]:
    """Who brings documents for each agency: a focal point of its own, of the field too."""
    focal = {Role.FOCAL_POINT, Role.FIELD_FOCAL_POINT}
    return {
        one.agency.acronym: acting_seat(one, second_factor=True, door="command")
        for one in reversed(seats)
        if one.role in focal
    }


def _signers(seats: list[Seat]) -> dict[str, ActingSeat]:
    """Who signs for each agency: the coordinator, and focal points."""
    may = {Role.COORDINATOR, Role.FOCAL_POINT}
    return {
        one.agency.acronym: acting_seat(one, second_factor=True, door="command")
        for one in reversed(seats)
        if one.role in may
    }


def _act_as(seats: list[Seat], role: str, agency: str = "") -> ActingSeat:
    """The first access with that role, read afresh: workspaces grow while the demo is loaded."""
    seat = next(one for one in seats if one.role == role and agency in ("", one.agency.acronym))
    return acting_seat(seat, second_factor=True, door="command")


def _systems(
    seats: list[Seat], agencies: dict[str, Agency], units: list[AdminUnit]
) -> dict[str, InformationSystem]:
    places = {unit.pcode: unit for unit in units}
    seat = _act_as(seats, Role.COORDINATOR)
    return {
        plan.code: create_system(
            seat=seat,
            agency=agencies[plan.agency],
            code=plan.code,
            members=[agencies[acronym] for acronym in plan.members],
            areas=[places[pcode] for pcode in plan.provinces],
            names=dict(plan.names),
            categories=[str(category) for category in plan.categories],
            tool=plan.tool,
            methods=list(plan.methods),
            outputs=plan.outputs,
            level=plan.level,
            state=plan.state,
            starts_on=clock.today() - timedelta(days=730),
            risk_reviewed_on=clock.today() - timedelta(days=200),
        )
        for plan in PLANS
    }


def _fill(
    scene: Scene,
    plan: Plan,
    system: InformationSystem,
    seats: list[Seat],
    report: Callable[[str], None],
) -> None:
    began = time.monotonic()
    profile = profile_named(plan.profile)
    assert profile is not None and plan.story is not None  # noqa: S101, PT018 - as PLANS has it
    # Files about persons are opened by the agency that holds them, all else by the IM officer.
    role = Role.SUPERVISOR if profile.lane == "person" else Role.IM_OFFICER
    agency = plan.agency if profile.lane == "person" else ""
    seat = _act_as(seats, role, agency)
    is_one_of_several = sum(other.profile == plan.profile for other in PLANS) > 1
    opened = open_register(
        seat=seat,
        system=system,
        profile=profile,
        names=plan.names if is_one_of_several else None,
        code=f"{plan.code}-{profile.code}".replace("_", "-"),
    )
    dataset = Dataset.objects.select_related("version", "system", "operation").get(pk=opened.pk)
    count = create_records(seat=seat, dataset=dataset, rows=plan.story(scene))
    report(f"  {count:6} {system} ({time.monotonic() - began:.1f} s)")
