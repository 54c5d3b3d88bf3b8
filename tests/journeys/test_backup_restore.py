"""Journey "back up, restore on a clean machine with the key": real commands, a real server."""

import http.client
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.installation import Installation, free_port, new_installation
from tests.journeys.chromium import Window, stranger
from tests.journeys.totp import code_of
from tests.world import PASSWORD

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,  # makes three installations
    pytest.mark.xdist_group("backup"),  # of which the first is made once
]
OTHER_KEY = "b3RoZXItb3RoZXItb3RoZXItb3RoZXItb3RoZXItb3Q="
_FILL = "import runpy; runpy.run_module('tests.journeys.filling', run_name='__main__')"


@contextmanager
def served(installation: Installation) -> Iterator[str]:
    """The address of a running `himaya serve`."""
    port = free_port()
    with (installation.folder / "web.log").open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 - our own command
            installation.command("serve", "--port", str(port), "--workers", "1"),
            env=installation.variables(),
            cwd=installation.folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
        try:
            _wait_until_it_answers(process, port)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def _wait_until_it_answers(process: "subprocess.Popen[bytes]", port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert process.poll() is None, "the server ended by itself"
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request("GET", "/account/login/")
            connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
        else:
            return
        finally:
            connection.close()
    raise TimeoutError


def python(installation: Installation, code: str) -> str:
    """Run it with the installation's settings; returns what it prints."""
    done = installation.python(code)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def accept(window: Window, invitation: str) -> str:
    """The coordinator takes the operation over; returns the key of the authenticator app."""
    page = window.page
    page.goto(window.root + invitation[invitation.index("/invitations") :])
    page.fill("[name=name]", "Dawit")
    page.fill("[name=password]", PASSWORD)
    window.press()
    sign_in(window, "")
    window.open("home")  # leads to the set-up
    key = page.inner_text("main code")
    page.fill("[name=code]", code_of(key))
    window.press()
    return key


def sign_in(window: Window, key: str) -> None:
    """With the password, and with a code once there is a key."""
    window.open("account_login")
    window.page.fill("[name=login]", "dawit@example.org")
    window.page.fill("[name=password]", PASSWORD)
    window.press()
    if key:
        window.page.fill("[name=code]", code_of(key, later=1))
        window.press()


@pytest.fixture(scope="module")
def kept(
    tmp_path_factory: pytest.TempPathFactory, chromium: Browser
) -> Iterator[tuple[Path, str, str]]:
    """(backup, ref of the record in it, key of the coordinator's app), from one machine."""
    with new_installation(tmp_path_factory.mktemp("first")) as first:
        made = first.open_operation()
        with served(first) as root:
            window = stranger(chromium, root, ("en", 1440))
            key = accept(window, made["invitation"])
            assert window.complaints == []
            window.close()
        record = python(first, _FILL)
        backup = first.folder / "himaya.tar"
        assert first.ask("backup", "--to", str(backup))
        yield backup, record, key


def test_restored_on_a_clean_machine__records_are_there(
    kept: tuple[Path, str, str], tmp_path: Path, chromium: Browser, side: tuple[str, int]
) -> None:
    backup, record, key = kept
    with new_installation(tmp_path / "second") as second:
        for other in ("", OTHER_KEY):
            refused = second.run("restore", str(backup), HIMAYA_MASTER_KEY=other)
            assert refused.returncode, other
            assert "key" in refused.stderr
        assert second.ask("restore", str(backup))["audit_findings"] == []
        with served(second) as root:
            window = stranger(chromium, root, side)
            sign_in(window, key)
            window.open("record", record)
            assert "Zubaydah Invented" in window.page.inner_text("main")  # was sealed
            window.look()
            styles = [one for one in window.responses if ".css" in one.url]
            assert all(one.headers["content-encoding"] == "gzip" for one in styles)
            assert styles
            window.close()


def test_no_key__does_not_start(kept: tuple[Path, str, str], tmp_path: Path) -> None:
    with new_installation(tmp_path / "third") as third:
        assert third.ask("restore", str(kept[0]))
        refused = third.run("serve", "--port", str(free_port()), HIMAYA_MASTER_KEY="")
        assert refused.returncode
