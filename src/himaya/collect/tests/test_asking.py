"""What the bench asks besides the form: answers both sides changed, names nobody knows."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse
from tests.world import World

from himaya.collect.actions import (
    bring_file,
    decide_rows,
    import_batch,
    register_for,
)
from himaya.collect.bench import bench_rows
from himaya.collect.importers import importer_of
from himaya.collect.queries import bench_of, imported_before, reading_of
from himaya.datasets.models import ImportBatch
from himaya.records.actions import amend_record
from himaya.records.models import Record
from himaya.records.sealing import whole_answers


def bring(world: World, kind: str, content: str) -> ImportBatch:
    importer, seat = importer_of(kind), world.people["dawit"].acting
    assert importer is not None
    return bring_file(
        seat=seat,
        dataset=register_for(seat=seat, profile_code=importer.profile),
        kind=kind,
        name="list.csv",
        content=content.encode(),
    )


CONTACTS = "Organisation;Position;Agrees to be listed;Confirmed on;Valid until\n"
OF_COPY = (
    "himaya_id;himaya_revision;function;agency;consent_to_list;confirmed_on;valid_until;remarks\n"
    "{};1;Desk officer;CCU;no;2026-02-03;2026-12-31;From the file\n"
)


def test_answer_changed_on_both_sides__shown_and_chosen(world: World) -> None:
    seat = world.people["dawit"].acting
    import_batch(
        seat=seat,
        batch=bring(world, "contacts", f"{CONTACTS}CCU;Officer;no;03/02/2026;31/12/2026\n"),
    )
    record = Record.objects.select_related("head").get()
    assert record.head is not None
    here = whole_answers(record, record.head) | {"function": "Head of desk"}
    amend_record(seat=seat, record=record, answers=here, seen=record.lock)

    batch = bring(world, "contact", OF_COPY.format(record.ref))
    (shown,) = bench_rows(batch, seat)
    choice = next(one for one in shown.fields if one.field.key == "both:function")
    answers = dict(choice.field.choices)

    assert shown.kept.state == "accepted"
    assert "changed.both" in {one.code for one in shown.row.problems}
    assert "Head of desk" in answers["here"]
    assert "Desk officer" in answers["file"]
    assert "Desk officer" not in str(list(batch.rows.values_list("problems", flat=True)))
    decide_rows(
        seat=seat,
        batch=batch,
        decisions={},
        corrections={shown.row.stable_id: {"both:function": "file"}},
    )
    written = import_batch(seat=seat, batch=batch)
    record.refresh_from_db()
    assert record.head is not None
    after = whole_answers(record, record.head)
    assert (after["function"], after["remarks"]) == ("Desk officer", "From the file")
    assert written.kept == {}


MEETINGS = """title;kind;date;area;chair
The known;regular;4 May 2026;MJ0101;CCU
The unknown;regular;25/05/2026;MJ9999;Nobody
"""


def test_location_or_chair_nobody_knows__asked_about_and_taken_or_corrected(world: World) -> None:
    seat = world.people["dawit"].acting
    batch = bring(world, "meeting", MEETINGS)
    known, unknown = bench_rows(batch, seat)

    assert (known.kept.state, unknown.kept.state) == ("accepted", "doubtful")
    assert {one.code for one in unknown.row.problems} == {"unknown.area", "unknown.agency"}
    assert {one.field.key for one in unknown.fields} == {"area", "chair"}
    ident = unknown.row.stable_id
    decide_rows(
        seat=seat, batch=batch, decisions={ident: "take"}, corrections={ident: {"area": "MJ01"}}
    )
    import_batch(seat=seat, batch=batch)
    heads = {
        one.head.answers["title"]: one.head.answers for one in Record.objects.all() if one.head
    }
    assert heads["The known"]["date"] == "2026-05-04"
    assert (heads["The unknown"]["area"], heads["The unknown"]["chair"]) == ("MJ01", "Nobody")


def test_rest__names_the_column_of_each_problem(world: World) -> None:
    batch = bring(world, "contacts", f"{CONTACTS}CCU;;no;32/02/2026;31/12/2026\n")
    importer = importer_of(batch.kind)
    assert importer is not None
    rest = importer.annotated(
        reading_of(batch),
        frozenset(batch.rows.values_list("stable_id", flat=True)),
        bench_of(batch),
    )

    said = str(dict(zip(rest.headers, rest.rows[0], strict=True))["problem"]).splitlines()
    assert said[0].startswith("Function: ")
    assert "Last confirmed on: There is no such day. Correct the date." in said


def test_same_file_imported_before__said_with_a_link_to_those_who_see_it(
    world: World, sign_in: Callable[[str], Client]
) -> None:
    seat = world.people["dawit"].acting
    first = bring(world, "meeting", MEETINGS)
    import_batch(seat=seat, batch=first)
    again = bring(world, "meeting", MEETINGS)
    other = bring(world, "meeting", MEETINGS.replace("known", "new"))

    client = sign_in("dawit")
    link = reverse("import", args=[first.ref])
    page = client.get(reverse("import", args=[again.ref])).content.decode()
    assert "This very file was imported before" in page
    assert link in page
    assert link not in client.get(reverse("import", args=[other.ref])).content.decode()
    assert imported_before(world.people["amina"].acting, again) is None
