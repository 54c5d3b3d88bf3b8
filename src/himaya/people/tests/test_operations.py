"""Opening an operation, its settings, agencies, and accounts' own changes."""

from collections.abc import Callable

import pytest
from tests.world import PASSWORD, World, table

from himaya.audit.models import Event
from himaya.kernel.crypto import fingerprint
from himaya.kernel.problems import Problem
from himaya.people.actions import (
    accept_invitation,
    add_alias,
    amend_agency,
    amend_operation,
    amend_own_account,
    create_agency,
    invite_first_coordinator,
    make_installer,
    make_reset_link,
    open_operation,
    remove_alias,
    set_password_by_link,
    sign_out_elsewhere,
)
from himaya.people.keys import agency_key
from himaya.people.models import Account, Agency, Invitation, ResetLink, Seat
from himaya.tenancy.models import Operation

Step = Callable[[], object]


@pytest.fixture
def ines(db: None) -> Account:
    return make_installer(email="ines@example.org", name="Ines", password=PASSWORD)


def open_one(installer: Account, **details: object) -> tuple[Operation, Invitation, str]:
    terms: dict[str, object] = {
        "slug": "sahil",
        "names": {"en": "Sahil"},
        "languages": ["en", "fr"],
        "coordinator_email": "gada@example.org",
        "coordinator_name": "Gada",
        "agency_acronym": "PCU",
        "agency_names": {"en": "Protection coordination unit"},
    } | details
    return open_operation(installer=installer, **terms)  # type: ignore[arg-type]


def test_opened__first_coordinator_can_come_in(ines: Account) -> None:
    operation, _, secret = open_one(ines)
    seat = accept_invitation(secret_hash=fingerprint(secret), name="Gada", password=PASSWORD)
    assert (seat.operation, seat.role, seat.everywhere) == (operation, "coordinator", True)
    assert len(agency_key(seat.agency)) == 32
    notes = Event.objects.filter(operation=operation, account=ines.ref).values_list(
        "note", flat=True
    )
    assert sorted(notes) == ["first_coordinator", "opened"]


def test_once_staffed__installer_has_no_way_in(ines: Account) -> None:
    operation, _, secret = open_one(ines)
    seat = accept_invitation(secret_hash=fingerprint(secret), name="Gada", password=PASSWORD)
    for ended in (False, True):
        if ended:
            Seat.objects.filter(pk=seat.pk).update(ended_at="2026-01-01T00:00Z")
        with pytest.raises(Problem, match="operation_staffed"):
            invite_first_coordinator(
                installer=ines,
                operation=operation,
                agency=seat.agency,
                email="h@example.org",
                name="H",
            )


def test_invited_again__earlier_link_stops(ines: Account) -> None:
    operation, invitation, first = open_one(ines)
    _, second = invite_first_coordinator(
        installer=ines,
        operation=operation,
        agency=invitation.agency,
        email="h@example.org",
        name="H",
    )
    with pytest.raises(Problem, match="invitation_spent"):
        accept_invitation(secret_hash=fingerprint(first), name="Gada", password=PASSWORD)
    assert (
        accept_invitation(secret_hash=fingerprint(second), password=PASSWORD).account.email
        == "h@example.org"
    )


@pytest.mark.parametrize("email", ["ines@example.org", "INES@example.org"])
def test_installer_for_oneself__refused_and_nothing_opened(ines: Account, email: str) -> None:
    with pytest.raises(Problem, match="not_oneself"):
        open_one(ines, coordinator_email=email)
    assert not Operation.objects.exists()


def test_not_an_installer__refused(world: World, ines: Account) -> None:
    Account.objects.filter(pk=ines.pk).update(is_active=False)
    ines.refresh_from_db()
    for account in (world.people["dawit"].account, ines):
        with pytest.raises(Problem, match="not_allowed"):
            open_one(account)


def test_slug_in_use__refused(world: World, ines: Account) -> None:
    with pytest.raises(Problem, match="name_taken"):
        open_one(ines, slug="marjana")


def test_installer_with_address_in_use__refused(world: World) -> None:
    with pytest.raises(Problem, match="name_taken"):
        make_installer(email="Amina@example.org", name="A", password=PASSWORD)


MANAGES = table("""
| who    | outcome     |
| amina  | not_allowed |
| bakari | not_allowed |
| celine | not_allowed |
| dawit  | done        |
""")[1:]


