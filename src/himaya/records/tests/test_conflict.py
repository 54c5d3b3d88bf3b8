"""Two people save: one gets a clear choice, and nothing of either is lost."""

from collections.abc import Callable
from typing import Any

from django.test import Client
from django.urls import reverse
from tests.world import World

from himaya.records.models import Record
from himaya.records.queries import shown_answers
from himaya.records.tests.register import opened, recorded, send, typed

SignIn = Callable[[str], Client]


def answers_of(world: World, record: Record) -> dict[str, Any]:
    record.refresh_from_db()
    assert record.head is not None
    return shown_answers(record, record.head, world.people["amina"].acting)[0]


def both_write(
    sign_in: SignIn, record: Record, first: dict[str, str], second: dict[str, str], who: str
) -> tuple[Client, str, Any]:
    """Amina saves while `who` is writing; what `who` then gets."""
    url = reverse("record-amend", args=[record.ref])
    client = sign_in("amina")
    page = client.get(url).content.decode()
    client = sign_in(who)
    other = client.get(url).content.decode()
    client = sign_in("amina")
    assert send(client, url, page, **first).status_code == 302
    client = sign_in(who)
    return client, url, send(client, url, other, **second)


def test_conflict__both_versions_side_by_side_merged_beforehand(
    world: World, sign_in: SignIn
) -> None:
    made = recorded(world, opened(world))
    first = {"what": "Well works", "age": "12"}
    second = {"what": "Well is poisoned", "story": "They said so"}
    client, url, answer = both_write(sign_in, made, first, second, "dawit")
    assert answer.status_code == 409
    text = answer.content.decode()
    for words in ("Well is dry", "Well works", "Well is poisoned", "They said so", "Amina, HRA"):
        assert words in text
    drawn = typed(text)
    # Only amina touched the age, only dawit the story; both touched the heading.
    assert drawn["~take:age"] == ["theirs"]
    assert drawn["~take:story"] == ["mine"]
    assert drawn["~take:what"] == ["mine"]
    assert text.count("both changed it") == 1
    assert "Zubaydah" not in text

    assert send(client, url, text, **{"~take:what": "theirs"}).status_code == 302
    kept = answers_of(world, made)
    assert (kept["what"], kept["age"], kept["story"]) == ("Well works", 12, "They said so")
    assert kept["caller"] == "Zubaydah Invented"
    assert [row["full"] for row in kept["people"]] == ["Zubaydah Invented", "Kosmas Invented"]
    assert made.lock == 3


def test_third_save_in_between__asks_again_with_the_choice_kept(
    world: World, sign_in: SignIn
) -> None:
    made = recorded(world, opened(world))
    client, url, answer = both_write(
        sign_in, made, {"what": "Two"}, {"what": "Mine", "story": "Typed"}, "dawit"
    )
    page = answer.content.decode()
    owner = sign_in("amina")
    owned = owner.get(url).content.decode()
    assert send(owner, url, owned, what="Three").status_code == 302
    client = sign_in("dawit")
    again = send(client, url, page)
    assert again.status_code == 409
    assert typed(again.content.decode())["story"] == ["Typed"]
    assert send(client, url, again.content.decode()).status_code == 302
    assert answers_of(world, made)["what"] == "Mine"
    assert answers_of(world, made)["story"] == "Typed"


def test_wrong_answer_in_a_conflict__survives_the_choice_and_is_refused_afterwards(
    world: World, sign_in: SignIn
) -> None:
    made = recorded(world, opened(world))
    client, url, answer = both_write(sign_in, made, {"what": "Two"}, {"age": "old"}, "amina")
    assert answer.status_code == 409
    refused = send(client, url, answer.content.decode())
    assert refused.status_code == 422
    assert typed(refused.content.decode())["age"] == ["old"]
    assert typed(refused.content.decode())["what"] == ["Two"]
    assert answers_of(world, made)["what"] == "Two"


def test_people_changed_by_both__hidden_names_are_never_paired_by_number(
    world: World, sign_in: SignIn
) -> None:
    made = recorded(world, opened(world))
    url = reverse("record-amend", args=[made.ref])
    client = sign_in("dawit")
    mine = client.get(url).content.decode()
    owner = sign_in("amina")
    theirs = send(owner, url, owner.get(url).content.decode(), "remove:people[0]")
    assert send(owner, url, theirs.content.decode()).status_code == 302
    client = sign_in("dawit")
    answer = send(client, url, mine, what="Mine", **{"people[0].nick": "Zulu"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert typed(text)["~take:people"] == ["theirs"]
    assert 'name="~take:people" value="mine"' not in text
    assert "Zulu" in text
    assert send(client, url, text).status_code == 302
    kept = answers_of(world, made)
    assert kept["what"] == "Mine"
    assert kept["people"] == [{"nick": "Ko", "full": "Kosmas Invented"}]


def test_going_on_writing__opens_the_form_with_the_choice(world: World, sign_in: SignIn) -> None:
    made = recorded(world, opened(world))
    client, url, answer = both_write(sign_in, made, {"what": "Two"}, {"story": "Typed"}, "amina")
    page = send(client, url, answer.content.decode(), "update")
    drawn = typed(page.content.decode())
    assert (drawn["what"], drawn["story"], drawn["~seen"]) == (["Two"], ["Typed"], ["2"])
    assert send(client, url, page.content.decode()).status_code == 302


def test_page_that_read_nothing__cannot_overwrite(world: World, sign_in: SignIn) -> None:
    made = recorded(world, opened(world))
    url = reverse("record-amend", args=[made.ref])
    for seen in ("", "0", "99", "x", "1" * 30):
        answer = sign_in("amina").post(url, {"what": "Blind", "~seen": seen, "~do": "save"})
        assert answer.status_code == 409
    assert answers_of(world, made)["what"] == "Well is dry"
