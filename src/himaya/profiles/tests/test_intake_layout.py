"""Decisions for a whole file: they read it again, and are remembered for its provider."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from tests.world import World, table

from himaya.collect.actions import bring_file, import_batch, register_for
from himaya.collect.importers import importer_of
from himaya.collect.layouts import FOR_FILE, FileChoices, merged
from himaya.collect.queries import bench_of, corrections_of, reading_of
from himaya.collect.whole_file import decide_file, layout_of, read_afresh
from himaya.datasets.models import ImportBatch, ImportMapping
from himaya.kernel.problems import Problem
from himaya.people.models import Agency

pytestmark = pytest.mark.slow  # files read several times

FIGURES = """Place;As of;Group;Figure;Source
MJ0101;03/04/2026;IDPs;100;Harbour Watch
MJ0101;05/06/2026;The uprooted;90;WCI
"""
CONTACTS = """Organisation;Position;Name;Email;Agrees to be listed;Confirmed on;Valid until
Harbour Watch;IM officer;Nimble Otterby;otter@example.org;yes;03/02/2026;31/12/2026
The Wanderers;Officer;Quill Heron;heron@example.org;yes;03/02/2026;31/12/2026
HRA;Officer;Moss Plover;plover@example.org;yes;03/02/2026;31/12/2026
"""


def bring(world: World, kind: str, content: str, who: str = "dawit") -> ImportBatch:
    importer, seat = importer_of(kind), world.people[who].acting
    assert importer is not None
    return bring_file(
        seat=seat,
        dataset=register_for(seat=seat, profile_code=importer.profile),
        kind=kind,
        name="list.csv",
        content=content.encode(),
        provider=Agency.objects.get(acronym="WCI"),
    )


def cells(batch: ImportBatch, column: str) -> list[str]:
    importer = importer_of(batch.kind)
    assert importer is not None
    rows = importer.rows(reading_of(batch), bench_of(batch))
    return [row.cells.get(column, "").rpartition("→ ")[2] for row in rows]


def decided(world: World, batch: ImportBatch, choices: FileChoices) -> ImportBatch:
    seat = world.people["dawit"].acting
    return decide_file(seat=seat, batch=batch, choices=choices, keep=True)


EVERYTHING = FileChoices(
    order="month",
    columns={"Place": "area:code:2"},
    words={"population_group": {"The uprooted": "idp"}},
)


def test_order_column_and_word__read_again_and_the_next_file_too(world: World) -> None:
    batch = bring(world, "population", FIGURES)
    assert cells(batch, "as_of") == ["2026-04-03", "2026-06-05"]

    batch = decided(world, batch, EVERYTHING)
    later = bring(world, "population", FIGURES.replace("90", "91"))

    for one in (batch, later):
        assert cells(one, "as_of") == ["2026-03-04", "2026-05-06"]
        assert cells(one, "area") == ["MJ0101", "MJ0101"]
        assert cells(one, "population_group") == ["idp", "idp"]
        assert "choice.unknown" not in str(list(one.rows.values_list("problems", flat=True)))
    assert corrections_of(later)[FOR_FILE]["from"] == ImportMapping.objects.get().ref


OTHERS = table("""
| who brings it             | person | sender | kind       | read as before |
| the same person           | dawit  | WCI    | population | yes            |
| another agency            | amina  | WCI    | population | no             |
| of the sender, its own    | celine | WCI    | population | no             |
""")[1:]


def test_whoever_may_not_see_the_file__not_helped_by_what_it_said(world: World) -> None:
    decided(world, bring(world, "population", FIGURES), EVERYTHING)

    for _case, who, _sender, kind, as_before in OTHERS:
        later = bring(world, kind, FIGURES, who)
        assert (cells(later, "as_of")[0] == "2026-03-04") == (as_before == "yes"), who


def test_forgotten__this_file_and_the_next_read_afresh(world: World) -> None:
    batch = decided(world, bring(world, "population", FIGURES), EVERYTHING)
    read_afresh(seat=world.people["dawit"].acting, batch=batch, forget=True)
    batch.refresh_from_db()

    assert not ImportMapping.objects.exists()
    for one in (batch, bring(world, "population", FIGURES)):
        assert cells(one, "as_of") == ["2026-04-03", "2026-06-05"]


def test_agency_in_no_list__alias_added_or_refused(world: World) -> None:
    batch = bring(world, "contacts", CONTACTS)
    layout = layout_of(batch, world.people["dawit"].acting)
    assert layout is not None
    unknown = [one.words for one in layout.words if one.group == "agency"]
    assert sorted(unknown) == ["Harbour Watch", "The Wanderers"]

    batch = decided(
        world, batch, FileChoices(words={"agency": {"Harbour Watch": "+HW", "The Wanderers": "!"}})
    )

    assert Agency.objects.get(acronym="HW").names == {"en": "Harbour Watch"}
    assert cells(batch, "agency")[0] == "HW"
    assert [row.state for row in batch.rows.order_by("order")] == [
        "accepted",
        "refused",
        "accepted",
    ]
    batch = decided(world, batch, FileChoices(words={"agency": {"The Wanderers": "WCI"}}))
    assert len(import_batch(seat=world.people["dawit"].acting, batch=batch).created) == 3


ODD = (
    FileChoices(columns={"No such heading": "as_of"}),
    FileChoices(columns={"Place": "no_such_field"}),
    FileChoices(columns={"Source": "as_of"}),  # which "As of" is
    FileChoices(columns={"As of": "as_of", "Source": "as_of"}),
    FileChoices(words={"area": {"Not asked about": "MJ0101"}}),
    FileChoices(order="year"),
    FileChoices(head_row=50),
)


def test_what_the_file_does_not_have__refused_and_nothing_kept(world: World) -> None:
    batch = bring(world, "population", FIGURES)
    before = list(batch.rows.values_list("stable_id", "state"))
    for choices in ODD:
        refused = None
        try:
            decided(world, batch, choices)
        except Problem as problem:
            refused = problem
        assert refused is not None, choices
    batch.refresh_from_db()
    assert not batch.sealed_reading
    assert list(batch.rows.values_list("stable_id", "state")) == before
    assert not ImportMapping.objects.exists()


def test_over_the_page__effect_said_and_last_time_shown(sign_in: Callable[[str], Client]) -> None:
    client = sign_in("dawit")
    text = FIGURES.replace("Place;", '"Place\nof stay";')
    brought = {"kind": "population", "text": text}
    bench = client.post(reverse("imports"), brought).headers["Location"]
    asked = client.get(bench).content.decode()
    assert "How the file was read" in asked
    assert 'name="keep">' in asked  # to remember is a choice, never the default

    fields = {"order": "month", "column:Place\r\nof stay": "area:code:2", "keep": "on"}
    page = client.post(f"{bench}layout/", fields, follow=True).content.decode()
    again = client.post(reverse("imports"), brought, follow=True).content.decode()
    twice = {"column:As of": "as_of", "column:Source": "as_of"}
    swapped = client.post(f"{bench}layout/", twice, follow=True).content.decode()
    wrong = client.post(f"{bench}layout/", {"head_row": "50"}, follow=True).content.decode()

    assert "The file was read again" in page
    assert "2026-03-04" in page
    assert "Read as last time" in again
    assert "Forget what is remembered" in again
    assert "Two columns cannot be read as the same" in swapped
    assert "This row cannot hold the headings" in wrong


def test_both_columns_told_otherwise__may_change_places(world: World) -> None:
    batch = bring(world, "population", FIGURES)

    batch = decided(world, batch, FileChoices(columns={"As of": "", "Source": "as_of"}))

    layout = layout_of(batch, world.people["dawit"].acting)
    assert layout is not None
    read = {one.heading: one.taken_for for one in layout.columns}
    assert (read["As of"], read["Source"]) == ("", "as_of")


def test_one_column_and_one_word_told_later__the_earlier_ones_stay() -> None:
    before = {
        "columns": {"Place": {"field": "area"}},
        "choices": {"group": {"The uprooted": "idp", "Others": "host"}},
    }
    told = {
        "columns": {"As of": {"field": "as_of"}},
        "choices": {"group": {"Others": "refugee"}},
    }

    assert merged(before, told) == {
        "columns": {"Place": {"field": "area"}, "As of": {"field": "as_of"}},
        "choices": {"group": {"The uprooted": "idp", "Others": "refugee"}},
    }
