"""Walking through the platform by its own links, one page of each kind."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urljoin, urlsplit

from django.urls import Resolver404, resolve

from tests.journeys.chromium import Window

NOT_PAGES = {
    "account_logout",  # would end the walk
    "copy",  # a file
    "record-file",  # a file
    "saved-view",  # leads to its register
    "openapi",  # a file
    "framework-file",  # a file
    "set_language",  # an answer to a form
    "mfa_download_recovery_codes",  # a file
}


def kind_of(path: str, query: str = "") -> str:
    """Name of the route of an address, with the view of a register: "dataset:board"."""
    try:
        name = resolve(path).url_name or ""
    except Resolver404:
        return ""
    view = parse_qs(query).get("view", [""])[0]
    return f"{name}:{view}" if view and name == "dataset" else name


@dataclass
class Walk:
    """A walk of one person. Give it where to begin; it goes on from what it finds there."""

    window: Window
    begin: list[str] = field(default_factory=lambda: ["/"])
    only: tuple[str, ...] = ()  # refs: every page about these, not one of each kind of page
    seen: dict[str, str] = field(default_factory=dict)  # kind, or path -> address

    def pages(self) -> Iterator[str]:
        """The kind (or path) of each page, while the window stands on it."""
        waiting, tried = deque(self.begin), set()
        while waiting:
            address = waiting.popleft()
            key = self._key(address)
            if not key or key in tried or key in self.seen:
                continue
            tried.add(key)
            answer = self.window.page.goto(self.window.root + address)
            if answer is not None and not answer.ok:
                self.window.complaints.append(f"{answer.status} behind a link: {address}")
            arrived = self._key(self.window.page.url)  # some lead elsewhere
            if arrived and arrived not in self.seen:
                self.seen[arrived] = urlsplit(self.window.page.url).path
                yield arrived
            waiting.extend(self._links())

    def _key(self, address: str) -> str:
        parts = urlsplit(address)
        kind = kind_of(parts.path, parts.query)
        if kind in NOT_PAGES:
            return ""
        return parts.path if self.only and kind else kind

    def _links(self) -> list[str]:
        found: list[str] = self.window.page.eval_on_selector_all(
            "a[href]", "all => all.map(one => one.getAttribute('href'))"
        )
        here = self.window.page.url
        addresses = []
        for link in found:
            parts = urlsplit(urljoin(here, link))
            if f"{parts.scheme}://{parts.netloc}" == self.window.root:
                addresses.append(f"{parts.path}?{parts.query}" if parts.query else parts.path)
        if self.only:
            return [one for one in addresses if any(ref in one for ref in self.only)]
        return addresses
