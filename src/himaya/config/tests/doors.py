"""What the tests of the API share: a register with records, tokens, and a way to call."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.world import World

import himaya.config.api  # noqa: F401 - fills the verbs on offer
from himaya.datasets.actions import create_dataset
from himaya.datasets.models import Dataset
from himaya.engines.xlsform import read_form
from himaya.files.tests.papers import pdf
from himaya.gate.api_routes import offered
from himaya.instruments.actions import create_instrument, publish_version
from himaya.kernel.verbs import Verb
from himaya.people.tokens import make_token
from himaya.records.actions import create_record
from himaya.records.attachments import store_answer_file
from himaya.records.models import Record
from himaya.themes.defaults import give_default_framework
from himaya.themes.models import Framework

FORM = """
| survey |                       |           |          |               |             |
|        | type                  | name      | label    | means         | sensitivity |
|        | text                  | what      | What     | title         | none:1      |
|        | select_one states     | standing  | Standing | status        | none:1      |
|        | date                  | due       | Due      | deadline      | none:1      |
|        | integer               | reached   | Reached  | count.reached | none:1      |
|        | select_multiple needs | needs     | Needs    | need.reported | none:1      |
|        | text                  | caller    | Caller   | person.name   | direct:3    |
|        | file                  | leaflet   | Leaflet  |               | none:1      |
|        | begin_repeat          | steps     | Steps    |               |             |
|        | text                  | step      | Step     | sub_activity  | none:1      |
|        | end_repeat            |           |          |               |             |
| choices |           |         |         |
|         | list_name | name    | label   |
|         | states    | open    | Open    |
|         | states    | done    | Done    |
|         | needs     | food    | Food    |
|         | needs     | shelter | Shelter |
"""

ANSWERS = {
    "what": "Train partners",
    "standing": "open",
    "due": "2026-05-15",
    "reached": 12,
    "needs": ["food"],
    "caller": "Invented Person",
    "steps": [{"step": "Book a room"}],
}


@dataclass(frozen=True)
class Stage:
    """A register of HRA seen by its agency only, with two records, on top of the world.

    `file` is the reference of a PDF in the second record.
    """

    world: World
    dataset: Dataset
    records: list[Record]
    file: str
    framework: Framework


def set_stage(world: World, audience: str = "agency") -> Stage:
    """Make the register as Amina's agency has it; HRA owns a system of its own."""
    amina = world.people["amina"].acting
    system = world.workspace.__class__.objects.create(
        operation=world.operation,
        agency=world.agencies["HRA"],
        code="own",
        names={"en": "Own"},
        categories=["monitoring"],
    )
    amina = world.people["amina"].acting
    version = create_instrument(
        seat=amina, system=system, code="own-form", form=read_form(FORM, kind="md")
    )
    version = publish_version(seat=amina, version=version)
    dataset = create_dataset(
        seat=amina,
        instrument=version.instrument,
        version=version,
        code="own-register",
        names={"en": "Own register"},
        audience=audience,
        level=1,
    )
    upload = SimpleUploadedFile("leaflet.pdf", pdf())
    file = store_answer_file(seat=amina, upload=upload, level=1)
    records = [
        create_record(seat=amina, dataset=dataset, answers={**ANSWERS, "reached": n} | more)
        for n, more in enumerate(({}, {"leaflet": file}))
    ]
    published = give_default_framework(world.operation)
    assert published is not None
    return Stage(world, dataset, records, file, published.framework)


def token_of(world: World, who: str, verbs: Iterable[Verb] | None = None, cap: int = 1) -> str:
    """A token's secret for a persona; every verb of the API unless some are named."""
    seat = world.people[who].acting
    wanted = sorted(offered) if verbs is None else list(verbs)
    _, secret = make_token(seat=seat, label="test", verbs=wanted, level_cap=cap)
    return secret


class Caller:
    """Calls the API with one token; "" calls without."""

    def __init__(self, secret: str = "") -> None:
        self.client = Client()
        self.headers = {"authorization": f"Bearer {secret}"} if secret else {}

    def get(self, path: str, **query: str | int) -> Any:  # noqa: ANN401 - Django's test response
        return self.client.get(f"/api/v1{path}", query, headers=self.headers)

    def post(self, path: str, body: object) -> Any:  # noqa: ANN401 - as above
        return self.client.post(
            f"/api/v1{path}", body, content_type="application/json", headers=self.headers
        )
