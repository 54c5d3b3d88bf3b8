"""What may be declared as a thing: every attribute, none of which can be NULL or many."""

from typing import Any

import pytest
from django.db import IntegrityError, models
from tests.access.universe import universe_of
from tests.world import World

from himaya.datasets.models import Audience, Dataset, Lane
from himaya.gate.things import ATTRIBUTES, Constant, _kinds, kinds, register
from himaya.kernel.verbs import Verb
from himaya.records.models import Record, Revision
from himaya.search import models as search
from himaya.search.models import Entry, Shelf
from himaya.systems.models import InformationSystem
from himaya.tenancy.models import Operation

WHOLE: dict[str, Any] = {name: Constant(1 if name == "level" else "") for name in ATTRIBUTES}


@pytest.mark.parametrize(
    ("model", "attributes"),
    [
        (Record, {**WHOLE, "author": "subject__ref"}),  # a record may have no subject
        (Record, {**WHOLE, "author": "head__made_by"}),
        (InformationSystem, {**WHOLE, "agency": "members__ref"}),  # many: SQL would take any
        (Record, {**WHOLE, "author": "revisions__made_by"}),
        (Record, {name: value for name, value in WHOLE.items() if name != "lane"}),
        (Record, {**WHOLE, "mood": Constant("")}),
    ],
)
def test_attribute_that_may_be_null_many_or_unknown__refused(
    model: type[models.Model], attributes: dict[str, str | Constant]
) -> None:
    before = dict(_kinds)
    with pytest.raises(ValueError, match=r"NULL|exactly"):
        register("odd", model, view=Verb.RECORD_VIEW, attributes=attributes)
    assert dict(_kinds) == before


def test_withdrawn_column_that_may_be_null__refused() -> None:
    with pytest.raises(ValueError, match="NULL"):
        register("odd", Record, view=Verb.RECORD_VIEW, attributes=WHOLE, withdrawn="deadline")


def test_every_column_a_rule_reads__not_null_in_the_database(world: World) -> None:
    """Tried on the store itself: writing NULL into each of them fails."""
    universe_of(world)
    tried = 0
    for kind in kinds():
        paths = {path for path in kind.attributes.values() if isinstance(path, str)}
        for path in paths | ({kind.withdrawn} if kind.withdrawn else set()):
            column = path.split("__")[0]
            rows = kind.model._default_manager.all()
            if not rows.exists():
                continue
            with pytest.raises(IntegrityError), _savepoint():
                rows.update(**{column: None})
            tried += 1
    assert tried > 20


def _savepoint() -> Any:  # noqa: ANN401 - Django's own type is generic
    from django.db import transaction

    return transaction.atomic()


def entry_in(operation: Operation) -> None:
    shelf = Shelf.objects.create(operation=operation)
    Entry.objects.create(operation=operation, shelf=shelf, kind="k", thing="t", title="")


@pytest.mark.parametrize("level", [0, 5])
def test_level_outside_one_to_four__refused_by_the_database(world: World, level: int) -> None:
    universe_of(world)
    for model in (Record, Entry):
        if model is Entry:
            entry_in(world.operation)
        with pytest.raises(IntegrityError), _savepoint():
            model.objects.update(level=level)
    assert Revision.objects.exists()


@pytest.mark.parametrize("change", [{"lane": "persons"}, {"lane": ""}, {"audience": "everybody"}])
def test_lane_or_audience_no_rule_knows__refused_by_the_database(
    world: World, change: dict[str, str]
) -> None:
    universe_of(world)
    entry_in(world.operation)
    for model in (Dataset, Record, Entry):
        with pytest.raises(IntegrityError), _savepoint():
            model._default_manager.update(**change)


def test_words_of_the_search_index__those_of_registers() -> None:
    assert (Lane.values, Audience.values) == (search.LANES, search.AUDIENCES)
