"""Saved views: kept under a name, opened by a short address, within what the reader may see.

Amina's agency owns the register and shares it with the workspace of Celine and Dawit; Dawit
coordinates there. Amina and Dawit may manage it, Bakari and Celine look.
"""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse
from tests.world import World, table

from himaya.audit.models import Event
from himaya.datasets.models import Dataset
from himaya.kernel.problems import Code, Problem
from himaya.records.models import SavedView
from himaya.records.registers import saved
from himaya.records.registers.asking import Ask
from himaya.records.registers.register import Register
from himaya.records.registers.tests.test_crosstab import FORM
from himaya.records.registers.views import whole_datasets
from himaya.records.snapshots.tests.registers import add_rows, register

SignIn = Callable[[str], Client]
CHOSEN = "view=sheet&sort=-kits&status=open&column=what&column=kits&pick.kind=legal"
OTHER = "sort=what"


@pytest.fixture
def dataset(world: World) -> Dataset:
    made = register(world, FORM, level=1, audience="workspace")
    made.system.members.add(*(world.agencies[name] for name in ("HRA", "WCI", "CCU")))
    add_rows(made, [{"answers": {"what": "Talk", "kind": "legal", "kits": 3, "state": "open"}}])
    return made


def url(dataset: Dataset, query: str = "") -> str:
    return reverse("saved-views", args=[dataset.ref]) + (f"?{query}" if query else "")


def save(client: Client, dataset: Dataset, query: str = CHOSEN, **fields: str) -> int:
    return int(client.post(url(dataset, query), {"name": "Open talks", **fields}).status_code)


def kept(world: World, dataset: Dataset, who: str, **columns: object) -> SavedView:
    """A view of that person, straight in the table."""
    return SavedView.objects.create(
        **{
            "operation": world.operation,
            "dataset": dataset,
            "name": "Open talks",
            "query": CHOSEN,
            "made_by": world.people[who].seat.ref,
            **columns,
        }
    )


def at(view: SavedView, door: str = "saved-view") -> str:
    return reverse(door, args=[view.dataset.ref, view.ref])


def as_seen_by(world: World, dataset: Dataset, who: str) -> Register:
    return Register.of(whole_datasets().get(pk=dataset.pk), world.people[who].acting)


def test_saved_then_opened__leads_to_the_same_choices(dataset: Dataset, sign_in: SignIn) -> None:
    client = sign_in("amina")
    assert save(client, dataset) == 302

    answer = client.get(at(SavedView.objects.get()))

    assert answer.status_code == 302
    assert answer["Location"] == f"{reverse('dataset', args=[dataset.ref])}?{CHOSEN}"
    assert client.get(answer["Location"]).status_code == 200


SIGHT = """
| amina  | amina  | own    | 302 | 302 |
| bakari | amina  | own    | 404 | 404 |
| dawit  | amina  | own    | 404 | 404 |
| bakari | bakari | own    | 302 | 302 |
| amina  | dawit  | shared | 302 | 302 |
| dawit  | amina  | shared | 302 | 302 |
| bakari | amina  | shared | 302 | 403 |
| celine | amina  | shared | 302 | 403 |
"""


@pytest.mark.parametrize("row", table(SIGHT), ids=lambda row: "-".join(row[:3]))
def test_who_opens_and_deletes_a_view(
    row: list[str], world: World, dataset: Dataset, sign_in: SignIn
) -> None:
    """| who | whose view | for whom | opening | deleting |"""
    who, whose, kind, opening, deleting = row
    view = kept(world, dataset, whose, is_shared=kind == "shared")
    client = sign_in(who)

    assert client.get(at(view)).status_code == int(opening)
    assert client.post(at(view, "saved-view-delete")).status_code == int(deleting)
    assert SavedView.objects.exists() == (deleting != "302")


@pytest.mark.parametrize("kind", ["shared", "own"])
def test_register_out_of_sight__its_views_too(
    kind: str, world: World, dataset: Dataset, sign_in: SignIn
) -> None:
    """Celine kept a view before her agency left the workspace."""
    view = kept(world, dataset, "celine", is_shared=kind == "shared")
    dataset.system.members.remove(world.agencies["WCI"])
    client = sign_in("celine")

    assert client.get(at(view)).status_code == 404
    assert client.get(url(dataset)).status_code == 404
    assert client.post(at(view, "saved-view-delete")).status_code == 404


