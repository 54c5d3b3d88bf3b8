"""Reminders by mail: how many things are due, and only when there is news."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import override_settings
from tests.world import World, table

from himaya.datasets.actions import open_register
from himaya.datasets.declarations import profile_named
from himaya.kernel import clock
from himaya.people.models import Account
from himaya.records.actions import create_record
from himaya.records.reminding import news_of, remind_of_what_is_due

TODAY = date(2026, 3, 12)
# Days from today of the deadlines and of the last mail; what is told, and whether it is sent.
NEWS = table("""
| deadlines | last  | soon | late | sent |
|           |       | 0    | 0    | no   |
| 4         |       | 0    | 0    | no   |
| 3         |       | 1    | 0    | yes  |
| 0         |       | 1    | 0    | yes  |
| 3         | -1    | 1    | 0    | yes  |
| 2         | -1    | 1    | 0    | no   |
| 2         | -2    | 1    | 0    | yes  |
| -1        | -1    | 0    | 1    | yes  |
| -1        | -4    | 0    | 1    | yes  |
| -2        | -1    | 0    | 1    | no   |
| -30       | -6    | 0    | 1    | no   |
| -30       | -7    | 0    | 1    | yes  |
| -30 3     | -1    | 1    | 1    | yes  |
""")[1:]


@pytest.mark.parametrize("row", NEWS, ids=" ".join)
def test_news(row: list[str]) -> None:
    deadlines, last, soon, late, sent = row
    days = [TODAY + timedelta(days=int(day)) for day in deadlines.split()]
    before = TODAY + timedelta(days=int(last)) if last else None
    found = news_of(days, before, TODAY)
    assert (found.soon, found.late, found.is_new) == (int(soon), int(late), sent == "yes")


@pytest.fixture
def due(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A report that HRA owes since yesterday."""
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    profile = profile_named("report_due")
    assert profile is not None
    dawit = world.people["dawit"].acting
    register = open_register(seat=dawit, system=world.workspace, profile=profile)
    answers = {"title": "Secret heading", "agency": "HRA", "kind": "activities"}
    answers |= {"start": "2026-02-01", "end": "2026-02-28", "due": "2026-03-11"}
    create_record(seat=dawit, dataset=register, answers=answers)


@pytest.mark.django_db
@pytest.mark.usefixtures("due")
@override_settings(HIMAYA_MAIL_URL="smtp://localhost")
def test_mail__to_who_owes_it_once_and_says_how_many_only(
    world: World, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
            remind_of_what_is_due.func()
    assert [letter.to for letter in mail.outbox] == [["amina@example.org"]]
    said = f"{mail.outbox[0].subject} {mail.outbox[0].body}"
    assert "1 thing is overdue" in said
    for word in ("Secret", "HRA", "Marjana", "Reports due", "Amina"):
        assert word not in said


@pytest.mark.django_db
@pytest.mark.usefixtures("due")
@pytest.mark.parametrize("way", ["switched off", "no mail here"])
def test_no_mail(
    world: World, way: str, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    if way == "switched off":
        Account.objects.update(wants_reminders=False)
    url = "" if way == "no mail here" else "smtp://localhost"
    with (
        override_settings(HIMAYA_MAIL_URL=url),
        django_capture_on_commit_callbacks(execute=True),  # type: ignore[attr-defined]
    ):
        assert remind_of_what_is_due.func() == 0
    assert mail.outbox == []
