"""A file with the title of a plan that another agency keeps: told on the bench, named if refused."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from tests.world import World

from himaya.collect.actions import bring_file, import_batch, register_for
from himaya.datasets.models import ImportBatch
from himaya.kernel.problems import Code, Problem
from himaya.profiles.workplans.tests.test_plan_page import FILES
from himaya.records.models import Record


def bring(world: World, who: str, *, version: str) -> ImportBatch:
    seat = world.people[who].acting
    text = (FILES / "cluster_work_plan.txt").read_text()
    return bring_file(
        seat=seat,
        dataset=register_for(seat=seat, profile_code="plan_activity"),
        kind="workplan",
        name="plan.txt",
        content=text.replace("28.02.2019", version).encode(),
    )


@pytest.fixture
def kept_by_ccu(world: World) -> Record:
    import_batch(
        seat=world.people["dawit"].acting, batch=bring(world, "dawit", version="28.02.2019")
    )
    return Record.objects.select_related("head").get(dataset__profile="plan")


def test_plan_of_another_agency__said_on_the_bench_and_named_when_refused(
    world: World, kept_by_ccu: Record, sign_in: Callable[[str], Client]
) -> None:
    assert kept_by_ccu.head is not None
    title = kept_by_ccu.head.answers["title"]
    batch = bring(world, "celine", version="31.03.2019")

    page = sign_in("celine").get(reverse("import", args=[batch.ref])).content.decode()
    with pytest.raises(Problem) as refused:
        import_batch(seat=world.people["celine"].acting, batch=batch)

    assert "kept by CCU" in page
    assert refused.value.code == Code.NOT_ALLOWED
    assert title in refused.value.reasons[0]
    assert "CCU" in refused.value.reasons[0]


def test_own_plan_again__nothing_said(
    world: World, kept_by_ccu: Record, sign_in: Callable[[str], Client]
) -> None:
    batch = bring(world, "dawit", version="28.02.2019")

    page = sign_in("dawit").get(reverse("import", args=[batch.ref])).content.decode()

    assert "kept by" not in page
