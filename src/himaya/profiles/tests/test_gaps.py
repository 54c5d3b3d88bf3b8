"""The board of urgent gaps: open from the first word, closed by what covers them, no person on it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.world import World

from himaya.collect.actions import register_for
from himaya.datasets.declarations import profile_named
from himaya.datasets.templates import template_form
from himaya.kernel import clock
from himaya.profiles.categories.monitoring.declaration import MONITORING
from himaya.profiles.categories.monitoring.owners import OWNERS
from himaya.profiles.coordination.tests.test_refusals import SOUND
from himaya.records.actions import create_record
from himaya.records.models import Record

pytestmark = pytest.mark.slow  # opens three registers with their forms

SignIn = Callable[[str], Client]


def kept(world: World, profile: str, days: int, **answers: object) -> Record:
    """An entry that was made so many days ago."""
    seat = world.people["dawit"].acting
    dataset = register_for(seat=seat, profile_code=profile)
    record = create_record(seat=seat, dataset=dataset, answers=answers, sure=True)
    Record.objects.filter(pk=record.pk).update(made_at=clock.now() - timedelta(days=days))
    return record


def day(days: int) -> str:
    return (clock.today() - timedelta(days=days)).isoformat()


def report(world: World, days: int, gaps: list[str], level: str = "community") -> Record:
    return kept(
        world, "protection_monitoring", days,
        title="Talk", period_start=day(days + 1), period_end=day(days), area="MJ0101",
        reporting_agency="HRA", unit_level=level, method="fgd", source_reliability="high",
        risk="PR05", severity="s3", trend="new", groups=["idp"], actor="unknown",
        verification="pending", urgent="yes", follow_up_due=day(days - 7), response_gaps=gaps,
        narrative="Heard from several", no_names="OK", status="submitted",
    )  # fmt: skip


def test_board__hours_owner_who_answers_and_what_closes_a_gap(
    world: World, sign_in: SignIn
) -> None:
    first = report(world, 2, ["health", "legal", "food"])
    report(world, 9, ["education"])
    report(world, 1, ["wash"], "individual")
    service = SOUND["service"] | {"agency": "WCI", "area": "MJ01", "valid_until": day(-60)}
    legal = {"title": "Legal desk", "service_type": "legal", "confirmed_on": day(0)}
    stale = {"title": "Kitchen", "service_type": "food", "confirmed_on": day(30)}
    kept(world, "service", 300, **service | legal)
    kept(world, "service", 300, **service | stale)
    point = {"title": "Focal point", "group_name": "Cluster", "agency": "HRA", "area": "MJ01"}
    point |= {"role": "sector_focal_point", "start": day(90), "valid_until": day(-60)}
    kept(world, "group_membership", 50, **point | {"follows_sector": "HEA"})
    page = reverse("gaps", args=[first.dataset.ref])
    shown = sign_in("dawit").get(page).content.decode()
    opened, _, covered = shown.partition('id="covered"')
    rows = [row.partition("</tr>")[0] for row in opened.split('<th scope="row">')[1:]]
    told = [
        (kind in row, since in row, owner in row, who in row)
        for row, (kind, since, owner, who) in zip(
            rows,
            [
                ("Education", "9 days", "Education", "nobody is named"),
                ("Food", "48 hours", "Food security", "nobody is named"),
                ("Health", "48 hours", "Health", "HRA"),
            ],
            strict=True,
        )
    ]
    assert told == [(True, True, True, True)] * 3
    assert "fewer than 5" in rows[0]
    assert "Legal desk" in covered
    assert "Water" not in shown  # one person's need is referred, not put on a board
    assert "Reports about single persons" in shown


def test_every_kind_of_the_form__has_an_owner_whose_codes_exist() -> None:
    def codes(profile: str, list_name: str) -> set[str]:
        declared = profile_named(profile)
        assert declared is not None
        return {one.name for one in template_form(declared.template).choices[list_name]}

    assert set(OWNERS) == {
        one.name for one in template_form(MONITORING.template).choices["service"]
    }
    for owner in OWNERS.values():
        assert owner.sector in codes("activity_planned", "sector")
        assert owner.services <= codes("service", "service_type")
        assert owner.activities <= codes("activity_planned", "activity_type")
