"""A register's calendar for programs: who gets an address, what stands at it, and what ends it.

Dawit coordinates (CCU), Amina is the focal point of HRA and Celine of WCI, Bakari reads at HRA.
"""

import io
import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from tests.world import World, table

from himaya.audit.models import Event
from himaya.collect.actions import register_for
from himaya.datasets.models import Dataset
from himaya.engines.icalendar.tests.reading import events_of, properties_of
from himaya.instruments.models import Question, Version
from himaya.kernel import clock
from himaya.kernel.problems import Problem
from himaya.kernel.verbs import Verb
from himaya.people.middleware import previewed
from himaya.people.models import Account, Seat, Token
from himaya.people.tokens import make_token
from himaya.records import feeds
from himaya.records.actions import create_record
from himaya.records.models import Record
from himaya.records.tests.register import opened, recorded

SignIn = Callable[[str], Client]
FORM = """
| survey  |                  |          |                    |                     |             |             |
|         | type             | name     | label::English(en) | label::العربية (ar) | means       | sensitivity |
|         | text             | what     | What               | ماذا                | title       | none:1      |
|         | date             | day      | Day                | اليوم               | date        | none:1      |
|         | date             | due      | Due                | الاستحقاق           | deadline    | none:1      |
|         | text             | story    | Story              | القصة               | narrative   | sensitive:2 |
|         | text             | caller   | Caller             | المتصل              | person.name | direct:2    |
|         | text             | who      | Whom to ask        | من                  | contact     | indirect:1  |
|         | select_one state | standing | Standing           | الحالة              | status      | none:1      |
| choices |                  |          |                    |                     |             |             |
|         | list_name        | name     | label::English(en) | label::العربية (ar) |             |             |
|         | state            | open     | Open               | مفتوح               |             |             |
|         | state            | done     | Done               | منجز                |             |             |
"""
ARABIC = "اجتماع تنسيق مجموعة الحماية، مراجعة خطة العمل والإحالات في الجنوب"
SECRETS = {
    "story": "Nobody came to repair it",
    "caller": "Zubaydah Invented",
    "who": "Kosmas Invented",
}
MODERATE_TITLE = FORM.replace("| title       | none:1      |", "| title       | none:2      |")
INDIRECT_TITLE = FORM.replace("| title       | none:1      |", "| title       | indirect:1  |")


@pytest.fixture
def calls(world: World) -> Dataset:
    """A Low register of HRA, shared with the workspace."""
    return low(opened(world, FORM))


def low(dataset: Dataset) -> Dataset:
    Dataset.objects.filter(pk=dataset.pk).update(level=1)
    dataset.refresh_from_db()
    return dataset


def put(world: World, dataset: Dataset, what: str = "Well is dry", **answers: object) -> Record:
    today = clock.today().isoformat()
    known = {"what": what, "due": today, "standing": "open", **SECRETS}
    return recorded(world, dataset, known | answers)


def address(world: World, dataset: Dataset, who: str = "amina", cap: int = 1) -> str:
    secret = feeds.make_feed(
        seat=world.people[who].acting, dataset=dataset, label="phone", level_cap=cap
    )
    return reverse("calendar-feed", args=[secret])


def fetch(url: str, method: str = "get") -> Any:  # noqa: ANN401 - the test client's response
    return getattr(Client(), method)(url)


def entries(url: str) -> list[dict[str, str]]:
    answer = fetch(url)
    assert answer.status_code == 200
    return events_of(answer.content.decode())


def titles(url: str) -> set[str]:
    return {one["SUMMARY"] for one in entries(url)}


