"""Saved views over the API: the list that the pages offer, for the same people."""

import pytest
from tests.world import World

from himaya.config.tests.doors import Caller, Stage, set_stage, token_of
from himaya.kernel.verbs import Verb
from himaya.records.models import SavedView


@pytest.fixture
def stage(world: World) -> Stage:
    """Amina's register, with a view of hers, one of Bakari's, and a shared one."""
    made = set_stage(world)
    for name, who, is_shared in (
        ("Hers", "amina", False),
        ("His", "bakari", False),
        ("Of all", "amina", True),
    ):
        SavedView.objects.create(
            operation=world.operation,
            dataset=made.dataset,
            name=name,
            query="view=board&sort=gone&status=open",
            is_shared=is_shared,
            made_by=world.people[who].seat.ref,
        )
    return made


def test_list_of_views__shared_ones_and_ones_own(stage: Stage) -> None:
    path = f"/datasets/{stage.dataset.ref}/views"
    listed = Caller(token_of(stage.world, "amina")).get(path).json()
    assert [one["name"] for one in listed] == ["Hers", "Of all"]

    shared = SavedView.objects.get(is_shared=True)
    assert listed[1] == {
        "ref": shared.ref,
        "name": "Of all",
        "is_shared": True,
        "query": "view=board&status=open",  # what the form does not have is left out
        "address": f"/datasets/{stage.dataset.ref}/views/{shared.ref}/",
    }


def test_register_out_of_sight__404(stage: Stage) -> None:
    path = f"/datasets/{stage.dataset.ref}/views"
    assert Caller(token_of(stage.world, "celine")).get(path).status_code == 404


def test_token_without_the_verb__403(stage: Stage) -> None:
    caller = Caller(token_of(stage.world, "amina", [Verb.RECORD_VIEW]))
    assert caller.get(f"/datasets/{stage.dataset.ref}/views").status_code == 403
