"""What the tests of the record pages share: a register of HRA seen by the workspace."""

import re
from collections.abc import Mapping
from typing import Any

from django.test import Client
from tests.world import World

from himaya.datasets.actions import create_dataset
from himaya.datasets.models import Dataset
from himaya.engines.xlsform import read_form
from himaya.instruments.actions import create_instrument, publish_version
from himaya.records.actions import create_record
from himaya.records.models import Record

FORM = """
| survey |                    |            |                    |                     |             |              |                 |                |          |
|        | type               | name       | label::English(en) | label::العربية (ar) | means       | sensitivity  | relevant        | choice_filter  | required |
|        | text               | what       | What happened      | ماذا حدث            | title       | none:1       |                 |                | yes      |
|        | text               | story      | Story              | القصة               | narrative   | sensitive:2  |                 |                |          |
|        | text               | caller     | Caller             | المتصل              | person.name | direct:2     |                 |                |          |
|        | select_one states  | standing   | Standing           | الحالة              | status      | none:1       |                 |                |          |
|        | integer            | age        | Age                | العمر               | age         | indirect:2   |                 |                |          |
|        | select_one yn      | school     | At school          | في المدرسة          | education   | indirect:2   | ${age} < 18     |                |          |
|        | select_one region  | region     | Region             | المنطقة             |             | none:1       |                 |                |          |
|        | select_one town    | town       | Town               | البلدة              |             | none:1       |                 | in=${region}   |          |
|        | begin_repeat       | people     | People             | أشخاص               |             |              |                 |                |          |
|        | text               | nick       | Nickname           | اللقب               |             | none:1       |                 |                |          |
|        | text               | full       | Full name          | الاسم الكامل        | person.name | direct:2     |                 |                |          |
|        | end_repeat         |            |                    |                     |             |              |                 |                |          |
| choices |           |         |                    |                     |       |
|         | list_name | name    | label::English(en) | label::العربية (ar) | in    |
|         | states    | open    | Open               | مفتوح               |       |
|         | states    | done    | Done               | منجز                |       |
|         | yn        | yes     | Yes                | نعم                 |       |
|         | yn        | no      | No                 | لا                  |       |
|         | region    | north   | North              | الشمال              |       |
|         | region    | south   | South              | الجنوب              |       |
|         | town      | tarmeen | Tarmeen            | ترمين               | north |
|         | town      | sollun  | Sollun             | صولون               | south |
"""

ANSWERS: Mapping[str, Any] = {
    "what": "Well is dry",
    "story": "Nobody came to repair it",
    "caller": "Zubaydah Invented",
    "standing": "open",
    "people": [
        {"nick": "Zu", "full": "Zubaydah Invented"},
        {"nick": "Ko", "full": "Kosmas Invented"},
    ],
}


def opened(
    world: World, form: str = FORM, *, audience: str = "workspace", code: str = "calls"
) -> Dataset:
    """A register of HRA in the shared workspace, made by its focal point."""
    world.workspace.agency = world.agencies["HRA"]
    world.workspace.save(update_fields=["agency"])
    seat = world.people["amina"].acting
    version = create_instrument(
        seat=seat, system=world.workspace, code=code, form=read_form(form, kind="md")
    )
    publish_version(seat=seat, version=version)
    version.refresh_from_db()
    return create_dataset(
        seat=seat,
        instrument=version.instrument,
        version=version,
        code=code,
        names={"en": "Calls", "ar": "مكالمات"},
        audience=audience,
    )


def recorded(world: World, dataset: Dataset, answers: Mapping[str, Any] = ANSWERS) -> Record:
    """A record of amina's in the register."""
    return create_record(seat=world.people["amina"].acting, dataset=dataset, answers=answers)


_INPUT = re.compile(r"<input\b[^>]*>")
_TEXT = re.compile(r'<textarea\b[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', re.DOTALL)
_SELECT = re.compile(r'<select\b[^>]*name="([^"]*)".*?</select>', re.DOTALL)
_CHOSEN = re.compile(r'<option value="([^"]*)" selected')


def typed(html: str) -> dict[str, list[str]]:
    """What a browser would send for the entry form as it is drawn (without buttons)."""
    form = html[html.index('<form id="entry"') :] if '<form id="entry"' in html else html
    found: dict[str, list[str]] = {}
    for tag in _INPUT.findall(form):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        kind = attributes.get("type", "text")
        if kind == "file" or (kind in {"radio", "checkbox"} and " checked" not in tag):
            continue
        if "name" in attributes:
            found.setdefault(attributes["name"], []).append(attributes.get("value", ""))
    for name, text in _TEXT.findall(form):
        found[name] = [text.removeprefix("\n")]
    for match in _SELECT.finditer(form):
        found[match.group(1)] = _CHOSEN.findall(match.group(0))
    return found


def send(client: Client, url: str, html: str, button: str = "save", **changes: object) -> Any:  # noqa: ANN401 - the test client's response
    """Send the form drawn in `html` again, with some fields changed."""
    fields = typed(html)
    for name, value in changes.items():
        fields[name] = value if isinstance(value, list) else [str(value)]
    return client.post(url, {**fields, "~do": button})
