"""A real Chromium for the journeys: signed in, in one language and width, watched for faults."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, sync_playwright

from tests.world import Persona

# Playwright keeps an event loop in this thread; Django's guard would refuse the ORM beside it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
_NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the whole run; skipped where there is none (./test says so)."""
    path = next((found for name in _NAMES if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("no Chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass
class Window:
    """One person's window on the running platform."""

    page: Page
    root: str
    complaints: list[str] = field(default_factory=list)

    def open(self, name: str, *args: Any) -> None:  # noqa: ANN401 - parts of an address
        """Go to a page by its route's name."""
        self.page.goto(self.root + reverse(name, args=args))

    def look(self) -> None:
        """No fault that axe-core knows, nothing wider than the window, the language's direction."""
        found = Axe().run(self.page).response["violations"]
        assert found == [], [(one["id"], one["nodes"][0]["html"]) for one in found]
        assert not self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
        assert self.complaints == []


def _signed_in(persona: Persona) -> Client:
    client = Client()
    client.force_login(persona.account)
    session = client.session
    # As allauth keeps them: the steps taken, and whose they were.
    session["account_authentication_methods"] = [{"method": "password"}, {"method": "mfa"}]
    session["account_authentication_methods_user"] = str(persona.account.pk)
    session.save()
    return client


def window_of(
    browser: Browser, who: Client | Persona, root: str, language: str, width: int
) -> Window:
    """A window with the session of a test client, or of somebody signed in beside the others."""
    client = who if isinstance(who, Client) else _signed_in(who)
    context = browser.new_context(viewport={"width": width, "height": 900})
    context.add_cookies(
        [
            {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": root},
            {"name": "django_language", "value": language, "url": root},
        ]
    )
    window = Window(context.new_page(), root)
    # A refusal (409, 422) is an answer; a script error or a blocked resource is a fault.
    window.page.on("pageerror", lambda error: window.complaints.append(str(error)))
    return window