# Who gets an address ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "level", "cap", "outcome"),
    table("""
    | dawit  | 1 | 1 | made    |
    | amina  | 1 | 1 | made    |
    | celine | 1 | 1 | made    |
    | bakari | 1 | 1 | refused |
    | amina  | 1 | 2 | refused |
    | amina  | 2 | 1 | refused |
    | dawit  | 2 | 1 | refused |
    | dawit  | 2 | 2 | made    |
    | dawit  | 1 | 3 | refused |
    | dawit  | 3 | 3 | refused |
    """),
)
def test_who_gets_an_address(
    world: World, calls: Dataset, who: str, level: str, cap: str, outcome: str
) -> None:
    """Whoever may take a working copy and make tokens; Moderate by those who may raise tokens."""
    Dataset.objects.filter(pk=calls.pk).update(level=int(level))
    calls.refresh_from_db()
    if outcome == "made":
        assert fetch(address(world, calls, who, int(cap))).status_code == 200
    else:
        with pytest.raises(Problem, match="not_allowed"):
            address(world, calls, who, int(cap))
        assert not Token.objects.exists()


def test_page__shows_the_address_once_and_what_it_gives_away(
    calls: Dataset, sign_in: SignIn
) -> None:
    client, url = sign_in("amina"), reverse("dataset-calendar", args=[calls.ref])
    page = client.post(url, {"label": "My phone", "days": 30, "level_cap": 1})
    made = page.context["address"]
    assert made in page.content.decode()
    assert "Whoever has this address reads these titles" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert fetch(made).status_code == 200
    again = client.get(url).content.decode()
    assert made not in again
    assert "My phone" in again
    assert made.rpartition("/")[2].removesuffix(".ics") not in str(list(Token.objects.values()))


def test_calendar_view__leads_to_the_page(world: World, calls: Dataset, sign_in: SignIn) -> None:
    put(world, calls)
    page = sign_in("amina").get(reverse("dataset", args=[calls.ref]) + "?view=calendar")
    assert reverse("dataset-calendar", args=[calls.ref]) in page.content.decode()


def test_page__says_why_not_and_who_could(world: World, sign_in: SignIn) -> None:
    calls = low(opened(world, FORM, audience="operation"))
    url = reverse("dataset-calendar", args=[calls.ref])
    client = sign_in("bakari")
    assert "does not cover a calendar address" in client.get(url).content.decode()
    sent = client.post(url, {"label": "My phone", "days": 30, "level_cap": 1})
    assert sent.status_code == 403
    assert Event.objects.filter(verb=Verb.COPY_MAKE, effect="deny", scope="item").exists()
    assert not Token.objects.exists()


def test_page_of_a_moderate_register__names_who_may_raise(
    world: World, calls: Dataset, sign_in: SignIn
) -> None:
    Dataset.objects.filter(pk=calls.pk).update(level=2)
    url = reverse("dataset-calendar", args=[calls.ref])
    assert "Coordinator" in sign_in("amina").get(url).context["why"][0]
    page = sign_in("dawit").get(url)
    assert page.context["why"] == []
    assert page.context["form"].fields["level_cap"].choices == [(2, "Moderate")]


def test_register_of_another_agency_alone__not_found(
    world: World, calls: Dataset, sign_in: SignIn
) -> None:
    Dataset.objects.filter(pk=calls.pk).update(audience="agency")
    url = reverse("dataset-calendar", args=[calls.ref])
    assert sign_in("celine").get(url).status_code == 404


def test_looking_through_another_agency__makes_no_address(world: World, calls: Dataset) -> None:
    dawit = world.people["dawit"].acting
    looking = replace(dawit, viewing_as=previewed(dawit, world.agencies["HRA"]))
    with pytest.raises(Problem, match="not_allowed"):
        feeds.make_feed(seat=looking, dataset=calls, label="phone")


# What stands there ------------------------------------------------------------------------------


def test_entry__title_day_status_and_a_link_that_asks_for_signing_in(
    world: World, calls: Dataset
) -> None:
    today = clock.today()
    tomorrow = today + timedelta(days=1)
    record = put(world, calls, ARABIC, day=today.isoformat(), due=tomorrow.isoformat())
    day, due = entries(address(world, calls))
    assert (day["SUMMARY"], due["SUMMARY"]) == (ARABIC, f"Due: {ARABIC}")
    assert day["DTSTART;VALUE=DATE"] == f"{today:%Y%m%d}"
    assert day["DTEND;VALUE=DATE"] == due["DTSTART;VALUE=DATE"] == f"{tomorrow:%Y%m%d}"
    assert {day["UID"], due["UID"]} == {f"{record.ref}-day@himaya", f"{record.ref}-due@himaya"}
    assert day["DESCRIPTION"] == "Status: Open"
    assert (day["CATEGORIES"], due["CATEGORIES"]) == ("Calls", "Due")
    assert day["STATUS"] == "CONFIRMED"
    assert day["URL"] == f"http://testserver{reverse('record', args=[record.ref])}"
    assert fetch(day["URL"]).status_code == 302


