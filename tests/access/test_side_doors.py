"""The wrong agency, or the wrong colleague, at doors that are not made for looking.

Requirement (brief of the protocol: default deny; absent and hidden look alike): a file that is
brought, a copy that is taken, a history, a hand-over tell nothing that a page would not show.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from himaya.collect.queries import batches_of
from himaya.collect.spreadsheets import SpreadsheetImporter
from himaya.datasets.declarations import Lifecycle, Profile, State
from himaya.datasets.models import Dataset, ImportBatch
from himaya.engines.xlsform import read_form
from himaya.files.actions import store_file
from himaya.files.models import StoredFile
from himaya.gate.decisions import authorize, visible_to
from himaya.gate.seats import ActingSeat
from himaya.instruments.actions import create_instrument, publish_version
from himaya.kernel.verbs import Verb
from himaya.people.models import Seat
from himaya.people.queries import acting_seat
from himaya.records.actions import amend_record, create_record
from himaya.records.models import Record
from tests.access.universe import FORM, dataset_of, record_in, seat_for
from tests.world import World, table

SignIn = Callable[[str], Client]
WORD = "Quetzalcoatlus"  # stands nowhere else


@pytest.fixture
def shared(world: World) -> Dataset:
    """A register that the whole workspace fills."""
    dawit = world.people["dawit"].acting
    version = create_instrument(
        seat=dawit, system=world.workspace, code="f", form=read_form(FORM, kind="md")
    )
    version = publish_version(seat=dawit, version=version)
    return dataset_of(version, world.agencies["CCU"], "shared", audience="workspace")


# Bringing a file ------------------------------------------------------------------------------


@pytest.fixture
def importer(tmp_path: Path) -> SpreadsheetImporter:
    template = tmp_path / "form.md"
    template.write_text(FORM)
    lifecycle = Lifecycle(states=(State("kept", {"en": "Kept"}),), start="kept")
    return SpreadsheetImporter(Profile("shared", {"en": "Shared"}, template, lifecycle))


def bring(
    importer: SpreadsheetImporter, seat: ActingSeat, dataset: Dataset, ident: str, **answers: str
) -> tuple[str, str]:
    """(what was done, reference of the record) for a file of one row."""
    lines = (";".join(("himaya_id", *answers)), ";".join((ident, *answers.values())))
    written = importer.write(
        seat=seat,
        dataset=dataset,
        reading=importer.read("\n".join(lines).encode(), "rows.csv"),
        taken=frozenset({ident}),
        corrections={},
        reason="",
    )
    for what in ("created", "updated", "unchanged"):
        if ref := getattr(written, what).get(ident):
            return what, ref
    raise AssertionError(written)


GUESSES = table("""
| id in the file | answers of the file |
| its own        | the same            |
| its own        | others              |
| its reference  | the same            |
| nobody's       | the same            |
""")[1:]


@pytest.mark.parametrize(("ident", "answers"), GUESSES)
def test_id_of_a_hidden_record_in_a_file__as_if_it_were_not_there(
    world: World, shared: Dataset, importer: SpreadsheetImporter, ident: str, answers: str
) -> None:
    """Neither "unchanged" (the guess was right) nor a refusal (there is one) nor a crash."""
    amina, celine = world.people["amina"].acting, world.people["celine"].acting
    hidden = create_record(seat=amina, dataset=shared, answers={"what": WORD}, stable_id="case-1")
    Record.objects.filter(pk=hidden.pk).update(audience="agency")
    named = {"its own": "case-1", "its reference": hidden.ref}.get(ident, "case-2")
    said = WORD if answers == "the same" else "Other matter"

    what, ref = bring(importer, celine, shared, named, what=said)

    assert (what, ref != hidden.ref) == ("created", True)
    assert Record.objects.get(ref=ref).agency == world.agencies["WCI"]
    assert bring(importer, celine, shared, named, what=said) == ("unchanged", ref)
    hidden.refresh_from_db()
    assert hidden.lock == 1


def test_withheld_answer_in_a_file__a_right_guess_looks_like_a_wrong_one(
    world: World, shared: Dataset, importer: SpreadsheetImporter
) -> None:
    """A steward may amend the row of another agency and not read who called."""
    amina, dawit = world.people["amina"].acting, world.people["dawit"].acting
    answers = {"what": "Known matter", "caller": WORD}
    create_record(seat=amina, dataset=shared, answers=answers, stable_id="call-1")
    done = [
        bring(importer, dawit, shared, "call-1", what="Known matter", caller=guess)
        for guess in (WORD, "Somebody else")
    ]
    assert done[0] == done[1]
    assert done[0][0] == "unchanged"


def test_file_of_cases__seen_by_those_who_would_see_its_rows(world: World, shared: Dataset) -> None:
    hra = world.agencies["HRA"]
    Dataset.objects.filter(pk=shared.pk).update(agency=hra, audience="agency", lane="person")
    seats = {
        role: seat_for(world, hra, role, level=4)
        for role in ("caseworker", "supervisor", "focal_point", "coordinator", "im_officer")
    }
    seats["colleague"] = seat_for(world, hra, "caseworker", level=4)
    stored = store_file(
        operation=world.operation,
        made_by=seats["caseworker"].ref,
        kind=StoredFile.Kind.UPLOAD,
        name="cases.xlsx",
        content=b"",
        media_type="text/plain",
        level=4,
    )
    ImportBatch.objects.create(
        operation=world.operation,
        dataset=shared,
        kind="sheet",
        file=stored,
        agency=hra,
        made_by=seats["caseworker"].ref,
    )
    seeing = {who for who, seat in seats.items() if batches_of(seat).exists()}
    assert seeing == {"caseworker", "supervisor"}


# Taking a copy --------------------------------------------------------------------------------


def test_record_above_its_register__stays_when_the_register_is_copied(
    world: World, shared: Dataset, sign_in: SignIn
) -> None:
    """The rules are asked about the register: Low. One record was raised to High since."""
    amina = world.people["amina"].acting
    create_record(seat=amina, dataset=shared, answers={"what": "Plain matter"})
    raised = create_record(seat=amina, dataset=shared, answers={"what": WORD})
    Record.objects.filter(pk=raised.pk).update(level=3)
    client = sign_in("amina")
    url = reverse("dataset-copies", args=[shared.ref])
    answer = client.post(url, {"form": "csv"}, follow=True)
    text = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    assert b"Plain matter" in text
    assert WORD.encode() not in text
    assert WORD in client.get(reverse("dataset", args=[shared.ref])).content.decode()


# A record's history ---------------------------------------------------------------------------


def test_history__names_and_reasons_for_those_to_whom_they_are_open(
    world: World, shared: Dataset, sign_in: SignIn
) -> None:
    """Bakari reads what is shared with the operation, without contacts and narrative."""
    amina = world.people["amina"].acting
    record = create_record(seat=amina, dataset=shared, answers={"what": "Some matter"})
    amend_record(
        seat=amina, record=record, answers={"what": "New matter"}, seen=1, reason=f"{WORD} said so"
    )
    Record.objects.filter(pk=record.pk).update(audience="operation")
    found = {
        who: "".join(
            sign_in(who).get(reverse(page, args=[record.ref])).content.decode()
            for page in ("record", "record-history")
        )
        for who in ("celine", "bakari")
    }
    assert "New matter" in found["bakari"]
    assert "Amina, HRA" in found["celine"]
    assert WORD in found["celine"]
    assert "Amina" not in found["bakari"]
    assert WORD not in found["bakari"]


# Need to know ---------------------------------------------------------------------------------


def test_case__seen_by_who_took_over_or_stands_in_and_by_no_other_caseworker(
    world: World, shared: Dataset
) -> None:
    hra = world.agencies["HRA"]
    Dataset.objects.filter(pk=shared.pk).update(agency=hra, audience="agency", lane="person")
    shared.refresh_from_db()
    first, heir, grandchild, cover, other = (
        Seat.objects.get(ref=seat_for(world, hra, "caseworker", level=4).ref) for _ in range(5)
    )
    Seat.objects.filter(pk=heir.pk).update(took_over_from=first)
    Seat.objects.filter(pk=grandchild.pk).update(took_over_from=heir)
    Seat.objects.filter(pk=cover.pk).update(stands_in_for=heir)
    case = record_in(shared, author=first.ref)
    rows = Record.objects.filter(pk=case.pk)
    seeing = {
        name
        for name, seat in {
            "first": first,
            "heir": heir,
            "grandchild": grandchild,
            "cover": cover,
            "other": other,
        }.items()
        if visible_to(rows, _acting(seat)).exists()
        and authorize(_acting(seat), Verb.RECORD_AMEND, case).allowed
    }
    assert seeing == {"first", "heir", "grandchild", "cover"}


def _acting(seat: Seat) -> ActingSeat:
    found = Seat.objects.select_related("operation", "agency", "account").get(pk=seat.pk)
    return acting_seat(found, second_factor=True)
