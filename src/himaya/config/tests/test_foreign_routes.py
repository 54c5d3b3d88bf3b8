"""Pages of libraries: only the declared ones exist, and each of ours looks like the house."""

import re
from collections.abc import Callable, Iterator

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.template.loader import get_template
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests.world import World, table

from himaya.config.foreign import ACCOUNT_PAGES, PUBLIC_PAGES
from himaya.gate.routes import Access, declaration_of

# Every route of allauth that is open, and to whom; all others answer 404.
OPEN = table("""
| name                                   | access  |
| account_login                          | public  |
| account_logout                         | public  |
| account_inactive                       | public  |
| account_reauthenticate                 | account |
| account_change_password                | account |
| account_reset_password                 | public  |
| account_reset_password_done            | public  |
| account_reset_password_from_key        | public  |
| account_reset_password_from_key_done   | public  |
| mfa_index                              | account |
| mfa_authenticate                       | public  |
| mfa_reauthenticate                     | account |
| mfa_activate_totp                      | account |
| mfa_deactivate_totp                    | account |
| mfa_view_recovery_codes                | account |
| mfa_generate_recovery_codes            | account |
| mfa_list_webauthn                      | account |
| mfa_add_webauthn                       | account |
| mfa_reauthenticate_webauthn            | account |
| mfa_edit_webauthn                      | account |
| mfa_remove_webauthn                    | account |
""")[1:]
SHUT = ("account_signup", "account_email", "account_set_password", "mfa_download_recovery_codes")


def routes(patterns: list[URLPattern | URLResolver] | None = None) -> Iterator[URLPattern]:
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry.url_patterns)
        else:
            yield entry


def test_routes_of_allauth__only_the_declared_ones_are_open() -> None:
    found = {}
    for entry in routes():
        if entry.callback.__module__.startswith("allauth."):
            declaration = declaration_of(entry.callback, "GET")
            if declaration is not None:
                found[entry.name] = str(declaration.access)
    assert found == dict(OPEN)


def test_routes_of_our_own__all_declared() -> None:
    missing = [
        entry.name or str(entry.pattern)
        for entry in routes()
        if entry.callback.__module__.startswith("himaya.")
        and declaration_of(entry.callback, "GET") is None
    ]
    assert missing == []


def test_public_routes__each_has_its_reason() -> None:
    for entry in routes():
        declaration = declaration_of(entry.callback, "GET")
        if declaration is not None and declaration.access in {Access.PUBLIC, Access.ACCOUNT}:
            assert declaration.reason, entry.name


@pytest.mark.parametrize("name", SHUT)
@pytest.mark.parametrize("who", ["nobody", "amina"])
def test_shut_page__not_found(sign_in: Callable[[str], Client], name: str, who: str) -> None:
    client = sign_in(who)
    assert client.get(reverse(name)).status_code == 404
    assert client.post(reverse(name), {"email": "e@example.org"}).status_code == 404


def templates_of_open_pages() -> list[str]:
    from django.utils.module_loading import import_string

    names = []
    for dotted in PUBLIC_PAGES + ACCOUNT_PAGES:
        view = import_string(dotted)
        name = getattr(view, "template_name", None)
        if name is None:  # the list and the removal take theirs from the model
            continue
        names.append(name)
    return [*names, "mfa/webauthn/authenticator_list.html", "429.html"]


@pytest.mark.parametrize("name", templates_of_open_pages())
def test_template_of_an_open_page__is_ours(name: str) -> None:
    origin = get_template(name).origin.name  # type: ignore[attr-defined]
    assert "himaya" in origin
    assert "allauth" not in origin


ENTRANCE = (
    "account_login",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
)
OWN = (
    "account_logout",
    "account_change_password",
    "account_reauthenticate",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
)


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("name", ENTRANCE)
def test_entrance_page__in_the_house_style(
    world: World, client: Client, name: str, language: str
) -> None:
    looks_like_the_house(client.get(reverse(name), headers={"accept-language": language}), language)


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("name", OWN)
def test_own_page__in_the_house_style(
    world: World, sign_in: Callable[[str], Client], name: str, language: str
) -> None:
    account = world.people["amina"].account
    client = sign_in("amina")
    TOTP.activate(account, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(account)
    confirm_just_now(client, account.pk)
    answer = client.get(reverse(name), headers={"accept-language": language})
    looks_like_the_house(answer, language)


def test_key_pages__in_the_house_style(world: World, sign_in: Callable[[str], Client]) -> None:
    account = world.people["amina"].account
    client = sign_in("amina")
    confirm_just_now(client, account.pk)
    key = Authenticator.objects.create(
        user=account, type="webauthn", data={"name": "Office key", "credential": {}}
    )
    for name, args in (
        ("mfa_list_webauthn", []),
        ("mfa_edit_webauthn", [key.pk]),
        ("mfa_remove_webauthn", [key.pk]),
    ):
        looks_like_the_house(client.get(reverse(name, args=args)), "en")


def test_pages_that_wait_for_a_key__render(rf: object) -> None:
    from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm

    form = AuthenticateWebAuthnForm(user=None)
    context = {
        "form": form,
        "webauthn_form": form,
        "js_data": {"request_options": {"challenge": "<x>"}},
    }
    for name in ("mfa/webauthn/reauthenticate.html", "mfa/authenticate.html"):
        page = get_template(name).render(context, rf.get("/"))  # type: ignore[attr-defined]
        assert 'data-key="get"' in page
        assert "<x>" not in page


def test_set_up_page__in_the_house_style(world: World, sign_in: Callable[[str], Client]) -> None:
    client = sign_in("amina")
    confirm_just_now(client, world.people["amina"].account.pk)
    looks_like_the_house(client.get(reverse("mfa_activate_totp")), "en")


def confirm_just_now(client: Client, pk: int) -> None:
    import time

    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time(), "reauthenticated": True},
        {"method": "mfa", "at": time.time(), "reauthenticated": True},
    ]
    session["account_authentication_methods_user"] = str(pk)
    session.save()


def looks_like_the_house(answer: object, language: str) -> None:
    assert answer.status_code == 200  # type: ignore[attr-defined]
    page = answer.content.decode()  # type: ignore[attr-defined]
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}"' in page
    assert 'class="porch' in page
    assert len(re.findall("<h1>", page)) == 1
    assert " style=" not in page
    assert "<style" not in page
    # Data for the key page is not a script; everything that runs comes from a file.
    for tag in re.findall(r"<script[^>]*>", page):
        assert "src=" in tag or 'type="application/json"' in tag
    assert "{{" not in page
    assert "{%" not in page
    assert "no-store" in answer["Cache-Control"]  # type: ignore[index]
