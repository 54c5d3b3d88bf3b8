"""Who may open which page of this room, and what stands on it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.world import PASSWORD, World, table

from himaya.kernel import clock
from himaya.people.actions import invite, make_installer
from himaya.people.models import Account, Agency, Invitation, Seat

SignIn = Callable[[str], Client]

# The thing behind each page is HRA, or bakari's seat there. 302 leads to signing in.
PAGES = table("""
| page               | thing  | amina | bakari | celine | dawit | nobody |
| agencies           |        | 200   | 200    | 200    | 200   | 302    |
| agency-add         |        | 403   | 403    | 403    | 200   | 302    |
| agency             | HRA    | 200   | 200    | 200    | 200   | 302    |
| agency-amend       | HRA    | 403   | 403    | 403    | 200   | 302    |
| invite             | HRA    | 200   | 403    | 403    | 200   | 302    |
| seats              |        | 200   | 403    | 200    | 200   | 302    |
| seat               | bakari | 200   | 403    | 404    | 200   | 302    |
| seat-amend         | bakari | 200   | 403    | 404    | 200   | 302    |
| seat-hand-over     | bakari | 200   | 403    | 404    | 200   | 302    |
| seat-cover         | bakari | 200   | 403    | 404    | 200   | 302    |
| seat-end           | bakari | 200   | 403    | 404    | 200   | 302    |
| access-review      |        | 403   | 403    | 403    | 200   | 302    |
| operation-settings |        | 403   | 403    | 403    | 200   | 302    |
| account            |        | 200   | 200    | 200    | 200   | 302    |
| seats-switch       |        | 200   | 200    | 200    | 200   | 302    |
| installation       |        | 404   | 404    | 404    | 404   | 302    |
| operation-open     |        | 404   | 404    | 404    | 404   | 302    |
""")
WHO = PAGES[0][2:]
CELLS = [
    (row[0], row[1], who, int(cell))
    for row in PAGES[1:]
    for who, cell in zip(WHO, row[2:], strict=True)
]


def address(world: World, page: str, thing: str) -> str:
    refs = {"": [], "HRA": [world.agencies["HRA"].ref], "bakari": [world.people["bakari"].seat.ref]}
    return reverse(page, args=refs[thing])


@pytest.mark.parametrize(("page", "thing", "who", "status"), CELLS)
def test_page__opens_for(
    world: World, sign_in: SignIn, page: str, thing: str, who: str, status: int
) -> None:
    answer = sign_in(who).get(address(world, page, thing))
    assert answer.status_code == status


# What is posted leaves no trace where it is refused. "outside" is an agency without any member.
CHANGES = table("""
| page                | thing  | amina | bakari | celine | dawit | nobody |
| seat-end            | bakari | 302   | 403    | 404    | 302   | login  |
| seat-reset-link     | bakari | 200   | 403    | 404    | 200   | login  |
| seat-confirm        | bakari | 403   | 403    | 403    | 302   | login  |
| seat-amend          | bakari | 302   | 403    | 404    | 302   | login  |
| agency-alias-add    | HRA    | 403   | 403    | 403    | 302   | login  |
| view-as             | HRA    | 403   | 403    | 403    | 302   | login  |
""")
POSTS = [
    (row[0], row[1], who, cell)
    for row in CHANGES[1:]
    for who, cell in zip(WHO, row[2:], strict=True)
]


@pytest.mark.parametrize(("page", "thing", "who", "outcome"), POSTS)
def test_change__made_by(
    world: World, sign_in: SignIn, page: str, thing: str, who: str, outcome: str
) -> None:
    before = snapshot(world)
    sent = {"text": "H R A", "role": "reader", "access_level": "1", "everywhere": "on"}
    answer = sign_in(who).post(address(world, page, thing), sent)
    if outcome == "login":
        assert answer.status_code == 302
        assert "/account/login/" in answer["Location"]
    else:
        assert answer.status_code == int(outcome)
    if outcome in {"403", "404", "login"}:
        assert snapshot(world) == before


def snapshot(world: World) -> list[object]:
    from himaya.people.models import AgencyAlias, ResetLink

    seats = Seat.objects.order_by("pk").values("ended_at", "reviewed_on", "access_level")
    return [list(seats), AgencyAlias.objects.count(), ResetLink.objects.count()]


def test_invite_of_another_agency__refused_by_the_action(world: World, sign_in: SignIn) -> None:
    form = {
        "name": "E",
        "email": "e@example.org",
        "role": "reader",
        "access_level": "1",
        "everywhere": "on",
    }
    answer = sign_in("celine").post(reverse("invite", args=[world.agencies["HRA"].ref]), form)
    assert answer.status_code == 403
    assert not Invitation.objects.exists()


OFFERED = table("""
| who   | agency | roles | highest |
| amina | HRA    | 5     | 3       |
| dawit | HRA    | 7     | 4       |
| dawit | CCU    | 7     | 3       |
""")[1:]


@pytest.mark.parametrize("row", OFFERED, ids="-".join)
def test_invitation_form__offers_what_may_be_given(
    world: World, sign_in: SignIn, row: list[str]
) -> None:
    who, agency, roles, highest = row
    page = sign_in(who).get(reverse("invite", args=[world.agencies[agency].ref]))
    fields = page.context["form"].fields
    assert len(fields["role"].choices) == int(roles)
    assert fields["access_level"].choices[-1][0] == int(highest)


def test_agency_of_another_operation__not_found(world: World, sign_in: SignIn) -> None:
    from himaya.tenancy.models import Operation

    other = Operation.objects.create(slug="other", names={"en": "Other"}, languages=["en"])
    far = Agency.objects.create(operation=other, acronym="FAR", names={"en": "Far"}, kind="un")
    client = sign_in("dawit")
    assert client.get(reverse("agency", args=[far.ref])).status_code == 404
    assert "FAR" not in client.get(reverse("agencies")).content.decode()


def test_outsider__sees_no_names_of_people(world: World, sign_in: SignIn) -> None:
    page = (
        sign_in("celine").get(reverse("agency", args=[world.agencies["HRA"].ref])).content.decode()
    )
    listed = sign_in("celine").get(reverse("seats")).content.decode()
    for name in ("Amina", "Bakari"):
        assert name not in page
        assert name not in listed


def test_agencies__found_by_another_spelling(world: World, sign_in: SignIn) -> None:
    client = sign_in("dawit")
    ref = world.agencies["HRA"].ref
    client.post(reverse("agency-alias-add", args=[ref]), {"text": "Étoile du Nord"})
    page = client.get(reverse("agencies"), {"words": "etoile"}).content.decode()
    assert reverse("agency", args=[ref]) in page
    assert reverse("agency", args=[world.agencies["WCI"].ref]) not in page
    client.post(reverse("agency-alias-remove", args=[ref]), {"folded": "etoile du nord"})
    assert not world.agencies["HRA"].aliases.exists()


def test_wrong_alias__422_on_the_page(world: World, sign_in: SignIn) -> None:
    answer = sign_in("dawit").post(
        reverse("agency-alias-add", args=[world.agencies["HRA"].ref]), {"text": ""}
    )
    assert answer.status_code == 422


def test_agency__added_and_amended(world: World, sign_in: SignIn) -> None:
    client = sign_in("dawit")
    form = {"acronym": "NEW", "kind": "nngo", "is_member": "on", "name_ar": "منظمة جديدة"}
    client.post(reverse("agency-add"), form)
    made = Agency.objects.get(acronym="NEW")
    assert made.names == {"ar": "منظمة جديدة"}
    assert bytes(made.sealed_key) != b""
    client.post(reverse("agency-amend", args=[made.ref]), form | {"name_en": "New", "kind": "un"})
    made.refresh_from_db()
    assert (made.names["en"], made.kind) == ("New", "un")
    assert client.post(reverse("agency-add"), {"acronym": "X", "kind": "un"}).status_code == 422
    assert client.post(reverse("agency-add"), form).status_code == 409


def test_operation_settings__saved(world: World, sign_in: SignIn) -> None:
    client = sign_in("dawit")
    form = {
        "name_en": "Marjana response",
        "coordination_label": "sector",
        "languages": ["en", "fr"],
        "time_zone": "Asia/Amman",
        "seat_cap": "9",
    }
    assert client.post(reverse("operation-settings"), form).status_code == 302
    world.operation.refresh_from_db()
    assert (world.operation.coordination_label, world.operation.seat_cap) == ("sector", 9)
    assert world.operation.second_factor_required is False
    assert (
        client.post(reverse("operation-settings"), form | {"time_zone": "Mars"}).status_code == 422
    )


# The list costs the same for 5 and for 40 rows.
@pytest.mark.parametrize("page", ["agencies", "seats", "access-review"])
def test_list__within_its_query_budget(
    world: World,
    sign_in: SignIn,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
    page: str,
) -> None:
    for n in range(40):
        agency = Agency.objects.create(
            operation=world.operation, acronym=f"A{n}", names={}, kind="un"
        )
        account = Account.objects.create_user(f"p{n}@example.org", None, name=f"P{n}")
        Seat.objects.create(
            operation=world.operation,
            agency=agency,
            account=account,
            role="reader",
            valid_from=clock.today(),
        )
    client = sign_in("dawit")
    client.get(reverse("home"))
    with django_assert_max_num_queries(16):
        assert client.get(reverse(page)).status_code == 200


def test_hand_over_and_cover__through_the_pages(world: World, sign_in: SignIn) -> None:
    client = sign_in("amina")
    bakari = world.people["bakari"].seat
    handed = client.post(
        reverse("seat-hand-over", args=[bakari.ref]), {"name": "E", "email": "e@example.org"}
    )
    assert "/invitations/accept/" in handed.content.decode()
    assert handed["Referrer-Policy"] == "same-origin"
    colleague = Account.objects.create_user("f@example.org", PASSWORD, name="Fadi")
    deputy = Seat.objects.create(
        operation=world.operation,
        agency=world.agencies["HRA"],
        account=colleague,
        role="reader",
        valid_from=clock.today(),
    )
    today = clock.today()
    form = {
        "deputy": deputy.ref,
        "valid_from": today.isoformat(),
        "valid_until": (today + timedelta(days=3)).isoformat(),
    }
    assert client.post(reverse("seat-cover", args=[bakari.ref]), form).status_code == 302
    assert Seat.objects.filter(stands_in_for=bakari, account=colleague).count() == 1
    wrong = form | {"valid_until": (today - timedelta(days=3)).isoformat()}
    assert client.post(reverse("seat-cover", args=[bakari.ref]), wrong).status_code == 422


@pytest.mark.parametrize(("come_from", "page"), [("review", "access-review"), ("", "seat")])
def test_ended__asked_first_then_back(
    world: World, sign_in: SignIn, come_from: str, page: str
) -> None:
    ref = world.people["bakari"].seat.ref
    client = sign_in("dawit")
    asked = client.get(reverse("seat-end", args=[ref]), {"from": come_from})
    assert "Bakari" in asked.content.decode()
    assert Seat.objects.get(ref=ref).ended_at is None
    done = client.post(reverse("seat-end", args=[ref]), {"from": come_from})
    assert done["Location"] == reverse(page, args=[ref] if page == "seat" else [])
    assert client.get(done["Location"]).status_code == 200
    assert Seat.objects.get(ref=ref).ended_at is not None


def test_invitation__withdrawn_on_the_page(world: World, sign_in: SignIn) -> None:
    hra = world.agencies["HRA"]
    made, _ = invite(
        seat=world.people["amina"].acting,
        agency=hra,
        email="e@example.org",
        name="Edda",
        role="reader",
    )
    client = sign_in("amina")
    assert "Edda" in client.get(reverse("agency", args=[hra.ref])).content.decode()
    client.post(reverse("invitation-withdraw", args=[hra.ref, made.ref]))
    assert "Edda" not in client.get(reverse("agency", args=[hra.ref])).content.decode()


def test_seat__switched_one_at_a_time(world: World, sign_in: SignIn) -> None:
    second = Seat.objects.create(
        operation=world.operation,
        agency=world.agencies["OTH"],
        account=world.people["amina"].account,
        role="reader",
        everywhere=True,
        valid_from=clock.today(),
    )
    client = sign_in("amina")
    assert client.get(reverse("agency-add")).status_code == 403
    client.post(reverse("seats-switch"), {"seat": second.ref})
    assert client.get(reverse("agencies")).context["seat"].agency == world.agencies["OTH"].ref
    assert client.get(reverse("seats")).status_code == 403
    foreign = client.post(reverse("seats-switch"), {"seat": world.people["dawit"].seat.ref})
    assert foreign.status_code == 404
    assert client.get(reverse("agencies")).context["seat"].ref == second.ref


def test_own_account__language_remembered(world: World, sign_in: SignIn) -> None:
    client = sign_in("amina")
    answer = client.post(reverse("account"), {"name": "Amina", "language": "ar"})
    assert answer.cookies["django_language"].value == "ar"
    assert 'dir="rtl"' in client.get(reverse("account")).content.decode()
    assert client.post(reverse("account"), {"name": "", "language": "ar"}).status_code == 422


def test_signed_out_elsewhere__this_session_goes_on(world: World, sign_in: SignIn) -> None:
    other = Client()
    other.force_login(world.people["amina"].account)
    client = sign_in("amina")
    assert other.get(reverse("account")).status_code == 200
    client.post(reverse("sign-out-elsewhere"))
    assert other.get(reverse("account")).status_code == 302
    assert client.get(reverse("account")).status_code == 200


def test_installer__opens_and_reads_nothing(world: World, client: Client, settings: object) -> None:
    settings.HIMAYA_SECOND_FACTOR = False  # type: ignore[attr-defined]
    ines = make_installer(email="ines@example.org", name="Ines", password=PASSWORD)
    client.force_login(ines)
    form = {
        "slug": "sahil",
        "name_en": "Sahil",
        "languages": ["en"],
        "agency_acronym": "PCU",
        "agency_name": "Coordination",
        "agency_kind": "un",
        "coordinator_name": "Gada",
        "coordinator_email": "gada@example.org",
    }
    opened = client.post(reverse("operation-open"), form)
    assert "/invitations/accept/" in opened.content.decode()
    assert client.post(reverse("operation-open"), form).status_code == 409
    own = client.post(
        reverse("operation-open"), form | {"slug": "x", "coordinator_email": "ines@example.org"}
    )
    assert own.status_code == 409
    ref = Invitation.objects.get(email="gada@example.org").operation.ref
    again = reverse("first-coordinator", args=[ref])
    assert client.get(again).status_code == 200
    assert client.post(again, {"name": "Hala", "email": "h@example.org"}).status_code == 200
    page = client.get(reverse("installation")).content.decode()
    assert "Marjana" in page
    assert "Amina" not in page
    staffed = reverse("first-coordinator", args=[world.operation.ref])
    assert client.post(staffed, {"name": "H", "email": "h2@example.org"}).status_code == 409
    for shut in ("agencies", "seats", "operation-settings", "access-review"):
        assert client.get(reverse(shut)).status_code == 403


def test_installer_with_a_seat_by_mistake__still_reads_nothing(
    world: World, client: Client
) -> None:
    account = world.people["amina"].account
    Account.objects.filter(pk=account.pk).update(is_installer=True)
    client.force_login(account)
    assert client.get(reverse("agencies")).status_code == 403


INVITED = {
    "name": "Edda",
    "email": "edda@example.org",
    "role": "reader",
    "access_level": "2",
    "everywhere": "on",
}


def test_invited_through_the_page__link_shown_once(world: World, sign_in: SignIn) -> None:
    client = sign_in("amina")
    address_of = reverse("invite", args=[world.agencies["HRA"].ref])
    shown = client.post(address_of, INVITED)
    made = Invitation.objects.get()
    assert "/invitations/accept/" in shown.content.decode()
    assert (made.name, made.access_level, made.made_by) == (
        "Edda",
        2,
        world.people["amina"].seat.ref,
    )
    again = client.get(address_of).content.decode()
    assert "/invitations/accept/" not in again


def test_invitation_form__asks_for_a_place_and_a_day_to_come(world: World, sign_in: SignIn) -> None:
    client = sign_in("amina")
    address_of = reverse("invite", args=[world.agencies["HRA"].ref])
    nowhere = {name: value for name, value in INVITED.items() if name != "everywhere"}
    past = INVITED | {"valid_until": (clock.today() - timedelta(days=1)).isoformat()}
    reserved = INVITED | {"role": "coordinator"}
    for form in (nowhere, past, reserved, INVITED | {"access_level": "4"}):
        assert client.post(address_of, form).status_code == 422
    assert not Invitation.objects.exists()
    placed = nowhere | {"areas": [world.areas["MJ01"].ref], "clusters": ["gbv", "cp"]}
    assert client.post(address_of, placed).status_code == 200
    made = Invitation.objects.get()
    assert [area.pcode for area in made.areas.all()] == ["MJ01"]
    assert made.clusters == ["cp", "gbv"]
    assert client.post(address_of, placed | {"clusters": ["wash"]}).status_code == 422


def test_seat_of_an_area__covers_what_lies_below(world: World) -> None:
    from himaya.people.queries import covered_areas

    seat = world.people["bakari"].seat
    seat.areas.set([world.areas["MJ01"]])
    assert covered_areas(seat) == {"MJ01", "MJ0101"}
    Seat.objects.filter(pk=seat.pk).update(everywhere=False)
    assert world.people["bakari"].acting.areas == {"MJ01", "MJ0101"}
