"""Finding: words in any spelling, within one's sight, never by a field that is withheld.

The register of this file is read by Amina (owner: names, narrative), by Celine (workspace:
narrative) and by Bakari (reader: neither).
"""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from tests.access.universe import FORM, dataset_of, system_of
from tests.world import World, table

from himaya.datasets.models import Dataset
from himaya.engines.xlsform import read_form
from himaya.instruments.actions import create_instrument, publish_version
from himaya.records.actions import amend_record, create_record
from himaya.records.models import Record
from himaya.search import fulltext
from himaya.search.actions import forget_thing
from himaya.search.models import Entry
from himaya.search.queries import found


def register_of(world: World, audience: str = "operation", level: int = 1) -> Dataset:
    """HRA's register in the shared workspace."""
    dawit = world.people["dawit"].acting
    version = create_instrument(
        seat=dawit, system=world.workspace, code=f"form-{level}", form=read_form(FORM, kind="md")
    )
    version = publish_version(seat=dawit, version=version)
    return dataset_of(
        version, world.agencies["HRA"], f"matters-{level}", audience=audience, level=level
    )


@pytest.fixture
def record(world: World) -> Record:
    return create_record(
        seat=world.people["amina"].acting,
        dataset=register_of(world),
        answers={
            "what": "Flood in the eastern district",
            "remark": "Families slept beside the bridge",
            "caller": "Zaynab Invented",
        },
    )


def hits(world: World, who: str, question: str) -> list[str]:
    return [entry.thing for entry in found(world.people[who].acting, question)]


WHO_FINDS = table("""
| flood            | amina celine bakari | open text, seen by all          |
| FLOOD east       | amina celine bakari | any case, by beginnings         |
| district flood   | amina celine bakari | in any order                    |
| flood elephant   |                     | all words have to be there      |
| bridge           | amina celine        | narrative is not for readers    |
| flood bridge     | amina celine        | words over two field groups     |
| zaynab           |                     | sealed answers are never in it  |
""")


@pytest.mark.parametrize("row", WHO_FINDS, ids=lambda row: row[0])
def test_word__finds_for_whom_it_would_be_shown(
    world: World, record: Record, row: list[str]
) -> None:
    question, finders, _ = row
    finding = {who for who in world.people if record.ref in hits(world, who, question)}
    assert finding - {"dawit"} == set(finders.split())


VARIANTS = table("""
| مدرسة الأمل   | مدرسه الامل |
| مدرسة الأمل   | مَدْرَسَة     |
| مدرسة الأمل   | الأمـــل     |
| Éducation à Bâle | education bale |
| Straße 12     | strasse     |
| شارع ١٢       | 12          |
""")


@pytest.mark.parametrize(("written", "asked"), VARIANTS)
def test_other_spelling__found(world: World, written: str, asked: str) -> None:
    amina = world.people["amina"].acting
    made = create_record(seat=amina, dataset=register_of(world), answers={"what": written})
    assert hits(world, "amina", asked) == [made.ref]


def test_agency_only_record__not_found_nor_counted_by_another(world: World) -> None:
    amina = world.people["amina"].acting
    dataset = register_of(world, audience="agency")
    create_record(seat=amina, dataset=dataset, answers={"what": "Flood"})
    assert found(amina, "flood").count() == 1
    assert found(world.people["celine"].acting, "flood").count() == 0


def test_high_record__found_by_its_register_never_by_its_text(world: World) -> None:
    amina = world.people["amina"].acting
    made = create_record(seat=amina, dataset=register_of(world, level=3), answers={"what": "Flood"})
    assert hits(world, "amina", "flood") == []
    assert hits(world, "amina", "matters") == [made.ref]
    assert "flood" not in str(list(Entry.objects.values("title", "words", "text"))).lower()


def test_amended_and_forgotten_record__index_follows(world: World, record: Record) -> None:
    amina = world.people["amina"].acting
    amend_record(seat=amina, record=record, answers={"what": "Drought"}, seen=1)
    assert hits(world, "amina", "flood") == []
    assert hits(world, "amina", "bridge") == []
    assert hits(world, "amina", "drought") == [record.ref]
    forget_thing(kind="record", thing=record.ref)
    assert hits(world, "amina", "drought") == []
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    "question",
    ['"', "' OR 1=1 --", "a* NEAR b", "flood)", "flood & !east", "ة", "%", "\x00x", ":*"],
)
def test_operators_of_either_database__mean_nothing(
    world: World, record: Record, question: str
) -> None:
    list(found(world.people["amina"].acting, question))


def test_more_matches__come_first(world: World) -> None:
    amina, dataset = world.people["amina"].acting, register_of(world)
    texts = ["A flood among very many other words of a long title", "Flood flood flood"]
    made = [create_record(seat=amina, dataset=dataset, answers={"what": t}) for t in texts]
    assert hits(world, "amina", "flood") == [made[1].ref, made[0].ref]


def test_without_full_text__the_same_rows(
    world: World, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL always has full text")
    monkeypatch.setattr(fulltext, "_has_table", lambda: False)
    assert hits(world, "celine", "flood bridge") == [record.ref]
    assert hits(world, "bakari", "bridge") == []


def ask(client: Client, question: str, **more: object) -> str:
    answer = client.post(reverse("search"), {"q": question, **more})
    assert answer.status_code == 200
    return answer.content.decode()


def test_page__shows_title_register_and_words_around(
    world: World, record: Record, sign_in: Callable[[str], Client]
) -> None:
    client = sign_in("celine")
    assert client.get(reverse("search")).status_code == 200
    text = ask(client, "bridge")
    assert "Flood in the eastern district" in text
    assert "Register matters-1" in text
    assert "Families slept beside the bridge" in text
    shown_to_reader = ask(sign_in("bakari"), "flood")
    assert "Flood in the eastern district" in shown_to_reader
    assert "slept" not in shown_to_reader


def test_page__twenty_at_a_time_and_words_never_in_an_address(
    world: World, sign_in: Callable[[str], Client]
) -> None:
    amina, dataset = world.people["amina"].acting, register_of(world)
    for n in range(25):
        create_record(seat=amina, dataset=dataset, answers={"what": f"Flood {n}"})
    client = sign_in("amina")
    first, second = ask(client, "flood"), ask(client, "flood", page=2)
    assert (first.count("<h3>"), second.count("<h3>")) == (20, 5)
    assert "?q=" not in first
    assert "page=" not in first


def test_page__names_of_registers_forms_and_systems_in_sight(
    world: World, record: Record, sign_in: Callable[[str], Client]
) -> None:
    system_of(world.operation, world.agencies["OTH"], "bridge-registry")
    text = ask(sign_in("celine"), "matters")
    assert "Register matters-1" in text
    assert "bridge-registry" in ask(sign_in("celine"), "registry")
    assert "Celine" not in ask(sign_in("celine"), "zzz").partition("<main")[2]


def test_nothing_found__says_what_to_try(sign_in: Callable[[str], Client]) -> None:
    assert "Try fewer words" in ask(sign_in("amina"), "zzzz")


def test_too_short__refused_with_the_form(sign_in: Callable[[str], Client]) -> None:
    assert sign_in("amina").post(reverse("search"), {"q": "a"}).status_code == 422


def test_search_page__few_queries(
    world: World,
    record: Record,
    sign_in: Callable[[str], Client],
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    client = sign_in("amina")
    with django_assert_max_num_queries(45):
        ask(client, "flood bridge")
