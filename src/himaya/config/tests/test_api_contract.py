"""The API keeps to its description, whatever is sent: schemathesis against the WSGI application.

Slow: it makes requests by the hundred. HIMAYA_LONG=1 makes many more.
"""

import warnings
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as trial
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
)
from tests.world import World

from himaya.config.api import openapi_document
from himaya.config.tests.doors import Stage, set_stage, token_of
from himaya.config.wsgi import application

EXAMPLES = 200 if settings.HIMAYA_LONG else 5
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
schema = schemathesis.openapi.from_dict(openapi_document())
schema.app = application
OPERATIONS: list[Any] = [result.ok() for result in schema.get_all_operations()]  # type: ignore[union-attr]


@pytest.fixture
def stage(world: World) -> Iterator[Stage]:
    """The register; and as in Django's test client, requests leave the connection open."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield set_stage(world)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def _aimed(case: Any, stage: Stage) -> Any:  # noqa: ANN401 - schemathesis' case
    """Half of the cases go to things that are there, so that more than 404 is tried."""
    there = {
        "/datasets/": stage.dataset.ref,
        "/records/": stage.records[0].ref,
        "/instruments/": stage.dataset.instrument.ref,
        "/agencies/": stage.world.agencies["HRA"].ref,
        "/systems/": stage.dataset.system.ref,
        "/admin-units/": stage.world.areas["MJ"].ref,
        "/imports/": "0" * 16,
    }
    for start, ref in there.items():
        if start in case.path and "ref" in (case.path_parameters or {}):
            case.path_parameters["ref"] = ref
    return case


@pytest.mark.slow
@pytest.mark.parametrize("aimed", [False, True], ids=["anywhere", "at things that are there"])
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.label)
def test_whatever_is_sent__the_answer_is_as_described(
    stage: Stage,
    operation: Any,  # noqa: ANN401 - schemathesis' operation
    aimed: bool,  # noqa: FBT001 - parametrised
) -> None:
    secret = token_of(stage.world, "amina")

    @trial(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def tried(case: Any) -> None:  # noqa: ANN401 - as above
        if aimed:
            case = _aimed(case, stage)
        case.call_and_validate(
            headers={
                "Authorization": f"Bearer {secret}",
                "Host": "localhost",
                "Accept-Encoding": "identity",  # its WSGI transport does not unpack gzip
            },
            checks=CHECKS,
        )

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the libraries that make up the requests
        tried()
