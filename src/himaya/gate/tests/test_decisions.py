"""Deciding, filtering and recording, over real rows.

Requirements (protocol.md, Rules and Audit):
1. An error denies; forbid beats permit; what no rule permits is refused.
2. A preview shows no more than either pair of eyes, and changes nothing.
3. A token does what it was given, and nothing its seat may not.
4. From High up no audit row means no access.
5. A field that is withheld is neither searched nor sorted nor counted by.
"""

from dataclasses import replace

import pytest
from django.db import DatabaseError
from django.utils import translation
from tests.access.universe import Universe, record_in, universe_of
from tests.world import World

from himaya.audit.models import Event
from himaya.datasets.models import Dataset
from himaya.gate import decisions
from himaya.gate.decisions import authorize, could_ever, observe, require, visible_to
from himaya.gate.models import PolicyVersion
from himaya.kernel import clock
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.records.models import Record
from himaya.records.queries import shown_answers


@pytest.fixture
def universe(world: World) -> Universe:
    return universe_of(world)


@pytest.fixture
def record(universe: Universe) -> Record:
    """HRA's, for HRA only."""
    found = universe.things["agency"]["record"]
    assert isinstance(found, Record)
    return found


def test_rule_over_a_missing_attribute__denies(world: World, record: Record) -> None:
    amina = world.people["amina"].acting
    assert authorize(amina, Verb.RECORD_VIEW, record).allowed
    record.level = None  # type: ignore[assignment]  # as a broken row would have it
    assert not authorize(amina, Verb.RECORD_VIEW, record).allowed


def test_forbid_written_after_a_permit__wins(world: World, record: Record) -> None:
    permit = {"id": "all", "effect": "permit", "verbs": ["*"], "kinds": ["*"]}
    forbid = {"id": "none", "effect": "forbid", "verbs": ["*"], "kinds": ["*"], "unless": False}
    for number, rules in enumerate(([permit], [permit, forbid]), start=1):
        PolicyVersion.objects.create(
            operation=world.operation,
            number=number,
            document={"version": 1, "rules": rules},
            digest="",
            made_by="",
            active_from=clock.now(),
        )
        celine = world.people["celine"].acting
        found = visible_to(Record.objects.filter(pk=record.pk), celine)
        assert found.exists() is authorize(celine, Verb.RECORD_VIEW, record).allowed is (number < 2)


def test_preview__shows_what_both_see(world: World, universe: Universe) -> None:
    amina, celine = world.people["amina"].acting, world.people["celine"].acting
    both = replace(amina, viewing_as=celine)
    sights = [
        set(visible_to(Record.objects.all(), seat).values_list("pk", flat=True))
        for seat in (amina, celine, both)
    ]
    assert sights[2] == sights[0] & sights[1]
    assert sights[2] not in (set(), sights[0])
    for record in Record.objects.select_related("dataset__system"):
        assert authorize(both, Verb.RECORD_VIEW, record).allowed is (record.pk in sights[2])
        assert authorize(both, Verb.RECORD_VIEW, record).fields <= (
            authorize(amina, Verb.RECORD_VIEW, record).fields
        )


def test_preview__changes_nothing_whatever_both_may(world: World, record: Record) -> None:
    amina = world.people["amina"].acting
    both = replace(amina, viewing_as=amina)
    assert authorize(amina, Verb.RECORD_AMEND, record).allowed
    assert not authorize(both, Verb.RECORD_AMEND, record).allowed
    assert not visible_to(Record.objects.all(), both, Verb.RECORD_AMEND).exists()
    assert not could_ever(both, Verb.RECORD_AMEND, "record")
    assert could_ever(both, Verb.SEARCH_USE, "operation")


def test_preview_of_somebody_who_may_nothing_of_a_kind__route_is_shut(world: World) -> None:
    amina, bakari = world.people["amina"].acting, world.people["bakari"].acting
    assert could_ever(amina, Verb.TOKEN_MANAGE, "operation")
    assert not could_ever(bakari, Verb.AUDIT_VIEW, "operation")
    seen = replace(world.people["dawit"].acting, viewing_as=bakari)
    assert could_ever(world.people["dawit"].acting, Verb.SEAT_VIEW, "seat")
    assert not could_ever(seen, Verb.SEAT_VIEW, "seat")


