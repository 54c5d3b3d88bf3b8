"""Signing in: password, second factor, limits, links that work once."""

import re
import time
from collections.abc import Callable, Iterator

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth import get_user
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from tests.world import PASSWORD, World, table

from himaya.audit.models import Event
from himaya.people.actions import invite, make_reset_link
from himaya.people.models import Account, ResetLink, Seat

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def code(steps: int = 0) -> str:
    return str(format_hotp_value(hotp_value(SECRET, int(time.time()) // 30 + steps)))


def give_app(account: Account) -> None:
    TOTP.activate(account, SECRET)


def type_password(client: Client, who: str = "amina", password: str = PASSWORD):  # type: ignore[no-untyped-def]  # noqa: ANN201
    return client.post(
        reverse("account_login"), {"login": f"{who}@example.org", "password": password}
    )


def test_password_then_code__in_and_session_renewed(world: World, client: Client) -> None:
    give_app(world.people["amina"].account)
    client.get(reverse("account_login"))
    asked = type_password(client)
    assert asked["Location"].startswith(reverse("mfa_authenticate"))
    assert not get_user(client).is_authenticated
    before = client.session.session_key
    client.post(reverse("mfa_authenticate"), {"code": code()})
    assert get_user(client) == world.people["amina"].account
    assert client.session.session_key != before
    page = client.get(reverse("agencies"))
    assert page.status_code == 200
    assert page.context["seat"].second_factor is True
    assert client.session.get_expiry_age() <= 12 * 60 * 60


# One step is 30 seconds: phones in the field drift.
DRIFT = table("""
| steps | in  |
| -2    | no  |
| -1    | yes |
| 0     | yes |
| 1     | yes |
| 2     | no  |
""")[1:]


@pytest.mark.parametrize("row", DRIFT, ids="-".join)
def test_clock_drift__one_step_either_way(
    world: World, client: Client, row: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    give_app(world.people["amina"].account)
    type_password(client)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now)
    client.post(reverse("mfa_authenticate"), {"code": code(int(row[0]))})
    assert get_user(client).is_authenticated == (row[1] == "yes")


def test_recovery_code__works_once_as_second_factor(world: World, client: Client) -> None:
    account = world.people["amina"].account
    give_app(account)
    spare = RecoveryCodes.activate(account).generate_codes()[0]
    for attempt in (True, False):
        client.logout()
        type_password(client)
        client.post(reverse("mfa_authenticate"), {"code": spare})
        assert get_user(client).is_authenticated is attempt


def test_secrets__encrypted_in_the_database(world: World) -> None:
    account = world.people["amina"].account
    give_app(account)
    RecoveryCodes.activate(account)
    for stored in Authenticator.objects.all():
        assert SECRET not in str(stored.data)
        assert (
            stored.data.get("seed", "") != RecoveryCodes(stored).generate_codes()
            if stored.type == "recovery_codes"
            else True
        )


# level of the seat | operation asks | installation asks | outcome
NEEDS = table("""
| level | operation | installation | led to set-up |
| 1     | yes       | yes          | yes           |
| 1     | no        | yes          | no            |
| 1     | yes       | no           | no            |
| 2     | no        | no           | no            |
| 3     | no        | no           | yes           |
| 4     | no        | yes          | yes           |
""")[1:]


@pytest.mark.parametrize("row", NEEDS, ids="-".join)
def test_second_factor__needed_by_setting_and_from_high(
    world: World, client: Client, settings: object, row: list[str]
) -> None:
    level, operation, installation, led = row
    settings.HIMAYA_SECOND_FACTOR = installation == "yes"  # type: ignore[attr-defined]
    world.operation.second_factor_required = operation == "yes"
    world.operation.save()
    Seat.objects.filter(pk=world.people["amina"].seat.pk).update(access_level=int(level))
    type_password(client)
    answer = client.get(reverse("agencies"))
    if led == "yes":
        assert answer["Location"] == reverse("mfa_activate_totp")
        setting_up = client.get(answer["Location"]).content.decode()
        assert "data:image/svg+xml;base64," in setting_up
        assert "style=" not in setting_up
    else:
        assert answer.status_code == 200


def test_set_up__then_confirmed_then_in(world: World, client: Client) -> None:
    type_password(client)
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    found = re.search(r"<code[^>]*>([A-Z2-7 ]{39})</code>", page)
    assert found
    shown = format_hotp_value(hotp_value(found[1].replace(" ", ""), int(time.time()) // 30))
    done = client.post(reverse("mfa_activate_totp"), {"code": shown})
    assert done["Location"] == reverse("mfa_view_recovery_codes")
    codes = client.get(done["Location"]).content.decode()
    assert len(re.findall(r"<li><code[^>]*>\d{8}</code></li>", codes)) == 10
    confirm = client.get(reverse("agencies"))
    assert confirm["Location"] == f"{reverse('mfa_reauthenticate')}?next=%2Fagencies%2F"
    back = client.post(confirm["Location"], {"code": shown, "next": "/agencies/"})
    assert back["Location"] == "/agencies/"
    assert client.get("/agencies/").status_code == 200


def test_records_of_another_account_in_the_session__count_for_nothing(
    world: World, client: Client
) -> None:
    client.force_login(world.people["amina"].account)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa"}]
    session["account_authentication_methods_user"] = str(world.people["bakari"].account.pk)
    session.save()
    assert client.get(reverse("agencies")).status_code == 302


def test_sixth_wrong_password__locked_out_whether_there_is_an_account_or_not(
    world: World, client: Client
) -> None:
    answers = {}
    for who in ("amina", "stranger"):
        cache.clear()
        pages = [type_password(client, who, "wrong") for _ in range(6)]
        answers[who] = [(page.status_code, words_of(page.content.decode())) for page in pages]
        assert "Too many" not in answers[who][4][1]
        assert "Too many" in answers[who][5][1]
        type_password(client, who)
        assert not get_user(client).is_authenticated
    assert answers["amina"] == answers["stranger"]


def words_of(page: str) -> str:
    main = page[page.index("<main") : page.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def test_wrong_codes__limited(world: World, client: Client) -> None:
    give_app(world.people["amina"].account)
    type_password(client)
    for _ in range(6):
        answer = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "Too many" in answer.content.decode()
    client.post(reverse("mfa_authenticate"), {"code": code()})
    assert not get_user(client).is_authenticated


@pytest.mark.parametrize("who", ["bakari", "stranger"])
def test_reset_by_mail__same_answer_for_everybody(
    world: World, client: Client, mailoutbox: list[object], who: str
) -> None:
    answer = client.post(reverse("account_reset_password"), {"email": f"{who}@example.org"})
    assert answer["Location"] == reverse("account_reset_password_done")
    assert len(mailoutbox) == (1 if who == "bakari" else 0)


def test_reset_by_mail__new_password_and_second_factor_stays(
    world: World, client: Client, mailoutbox: list[object]
) -> None:
    account = world.people["bakari"].account
    give_app(account)
    client.post(reverse("account_reset_password"), {"email": account.email})
    link = re.search(r"http://testserver(\S+)", mailoutbox[0].body)  # type: ignore[attr-defined]
    assert link
    form = client.get(link[1], follow=True)
    client.post(
        form.redirect_chain[-1][0],
        {"password1": "quite another passphrase", "password2": "quite another passphrase"},
    )
    account.refresh_from_db()
    assert account.check_password("quite another passphrase")
    assert type_password(client, "bakari", "quite another passphrase")["Location"].startswith(
        reverse("mfa_authenticate")
    )


def test_reset_by_link__used_once_and_never_in_an_address(world: World, client: Client) -> None:
    bakari = world.people["bakari"]
    _, secret = make_reset_link(seat=world.people["amina"].acting, target=bakari.seat)
    opened = client.get(reverse("reset-link", args=[secret]))
    assert (opened["Location"], opened["Referrer-Policy"]) == (reverse("reset"), "no-referrer")
    assert client.get(reverse("reset")).status_code == 200
    assert client.post(reverse("reset"), {"password": "short"}).status_code == 422
    done = client.post(reverse("reset"), {"password": "quite another passphrase"})
    assert done["Location"] == reverse("account_login")
    for _ in range(2):
        client.get(reverse("reset-link", args=[secret]))
        assert client.get(reverse("reset")).status_code == 410
    assert secret not in str(list(Event.objects.values())) + str(list(ResetLink.objects.values()))


@pytest.mark.parametrize("page", ["reset", "invitation"])
def test_links_page_without_a_link__410(db: None, client: Client, page: str) -> None:
    assert client.get(reverse(page)).status_code == 410


def test_invited__makes_account_and_signs_in(world: World, client: Client) -> None:
    _, secret = invite(
        seat=world.people["amina"].acting,
        agency=world.agencies["HRA"],
        email="edda@example.org",
        name="Edda",
        role="reader",
        everywhere=True,
    )
    opened = client.get(reverse("invitation-accept", args=[secret]))
    assert (opened["Location"], opened["Referrer-Policy"]) == (reverse("invitation"), "no-referrer")
    page = client.get(opened["Location"])
    # Anything stricter makes browsers send "Origin: null", and the form is refused as forged.
    assert page["Referrer-Policy"] == "same-origin"
    assert secret not in page.content.decode()
    form = {"name": "Edda", "language": "fr", "password": PASSWORD}
    assert (
        client.post(reverse("invitation"), form | {"password": "edda@example.org"}).status_code
        == 422
    )
    assert client.post(reverse("invitation"), form)["Location"] == reverse("account_login")
    type_password(client, "edda")
    account = Account.objects.get(email="edda@example.org")
    assert get_user(client) == account
    assert account.language == "fr"
    assert client.cookies["django_language"].value == "fr"


def test_invited_with_an_account__signs_in_and_accepts(
    world: World, sign_in: Callable[[str], Client]
) -> None:
    _, secret = invite(
        seat=world.people["dawit"].acting,
        agency=world.agencies["WCI"],
        email="amina@example.org",
        name="Amina",
        role="reader",
        everywhere=True,
    )
    for who in ("nobody", "celine"):
        client = sign_in(who)
        client.get(reverse("invitation-accept", args=[secret]))
        assert client.get(reverse("invitation")).status_code == 200
        assert (
            client.post(
                reverse("invitation"), {"password": PASSWORD, "name": "X", "language": "en"}
            ).status_code
            == 200
        )
        assert not Seat.objects.filter(
            agency=world.agencies["WCI"], account=world.people["amina"].account
        ).exists()
    client = sign_in("amina")
    client.get(reverse("invitation-accept", args=[secret]))
    assert client.post(reverse("invitation"))["Location"] == reverse("home")
    assert client.get(reverse("agencies")).context["seat"].agency == world.agencies["WCI"].ref


def test_signed_in_as_another_person__offer_asks_to_sign_out(
    world: World, sign_in: Callable[[str], Client]
) -> None:
    _, secret = invite(
        seat=world.people["amina"].acting,
        agency=world.agencies["HRA"],
        email="edda@example.org",
        name="Edda",
        role="reader",
    )
    client = sign_in("celine")
    client.get(reverse("invitation-accept", args=[secret]))
    page = client.post(reverse("invitation"), {"password": PASSWORD, "name": "X", "language": "en"})
    assert reverse("account_logout") in page.content.decode()
    assert not Account.objects.filter(email="edda@example.org").exists()


KEYS = table("""
| host           | says                      |
| 127.0.0.1:8000 | http://localhost:8000/    |
| localhost:8000 |                           |
| himaya.test    |                           |
| 192.0.2.7      | system administrator      |
""")[1:]


@pytest.mark.parametrize(("host", "says"), KEYS)
def test_page_of_a_new_key__says_where_keys_work(
    world: World, client: Client, settings: Settings, host: str, says: str
) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "localhost", host.partition(":")[0]]
    type_password(client)
    page = client.get(reverse("mfa_add_webauthn"), headers={"host": host}).content.decode()
    assert ("a name, not a number" in page) == bool(says)
    assert says in page
