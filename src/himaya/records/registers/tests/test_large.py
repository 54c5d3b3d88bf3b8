"""Large registers: pages made on the snapshot are those that the database makes."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from tests.world import World

from himaya.datasets.models import Dataset
from himaya.gate.decisions import require
from himaya.kernel.verbs import Verb
from himaya.records.actions import amend_record, create_record
from himaya.records.models import Involvement, Record, Snapshot
from himaya.records.registers.asking import Ask, read_ask
from himaya.records.registers.board import board_of, standing_of
from himaya.records.registers.filtering import counts, in_sight, narrow, ordered, value_code
from himaya.records.registers.large import Large, large_of
from himaya.records.registers.maps.map_view import map_of
from himaya.records.registers.maps.points import marked_by_database, named_sites, newest_placed
from himaya.records.registers.month import falling_by_database, month_of
from himaya.records.registers.quarters import timeline_of
from himaya.records.registers.register import Register
from himaya.records.registers.tables import filters_of
from himaya.records.registers.tests.test_crosstab import FORM
from himaya.records.registers.views import whole_datasets
from himaya.records.revising import mark_changed
from himaya.records.snapshots.building import refresh_dataset
from himaya.records.snapshots.tests.registers import add_rows
from himaya.records.snapshots.tests.registers import register as opened

SignIn = Callable[[str], Client]
ROWS = 130
TODAY = date(2026, 4, 2)
WIDER = FORM.replace(
    "|        | select_one states ",
    "|        | text                  | theme   | Theme   | theme            | none:1      |             |\n"
    "|        | date                  | until   | Until   | deadline         | none:1      |             |\n"
    "|        | text                  | site    | Site    | site             | none:1      |             |\n"
    "|        | geopoint              | spot    | Spot    | point            | none:1      |             |\n"
    "|        | select_one states ",
)
ADDRESSES = [
    "view=table",
    "sort=what",
    "sort=-what",
    "sort=theme",
    "sort=day",
    "sort=-day",
    "sort=kits",
    "sort=-kits",
    "sort=kind",
    "sort=-kind",
    "sort=state",
    "sort=~agency",
    "sort=-~changed",
    "status=open&sort=kits",
    "area=MJ01",
    "area=MJ&sort=-kits",
    "mine=1",
    "late=1",
    "pick.kind=legal",
    "pick.needs=food&sort=day",
    "since=2026-03-01&until=2026-05-31",
    "since=2026-03-01&by=due",
    "quarter=Q2",
    "view=map&level=1",
    "view=map&level=1&figure=kits&pick.kind=legal",
    "view=map&level=2",
    "view=board&pick.kind=legal",
    "view=timeline&area=MJ01",
    "view=calendar&month=2026-03",
]


def filled(world: World) -> Dataset:
    """Rows with gaps, ties, several levels and audiences, and agencies that answers name."""
    dataset = opened(world, WIDER, level=1, audience="workspace")
    dataset.system.members.set([world.agencies["WCI"], world.agencies["CCU"]])
    agencies = [world.agencies[name] for name in ("HRA", "WCI", "CCU", "OTH")]
    rows = []
    for n in range(ROWS):
        answers: dict[str, Any] = {"what": f"{'abC'[n % 3]} {n % 17}", "where": "MJ01"}
        answers |= {"kind": ["legal", "shelter", "cash"][n % 3]} if n % 5 else {}
        answers |= {"needs": ["food", "water"][: n % 3]} if n % 3 else {}
        answers |= {"kits": n % 7} if n % 4 else {}
        answers |= {"day": f"2026-0{n % 6 + 1}-11"} if n % 6 else {}
        answers |= {"theme": f"Theme {n % 4}"} if n % 4 else {}
        answers |= {"site": f"S{n % 3}"} if n % 4 else {}
        answers |= {"spot": {"lat": n % 5 / 10, "lon": 20 + n % 3 / 10}} if n % 6 else {}
        deadline = f"2026-0{n % 6 + 1}-20" if n % 5 else None
        rows.append(
            {
                "answers": answers,
                "agency_id": agencies[n % 4].pk,
                "audience": ("agency", "workspace", "operation")[n % 3],
                "level": n % 2 + 1,
                "area": ("", "MJ01", "MJ02", "MJ0101")[n % 4],
                "status": "open" if n % 2 else "elsewhere",
                "deadline": deadline,
                "period_start": deadline,
                "can_be_late": n % 3 != 0,
            }
        )
    records = add_rows(dataset, rows)
    Involvement.objects.bulk_create(
        Involvement(record=one, agency=agencies[n % 3], means="agency")
        for n, one in enumerate(records)
        if n % 7 == 0
    )
    refresh_dataset(dataset)
    return dataset


def looked_at(world: World, dataset: Dataset, who: str) -> Register:
    whole = whole_datasets().get(pk=dataset.pk)
    return Register.of(whole, world.people[who].acting)


def by_database(found: Register, ask: Ask) -> dict[str, Any]:
    """What a page shows that is counted, filtered, sorted or drawn."""
    sight = in_sight(found)
    rows = ordered(narrow(sight, found, ask, TODAY), found, ask)
    return {
        "counts": counts(sight, found, ask, TODAY),
        "filters": filters_of(found, sight, ask),
        "rows": list(rows.values_list("pk", flat=True)) if ask.view == "table" else [],
        "map": drawn(found, ask, None),
        "others": others(found, ask, None),
    }


def by_snapshot(found: Register, ask: Ask) -> dict[str, Any]:
    """The same of a large register."""
    large = large_of(found, ask, TODAY)
    listed = large.listed()
    assert listed is not None
    starts = range(0, len(listed), 50) if ask.view == "table" else ()
    keys = [key for start in starts for key in listed.keys(start, start + 50)]
    assert ask.view != "table" or [one.pk for one in listed[30:60]] == keys[30:60]
    return {
        "counts": large.counts(),
        "filters": filters_of(found, in_sight(found), ask, large),
        "rows": keys,
        "map": drawn(found, ask, large),
        "others": others(found, ask, large),
    }


def others(found: Register, ask: Ask, large: Large | None) -> dict[str, Any]:
    """Board, timeline, calendar and points, as far as they are asked for."""
    sight = in_sight(found)
    rows = narrow(sight, found, ask, TODAY)
    if ask.view == "board":
        standing = standing_of(sight, rows, 5) if large is None else large.standing()
        lanes = board_of(found, standing, 5, TODAY)
        return {one.stage.code: (one.count, one.is_hidden, one.cards) for one in lanes}
    if ask.view == "timeline":
        written = rows.order_by("pk") if large is None else large.as_written()
        return {"groups": timeline_of(found, written, ask, "1", TODAY).groups}
    if ask.view == "calendar":
        falling = falling_by_database(rows) if large is None else large.falling
        weeks = month_of(found, falling, ask, TODAY).weeks
        return {str(one.day): (one.shown, one.more) for week in weeks for one in week}
    if ask.view == "map":
        site, point = found.column_open("site"), found.column_open("point")
        assert site is not None
        assert point is not None
        if large is not None:
            return {
                "sites": large.named_sites(site),
                "newest": large.newest_placed(point),
                "marked": large.marked(point),
            }
        return {
            "sites": named_sites(found, rows, site),
            "newest": list(newest_placed(found, rows, point)),
            "marked": marked_by_database(found, sight, rows, point),
        }
    return {}


def drawn(found: Register, ask: Ask, large: Large | None) -> list[tuple[str, ...]]:
    if ask.view != "map":
        return []
    sight = in_sight(found)
    among = (sight, narrow(sight, found, ask, TODAY), large)
    decision = require(found.seat, Verb.DATASET_VIEW, found.dataset)
    view = map_of(found, among, ask, decision, TODAY)
    return [(one.code, one.text, one.state) for one in view.lines]


def test_large_register__listed_counted_and_drawn_as_by_the_database(world: World) -> None:
    dataset = filled(world)
    amina = looked_at(world, dataset, "amina")
    theme = value_code(amina, "Theme 2")
    wci = world.agencies["WCI"].ref
    for found, addresses in (
        (amina, [*ADDRESSES, f"pick.theme={theme}", f"agency={wci}"]),
        (looked_at(world, dataset, "celine"), ["view=table", "sort=-kits", "mine=1"]),
    ):
        for address in addresses:
            ask = read_ask(QueryDict(address), found)
            expected = by_database(found, ask)
            assert by_snapshot(found, ask) == expected, address
            assert expected["counts"]["all"] > len(expected["rows"]) or not ask.is_filtered


@pytest.mark.slow
def test_record_hidden_a_moment_ago__neither_listed_nor_counted_on_the_page(
    world: World, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slow: three pages of a register."""
    dataset = filled(world)
    monkeypatch.setattr("himaya.records.snapshots.size.LOOK_AT_ALL", 0)
    url = reverse("dataset", args=[dataset.ref]) + "?sort=-~changed"
    client = sign_in("celine")
    before = client.get(url).context["table"]
    record = before.rows[0].record
    assert len(before.rows) == 50
    Record.objects.filter(pk=record.pk).update(level=4)
    mark_changed(dataset.pk, [record.pk])
    after = client.get(url)
    assert record.pk not in [row.record.pk for row in after.context["table"].rows]
    assert after.context["table"].page.paginator.count == before.page.paginator.count - 1
    crosstab = client.get(reverse("dataset", args=[dataset.ref]) + "?view=crosstab")
    assert crosstab.context["crosstab"].whole.value == after.context["totals"]["all"]