@pytest.mark.parametrize("row", MANAGES, ids="-".join)
def test_who_manages_the_frame(world: World, row: list[str]) -> None:
    who, outcome = row
    seat = world.people[who].acting
    agency = world.agencies["OTH"]
    steps: list[Step] = [
        lambda: amend_operation(seat=seat, operation=world.operation, changes={"seat_cap": 7}),
        lambda: create_agency(seat=seat, acronym="NEW", names={"en": "New"}, kind="ingo"),
        lambda: amend_agency(
            seat=seat,
            agency=agency,
            acronym="OTH",
            names={"en": "Other"},
            kind="un",
            is_member=False,
        ),
        lambda: add_alias(seat=seat, agency=agency, text="Others"),
    ]
    got = set()
    for step in steps:
        try:
            step()
            got.add("done")
        except Problem as problem:
            got.add(str(problem.code))
    assert got == {outcome}
    assert Agency.objects.filter(acronym="NEW").exists() == (outcome == "done")


def test_operation_setting_that_is_none__crashes(world: World) -> None:
    with pytest.raises(KeyError):
        amend_operation(
            seat=world.people["dawit"].acting, operation=world.operation, changes={"is_demo": False}
        )


def test_acronym_or_spelling_in_use__refused(world: World) -> None:
    dawit = world.people["dawit"].acting
    hra, wci = world.agencies["HRA"], world.agencies["WCI"]
    with pytest.raises(Problem, match="name_taken"):
        create_agency(seat=dawit, acronym="HRA", names={}, kind="ingo")
    with pytest.raises(Problem, match="name_taken"):
        amend_agency(seat=dawit, agency=wci, acronym="HRA", names={}, kind="ingo", is_member=True)
    alias = add_alias(seat=dawit, agency=hra, text="H.R.A. Éthique")
    assert alias.folded == "h.r.a. ethique"
    with pytest.raises(Problem, match="name_taken"):
        add_alias(seat=dawit, agency=wci, text="h.r.a. ethique")
    remove_alias(seat=dawit, alias=alias)
    assert not hra.aliases.exists()


# amina 3 and bakari 2 in HRA; "both" also sits in WCI; "severe" holds level 4 in HRA.
LINKS = table("""
| who    | whose  | outcome        |
| amina  | bakari | made           |
| amina  | amina  | not_oneself    |
| amina  | both   | seat_elsewhere |
| amina  | severe | level_too_high |
| dawit  | both   | made           |
| bakari | amina  | not_allowed    |
| celine | bakari | not_allowed    |
""")[1:]


@pytest.mark.parametrize("row", LINKS, ids="-".join)
def test_who_may_make_a_reset_link(world: World, row: list[str]) -> None:
    who, whose, outcome = row
    seats = {name: persona.seat for name, persona in world.people.items()}
    for name, level in (("both", 1), ("severe", 4)):
        account = Account.objects.create_user(f"{name}@example.org", PASSWORD, name=name)
        seats[name] = Seat.objects.create(
            operation=world.operation,
            account=account,
            agency=world.agencies["HRA"],
            role="reader",
            access_level=level,
            valid_from="2024-01-01",
        )
    Seat.objects.create(
        operation=world.operation,
        account=seats["both"].account,
        agency=world.agencies["WCI"],
        role="reader",
        valid_from="2024-01-01",
    )
    try:
        make_reset_link(seat=world.people[who].acting, target=seats[whose])
        got = "made"
    except Problem as problem:
        got = problem.code
    assert got == outcome
    assert ResetLink.objects.exists() == (outcome == "made")


def test_reset_link__works_once_and_replaces_the_one_before(world: World) -> None:
    amina = world.people["amina"].acting
    bakari = world.people["bakari"]
    _, first = make_reset_link(seat=amina, target=bakari.seat)
    link, second = make_reset_link(seat=amina, target=bakari.seat)
    assert second not in str(ResetLink.objects.filter(pk=link.pk).values())
    set_password_by_link(secret_hash=fingerprint(second), password="another passphrase")
    for secret in (first, second):
        with pytest.raises(Problem, match="link_spent"):
            set_password_by_link(secret_hash=fingerprint(secret), password="a third passphrase")
    bakari.account.refresh_from_db()
    assert bakari.account.check_password("another passphrase")
    assert Event.objects.filter(note="reset_link", seat=amina.ref).count() == 2
    assert Event.objects.filter(note="password_by_link", account=bakari.account.ref).count() == 1


def test_own_account__amended_and_signed_out_elsewhere(world: World) -> None:
    account = world.people["amina"].account
    before = account.get_session_auth_hash()
    amend_own_account(account=account, name="Amina B.", language="ar")
    sign_out_elsewhere(account=account)
    account.refresh_from_db()
    assert (account.name, account.language) == ("Amina B.", "ar")
    assert account.get_session_auth_hash() != before
