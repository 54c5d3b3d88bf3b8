"""A real Chromium for the journeys: signed in, in one language and width, watched for faults.

Numbered requirements, held on every page that a journey looks at:

1  no violation that axe-core knows (WCAG 2.2 AA and its best practices)
2  the page says its language and direction
3  nothing is wider than the window
4  no script error, nothing refused by the content security policy, nothing missing
5  nothing is asked of anybody but our own address
"""

import gzip
import os
import re
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    sync_playwright,
)

from tests.world import Persona

# Playwright keeps an event loop in this thread; Django's guard would refuse the ORM beside it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
_NAMES = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
SIDES = (("en", 1440), ("ar", 360))
_OK_LIMIT = 400
_SENT: dict[str, int] = {}  # address -> bytes; the files do not change while tests run
_AXE = {
    "resultTypes": ["violations"],
    "rules": {"target-size": {"enabled": True}},  # WCAG 2.2; axe leaves it off by default
}
_COLOURS = ("color-contrast", "link-in-text-block")
# What the language, the direction, the width and the theme may change of a page.
_LOOKS = (*_COLOURS, "target-size", "scrollable-region-focusable", "html-has-lang", "valid-lang",
          "html-lang-valid", "meta-viewport")  # fmt: skip


def _only(rules: tuple[str, ...]) -> dict[str, Any]:
    return {"resultTypes": ["violations"], "runOnly": {"type": "rule", "values": list(rules)}}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the whole run; skipped where there is none (./test says so)."""
    path = next((found for name in _NAMES if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(_ARGUMENTS))
        yield browser
        browser.close()


@cache
def _axe() -> Axe:
    return Axe()


@dataclass
class Window:
    """One person's window on the running platform."""

    page: Page
    root: str
    scripts: bool = True
    complaints: list[str] = field(default_factory=list)
    responses: list[Response] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self.page.on("console", self._heard)
        self.page.on("request", self._asked)
        self.page.on("response", self._answered)

    def _heard(self, message: ConsoleMessage) -> None:
        # A refusal (404, 409, 422) is an answer; `_answered` tells it from something missing.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.complaints.append(f"console: {message.text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.root, "data:", "about:")):
            self.complaints.append(f"asked elsewhere: {request.url}")

    def _answered(self, response: Response) -> None:
        self.responses.append(response)
        is_page = response.request.resource_type in {"document", "xhr", "fetch"}
        if response.status >= (500 if is_page else _OK_LIMIT):
            self.complaints.append(f"{response.status}: {response.url}")

    def open(self, name: str, *args: Any) -> None:  # noqa: ANN401 - parts of an address
        """Go to a page by its route's name."""
        self.page.goto(self.root + reverse(name, args=args))

    def press(self, button: str = "main .button.primary") -> None:
        """Press what sends a form or leads on, and wait for the page it leads to."""
        self.page.click(button)
        self.page.wait_for_load_state("load")

    def look(self, *, again: bool = False) -> None:
        """Hold the numbered requirements on the page as it stands.

        `again`: it was looked at on another side, so that axe-core asks what differs between sides.
        """
        if self.scripts:  # axe-core is one itself
            self._axe_finds_nothing(_only(_LOOKS) if again else _AXE)
        language, direction = self.page.evaluate(
            "[document.documentElement.lang, document.documentElement.dir]"
        )
        assert direction == ("rtl" if language == "ar" else "ltr")
        wide = self.too_wide()
        assert not wide, f"too wide: {wide}"
        assert not self.complaints, str(self.complaints)

    def look_again(self, theme: str) -> None:
        """The same page in the other theme: only colours change, so only they are measured."""
        self.page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        self._axe_finds_nothing(_only(_COLOURS))

    def _axe_finds_nothing(self, options: dict[str, Any]) -> None:
        found = _axe().run(self.page, options=options).response["violations"]
        where = [(one["id"], node["html"]) for one in found for node in one["nodes"][:3]]
        assert where == [], f"{self.page.url}: {where}"

    def too_wide(self) -> list[str]:
        """What makes the page scroll sideways."""
        found: list[str] = self.page.evaluate(
            """() => {
                const root = document.documentElement;
                if (root.scrollWidth <= window.innerWidth) return [];
                return [...document.querySelectorAll("main *")].filter(
                    (one) => {
                        const box = one.getBoundingClientRect();
                        return box.right > window.innerWidth + 1 || box.left < -1;
                    }
                ).slice(0, 5).map((one) => one.outerHTML.slice(0, 120));
            }"""
        )
        return found

    def close(self) -> None:
        """Forget the person and everything the browser kept for them."""
        self.page.context.close()


def weight_of(window: Window) -> tuple[int, dict[str, int]]:
    """(bytes of the page itself, bytes of all else by address) that travel on a first view.

    The live server of the tests sends static files as they lie; a served installation sends them
    compressed (journey "back up, restore" looks that this is so).
    """
    names: list[str] = window.page.evaluate(
        "performance.getEntriesByType('resource').map(one => one.name.split('#')[0])"
    )
    document = next(
        one for one in reversed(window.responses) if one.request.resource_type == "document"
    )
    return document.request.sizes()["responseBodySize"], {
        url: _sent(window, url) for url in set(names) if url.startswith(window.root)
    }


def _sent(window: Window, url: str) -> int:
    if url not in _SENT:
        body = window.page.request.get(url).body()
        packs = re.search(r"\.(css|js|svg)(\?|$)", url)
        _SENT[url] = len(gzip.compress(body, 9)) if packs else len(body)
    return _SENT[url]


def signed_in(persona: Persona) -> Client:
    client = Client()
    client.force_login(persona.account)
    session = client.session
    # As allauth keeps them: the steps taken, and whose they were.
    session["account_authentication_methods"] = [
        {"method": method, "at": time.time()} for method in ("password", "mfa")
    ]
    session["account_authentication_methods_user"] = str(persona.account.pk)
    session.save()
    return client


def _context(
    browser: Browser,
    root: str,
    language: str,
    width: int,
    **options: Any,  # noqa: ANN401 - Playwright's own
) -> BrowserContext:
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        locale=language,
        reduced_motion="reduce",  # nothing is measured in the middle of a fade
        **options,
    )
    context.set_default_timeout(10_000)
    context.add_cookies([{"name": "django_language", "value": language, "url": root}])
    return context


def stranger(
    browser: Browser,
    root: str,
    side: tuple[str, int],
    **options: Any,  # noqa: ANN401 - Playwright's own
) -> Window:
    """The window of somebody who is not signed in."""
    language, width = side
    return Window(_context(browser, root, language, width, **options).new_page(), root)


def window_of(
    browser: Browser,
    who: Client | Persona,
    root: str,
    language: str,
    width: int,
    **options: Any,  # noqa: ANN401 - Playwright's own
) -> Window:
    """A window with the session of a test client, or of somebody signed in beside the others.

    `options` are those of Playwright's `new_context`, such as `java_script_enabled`.
    """
    client = who if isinstance(who, Client) else signed_in(who)
    context = _context(browser, root, language, width, **options)
    context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": root}]
    )
    return Window(context.new_page(), root, scripts=options.get("java_script_enabled", True))
