"""A form that comes back with an old token: nothing typed is lost, nothing foreign is repeated."""

import pytest
from django.test import Client
from tests.world import World

TYPED = {"kind": "workplan", "text": "what I wrote\n"}


@pytest.fixture
def strict(world: World) -> Client:
    client = Client(enforce_csrf_checks=True)
    account = world.people["dawit"].account
    client.force_login(account)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password"}, {"method": "mfa"}]
    session["account_authentication_methods_user"] = str(account.pk)
    session.save()
    return client


def test_old_token_from_our_page__offered_again_and_accepted(strict: Client) -> None:
    late = strict.post("/imports/", TYPED, headers={"Origin": "http://testserver"})
    page = late.content.decode()
    token = strict.cookies["csrftoken"].value

    assert late.status_code == 403
    assert "what I wrote" in page
    again = strict.post("/imports/", {**TYPED, "csrfmiddlewaretoken": token})
    assert again.status_code == 302


def test_form_from_elsewhere__not_offered_again(strict: Client) -> None:
    foreign = strict.post("/imports/", TYPED, headers={"Origin": "https://elsewhere.example"})

    assert foreign.status_code == 403
    assert "what I wrote" not in foreign.content.decode()