def test_token__does_what_it_was_given(world: World, record: Record) -> None:
    token = replace(world.people["amina"].acting, verbs=frozenset({Verb.RECORD_VIEW}))
    assert authorize(token, Verb.RECORD_VIEW, record).allowed
    assert not authorize(token, Verb.RECORD_AMEND, record).allowed
    assert not could_ever(token, Verb.RECORD_AMEND, "record")
    assert not visible_to(Dataset.objects.all(), token).exists()


def test_token_with_a_verb_its_seat_lacks__still_refused(world: World, record: Record) -> None:
    token = replace(world.people["bakari"].acting, verbs=frozenset({Verb.RECORD_AMEND}))
    assert not authorize(token, Verb.RECORD_AMEND, record).allowed


def test_withdrawn_record__rests_for_its_owner_too(world: World, record: Record) -> None:
    amina = world.people["amina"].acting
    assert visible_to(Record.objects.all(), amina).filter(pk=record.pk).exists()
    Record.objects.filter(pk=record.pk).update(is_withdrawn=True)
    record.refresh_from_db()
    assert not visible_to(Record.objects.all(), amina).filter(pk=record.pk).exists()
    decision = authorize(amina, Verb.RECORD_VIEW, record)
    assert (decision.allowed, decision.rules) == (False, ("withdrawn-rests",))


@pytest.mark.parametrize(("level", "events"), [(1, 0), (2, 0), (3, 1)])
def test_reading_one_thing__recorded_once_from_high_up(
    world: World, record: Record, level: int, events: int
) -> None:
    record.level = level
    record.save(update_fields=["level"])
    amina = world.people["amina"].acting
    for _ in range(3):
        assert observe(amina, record).allowed
    written = Event.objects.filter(request=amina.request, scope="item", thing=record.ref)
    assert written.count() == events


def test_reading_by_a_reader__each_access_is_recorded(world: World, universe: Universe) -> None:
    open_to_all = universe.things["operation"]["record"]
    bakari = world.people["bakari"].acting
    assert observe(bakari, open_to_all).allowed
    assert Event.objects.filter(request=bakari.request, scope="item").count() == 1


def test_event_that_cannot_be_written__high_is_not_read(
    world: World, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The writer is broken on purpose: no audit row, no access."""

    def broken(**_: object) -> None:
        raise DatabaseError

    amina = world.people["amina"].acting
    monkeypatch.setattr(decisions, "write_event", broken)
    assert record.head is not None
    assert shown_answers(record, record.head, amina)[0]
    Record.objects.filter(pk=record.pk).update(level=3)
    record.refresh_from_db()
    with pytest.raises(DatabaseError):
        shown_answers(record, record.head, amina)
    with pytest.raises(DatabaseError):
        require(amina, Verb.RECORD_VIEW, record)


def test_refusal__recorded_with_its_rules_and_said_in_words(world: World, record: Record) -> None:
    bakari = world.people["bakari"].acting
    with translation.override("fr"), pytest.raises(Problem) as caught:
        require(bakari, Verb.RECORD_AMEND, record)
    assert caught.value.code is Code.NOT_ALLOWED
    assert any("modifier" in reason for reason in caught.value.reasons)
    event = Event.objects.get(request=bakari.request)
    assert (event.effect, event.scope, event.verb) == ("deny", "item", "record.amend")


def test_refusal_by_a_forbid__names_the_rule(world: World, universe: Universe) -> None:
    dawit = world.people["dawit"].acting
    severe = record_in(universe.things["workspace"]["dataset"], level=4)  # type: ignore[arg-type]
    with pytest.raises(Problem) as caught:
        require(dawit, Verb.RECORD_VIEW, severe)
    assert caught.value.context["rules"] == ("clearance", "severe-stays-with-its-agency")
    assert any("access level" in reason for reason in caught.value.reasons)


def test_rows_by_field_group__only_where_the_field_is_open(
    world: World, universe: Universe
) -> None:
    """Amina reads names in her own agency's records, and only narrative in the workspace's."""
    amina = world.people["amina"].acting
    records = Record.objects.all()

    def relations(group: str | None) -> set[str]:
        found = visible_to(records, amina, group=group)
        return set(found.values_list("dataset__code", flat=True))

    assert relations(None) == {"agency", "workspace", "co-led", "operation", "open"}
    assert relations("narrative") == {"agency", "workspace", "co-led", "open"}
    assert relations("identity") == {"agency"}
    for record in visible_to(records.select_related("dataset__system"), amina):
        for group in ("identity", "narrative", "contact"):
            shown = group in authorize(amina, Verb.RECORD_VIEW, record).fields
            assert shown is visible_to(records, amina, group=group).filter(pk=record.pk).exists()
