"""What a writer of the desk's registers is asked about: doubles, names unknown, traces of persons."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from tests.world import World, table

from himaya.collect.actions import register_for
from himaya.datasets.declarations import profiles
from himaya.datasets.templates import template_form
from himaya.profiles.coordination.tests.keeping import fresh, keep, move
from himaya.profiles.coordination.tests.test_refusals import SOUND
from himaya.records.actions import AnswersRefused, amend_record, create_record
from himaya.records.doubts import doubts_about
from himaya.records.many import ManyRecords, NewRow
from himaya.records.models import Twin

pytestmark = pytest.mark.django_db

# A second entry beside a sound one, with what differs, and what the writer is asked.
ASKED = table("""
| contact         |                         | function entry.twice |
| contact         | function=LEGAL_OFFICER  | function entry.twice |
| contact         | area=MJ01               |                      |
| contact         | agency=NOBODY           | agency unknown.agency |
| service         | title=Clinic area=ZZ99  | area unknown.area    |
| term_definition | language=fr             |                      |
| term_definition | definition=other        | term_code entry.twice |
| decision        | title=Two reasons=Call_+880_1711-000_000  | reasons person.trace |
| decision        | title=Two reasons=On_2026-01-31_at_12_000_000 |          |
""")


@pytest.mark.parametrize("row", ASKED, ids="-".join)
def test_second_entry__asked_about(world: World, row: list[str]) -> None:
    code, changes, expected = row
    keep(world, code, SOUND[code])
    changed = {key: words.replace("_", " ") for key, _, words in map(_parted, changes.split())}
    asked = dict([expected.split()] if expected else [])
    assert _asked(world, code, SOUND[code] | changed) == asked
    assert _asked(world, code, SOUND[code] | changed, sure=True) == {}


def _parted(change: str) -> tuple[str, str, str]:
    return change.partition("=")


def _asked(
    world: World, code: str, answers: dict[str, Any], *, sure: bool = False
) -> dict[str, str]:
    seat = world.people["dawit"].acting
    dataset = register_for(seat=seat, profile_code=code)
    try:
        create_record(seat=seat, dataset=dataset, answers=answers, sure=sure)
    except AnswersRefused as refused:
        return {path: errors[0].code for path, errors in refused.checked.errors.items()}
    return {}


def test_entry_that_ended_or_is_hidden__asked_about_by_nobody(world: World) -> None:
    ended = keep(world, "contact", SOUND["contact"])
    assert _asked(world, "contact", SOUND["contact"]) == {"function": "entry.twice"}
    move(world, ended, "ended")
    assert _asked(world, "contact", SOUND["contact"]) == {}


def test_entry_amended_elsewhere__not_asked_again(world: World) -> None:
    seat = world.people["dawit"].acting
    keep(world, "contact", SOUND["contact"])
    dataset = register_for(seat=seat, profile_code="contact")
    second = create_record(seat=seat, dataset=dataset, answers=SOUND["contact"], sure=True)
    told = SOUND["contact"] | {"status": "current"}
    amend_record(seat=seat, record=fresh(second), answers=told | {"follows": ["EDU"]}, seen=1)
    with pytest.raises(AnswersRefused):
        amend_record(
            seat=seat, record=fresh(second), answers=told | {"remarks": "a@example.org"}, seen=2
        )


def test_declared_sets__open_questions_of_the_form() -> None:
    """Encrypted answers cannot be compared, and those of a repeat are several."""
    for profile in (one for one in profiles() if one.alone):
        open_ones = {
            one.key
            for one in template_form(profile.template).questions
            if not one.repeat and not one.sensitivity.startswith(("direct", "sensitive"))
        }
        for keys in profile.alone:
            assert set(keys) <= open_ones, profile.code


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Families wait at the gate; 12 000 000 was asked for 2026-01-31.", set()),
        ("She was told to call +880 1711-000 000.", {"narrative"}),
        ("The guard, Mr Otter, let them pass.", {"narrative"}),
    ],
)
def test_narrative_of_a_form_that_has_its_writer_confirm__looked_through(
    world: World, text: str, asked: set[str]
) -> None:
    seat = world.people["dawit"].acting
    for code, expected in (("protection_monitoring", asked), ("access_incident", set())):
        register = register_for(seat=seat, profile_code=code)
        assert register.version is not None
        found = doubts_about(seat, register, register.version, {"narrative": text})
        assert set(found) == expected


def test_entries_from_before_or_from_a_file__found_as_those_written_one_by_one(
    world: World,
) -> None:
    first = keep(world, "contact", SOUND["contact"])
    seat = world.people["dawit"].acting
    many = ManyRecords(seat=seat, dataset=register_for(seat=seat, profile_code="contact"))
    many.create([NewRow(SOUND["contact"] | {"function": "From a file"}, "row-1")])
    Twin.objects.filter(record=first).delete()  # as before there were any

    assert _asked(world, "contact", SOUND["contact"] | {"function": "From  a FILE"})
    assert not doubts_about(seat, first.dataset, first.version, SOUND["contact"], before={})
    Twin.objects.all().delete()
    import_module("himaya.records.migrations.0010_twin").fill(apps, None)
    assert list(doubts_about(seat, first.dataset, first.version, SOUND["contact"], before={})) == [
        "function"
    ]


def test_entry_amended__found_by_what_it_says_now(world: World) -> None:
    seat = world.people["dawit"].acting
    record = keep(world, "contact", SOUND["contact"])
    told = SOUND["contact"] | {"status": "current", "function": "Another"}
    amend_record(seat=seat, record=fresh(record), answers=told, seen=1)

    assert _asked(world, "contact", SOUND["contact"] | {"function": "another"}) == {
        "function": "entry.twice"
    }
    assert _asked(world, "contact", SOUND["contact"]) == {}