def test_persons_contacts_and_narratives__never(world: World, calls: Dataset) -> None:
    put(world, calls)
    Dataset.objects.filter(pk=calls.pk).update(level=2)
    text = fetch(address(world, calls, "dawit", cap=2)).content.decode()
    assert "Well is dry" in text
    for word in (*SECRETS.values(), "Zubaydah", "Kosmas", "repair", "Dawit", "Amina"):
        assert word not in text


@pytest.mark.parametrize(
    ("form", "cap", "shown"),
    [(MODERATE_TITLE, 1, False), (MODERATE_TITLE, 2, True), (INDIRECT_TITLE, 2, False)],
)
def test_title_above_the_cap_or_not_harmless__the_reference_stands_for_it(
    world: World, form: str, cap: int, *, shown: bool
) -> None:
    calls = low(opened(world, form))
    record = put(world, calls, "Quetzalcoatlus lands")
    title = "Quetzalcoatlus lands" if shown else record.ref
    assert titles(address(world, calls, "dawit", cap=cap)) == {f"Due: {title}"}


def test_records_above_cap_or_register_withdrawn_or_of_others__left_out(
    world: World, calls: Dataset
) -> None:
    put(world, calls, "Plain")
    changes: dict[str, dict[str, object]] = {
        "Raised": {"level": 2},
        "Withdrawn": {"is_withdrawn": True},
        "Of HRA alone": {"audience": "agency"},
        "Long ago": {"deadline": clock.today() - timedelta(days=feeds.DAYS_BACK + 1)},
        "Far off": {"deadline": clock.today() + timedelta(days=feeds.DAYS_AHEAD + 1)},
    }
    for what, change in changes.items():
        Record.objects.filter(pk=put(world, calls, what).pk).update(**change)
    assert titles(address(world, calls, "celine")) == {"Due: Plain"}
    # Dawit's address may see Moderate, yet the register is Low: what was raised stays here.
    assert "Due: Raised" not in titles(address(world, calls, "dawit", cap=2))


def test_older_version_with_stricter_marks__stays_strict(world: World, calls: Dataset) -> None:
    record = put(world, calls, "Quetzalcoatlus lands")
    url = address(world, calls)
    old = Version.objects.get(pk=record.version_id)
    questions = list(old.questions.all())
    old.pk, old.ref, old.number = None, "0older0", old.number + 1
    old._state.adding = True
    old.save()
    for question in questions:
        question.pk, question.version = None, old
        question.sensitivity = "indirect" if question.key == "what" else question.sensitivity
    Question.objects.bulk_create(questions)
    Record.objects.filter(pk=record.pk).update(version=old)
    assert titles(url) == {f"Due: {record.ref}"}


def test_meetings__their_hours_and_cancelled_ones_say_so(world: World) -> None:
    dawit = world.people["dawit"].acting
    meetings = register_for(seat=dawit, profile_code="meeting")
    today = clock.today()
    known = {"kind": "regular", "date": today.isoformat(), "chair": "CCU"}
    known |= {"starts_at": "09:30", "ends_at": "11:00:00"}
    for title, status in (("Held over", "cancelled"), ("Takes place", "planned")):
        answers = {**known, "title": title, "status": status, "minutes": "Said in confidence"}
        create_record(seat=dawit, dataset=meetings, answers=answers)
    url = address(world, meetings, "dawit", cap=2)
    found = {one["SUMMARY"]: one["STATUS"] for one in entries(url)}
    assert found == {"Held over": "CANCELLED", "Takes place": "CONFIRMED"}
    assert {(one["DTSTART"], one["DTEND"]) for one in entries(url)} == {
        (f"{today:%Y%m%d}T093000", f"{today:%Y%m%d}T110000")
    }
    assert "confidence" not in fetch(url).content.decode()


