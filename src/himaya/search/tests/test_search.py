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
from himaya.search import queries
from himaya.search.actions import forget_thing
from himaya.search.models import Entry, Shelf
from himaya.search.queries import Asked, Sight, answer


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
    return list(answer(Sight.of(world.people[who].acting), Asked(question)).things)


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
    assert len(hits(world, "amina", "flood")) == 1
    assert hits(world, "celine", "flood") == []


def test_high_record__found_by_its_register_never_by_its_text(world: World) -> None:
    amina = world.people["amina"].acting
    made = create_record(seat=amina, dataset=register_of(world, level=3), answers={"what": "Flood"})
    assert hits(world, "amina", "flood") == []
    assert hits(world, "amina", "matters") == [made.ref]
    assert "flood" not in str(list(Entry.objects.values("title", "written__text"))).lower()
    assert "flood" not in indexed_words()


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
    hits(world, "amina", question)


def indexed_words() -> str:
    columns = "title, words" if connection.vendor == "sqlite" else "words"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM search_words")  # noqa: S608 - constants
        return str(cursor.fetchall())


def test_title__before_text_and_newer_before_older(world: World) -> None:
    amina, dataset = world.people["amina"].acting, register_of(world)
    told = [("Flood", ""), ("Rain", "A flood came"), ("Flood again", ""), ("Snow", "no flood")]
    made = [
        create_record(seat=amina, dataset=dataset, answers={"what": what, "remark": remark}).ref
        for what, remark in told
    ]
    assert hits(world, "amina", "flood") == [made[2], made[0], made[3], made[1]]


PHRASES = table("""
| "slept beside the bridge" | yes | together                         |
| "beside slept"            | no  | not in this order                |
| flood "the bridge"        | yes | a word and a phrase              |
| “the bridge”              | yes | quotation marks of any kind      |
| "the brid"                | no  | a phrase has whole words         |
| "eastern district flood"  | no  | one field does not go on in another |
""")


@pytest.mark.parametrize("row", PHRASES, ids=lambda row: row[0])
def test_phrase__stands_together(world: World, record: Record, row: list[str]) -> None:
    assert bool(hits(world, "amina", row[0])) == (row[1] == "yes")


ARTICLES = table("""
| الأطفال      | اطفال     | yes | with the article, asked without  |
| أطفال        | الأطفال   | yes | without it, asked with           |
| والأطفال     | اطفال     | yes | and the                          |
| للأطفال      | الأطفال   | yes | for the, asked with the          |
| ألمانيا      | ألما      | yes | a beginning that looks like one  |
| والدين       | دين       | no  | parents are not religion         |
""")


@pytest.mark.parametrize("row", ARTICLES, ids=lambda row: row[3])
def test_arabic_article__is_looked_over(world: World, row: list[str]) -> None:
    amina = world.people["amina"].acting
    create_record(seat=amina, dataset=register_of(world), answers={"what": row[0]})
    assert bool(hits(world, "amina", row[1])) == (row[2] == "yes")


def test_words_of_another_agency__are_not_even_looked_up(world: World) -> None:
    amina, celine = world.people["amina"].acting, world.people["celine"].acting
    create_record(
        seat=amina, dataset=register_of(world, audience="agency"), answers={"what": "Flood"}
    )
    shelves = {shelf.pk for shelf in Shelf.objects.all()}
    assert set(Sight.of(amina).shelves) == shelves != set()
    assert not Sight.of(celine).shelves


def test_answer__narrowed_and_counted(world: World, record: Record) -> None:
    celine = world.people["celine"].acting
    other = register_of(world, level=2)
    create_record(
        seat=world.people["amina"].acting, dataset=other, answers={"what": "Flood in the west"}
    )
    whole = answer(Sight.of(celine), Asked("flood"))
    assert whole.counts["level"] == {1: 1, 2: 1}
    assert whole.counts["kept_in"] == {record.dataset.ref: 1, other.ref: 1}
    assert answer(Sight.of(celine), Asked("flood", {"level": "1"})).things == (record.ref,)
    assert (
        answer(Sight.of(celine), Asked("flood", {"kept_in": other.ref, "level": "1"})).things == ()
    )


def test_more_than_an_answer_holds__says_so_and_keeps_the_newest(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MOST", 2)
    amina, dataset = world.people["amina"].acting, register_of(world)
    made = [
        create_record(seat=amina, dataset=dataset, answers={"what": f"Flood {n}"}).ref
        for n in range(3)
    ]
    whole = answer(Sight.of(amina), Asked("flood"))
    assert (whole.is_more, set(whole.things)) == (True, set(made[1:]))


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
    assert "Families slept beside the <mark>bridge</mark>" in text
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