def test_words_looked_for__found_among_many(
    world: World, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = filled(world)
    seat = world.people["amina"].acting
    answers = {"what": "Kernel of the matter", "where": "MJ01", "state": "open"}
    made = create_record(seat=seat, dataset=dataset, answers=answers)
    monkeypatch.setattr("himaya.records.snapshots.size.LOOK_AT_ALL", 0)
    client = sign_in("amina")
    for words, found in (("kernel", [made.pk]), ("nowhere", [])):
        page = client.post(reverse("dataset", args=[dataset.ref]), {"words": words})
        assert [row.record.pk for row in page.context["table"].rows] == found


def found_by(register: Register, words: str) -> tuple[set[int], set[int]]:
    """The keys of the records that hold the words: by the database, and by the snapshot."""
    ask = Ask(words=words)
    large = large_of(register, ask, TODAY)
    by_keys = set(large.rows.keys()[large.asked].tolist())
    return set(
        narrow(in_sight(register), register, ask, TODAY).values_list("pk", flat=True)
    ), by_keys


def test_words_of_a_field_group__found_as_by_the_database(world: World) -> None:
    dataset = opened(world, level=1, audience="workspace")
    dataset.system.members.set([world.agencies["WCI"]])
    amina = world.people["amina"].acting
    kept = {"what": "Round table", "where": "MJ01", "standing": "open", "needs": ["food"]}
    for n in range(3):
        story = {"story": f"Somebody came {n}"} if n else {}
        create_record(seat=amina, dataset=dataset, answers={**kept, **story})
    for when in ("pending", "in the base", "changed since"):
        if when == "in the base":
            Snapshot.objects.update(base_file="", delta_file="")
            refresh_dataset(dataset)
        if when == "changed since":
            last = Record.objects.order_by("pk").last()
            assert last is not None
            answers = {**kept, "what": "Square table", "story": "Somebody came 1"}
            amend_record(seat=amina, record=last, answers=answers, seen=1)
        for who in ("amina", "bakari", "celine"):
            register = looked_at(world, dataset, who)
            found = {}
            for words in (
                "table",
                "round",
                "somebody",
                "round somebody",
                '"came 1"',
                "food",
                "no",
                "",
            ):
                by_database, by_snapshot = found_by(register, words)
                assert by_snapshot == by_database, (when, who, words)
                found[words] = len(by_database)
            if who == "amina":
                since = when == "changed since"
                assert (found["table"], found["round"], found["somebody"]) == (3, 3 - since, 2)
