"""Tokens: shown once, capped at Low, revocable, never more than the seat."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.world import World, table

from himaya.audit.models import Event
from himaya.kernel import clock
from himaya.kernel.problems import Code, Problem
from himaya.kernel.verbs import Verb
from himaya.people.models import Seat, Token
from himaya.people.tokens import MAX_DAYS, make_token, revoke_token, tokens_in_sight


def made(world: World, who: str, cap: int = 1) -> tuple[Token, str]:
    seat = world.people[who].acting
    return make_token(seat=seat, label="t", verbs=[Verb.OPERATION_VIEW], level_cap=cap)


def me(secret: str) -> int:
    headers = {"authorization": f"Bearer {secret}"}
    return Client().get("/api/v1/me", headers=headers).status_code


def test_new_token__works_and_is_kept_as_a_hash(world: World) -> None:
    token, secret = made(world, "amina")
    assert me(secret) == 200
    assert secret not in str(list(Token.objects.values()))
    assert token.level_cap == 1


@pytest.mark.parametrize(
    ("who", "cap", "outcome"),
    table("""
    | amina | 1 | made    |
    | amina | 2 | refused |
    | dawit | 3 | made    |
    | dawit | 4 | refused |
    """),
)
def test_cap_above_low__by_the_rules_and_within_the_seat(
    world: World, who: str, cap: str, outcome: str
) -> None:
    if outcome == "made":
        assert made(world, who, int(cap))[0].level_cap == int(cap)
        assert Event.objects.filter(note=f"made_level_{cap}").exists()
    else:
        with pytest.raises(Problem, match="not_allowed"):
            made(world, who, int(cap))
        assert not Token.objects.exists()


def test_cap_above_low_without_second_factor__refused(world: World) -> None:
    seat = replace(world.people["dawit"].acting, second_factor=False)
    with pytest.raises(Problem) as refused:
        make_token(seat=seat, label="t", verbs=[Verb.OPERATION_VIEW], level_cap=2)
    assert refused.value.code is Code.SECOND_FACTOR_NEEDED


def test_reader__makes_no_tokens(world: World) -> None:
    with pytest.raises(Problem, match="not_allowed"):
        made(world, "bakari")


@pytest.mark.parametrize(("days", "verbs"), [(0, ["x"]), (MAX_DAYS + 1, ["x"]), (1, [])])
def test_term_or_verbs_out_of_bounds__refused(world: World, days: int, verbs: list[str]) -> None:
    wanted = [Verb.OPERATION_VIEW for _ in verbs]
    with pytest.raises(Problem, match="shape_refused"):
        make_token(seat=world.people["amina"].acting, label="t", verbs=wanted, days=days)


def test_revoked_token__stops_at_once_and_twice_changes_nothing(world: World) -> None:
    token, secret = made(world, "amina")
    seat = world.people["amina"].acting
    first = revoke_token(seat=seat, token=token).revoked_at
    assert me(secret) == 401
    assert revoke_token(seat=seat, token=token).revoked_at == first
    assert Event.objects.filter(note="revoked").count() == 1


def test_expired_token__401(world: World) -> None:
    token, secret = made(world, "amina")
    Token.objects.filter(pk=token.pk).update(expires_at=clock.now() - timedelta(seconds=1))
    assert me(secret) == 401


def test_ended_seat__ends_its_tokens(world: World) -> None:
    _, secret = made(world, "amina")
    seat = world.people["amina"].seat
    seat.ended_at = clock.now()
    seat.save(update_fields=["ended_at"])
    assert me(secret) == 401


@pytest.mark.parametrize(
    ("who", "sees"),
    table("""
    | amina  | amina        |
    | celine | celine       |
    | dawit  | amina celine |
    """),
)
def test_whose_tokens_are_in_sight(world: World, who: str, sees: str) -> None:
    made(world, "amina")
    made(world, "celine")
    found = {t.seat.account.name.lower() for t in tokens_in_sight(world.people[who].acting)}
    assert found == set(sees.split())


def test_foreign_token__not_found_on_the_page(
    world: World, sign_in: Callable[[str], Client]
) -> None:
    token, secret = made(world, "amina")
    answer = sign_in("celine").post(reverse("token-revoke", args=[token.ref]))
    assert answer.status_code == 404
    assert me(secret) == 200


def test_page__shows_the_secret_once(world: World, sign_in: Callable[[str], Client]) -> None:
    client = sign_in("amina")
    form = {"label": "Table", "verbs": ["operation.view"], "days": 30, "level_cap": 1}
    page = client.post(reverse("tokens"), form)
    secret = page.context["secret"]
    assert secret in page.content.decode()
    assert me(secret) == 200
    again = client.get(reverse("tokens"))
    assert secret not in again.content.decode()
    client.post(reverse("token-revoke", args=[Token.objects.get().ref]))
    assert me(secret) == 401


@pytest.mark.parametrize(
    ("who", "status"),
    table("""
    | amina  | 200 |
    | bakari | 403 |
    | nobody | 302 |
    """),
)
def test_page__for_seats_that_may_make_tokens(
    world: World, sign_in: Callable[[str], Client], who: str, status: str
) -> None:
    assert sign_in(who).get(reverse("tokens")).status_code == int(status)


def test_wrong_form__422_with_the_fields(world: World, sign_in: Callable[[str], Client]) -> None:
    form = {"label": "", "verbs": ["record.erase"], "days": 900, "level_cap": 4}
    page = sign_in("amina").post(reverse("tokens"), form)
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"label", "verbs", "days", "level_cap"}


# The link stands in the account menu of every page and on the page of the account.
@pytest.mark.parametrize("page", ["home", "account"])
@pytest.mark.parametrize(
    ("who", "linked"),
    table("""
    | amina  | yes |
    | bakari | no  |
    | celine | yes |
    | dawit  | yes |
    """),
)
def test_link_to_tokens__only_where_the_page_lets_in(
    world: World, sign_in: Callable[[str], Client], page: str, who: str, linked: str
) -> None:
    client = sign_in(who)
    address = reverse("tokens")
    assert (f'href="{address}"' in client.get(reverse(page)).content.decode()) == (linked == "yes")
    assert (client.get(address).status_code == 200) == (linked == "yes")


@pytest.mark.parametrize(
    ("role", "highest", "says"),
    table("""
    | im_officer      | 1 | Coordinator, Data protection focal point |
    | focal_point     | 1 | Coordinator, Data protection focal point |
    | coordinator     | 3 |                                          |
    | data_protection | 3 |                                          |
    """),
)
def test_form__says_beforehand_who_makes_tokens_above_low(
    world: World, sign_in: Callable[[str], Client], role: str, highest: str, says: str
) -> None:
    Seat.objects.filter(pk=world.people["amina"].seat.pk).update(role=role)
    page = sign_in("amina").get(reverse("tokens"))
    field = page.context["form"].fields["level_cap"]
    assert field.choices[-1][0] == int(highest)
    assert bool(field.help_text) == bool(says)
    assert says in str(field.help_text)