def test_view_under_another_registers_address__404(
    world: World, dataset: Dataset, sign_in: SignIn
) -> None:
    view = kept(world, dataset, "amina")
    other = register(world, FORM, level=1, code="other")
    client = sign_in("amina")

    for door in ("saved-view", "saved-view-delete"):
        address = reverse(door, args=[other.ref, view.ref])
        assert client.post(address).status_code in {404, 405}
        assert client.get(address).status_code in {404, 405}
    assert SavedView.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("amina", 302), ("dawit", 302), ("celine", 403)])
def test_sharing__for_who_may_manage_the_register(
    who: str, status: int, dataset: Dataset, sign_in: SignIn
) -> None:
    client = sign_in(who)
    page = client.get(reverse("dataset", args=[dataset.ref]) + f"?{CHOSEN}").content.decode()

    assert ('name="is_shared"' in page) == (status == 302)
    assert save(client, dataset, is_shared="on") == status
    assert SavedView.objects.filter(is_shared=True).exists() == (status == 302)


def test_reader__keeps_one_of_her_own(world: World, dataset: Dataset, sign_in: SignIn) -> None:
    assert save(sign_in("bakari"), dataset) == 302

    view = SavedView.objects.get()
    assert (view.made_by, view.is_shared) == (world.people["bakari"].seat.ref, False)
    event = Event.objects.get(scope="change", seat=view.made_by)
    assert (event.thing, event.note) == (dataset.ref, f"view_saved_{view.ref}")


def test_sent_twice__kept_once(dataset: Dataset, sign_in: SignIn) -> None:
    client = sign_in("amina")

    assert [save(client, dataset), save(client, dataset)] == [302, 302]
    assert SavedView.objects.count() == 1
    assert Event.objects.filter(note__startswith="view_saved").count() == 1


def test_name_taken__refused_unless_it_is_to_be_replaced(dataset: Dataset, sign_in: SignIn) -> None:
    client = sign_in("amina")
    save(client, dataset)
    before = SavedView.objects.get()

    refused = client.post(url(dataset, OTHER), {"name": " Open  talks "})
    assert refused.status_code == 409
    assert "Choose another name, or tick “Replace" in refused.content.decode()
    assert 'name="replaces"' in refused.content.decode()

    assert save(client, dataset, OTHER, replaces="on") == 302
    after = SavedView.objects.get()
    assert (after.ref, after.query) == (before.ref, OTHER)


def test_same_name__once_for_each_seat_and_once_shared(dataset: Dataset, sign_in: SignIn) -> None:
    for who in ("amina", "bakari", "celine"):
        assert save(sign_in(who), dataset) == 302
    assert save(sign_in("amina"), dataset, is_shared="on") == 302
    assert save(sign_in("dawit"), dataset, OTHER, is_shared="on") == 409
    assert SavedView.objects.count() == 4


def test_words_looked_for__never_kept(dataset: Dataset, sign_in: SignIn) -> None:
    client = sign_in("amina")
    address = reverse("dataset", args=[dataset.ref]) + f"?{CHOSEN}"

    page = client.post(address, {"words": "Canary"}).content.decode()
    assert f'action="{url(dataset)}?{CHOSEN.replace("&", "&amp;")}"' in page

    save(client, dataset, CHOSEN + "&words=Canary&q=Canary", words="Canary")
    assert "Canary" not in SavedView.objects.get().query


def test_columns_that_are_gone__left_out(world: World, dataset: Dataset, sign_in: SignIn) -> None:
    stale = "view=orbit&sort=gone&column=gone&column=kits&pick.gone=x&status=lost&year=99999"
    view = kept(world, dataset, "amina", query=stale)
    client = sign_in("amina")

    answer = client.get(at(view))

    assert answer["Location"].endswith(f"/datasets/{dataset.ref}/?column=kits")
    assert client.get(answer["Location"]).status_code == 200
    assert client.get(url(dataset)).status_code == 200


@pytest.mark.parametrize(
    ("query", "name"), [("", "Plain"), ("sort=gone", "Plain"), (CHOSEN, " "), (CHOSEN, "n" * 61)]
)
def test_nothing_chosen_or_no_name__form_again(
    query: str, name: str, dataset: Dataset, sign_in: SignIn
) -> None:
    assert save(sign_in("amina"), dataset, query, name=name) == 422
    assert not SavedView.objects.exists()


def test_too_much_chosen__form_again(dataset: Dataset, sign_in: SignIn) -> None:
    assert save(sign_in("amina"), dataset, "&".join(["column=what"] * 400)) == 422


def test_more_than_one_can_find_again__refused(
    world: World, dataset: Dataset, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saved, "MOST", 2)
    for number in range(2):
        kept(world, dataset, "amina", name=f"View {number}")
    client = sign_in("amina")

    refused = client.post(url(dataset, CHOSEN), {"name": "One more"})

    assert refused.status_code == 409
    assert "as many saved views" in refused.content.decode()
    assert save(client, dataset, is_shared="on") == 302  # the shared ones are counted apart


