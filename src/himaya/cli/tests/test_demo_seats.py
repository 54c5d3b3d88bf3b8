"""The demo's sign-ins work, lie in a private file, and are given to demos only."""

import json
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from pytest_django import Settings
from tests.world import World

from himaya.cli import demo_seats
from himaya.people.models import Account

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.HIMAYA_DATA = tmp_path


def test_handed_out__password_and_code_open_the_account(world: World) -> None:
    demo_seats.hand_out([world.people["amina"].seat.ref])

    assert demo_seats.path().stat().st_mode & 0o777 == 0o600
    [seat] = json.loads(demo_seats.path().read_text())["seats"]
    account = Account.objects.get(email=seat["email"])
    assert account.check_password(seat["password"])
    counter = next(iter(yield_hotp_counters_from_time()))
    code = format_hotp_value(hotp_value(seat["totp_secret"], counter))
    stored = Authenticator.objects.get(user=account)
    assert stored.wrap().validate_code(code)
    assert seat["totp_secret"] not in json.dumps(stored.data)
    assert any(seat["password"] in line for line in demo_seats.listing())


def test_real_operation__refused(world: World) -> None:
    world.operation.is_demo = False
    world.operation.save(update_fields=["is_demo"])

    with pytest.raises(ValueError, match=world.people["amina"].seat.ref):
        demo_seats.hand_out([world.people["amina"].seat.ref])

    assert not demo_seats.path().exists()
