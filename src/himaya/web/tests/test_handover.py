"""The hand-over: a successor reads what was left, and nothing their access would not show."""

import io
import zipfile
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.world import World

from himaya.datasets.actions import open_register
from himaya.datasets.declarations import profile_named
from himaya.datasets.models import Dataset
from himaya.files.actions import read_file
from himaya.kernel import clock
from himaya.people.models import Account, Seat
from himaya.records.actions import create_record
from himaya.records.models import Record
from himaya.records.sealing import whole_answers
from himaya.releases.models import Release

SignIn = Callable[[str], Client]


def keep(world: World, code: str, answers: Mapping[str, object], who: str) -> Record:
    profile = profile_named(code)
    assert profile is not None
    dawit = world.people["dawit"].acting
    register = Dataset.objects.filter(profile=code).first() or open_register(
        seat=dawit, system=world.workspace, profile=profile
    )
    return create_record(seat=world.people[who].acting, dataset=register, answers=answers)


def whole_text(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return parts.read("word/document.xml").decode()


def day(days: int) -> str:
    return (clock.today() + timedelta(days=days)).isoformat()


@pytest.fixture
def left(world: World) -> World:
    """Amina's predecessor wrote a report that is due; Dawit wrote a decision."""
    before = Seat.objects.create(
        operation=world.operation,
        account=Account.objects.create_user("halim@example.org", None, name="Halim"),
        agency=world.agencies["HRA"],
        role="focal_point",
        access_level=3,
        everywhere=True,
        valid_from=clock.today() - timedelta(days=400),
        ended_at=clock.now(),
    )
    due = {"title": "Figures of March", "agency": "HRA", "kind": "activities"}
    due |= {"start": day(-40), "end": day(-10), "due": day(-2)}
    record = keep(world, "report_due", dict(due), "amina")
    Record.objects.filter(pk=record.pk).update(author=before.ref)
    Seat.objects.filter(pk=world.people["amina"].seat.pk).update(took_over_from=before)
    return world


def test_successor__reads_who_was_before_and_what_was_left(left: World, sign_in: SignIn) -> None:
    client = sign_in("amina")
    assert reverse("handover") in client.get(reverse("home")).content.decode()
    page = client.get(reverse("handover")).content.decode()
    for said in ("Halim", "Figures of March", "Left unfinished", "Coordination"):
        assert said in page
    assert '<a href="#due">1</a>' in page  # overdue, said first


def test_without_a_predecessor__the_agency_s_own(left: World, sign_in: SignIn) -> None:
    client = sign_in("celine")
    assert reverse("handover") not in client.get(reverse("home")).content.decode()
    page = client.get(reverse("handover")).content.decode()
    assert "Halim" not in page
    assert "Nothing of yours is unfinished" in page
    assert reverse("handover-names") not in page


def test_page__within_its_query_budget(
    left: World,
    sign_in: SignIn,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    client = sign_in("amina")
    with django_assert_max_num_queries(48):
        client.get(reverse("handover"))


def test_file__what_the_page_lists_and_nothing_written_about_it(
    left: World, sign_in: SignIn
) -> None:
    client = sign_in("amina")
    point: dict[str, object] = {"title": "Count the desks", "responsible": "HRA"}
    point |= {"raised_on": day(-5)}
    point |= {"focal_point": "Halim", "notes": [{"note": "Ask the cook"}]}
    keep(left, "action_point", point, "amina")

    answer = client.post(reverse("handover"), {"form": "docx"})
    release = Release.objects.get()
    assert answer.headers["Location"] == reverse("copy", args=[release.ref])
    assert release.file is not None
    text = whole_text(read_file(release.file))
    assert "Count the desks" in text
    assert "Figures of March" in text
    for kept_back in ("Halim", "Ask the cook"):
        assert kept_back not in text
    assert {part["dataset"] for part in release.parts} >= {
        one.dataset.ref for one in Record.objects.select_related("dataset")
    }


@pytest.mark.parametrize("form", ["exe", ""])
def test_file_of_an_unknown_form__refused(left: World, sign_in: SignIn, form: str) -> None:
    answer = sign_in("amina").post(reverse("handover"), {"form": form})
    assert answer.status_code == 422
    assert "does not have the shape" in answer.content.decode()
    assert not Release.objects.exists()


def test_names__of_who_left_passed_on_in_open_entries(left: World, sign_in: SignIn) -> None:
    point = {"responsible": "HRA", "raised_on": day(-5), "focal_point": "halim (HRA)"}
    made = [
        keep(left, "action_point", point | {"title": f"Desk {status}", "status": status}, "amina")
        for status in ("open", "done")
    ]
    theirs = keep(left, "action_point", point | {"title": "Theirs", "responsible": "WCI"}, "celine")
    page = sign_in("amina").post(reverse("handover-names"), follow=True).content.decode()

    assert "One entry names you now." in page
    named = [
        whole_answers(one, one.head)["focal_point"]
        for one in Record.objects.filter(pk__in=[*(one.pk for one in made), theirs.pk])
        .select_related("head__sealed_for", "agency", "version")
        .order_by("pk")
        if one.head
    ]
    assert named == ["Amina (HRA)", "halim (HRA)", "halim (HRA)"]
    again = sign_in("amina").post(reverse("handover-names"), follow=True).content.decode()
    assert "names who left." in again
    assert sign_in("bakari").post(reverse("handover-names")).status_code == 403
