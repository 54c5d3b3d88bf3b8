"""Lowering a sensitivity: owner, reviewer and reason, whatever it is that comes down.

Amina owns a form and a system (HRA), Dawit coordinates, Edda is data protection focal point. A
form's third version says less of its questions than the first: the name of a caller becomes less
dangerous, a remark is no narrative any more.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from himaya.audit.models import Event
from himaya.engines.xlsform import read_form
from himaya.gate.lowering import ask_lowering, review_lowering, to_review
from himaya.gate.models import Lowering
from himaya.instruments.actions import (
    add_version,
    confirm_marks,
    create_instrument,
    publish_version,
)
from himaya.instruments.groups import group_of
from himaya.instruments.models import Question, Version
from himaya.instruments.queries import lowered_questions
from himaya.kernel import clock
from himaya.kernel.problems import Problem
from himaya.people.models import Seat
from himaya.places.actions import amend_site, create_site
from himaya.systems.actions import amend_system
from himaya.systems.models import InformationSystem
from tests.world import World, join, table

SignIn = Callable[[str], Client]
STRICT = """
| survey |      |        |        |             |             |
|        | type | name   | label  | means       | sensitivity |
|        | text | what   | What   | title       | none:1      |
|        | text | remark | Remark | narrative   | sensitive:2 |
|        | text | caller | Caller | person.name | direct:3    |
"""
LESS = STRICT.replace("direct:3", "indirect:2").replace("narrative  ", "           ")


@pytest.fixture(autouse=True)
def people(world: World) -> World:
    join(world, "edda", "data_protection")
    return world


@pytest.fixture
def ours(world: World) -> InformationSystem:
    return InformationSystem.objects.create(
        operation=world.operation,
        agency=world.agencies["HRA"],
        code="ours",
        names={"en": "Ours"},
        level=3,
    )


@pytest.fixture
def draft(world: World, ours: InformationSystem) -> Version:
    amina = world.people["amina"].acting
    first = create_instrument(
        seat=amina, system=ours, code="calls", form=read_form(STRICT, kind="md")
    )
    publish_version(seat=amina, version=first)
    return add_version(seat=amina, instrument=first.instrument, form=read_form(LESS, kind="md"))


def outcome(act: Callable[[], object]) -> str:
    try:
        act()
    except Problem as problem:
        return str(problem.code)
    return "done"


def changes(version: Version) -> dict[str, str]:
    return {one.question.path: one.comes_to for one in lowered_questions(version)}


def test_what_counts_as_less(world: World, draft: Version) -> None:
    assert changes(draft) == {"caller": "indirect:2:identity", "remark": "sensitive:2:"}
    left = {one.question.path: one.groups for one in lowered_questions(draft)}
    assert left == {"caller": (), "remark": ("narrative",)}


def test_form__published_with_leave_and_not_without(world: World, draft: Version) -> None:
    amina, edda = world.people["amina"].acting, world.people["edda"].acting
    publish = lambda: publish_version(seat=amina, version=draft)  # noqa: E731
    assert outcome(publish) == "level_lowered"
    asked = {"thing": draft.instrument, "scope": str(draft.number)}
    ask_lowering(seat=amina, changes=changes(draft), reason="Asked of offices only", **asked)  # type: ignore[arg-type]
    assert outcome(publish) == "level_lowered"
    review_lowering(seat=edda, grant=True, **asked)  # type: ignore[arg-type]
    assert outcome(publish) == "done"
    notes = Event.objects.filter(verb__startswith="level.", scope="change")
    assert list(notes.order_by("pk").values_list("note", flat=True)) == ["asked", "granted"]
    assert "Asked of offices" not in str(list(notes.values()))


# What is granted is what may be done: nothing else, not twice, not later.
LIMITS = table("""
| after the leave                | outcome       |
| the same                       | done          |
| lower than granted             | level_lowered |
| the same once more             | level_lowered |
| thirty-one days later          | level_lowered |
| the reviewer refused           | level_lowered |
| asked anew, not reviewed       | level_lowered |
| raised in between              | level_lowered |
| renamed in between             | level_lowered |
""")[1:]


@pytest.mark.parametrize("row", LIMITS, ids=lambda row: row[0])
def test_system__lowered_within_the_leave(
    world: World, ours: InformationSystem, row: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    case, expected = row
    amina, edda = world.people["amina"].acting, world.people["edda"].acting

    def ask() -> None:
        ask_lowering(seat=amina, thing=ours, changes={"level": "3:2"}, reason="Offices only")

    def lower(level: int) -> str:
        return outcome(lambda: amend_system(seat=amina, system=ours, changes={"level": level}))

    ask()
    review_lowering(seat=edda, thing=ours, grant=case != "the reviewer refused")
    match case:
        case "lower than granted":
            got = lower(1)
        case "the same once more":
            assert lower(2) == "done"
            amend_system(seat=amina, system=ours, changes={"level": 3})
            got = lower(2)
        case "thirty-one days later":
            later = clock.now() + timedelta(days=31)
            monkeypatch.setattr("himaya.gate.lowering.clock.now", lambda: later)
            got = lower(2)
        case "raised in between":
            amend_system(seat=amina, system=ours, changes={"level": 4})
            got = lower(2)
        case "renamed in between":
            amend_system(seat=amina, system=ours, changes={"names": {"en": "Shelters"}})
            got = lower(2)
        case "asked anew, not reviewed":
            ask()
            got = lower(2)
        case _:
            got = lower(2)
    assert got == expected


# asked by, reviewed by -> outcome of asking, of reviewing
WHO = table("""
| asks   | reviews | asking      | reviewing          |
| amina  | edda    | done        | done               |
| amina  | dawit   | done        | done               |
| amina  | amina   | done        | not_allowed        |
| amina  | celine  | done        | not_allowed        |
| bakari | edda    | not_allowed | already_done       |
| celine | edda    | not_allowed | already_done       |
| edda   | edda    | not_allowed | already_done       |
""")[1:]


@pytest.mark.parametrize("row", WHO, ids=lambda row: f"{row[0]}-{row[1]}")
def test_who_asks_and_who_reviews(world: World, ours: InformationSystem, row: list[str]) -> None:
    asks, reviews, asking, reviewing = row
    first, second = world.people[asks].acting, world.people[reviews].acting
    got = outcome(
        lambda: ask_lowering(seat=first, thing=ours, changes={"level": "3:2"}, reason="So")
    )
    assert got == asking
    assert outcome(lambda: review_lowering(seat=second, thing=ours, grant=True)) == reviewing


def test_site__two_coordinators(world: World) -> None:
    dawit, edda = world.people["dawit"].acting, world.people["edda"].acting
    site = create_site(
        seat=dawit, code="s1", names={"en": "Camp"}, kind="camp", unit=world.areas["MJ01"], level=3
    )
    lower = lambda: amend_site(seat=dawit, site=site, changes={"level": 1})  # noqa: E731
    assert outcome(lower) == "level_lowered"
    ask_lowering(seat=dawit, thing=site, changes={"level": "3:1"}, reason="It is on every map")
    assert outcome(lambda: review_lowering(seat=dawit, thing=site, grant=True)) == (
        "two_persons_needed"
    )
    review_lowering(seat=edda, thing=site, grant=True)
    assert outcome(lower) == "done"


def test_reviewer_below_the_level__sees_nothing_of_it(world: World) -> None:
    dawit, edda = world.people["dawit"].acting, world.people["edda"]
    site = create_site(
        seat=dawit, code="s1", names={"en": "House"}, kind="camp", unit=world.areas["MJ01"], level=3
    )
    ask_lowering(seat=dawit, thing=site, changes={"level": "3:1"}, reason="So")
    assert [thing for _, thing in to_review(edda.acting)] == [site]
    Seat.objects.filter(pk=edda.seat.pk).update(access_level=2)
    assert to_review(edda.acting) == []


def test_pages__from_the_draft_to_the_published_version(
    world: World, sign_in: SignIn, draft: Version
) -> None:
    place = [draft.instrument.ref, draft.number]
    page, ask, review, publish = (
        reverse(name, args=place)
        for name in (
            "instrument-version",
            "instrument-lower",
            "instrument-lower-review",
            "instrument-publish",
        )
    )
    amina = sign_in("amina")
    assert ask in amina.get(page).content.decode()
    assert "no longer closed as narrative" in amina.get(ask).content.decode()
    assert amina.post(ask, {"reason": ""}).status_code == 422
    assert amina.post(ask, {"reason": "Asked of offices only"}).status_code == 302
    assert "waits for a reviewer" in amina.get(page).content.decode()
    edda = sign_in("edda")
    assert review in edda.get(reverse("access-review")).content.decode()
    assert "Asked of offices only" in edda.get(review).content.decode()
    assert edda.post(review, {"do": "grant", "remark": "Agreed"}).status_code == 302
    assert edda.get(review).status_code == 409
    amina = sign_in("amina")
    assert "Agreed" in amina.get(page).content.decode()
    amina.post(publish)
    draft.refresh_from_db()
    assert draft.state == Version.State.PUBLISHED
    assert Lowering.objects.get().closed_at is not None


def test_review__of_what_was_asked_and_not_of_what_stands_meanwhile(
    world: World, sign_in: SignIn, draft: Version
) -> None:
    """Else a question could be put back while the reviewer looks, and lowered after the grant."""
    amina = world.people["amina"].acting
    asked = {"thing": draft.instrument, "scope": str(draft.number)}
    ask_lowering(seat=amina, changes=changes(draft), reason="So", **asked)  # type: ignore[arg-type]
    strict = {"means": "person.name", "sensitivity": "direct", "level": 3}
    confirm_marks(seat=amina, version=draft, marks={"caller": strict})
    edda = sign_in("edda")
    review = reverse("instrument-lower-review", args=[draft.instrument.ref, draft.number])
    assert edda.get(review).status_code == 409
    assert edda.post(review, {"do": "grant"}).status_code == 409
    assert not Lowering.objects.get().granted


def test_secret_place__no_secret_any_more_only_with_its_level(world: World) -> None:
    Seat.objects.filter(pk=world.people["dawit"].seat.pk).update(access_level=4)
    dawit = world.people["dawit"].acting
    house = create_site(
        seat=dawit, code="h", names={}, kind="other", unit=world.areas["MJ01"], is_secret=True
    )
    told = lambda: amend_site(seat=dawit, site=house, changes={"is_secret": False})  # noqa: E731
    assert outcome(told) == "level_lowered"


def test_meaning__opens_no_high_answer_to_the_workspace(world: World) -> None:
    """Contact and narrative are open to a workspace up to Moderate only."""
    groups = {
        (means, level): group_of(Question(means=means, sensitivity="sensitive", level=level))
        for means in ("contact", "narrative", "person.name", "")
        for level in (2, 3, 4)
    }
    assert groups == {
        ("contact", 2): "contact",
        ("contact", 3): "high",
        ("contact", 4): "severe",
        ("narrative", 2): "narrative",
        ("narrative", 3): "high",
        ("narrative", 4): "severe",
        ("person.name", 2): "identity",
        ("person.name", 3): "identity",
        ("person.name", 4): "identity",
        ("", 2): "",
        ("", 3): "high",
        ("", 4): "severe",
    }


def test_pages__of_a_system_and_a_site(
    world: World, sign_in: SignIn, ours: InformationSystem
) -> None:
    dawit = sign_in("dawit")
    site = create_site(
        seat=world.people["dawit"].acting,
        code="s1",
        names={"en": "Camp"},
        kind="camp",
        unit=world.areas["MJ01"],
        level=2,
    )
    assert (
        dawit.post(reverse("site-lower", args=[site.ref]), {"level": 1, "reason": "So"}).status_code
        == 302
    )
    assert dawit.post(reverse("system-lower", args=[ours.ref])).status_code == 403
    amina = sign_in("amina")
    lower = reverse("system-lower", args=[ours.ref])
    assert amina.post(lower, {"level": 3, "reason": "So"}).status_code == 422
    assert amina.post(lower, {"level": 2, "reason": "So"}).status_code == 302
    edda = sign_in("edda")
    for name, thing in (("site", site), ("system", ours)):
        review = reverse(f"{name}-lower-review", args=[thing.ref])
        assert edda.get(review).status_code == 200
        assert edda.post(review, {"do": "refuse"}).status_code == 302
    assert not Lowering.objects.filter(closed_at__isnull=True).exists()
