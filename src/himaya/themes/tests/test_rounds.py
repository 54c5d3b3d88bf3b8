"""Double coding: blind while it lasts, agreement by theme, what is agreed is coded, the rest settled."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import reverse
from pytest_django import DjangoDbBlocker
from tests.world import World, join, kept_world, table

from himaya.jobs.worker import Worker
from himaya.kernel.problems import Code, Problem
from himaya.library.models import DocumentVersion
from himaya.library.tests.files import bring
from himaya.records.models import Record
from himaya.themes.coding.actions import decide, split_passage
from himaya.themes.coding.deciding import Coding, Sent
from himaya.themes.coding.seeing import coded
from himaya.themes.defaults import give_default_framework
from himaya.themes.learning.examples import count_examples, examples_of
from himaya.themes.models import CodingRound, Decision, Framework, FrameworkVersion, Passage
from himaya.themes.report.gathering import confirmed_in
from himaya.themes.rounds.actions import close_round, open_round
from himaya.themes.rounds.agreeing import agreement_of, coders_of, open_disputes, pairs_of
from himaya.themes.tests.test_coding import SignIn

TEXT = "\n\n".join(
    f"Passage {n} tells of what was seen in week {n} of the year." for n in range(1, 7)
)
# What each gives, passage by passage; a dash: nothing.
GIVEN = table("""
| amina  | LAND | LAND | ACCESS | -    | LAND ACCESS | - |
| celine | LAND | LAND | ACCESS | -    | LAND        | LAND |
""")


@pytest.fixture(scope="module")
def kept(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[World, Path]]:
    folder = tmp_path_factory.mktemp("kept")
    with kept_world(django_db_blocker, folder) as world:
        give_default_framework(world.operation)
        bring(world, TEXT, "report.txt")
        Worker().run(drain=True)
        yield world, folder


@pytest.fixture
def world(db: None, kept: tuple[World, Path], settings: object, _own_folders: None) -> World:
    settings.HIMAYA_FILES = kept[1] / "files"  # type: ignore[attr-defined]
    return kept[0]


@pytest.fixture
def held(world: World) -> CodingRound:
    """Both have coded; the round is still open."""
    protection = FrameworkVersion.objects.get(framework__code="protection")
    held = open_round(
        seat=world.people["dawit"].acting,
        framework_version=protection,
        label="First",
        documents=DocumentVersion.objects.all(),
        coders=[world.people[who].seat for who in ("amina", "celine")],
    )
    about = Coding(DocumentVersion.objects.get(), protection, held)
    for who, *passages in GIVEN:
        decide(seat=world.people[who].acting, about=about, sent=sent_by(who, passages))
    return held


def sent_by(who: str, passages: list[str]) -> list[Sent]:
    """What a coder gives, passage by passage, with each done."""
    sent = []
    for number, given in enumerate(passages, 1):
        themes = given.replace("-", "").split()
        sent += [Sent(f"{who}-{number}-{code}", number, "added", code) for code in themes]
        sent.append(Sent(f"{who}-{number}-done", number, "done"))
    return sent


def test_round_while_it_lasts__each_sees_the_own_decisions_only(
    world: World, held: CodingRound, sign_in: SignIn
) -> None:
    version = DocumentVersion.objects.get()
    page = f"/coding/{version.record.ref}/"
    mine = sign_in("celine").get(f"{page}?round={held.ref}").content.decode()
    assert mine.count('data-theme="ACCESS"') == 1
    theirs = sign_in("amina").get(f"{page}?round={held.ref}").content.decode()
    assert theirs.count('data-theme="ACCESS"') == 2
    assert 'data-theme="ACCESS"' not in sign_in("amina").get(page).content.decode()
    assert sign_in("dawit").get(f"{page}?round={held.ref}").status_code == 404
    rows = coded(list(Passage.objects.all()), held.framework_version)
    assert not any(row.is_done or row.themes for row in rows)
    assert "First" in sign_in("amina").get("/coding/").content.decode()


def test_round_while_it_lasts__counted_and_learned_from_by_nobody(held: CodingRound) -> None:
    framework = held.framework_version.framework
    confirmed, *_rest = confirmed_in(DocumentVersion.objects.all(), held.framework_version)
    assert confirmed == []
    assert (examples_of(framework), count_examples(framework)) == ([], 0)


def test_round__same_passages_for_all_and_nobody_else_codes_in_it(
    world: World, held: CodingRound
) -> None:
    about = Coding(DocumentVersion.objects.get(), held.framework_version, held)
    for refused_step in (
        lambda: split_passage(seat=world.people["amina"].acting, about=about, number=1, at=10),
        lambda: decide(
            seat=world.people["dawit"].acting, about=about, sent=[Sent("dawit-0001", 1, "done")]
        ),
    ):
        with pytest.raises(Problem):
            refused_step()


def test_round_closed__agreement_by_theme_and_the_agreed_is_coded(
    world: World, held: CodingRound
) -> None:
    dawit = world.people["dawit"].acting
    assert {len(done) for done in coders_of(held).values()} == {6}
    close_round(seat=dawit, held=held)
    themes, overall = agreement_of(held)
    by_code = {one.theme: one for one in themes}
    # LAND: 3 of 6 and 4 of 6, five alike; kappa by hand: (5/6 - 1/2) / (1 - 1/2).
    assert by_code["LAND"].kappa is not None
    assert by_code["LAND"].kappa.value == pytest.approx(2 / 3)
    assert by_code["LAND"].given == 4
    assert overall is not None
    assert 0 < overall.value < 1
    done = Decision.objects.filter(round=None, verdict="done", is_standing=True)
    assert sorted(done.values_list("passage__number", flat=True)) == [1, 2, 3, 4]
    assert [(one.passage.number, one.given) for one in open_disputes(held)] == [
        (5, {"ACCESS": 1, "LAND": 2}),
        (6, {"LAND": 1}),
    ]
    with pytest.raises(Problem) as refused:
        close_round(seat=dawit, held=held)
    assert refused.value.code is Code.ALREADY_DONE


def test_disputed_passage__settled_by_a_third_and_gone(
    world: World, held: CodingRound, sign_in: SignIn
) -> None:
    close_round(seat=world.people["dawit"].acting, held=held)
    framework, version = Framework.objects.get(), DocumentVersion.objects.get()
    client = sign_in("dawit")
    at = [framework.ref, held.ref]
    shown = client.get(reverse("framework-round", args=at)).content.decode()
    assert "Settle 2 passages" in shown
    assert "0.67 [" in shown
    settle = reverse("framework-round-settle", args=at)
    assert "given by 1 of 2" in client.get(settle).content.decode()
    pressed = {"framework": framework.ref, "version": 1, "passage": 6, "client": "settled-1"}
    address = f"/coding/{version.record.ref}/?back={held.ref}"
    answer = client.post(address, pressed | {"do": "done"})
    assert answer["Location"].startswith(settle)
    assert [one.passage.number for one in open_disputes(held)] == [5]
    assert sign_in("amina").get(settle).status_code == 403


def test_round_opened_on_the_page__needs_two_coders(world: World, sign_in: SignIn) -> None:
    page = reverse("framework-rounds", args=[Framework.objects.get().ref])
    seats = [world.people[who].seat.ref for who in ("amina", "celine")]
    typed: dict[str, object] = {
        "label": "Second",
        "documents": [DocumentVersion.objects.get().ref],
    }
    client = sign_in("dawit")
    assert client.post(page, typed | {"coders": seats[:1]}).status_code == 422
    assert client.post(page, typed | {"coders": seats}).status_code == 302
    made = CodingRound.objects.get()
    assert (made.state, made.coders.count(), made.shows_suggestions) == ("open", 2, False)
    assert client.get(reverse("framework-round", args=[Framework.objects.get().ref, made.ref]))


# Passage by passage, as above; the third differs in the first two.
THREE = [*GIVEN, *table("| dawit | - | LAND ACCESS | ACCESS | - | LAND | - |")]


def test_three_coders_and_im_officer__opened_closed_and_settled_to_the_end(
    world: World, sign_in: SignIn
) -> None:
    edna = join(world, "edna", "im_officer")
    framework, version = Framework.objects.get(), DocumentVersion.objects.get()
    client, rounds = sign_in("edna"), reverse("framework-rounds", args=[framework.ref])
    offered = client.get(rounds).content.decode()
    assert all(name in offered for name in ("Amina, HRA", "Celine, WCI", "Dawit, CCU"))
    assert "Bakari" not in offered  # a reader codes nothing
    typed = {
        "label": "Three",
        "documents": [version.ref],
        "coders": [world.people[who].seat.ref for who in ("amina", "celine", "dawit")],
    }
    assert client.post(rounds, typed).status_code == 302
    held = CodingRound.objects.get()
    about = Coding(version, held.framework_version, held)
    for who, *passages in THREE:
        seat = world.people[who].acting
        decide(seat=seat, about=about, sent=sent_by(who, passages))
    page = reverse("framework-round", args=[framework.ref, held.ref])
    assert client.post(f"{page}close/").status_code == 302
    shown = client.get(page).content.decode()
    assert "Each two coders" in shown
    assert "Cohen" not in shown
    alphas = {(one, other): found for one, other, found in pairs_of(held) if found}
    assert len(alphas) == 3
    settle = reverse("framework-round-settle", args=[framework.ref, held.ref])
    for left in range(len(open_disputes(held)), 0, -1):
        first = open_disputes(held)[0]
        assert f"given by {max(first.given.values())} of 3" in client.get(settle).content.decode()
        pressed = {"framework": framework.ref, "version": 1, "passage": first.passage.number}
        for mark, do in (("a", f"accept:{min(first.given)}"), ("d", "done")):
            sent = pressed | {"client": f"settled-{left}-{mark}", "do": do}
            assert (
                client.post(f"/coding/{version.record.ref}/?back={held.ref}", sent).status_code
                == 302
            )
    assert "Nothing is left to settle" in client.get(page).content.decode()
    whole = Decision.objects.filter(round=None, is_standing=True, verdict="done")
    assert whole.count() == 6
    assert set(whole.values_list("coder", flat=True)) == {edna.seat.ref}


def test_round_closed_by_who_may_not_code_a_document__ends_all_the_same(
    world: World, held: CodingRound
) -> None:
    Record.objects.update(level=4)
    close_round(seat=world.people["dawit"].acting, held=held)
    assert not Decision.objects.filter(round=None).exists()
