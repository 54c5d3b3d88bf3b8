"""A question that was marked more strictly once: what was hidden then stays so, in every way."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from tests.world import World

from himaya.datasets.actions import switch_version
from himaya.datasets.models import Dataset
from himaya.engines.xlsform import read_form
from himaya.files.actions import read_file
from himaya.instruments.actions import add_version, publish_version
from himaya.instruments.groups import group_of
from himaya.instruments.models import Question
from himaya.records.copies import make_copy
from himaya.records.queries import closed_questions
from himaya.records.registers.filtering import in_sight, value_code
from himaya.records.registers.register import Register
from himaya.records.registers.views import whole_datasets
from himaya.records.snapshots.reading import read_snapshot
from himaya.records.tests.register import FORM, opened, recorded

SignIn = Callable[[str], Client]
# The story told of who did it, closed to other agencies; now it is an open theme. The nickname of
# each person was a name; now it is nothing.
STRICT = FORM.replace("| narrative   | sensitive:2  |", "| perpetrator | sensitive:2  |").replace(
    "| nick       | Nickname           | اللقب               |             | none:1       |",
    "| nick       | Nickname           | اللقب               | person.name | indirect:2   |",
)
OPEN = FORM.replace("| narrative   | sensitive:2  |", "| theme       | none:1       |")
WORDS = {"first": "aardvark told", "second": "zebra told", "third": "middling told"}


@pytest.fixture
def dataset(world: World) -> Dataset:
    """Two records under the strict marks, one under the open ones."""
    assert STRICT.count("person.name") == FORM.count("person.name") + 1
    dataset = opened(world, STRICT)
    for what in ("first", "second"):
        recorded(world, dataset, _answers(what))
    seat = world.people["amina"].acting
    # Nobody publishes lower marks alone any more; such versions are there from before.
    marks = Question.objects.filter(version=dataset.version, key__in=("story", "nick"))
    strict = {mark.pk: (mark.means, mark.sensitivity, mark.level) for mark in marks}
    marks.update(is_confirmed=False)
    version = add_version(seat=seat, instrument=dataset.instrument, form=read_form(OPEN, kind="md"))
    publish_version(seat=seat, version=version)
    version.refresh_from_db()
    for pk, (means, sensitivity, level) in strict.items():
        Question.objects.filter(pk=pk).update(
            means=means, sensitivity=sensitivity, level=level, is_confirmed=True
        )
    switch_version(seat=seat, dataset=dataset, version=version)
    dataset = whole_datasets().get(pk=dataset.pk)
    recorded(world, dataset, _answers("third"))
    return dataset


def _answers(what: str) -> dict[str, object]:
    people = [{"nick": f"nick {what}"}]
    return {"what": what, "story": WORDS[what], "standing": "open", "people": people}


def _order(client: Client, dataset: Dataset, query: str) -> list[str]:
    page = client.get(reverse("dataset", args=[dataset.ref]) + f"?{query}").content.decode()
    body = page[page.index("<tbody>") :] if "<tbody>" in page else ""
    return re.findall(r"\b(first|second|third)\b(?=</bdi></a>)", body)


def test_cell__hidden_with_its_repeat(world: World, sign_in: SignIn, dataset: Dataset) -> None:
    url = reverse("dataset", args=[dataset.ref])
    page = sign_in("celine").get(url, {"column": ["what", "story", "people"]}).content.decode()

    assert WORDS["third"] in page
    assert "nick third" in page
    for what in ("first", "second"):
        assert WORDS[what] not in page
        assert f"nick {what}" not in page


def test_sorted_by_it__records_under_the_strict_marks_stand_as_without_an_answer(
    sign_in: SignIn, dataset: Dataset
) -> None:
    client = sign_in("celine")

    assert _order(client, dataset, "sort=story") == ["third", "first", "second"]
    assert _order(client, dataset, "sort=-story") == ["third", "first", "second"]


def test_filtered_by_it__their_values_neither_offered_nor_found(
    world: World, sign_in: SignIn, dataset: Dataset
) -> None:
    client = sign_in("celine")
    register = Register.of(dataset, world.people["celine"].acting)
    page = client.get(reverse("dataset", args=[dataset.ref])).content.decode()

    codes = {what: value_code(register, words) for what, words in WORDS.items()}
    assert [what for what, code in codes.items() if code in page] == ["third"]
    assert _order(client, dataset, f"pick.story={codes['third']}") == ["third"]
    assert _order(client, dataset, f"pick.story={codes['first']}") == []


def test_searched_for__not_found(sign_in: SignIn, dataset: Dataset) -> None:
    url = reverse("dataset", args=[dataset.ref])
    found = {
        words: client_page.count("</bdi></a>")
        for words in ("aardvark", "middling")
        if (client_page := sign_in("celine").post(url, {"words": words}).content.decode())
    }

    assert found == {"aardvark": 0, "middling": 1}


def test_working_copy__leaves_them_out(world: World, dataset: Dataset) -> None:
    seat = world.people["amina"].acting
    register = Register.of(dataset, seat)
    release = make_copy(
        seat=seat, register=register, records=in_sight(register), form="csv", maker="Amina"
    )
    assert release.file is not None
    text = read_file(release.file).decode("utf-8-sig")

    assert WORDS["third"] in text
    assert "nick third" in text
    for kept in (WORDS["first"], WORDS["second"], "nick first", "nick second"):
        assert kept not in text


def test_snapshot__withheld_as_the_rows_own_version_says(world: World, dataset: Dataset) -> None:
    frame = read_snapshot(dataset, world.people["celine"].acting)

    told = dict(zip(*(frame.rows.collect()[name].to_list() for name in ("what", "story"))))  # noqa: B905 - columns of one frame
    nicks = frame.repeats["people"].collect()["nick"].to_list()
    assert told == {"first": None, "second": None, "third": WORDS["third"]}
    assert [nick for nick in nicks if nick] == ["nick third"]


def test_closed_questions__the_same_in_the_database_and_one_by_one(dataset: Dataset) -> None:
    closed = set(closed_questions().values_list("pk", flat=True))

    for question in Question.objects.all():
        assert (question.pk in closed) == bool(group_of(question) or question.is_sealed), question