def test_more_entries_than_fit__the_furthest_days_are_left_out_and_it_says_so(
    world: World, calls: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "MOST_ENTRIES", 2)
    for number in range(4):
        due = (clock.today() + timedelta(days=9 - number)).isoformat()
        put(world, calls, f"In {9 - number} days", due=due)
    put(world, calls, "Long ago", due=(clock.today() - timedelta(days=40)).isoformat())
    url = address(world, calls)
    assert titles(url) == {"Due: In 6 days", "Due: In 7 days"}
    said = properties_of(fetch(url).content.decode())["X-WR-CALDESC"]
    assert "at most 2 entries" in said
    assert "left out" in said


def test_more_records__no_more_queries(
    world: World,
    calls: Dataset,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    url = address(world, calls)
    for few in (2, 20):
        for number in range(few):
            put(world, calls, f"Call {number}")
        with django_assert_max_num_queries(20):
            fetch(url)


def test_language__of_who_made_the_address(world: World, calls: Dataset) -> None:
    put(world, calls)
    url = address(world, calls)
    Account.objects.filter(pk=world.people["amina"].account.pk).update(language="ar")
    text = fetch(url).content.decode()
    assert properties_of(text)["X-WR-CALNAME"] == "مكالمات"
    assert "مفتوح" in events_of(text)[0]["DESCRIPTION"]


# What it is as a door ---------------------------------------------------------------------------


def test_answer__is_kept_nowhere_and_sets_no_cookie(world: World, calls: Dataset) -> None:
    put(world, calls)
    url = address(world, calls)
    answer = fetch(url)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "no-referrer"
    assert not answer.cookies
    assert b"\n" not in answer.content.replace(b"\r\n", b"")
    packed = Client().get(url, headers={"accept-encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    head = fetch(url, "head")
    assert (head.status_code, head.content) == (200, b"")
    assert fetch(url, "post").status_code == 405


def test_each_fetch__is_in_the_log_as_a_copy_with_its_questions(
    world: World, calls: Dataset
) -> None:
    url = address(world, calls)
    for method in ("get", "head"):
        before = Event.objects.filter(note="calendar").count()
        fetch(url, method)
        assert Event.objects.filter(note="calendar").count() == before + 1
    event = Event.objects.filter(note="calendar").first()
    assert event is not None
    assert (event.verb, event.door, event.thing) == ("copy.make", "feed", calls.ref)
    assert event.seat == world.people["amina"].seat.ref
    assert sorted(event.fields) == ["day", "due", "standing", "what"]


def _seat_of(world: World) -> Any:  # noqa: ANN401 - a queryset to update
    return Seat.objects.filter(pk=world.people["celine"].seat.pk)


def _close_account(world: World) -> None:
    Account.objects.filter(pk=world.people["celine"].account.pk).update(is_active=False)


def _headers(answer: Any) -> dict[str, str]:  # noqa: ANN401 - the test client's response
    """All but the hour, which goes on between two answers."""
    return {name: value for name, value in answer.headers.items() if name != "Expires"}


# What takes the calendar from Celine.
ENDINGS: dict[str, Callable[[World], object]] = {
    "revoked": lambda _: Token.objects.update(revoked_at=clock.now()),
    "expired": lambda _: Token.objects.update(expires_at=clock.now() - timedelta(seconds=1)),
    "seat ended": lambda world: _seat_of(world).update(ended_at=clock.now()),
    "seat idle": lambda world: _seat_of(world).update(last_used_on=date(2024, 1, 1)),
    "role lost": lambda world: _seat_of(world).update(role="reader"),
    "account closed": _close_account,
    "register hidden": lambda _: Dataset.objects.update(audience="agency"),
    "register raised": lambda _: Dataset.objects.update(level=2),
    "workspace left": lambda world: world.workspace.members.remove(world.agencies["WCI"]),
}


@pytest.mark.parametrize("how", ENDINGS)
def test_address_that_opens_no_more__as_if_it_had_never_been(
    world: World, calls: Dataset, how: str
) -> None:
    put(world, calls)
    url = address(world, calls, "celine")
    assert fetch(url).status_code == 200
    ENDINGS[how](world)
    gone, absent = fetch(url), fetch(reverse("calendar-feed", args=["himaya_absent"]))
    assert (gone.status_code, gone.content) == (404, absent.content)
    assert _headers(gone) == _headers(absent)
    assert not gone.cookies


def test_half_an_address__opens_nothing(world: World, calls: Dataset) -> None:
    url = address(world, calls).removesuffix(".ics")
    assert fetch(f"{url[:-4]}.ics").status_code == 404
    assert fetch(url).status_code == 404


def test_ended_on_the_page_of_tokens__ends_at_once(
    world: World, calls: Dataset, sign_in: SignIn
) -> None:
    url = address(world, calls)
    client = sign_in("amina")
    assert "phone" in client.get(reverse("tokens")).content.decode()
    client.post(reverse("token-revoke", args=[Token.objects.get().ref]))
    assert fetch(url).status_code == 404


def test_refused_by_the_rules__in_the_log(world: World) -> None:
    """A reader still sees what is shared with the operation, but takes no copy of it."""
    calls = low(opened(world, FORM, audience="operation"))
    url = address(world, calls, "celine")
    Seat.objects.filter(pk=world.people["celine"].seat.pk).update(role="reader")
    assert fetch(url).status_code == 404
    event = Event.objects.get(verb=Verb.COPY_MAKE, effect="deny")
    assert (event.door, event.thing) == ("feed", calls.ref)


def test_secret_of_a_calendar__opens_nothing_of_the_api_and_the_other_way_round(
    world: World, calls: Dataset
) -> None:
    secret = address(world, calls).rpartition("/")[2].removesuffix(".ics")
    headers = {"authorization": f"Bearer {secret}"}
    assert Client().get("/api/v1/me", headers=headers).status_code == 401
    _, other = make_token(seat=world.people["amina"].acting, label="t", verbs=feeds.FEED_VERBS)
    assert fetch(reverse("calendar-feed", args=[other])).status_code == 404


def test_address__opens_its_own_register_only(world: World, calls: Dataset) -> None:
    other = low(opened(world, FORM, code="other"))
    put(world, calls, "Here")
    put(world, other, "There")
    assert titles(address(world, calls)) == {"Due: Here"}
    assert titles(address(world, other)) == {"Due: There"}


def test_program_that_fetches__keeps_no_idle_access_open(world: World, calls: Dataset) -> None:
    url = address(world, calls)
    long_ago = clock.today() - timedelta(days=80)
    seat = Seat.objects.filter(pk=world.people["amina"].seat.pk)
    seat.update(last_used_on=long_ago)
    assert fetch(url).status_code == 200
    assert seat.get().last_used_on == long_ago
    assert Token.objects.get().last_used_on == clock.today()


def test_address_asked_too_often__429(world: World, calls: Dataset, settings: Settings) -> None:
    url = address(world, calls)
    cache.clear()  # what other tests asked for
    settings.HIMAYA_ANONYMOUS_PER_MINUTE = 2
    assert [fetch(url).status_code for _ in range(3)] == [200, 200, 429]


def test_refused_address__leaves_no_secret_in_the_log_of_requests(
    world: World, calls: Dataset
) -> None:
    secret = address(world, calls).rpartition("/")[2].removesuffix(".ics")
    Token.objects.update(revoked_at=clock.now())
    written = io.StringIO()
    logger, handler = logging.getLogger("django.request"), logging.StreamHandler(written)
    logger.addHandler(handler)
    try:
        fetch(reverse("calendar-feed", args=[secret]))
        fetch(reverse("calendar-feed", args=[secret]), "post")
    finally:
        logger.removeHandler(handler)
    assert written.getvalue().count("/calendars/…") == 2
    assert secret not in written.getvalue()


def test_secret__in_no_event_and_no_other_row(world: World, calls: Dataset) -> None:
    url = address(world, calls)
    fetch(url)
    secret = url.rpartition("/")[2].removesuffix(".ics")
    assert secret not in str(list(Event.objects.values()))
    assert secret not in str(list(Token.objects.values()))
