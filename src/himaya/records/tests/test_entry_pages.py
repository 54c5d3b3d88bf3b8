"""The entry form as a page: it works without scripts, and nothing typed is ever lost."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.world import World

from himaya.files.actions import path_of
from himaya.files.models import StoredFile
from himaya.records.indexing import findable
from himaya.records.models import Record
from himaya.records.queries import shown_answers
from himaya.records.tests.register import ANSWERS, opened, recorded, send, typed

SignIn = Callable[[str], Client]

KINDS = """
| survey |                     |         |          |            |          |                 |             |             |
|        | type                | name    | label    | appearance | required | relevant        | sensitivity | constraint  |
|        | text                | title   | Title    |            | yes      |                 | none:1      |             |
|        | text                | long    | Long     | multiline  |          |                 | none:1      |             |
|        | integer             | count   | Count    |            |          |                 | none:1      | . < 100     |
|        | decimal             | share   | Share    |            |          |                 | none:1      |             |
|        | range               | scale   | Scale    |            |          |                 | none:1      |             |
|        | date                | day     | Day      |            |          |                 | none:1      |             |
|        | time                | hour    | Hour     |            |          |                 | none:1      |             |
|        | dateTime            | moment  | Moment   |            |          |                 | none:1      |             |
|        | select_one yn       | one     | One      |            |          |                 | none:1      |             |
|        | select_one yn       | listed  | Listed   | minimal    |          |                 | none:1      |             |
|        | select_multiple yn  | several | Several  |            |          |                 | none:1      |             |
|        | rank yn             | order   | Order    |            |          |                 | none:1      |             |
|        | geopoint            | place   | Place    |            |          |                 | none:1      |             |
|        | note                | remark  | A remark |            |          |                 |             |             |
|        | acknowledge         | agreed  | Agreed   |            |          |                 | none:1      |             |
|        | file                | paper   | Paper    |            |          |                 | direct:3    |             |
|        | barcode             | code    | Code     |            |          |                 | none:1      |             |
|        | text                | why     | Why      |            |          | ${one} = 'no'   | none:1      |             |
| choices |           |      |       |
|         | list_name | name | label |
|         | yn        | yes  | Yes   |
|         | yn        | no   | No    |
"""
FILLED: dict[str, Any] = {
    "title": "T", "long": "first\nsecond", "count": "٤٢", "share": "12.5", "scale": "3",
    "day": "2026-06-30", "hour": "14:30", "moment": "2026-06-30T14:30", "one": "no",
    "listed": "yes", "several": ["yes", "no"], "order~rank:yes": "2", "order~rank:no": "1",
    "place~lat": "33.5", "place~lon": "36.3", "agreed": "OK", "code": "X-1", "why": "because",
}  # fmt: skip
KEPT: dict[str, Any] = {
    "title": "T", "long": "first\nsecond", "count": 42, "share": 12.5, "scale": 3,
    "day": "2026-06-30", "hour": "14:30:00", "moment": "2026-06-30T14:30:00+00:00", "one": "no",
    "listed": "yes", "several": ["yes", "no"], "order": ["no", "yes"],
    "place": {"lat": 33.5, "lon": 36.3, "alt": None, "accuracy": None},
    "agreed": "OK", "code": "X-1", "why": "because",
}  # fmt: skip


@pytest.fixture
def kinds_url(world: World) -> str:
    return reverse("record-new", args=[opened(world, KINDS).ref])


@pytest.fixture
def url(world: World) -> str:
    return reverse("record-new", args=[opened(world).ref])


def test_every_common_type__saved_and_shown_again_as_typed(
    world: World, sign_in: SignIn, kinds_url: str
) -> None:
    client = sign_in("amina")
    answer = client.post(kinds_url, {**FILLED, "~do": "save"})
    assert answer.status_code == 302
    record = Record.objects.get()
    assert record.head is not None
    answers, _ = shown_answers(record, record.head, world.people["amina"].acting)
    assert answers == KEPT

    again = client.get(reverse("record-amend", args=[record.ref])).content.decode()
    drawn = typed(again)
    for name, value in FILLED.items():
        wanted = value if isinstance(value, list) else [value]
        assert drawn[name] == (["42"] if name == "count" else wanted), name


def test_refused_answers__422_with_all_of_them_still_there(sign_in: SignIn, kinds_url: str) -> None:
    client = sign_in("amina")
    wrong = {**FILLED, "title": "", "count": "many", "place~lon": "", "order~rank:no": "2"}
    answer = client.post(kinds_url, {**wrong, "~do": "save"})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "There are 4 answers to correct" in text
    for name in ("title", "count", "place", "order"):
        assert f'href="#q-{name}"' in text
        assert f'id="q-{name}_error"' in text
        assert f'id="q-{name}"' in text
    assert 'aria-invalid="true"' in text
    drawn = typed(text)
    for name, value in wrong.items():
        assert drawn[name] == (value if isinstance(value, list) else [value]), name
    assert not Record.objects.exists()


def test_constraint__told_beside_the_field(sign_in: SignIn, kinds_url: str) -> None:
    answer = sign_in("amina").post(kinds_url, {"title": "T", "count": "100", "~do": "save"})
    assert answer.status_code == 422
    assert 'href="#q-count"' in answer.content.decode()


def test_answer_that_stops_being_relevant__carried_hidden_and_back_when_asked_again(
    sign_in: SignIn, url: str
) -> None:
    client = sign_in("amina")
    young = send(client, url, client.get(url).content.decode(), "update", what="x", age="9")
    assert 'id="q-school~yes"' in young.content.decode()
    old = send(client, url, young.content.decode(), "update", school="yes", age="40")
    text = old.content.decode()
    assert 'id="q-school~yes"' not in text
    assert '<input type="hidden" name="school" value="yes">' in text
    back = send(client, url, text, "update", age="8").content.decode()
    assert typed(back)["school"] == ["yes"]
    assert 'type="hidden" name="school"' not in back

    # Saved while it is not asked: it is left out, and that is no error.
    assert send(client, url, text, "save").status_code == 302
    head = Record.objects.get().head
    assert head is not None
    assert "school" not in head.answers


def test_choices__follow_the_answer_they_depend_on(sign_in: SignIn, url: str) -> None:
    client = sign_in("amina")
    north = client.post(url, {"region": "north", "~do": "update"}).content.decode()
    assert "Tarmeen" in north
    assert "Sollun" not in north


def test_script_asks_for_the_same_view__gets_the_form_alone(sign_in: SignIn, url: str) -> None:
    client = sign_in("amina")
    page = client.get(url).content.decode()
    asks = re.search(r'id="q-age"[^>]*hx-post="([^"]*)"[^>]*hx-trigger="change delay:250ms"', page)
    assert asks is not None
    assert asks.group(1) == url
    assert 'id="q-what" name="what" value="" type="text" aria-required="true"' in page
    assert not re.search(r'id="q-story"[^>]*hx-post', page)
    answer = client.post(url, {"age": "9", "~do": "update"}, headers={"hx-request": "true"})
    text = answer.content.decode()
    assert text.lstrip().startswith("<form")
    assert 'id="q-school~yes"' in text


def test_turns__added_and_removed_without_losing_the_others(sign_in: SignIn, url: str) -> None:
    client = sign_in("amina")
    text = client.get(url).content.decode()
    for button in ("add:people", "add:people"):
        text = send(client, url, text, button, what="x").content.decode()
    text = send(
        client, url, text, "add:people", **{"people[0].nick": "A", "people[1].nick": "B"}
    ).content.decode()
    drawn = typed(text)
    assert [drawn[f"people[{n}].nick"] for n in range(3)] == [["A"], ["B"], [""]]
    drawn = typed(send(client, url, text, "remove:people[0]").content.decode())
    assert drawn["people[0].nick"] == ["B"]
    assert drawn["~count:people"] == ["2"]


def test_fields__show_sensitivity_lock_and_need(sign_in: SignIn, url: str) -> None:
    text = sign_in("amina").get(url).content.decode()
    assert "Only those who need it can open it" in text
    caller = text[text.index('for="q-caller"') :].split("<input")[0]
    assert "Moderate" in caller
    assert 'class="sealed"' in caller
    assert "(required)" in text[text.index('for="q-what"') :].split("<input")[0]
    assert "<textarea" in text[text.index('for="q-story"') :].split("</div>")[0]


def test_file__kept_encrypted_through_a_refusal_and_never_another_persons(
    world: World, sign_in: SignIn, kinds_url: str
) -> None:
    client = sign_in("amina")
    paper = SimpleUploadedFile("name of a person.txt", b"the very secret words", "text/plain")
    refused = client.post(kinds_url, {"paper": paper, "~do": "save"})
    assert refused.status_code == 422
    text = refused.content.decode()
    assert "name of a person.txt" in text
    stored = StoredFile.objects.get()
    assert (stored.level, typed(text)["paper"]) == (3, [stored.ref])
    assert b"secret" not in path_of(stored).read_bytes()
    assert send(client, kinds_url, text, title="T").status_code == 302
    made = Record.objects.get()
    assert stored.ref not in str(made.head and made.head.answers)
    page = client.get(reverse("record", args=[made.ref])).content.decode()
    assert "name of a person.txt" in page

    # Celine names the reference she should not know: no name, no record.
    stolen = sign_in("celine").post(kinds_url, {"title": "T", "paper": stored.ref, "~do": "save"})
    assert stolen.status_code == 422
    assert "name of a person" not in stolen.content.decode()


def test_amending_without_sight_of_names__leaves_them_beside_their_people(
    world: World, sign_in: SignIn
) -> None:
    made = recorded(world, opened(world))
    url = reverse("record-amend", args=[made.ref])
    client = sign_in("dawit")
    page = client.get(url).content.decode()
    assert "Zubaydah" not in page
    assert "Hidden: not opened for your access" in page
    # He takes the first person out and adds one: the second keeps her own name.
    page = send(client, url, page, "remove:people[0]").content.decode()
    page = send(client, url, page, "add:people", what="Changed").content.decode()
    answer = send(client, url, page, **{"people[1].nick": "New", "people[1].full": "Forged"})
    assert answer.status_code == 302
    made.refresh_from_db()
    assert made.head is not None
    answers, withheld = shown_answers(made, made.head, world.people["amina"].acting)
    assert not withheld
    assert answers["what"] == "Changed"
    assert answers["caller"] == "Zubaydah Invented"
    assert answers["people"] == [{"nick": "Ko", "full": "Kosmas Invented"}, {"nick": "New"}]


def _long_form(questions: int) -> str:
    rows = "\n".join(f"| | text | q{n} | Question {n} | none:1 |" for n in range(questions))
    return f"| survey |\n| | type | name | label | sensitivity |\n{rows}\n"


def test_two_hundred_questions__as_many_queries_as_two(
    world: World,
    sign_in: SignIn,
    django_assert_max_num_queries: Any,  # noqa: ANN401 - pytest-django
) -> None:
    for questions in (2, 200):
        dataset = opened(world, _long_form(questions), code=f"form{questions}")
        made = recorded(world, dataset, {"q0": "x"})
        client = sign_in("amina")
        client.get(reverse("home"))
        for name, ref, most in (
            ("record-new", dataset.ref, 18),
            ("record-amend", made.ref, 24),
            ("record", made.ref, 28),
        ):
            with django_assert_max_num_queries(most):
                assert client.get(reverse(name, args=[ref])).status_code == 200


def test_range__says_its_bounds_before_it_refuses(sign_in: SignIn, kinds_url: str) -> None:
    client = sign_in("amina")
    assert "A number from 1 to 10." in client.get(kinds_url).content.decode()
    answer = client.post(kinds_url, {"title": "T", "scale": "11", "~do": "save"})
    assert "Give a number from 1 to 10." in answer.content.decode()


def test_answers__never_in_the_address(sign_in: SignIn, url: str) -> None:
    text = sign_in("amina").get(url).content.decode()
    assert '<form id="entry" method="post"' in text
    assert ANSWERS["what"] not in url


def test_turn_added_and_left_empty__not_kept(world: World, sign_in: SignIn) -> None:
    made = recorded(world, opened(world))
    url = reverse("record-amend", args=[made.ref])
    client = sign_in("amina")
    page = send(client, url, client.get(url).content.decode(), "add:people").content.decode()
    assert send(client, url, page, what="Changed").status_code == 302
    made.refresh_from_db()
    assert made.head is not None
    answers, _ = shown_answers(made, made.head, world.people["amina"].acting)
    assert answers["people"] == ANSWERS["people"]


def test_choice_that_need_not_be_made__can_be_taken_back(world: World, sign_in: SignIn) -> None:
    made = recorded(world, opened(world))
    url = reverse("record-amend", args=[made.ref])
    client = sign_in("amina")
    page = client.get(url).content.decode()
    assert typed(page)["standing"] == ["open"]
    assert typed(page)["region"] == [""]  # no answer is what is chosen there
    assert send(client, url, page, standing="").status_code == 302
    made.refresh_from_db()
    assert made.head is not None
    assert "standing" not in shown_answers(made, made.head, world.people["amina"].acting)[0]


def test_choice_that_must_be_made__offers_no_way_round(world: World, sign_in: SignIn) -> None:
    must = KINDS.replace(
        "| select_one yn       | one     | One      |            |          |",
        "| select_one yn       | one     | One      |            | yes      |",
    )
    page = sign_in("amina").get(reverse("record-new", args=[opened(world, must).ref]))
    assert 'name="one" value="yes"' in page.content.decode()
    assert 'name="one" value=""' not in page.content.decode()


def test_choices__found_by_their_words(world: World) -> None:
    made = recorded(world, opened(world), {**ANSWERS, "region": "north", "town": "tarmeen"})
    text = findable(made, {"what": "Well", "region": "north", "people": [{"nick": "Zu"}]}).text
    assert text == "North Zu"