def test_action_with_nothing_chosen__refused(world: World, dataset: Dataset) -> None:
    looked_at = as_seen_by(world, dataset, "amina")
    with pytest.raises(Problem) as refused:
        saved.save_view(seat=looked_at.seat, register=looked_at, ask=Ask(), name="Plain")
    assert refused.value.code == Code.SHAPE_REFUSED


@pytest.mark.parametrize(("query", "is_taken"), [(OTHER, True), ("view=sheet", False)])
def test_kept_by_two_at_once__once_and_other_choices_refused(
    query: str,
    is_taken: bool,  # noqa: FBT001 - a column of the table above
    world: World,
    dataset: Dataset,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Dawit's shared view appears after Amina's request found the name free."""
    looked_at = as_seen_by(world, dataset, "amina")
    his = kept(world, dataset, "dawit", is_shared=True, query=query)
    shared = SavedView.objects.filter(is_shared=True)
    monkeypatch.setattr(shared, "select_for_update", SavedView.objects.none)
    monkeypatch.setattr(saved, "_alike", lambda *_, **__: shared)

    def save_at_once() -> SavedView:
        return saved.save_view(
            seat=looked_at.seat,
            register=looked_at,
            ask=Ask(view="sheet"),
            name="Open talks",
            is_shared=True,
        )

    if is_taken:
        with pytest.raises(Problem) as refused:
            save_at_once()
        assert refused.value.code == Code.NAME_TAKEN
    else:
        assert save_at_once() == his
    assert SavedView.objects.get() == his


def test_looking_as_another_agency__shared_views_only_and_nothing_kept(
    world: World, dataset: Dataset
) -> None:
    kept(world, dataset, "dawit", name="Own")
    shared = kept(world, dataset, "amina", name="Shared", is_shared=True)
    looked_at = as_seen_by(world, dataset, "dawit")
    preview = replace(looked_at.seat, viewing_as=world.people["celine"].acting)
    looked_at = replace(looked_at, seat=preview)

    offered = saved.offered_views(looked_at)
    assert [(one.view, one.may_delete) for one in offered] == [(shared, False)]
    for is_shared in (True, False):
        with pytest.raises(Problem) as refused:
            saved.save_view(
                seat=preview,
                register=looked_at,
                ask=Ask(view="sheet"),
                name="New",
                is_shared=is_shared,
            )
        assert refused.value.code == Code.NOT_ALLOWED


def test_register_page__views_in_sight_the_current_one_marked(
    world: World, dataset: Dataset, sign_in: SignIn
) -> None:
    kept(world, dataset, "bakari", name="Of Bakari")
    mine = kept(world, dataset, "amina", name="Mine")
    kept(world, dataset, "dawit", name="Of all", is_shared=True, query=OTHER)
    page = sign_in("amina").get(reverse("dataset", args=[dataset.ref]) + f"?{CHOSEN}")
    html = page.content.decode()

    assert [one.view.name for one in page.context["saved"]["shown"]] == ["Mine", "Of all"]
    assert f'href="{at(mine)}" aria-current="true"' in html
    assert html.count(f"/datasets/{dataset.ref}/views/") == 3  # two views, and the way to all
    assert "Save this view" not in html  # it is saved already


def test_register_page_with_many_views__few_shown_and_the_current_one(
    world: World, dataset: Dataset, sign_in: SignIn
) -> None:
    for number in range(9):
        kept(world, dataset, "amina", name=f"View {number}", query=f"{OTHER}&year=200{number}")
    page = sign_in("amina").get(reverse("dataset", args=[dataset.ref]) + f"?{OTHER}&year=2008")

    shown = [one.view.name for one in page.context["saved"]["shown"]]
    assert shown == [*(f"View {number}" for number in range(6)), "View 8"]
    assert "All saved views (9)" in page.content.decode()


def test_nothing_chosen_and_nothing_saved__register_page_says_nothing_of_it(
    dataset: Dataset, sign_in: SignIn
) -> None:
    html = sign_in("amina").get(reverse("dataset", args=[dataset.ref])).content.decode()
    assert f"/datasets/{dataset.ref}/views/" not in html


def test_page_of_views__their_whole_addresses(
    world: World, dataset: Dataset, sign_in: SignIn
) -> None:
    view = kept(world, dataset, "amina", is_shared=True)
    html = sign_in("celine").get(url(dataset)).content.decode()

    assert f"http://testserver{at(view)}" in html
    assert "Delete Open talks" not in html
